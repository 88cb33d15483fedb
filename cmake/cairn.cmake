# Flags and helpers shared by every folder.
set(CAIRN_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wno-psabi -Werror)

# cairn_library(NAME [LINK target ...]): the library of this folder, from all .cc files below it.
function(cairn_library name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  if(sources)
    add_library(${name} STATIC ${sources})
    set(scope PUBLIC)
    target_compile_options(${name} PRIVATE ${CAIRN_WARNINGS})
  else()
    add_library(${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${name} ${scope} ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} ${scope} ${ARG_LINK} OpenMP::OpenMP_CXX)
endfunction()

if(CAIRN_SANITIZE)
  # For this processor throughout, so that no kernel need be inlined: see crypto/field/target.h.
  # Assertions are on. With Clang, libFuzzer is told which branches an input reaches.
  add_compile_definitions(CAIRN_SANITIZE)
  add_compile_options(-march=native -O1 -UNDEBUG -fsanitize=address,undefined
                      -fno-sanitize-recover=all -fno-omit-frame-pointer -g1
                      $<$<CXX_COMPILER_ID:Clang>:-fsanitize=fuzzer-no-link>)
  add_link_options(-fsanitize=address,undefined)
endif()

# cairn_embed(TARGET FILE HEADER FUNCTION NAMESPACE): the text of FILE (may be empty: no text) becomes a function of
# the target.
function(cairn_embed target file header function namespace)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${function}.cc)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DFILE=${file} -DHEADER=${header} -DFUNCTION=${function}
            -DNAMESPACE=${namespace} -P ${CMAKE_SOURCE_DIR}/cmake/embed_text.cmake
    DEPENDS ${file} ${CMAKE_SOURCE_DIR}/cmake/embed_text.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()
