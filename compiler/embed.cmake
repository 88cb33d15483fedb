# Writes OUT, which defines standard_library() (compiler/source.h) from the modules in STD.
file(GLOB modules ${STD}/*.cairn)
set(cases "")
foreach(module ${modules})
  get_filename_component(name ${module} NAME)
  file(READ ${module} text)
  string(APPEND cases "  if (path == \"<std>/${name}\") return R\"cairn(${text})cairn\";\n")
endforeach()
file(WRITE ${OUT} "// Generated from compiler/std by compiler/embed.cmake.
#include \"compiler/source.h\"

namespace cairn {

std::string_view standard_library(std::string_view path) {
${cases}  return {};
}

}  // namespace cairn
")
