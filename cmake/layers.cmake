# The walls between the layers. A layer's headers are included as "LAYER/..."; a target sees the
# layers it links and no other (one symbolic link per layer in the build tree), so a wrong include
# does not compile. Installed headers are spelled <vapa/LAYER/...>.

# vapa_layer(core DIRECTORY LINKS...): the static library vapa_core with its include root.
# Its sources are added by the subfolders: target_sources(vapa_core PRIVATE tlb.cpp).
function(vapa_layer layer directory)
  set(root "${PROJECT_BINARY_DIR}/include-${layer}")
  file(MAKE_DIRECTORY "${root}")
  file(CREATE_LINK "${directory}" "${root}/${layer}" SYMBOLIC)
  add_library(vapa_${layer} STATIC)
  add_library(vapa::${layer} ALIAS vapa_${layer})
  set_target_properties(vapa_${layer} PROPERTIES EXPORT_NAME ${layer})
  target_compile_features(vapa_${layer} PUBLIC cxx_std_20)
  target_include_directories(vapa_${layer} PUBLIC
    "$<BUILD_INTERFACE:${root}>" "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
  target_link_libraries(vapa_${layer} PUBLIC ${ARGN} PRIVATE "$<BUILD_INTERFACE:vapa_options>")
endfunction()

# vapa_without_systemc(target): including SystemC or TLM there is an error that says so.
function(vapa_without_systemc target)
  target_include_directories(${target} BEFORE PRIVATE "${PROJECT_SOURCE_DIR}/cmake/walls/no_systemc")
endfunction()
