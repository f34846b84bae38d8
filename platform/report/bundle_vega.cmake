# cmake -DVEGA_DIR=… -DOUTPUT=… -P bundle_vega.cmake: the modules of libjs-vega as one script that
# defines the global `vega`. Each module is a UMD file that would reset that global, so each gets
# exports, module and require of its own.
set(modules util time format loader dataflow canvas scale scenegraph statistics expression selection
  functions event-selector transforms view-transforms encode label regression crossfilter runtime
  view parser)

set(bundle "var vega = (function () {\nvar modules = {};\n")
string(APPEND bundle "function require(name) {\n")
string(APPEND bundle "  return modules[name === 'vega-selections' ? 'vega-selection' : name];\n}\n")
foreach(module IN LISTS modules)
  file(READ "${VEGA_DIR}/vega-${module}.min.js" text)
  string(REGEX REPLACE "//# sourceMappingURL=[^\n]*" "" text "${text}")
  string(FIND "${text}" "</script" end_of_script)
  if(NOT end_of_script EQUAL -1)
    message(FATAL_ERROR "vega-${module}.min.js cannot stand in a page: it holds </script")
  endif()
  string(APPEND bundle "(function (exports) {\nvar module = {exports: exports};\n"
    "${text}\n})(modules['vega-${module}'] = {});\n")
endforeach()
string(APPEND bundle "var transforms = modules['vega-dataflow'].transforms;\n"
  "['transforms', 'view-transforms', 'encode', 'label', 'regression', 'crossfilter']"
  ".forEach(function (name) { Object.assign(transforms, modules['vega-' + name]); });\n"
  "return Object.assign.apply(null, [{}].concat(Object.values(modules), {transforms: transforms}));\n"
  "})();\n")
file(WRITE "${OUTPUT}" "${bundle}")
