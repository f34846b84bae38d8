// Holds the layer until its first source lands.
