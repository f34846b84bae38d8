// Nothing: it stands for the precompiled headers of all tests.
