# vapa_embed(result file...): a source file, its path in `result`, that makes the files readable as
# vapa::asset("NAME"), so that the executable needs nothing beside it.
function(vapa_embed result)
  set(VAPA_ASSET_DATA "")
  set(VAPA_ASSET_SYMBOLS "")
  set(VAPA_ASSET_CASES "")
  foreach(file IN LISTS ARGN)
    get_filename_component(name "${file}" NAME)
    string(MAKE_C_IDENTIFIER "vapa_asset_${name}" symbol)
    string(APPEND VAPA_ASSET_DATA
      "    \"${symbol}: .incbin \\\"${file}\\\"\\n${symbol}_end: .byte 0\\n\"\n")
    string(APPEND VAPA_ASSET_SYMBOLS "extern const char ${symbol}[], ${symbol}_end[];\n")
    string(APPEND VAPA_ASSET_CASES
      "  if (name == \"${name}\") return {${symbol}, ${symbol}_end};\n")
  endforeach()
  set(source "${CMAKE_CURRENT_BINARY_DIR}/assets.cpp")
  configure_file(assets.cpp.in "${source}" @ONLY)
  set_property(SOURCE "${source}" APPEND PROPERTY OBJECT_DEPENDS "${ARGN}")
  set(${result} "${source}" PARENT_SCOPE)
endfunction()
