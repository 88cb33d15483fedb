# Writes OUT, which defines embedded_artifact() (ethereum/deployment.h): the text of the file ARTIFACT,
# or nothing where that is empty. In pieces, since compilers bound the length of one literal.
set(pieces "")
if(ARTIFACT)
  file(READ ${ARTIFACT} text)
  string(LENGTH "${text}" length)
  set(at 0)
  while(at LESS length)
    string(SUBSTRING "${text}" ${at} 16000 piece)
    string(APPEND pieces "      R\"cairn(${piece})cairn\",\n")
    math(EXPR at "${at} + 16000")
  endwhile()
endif()
file(WRITE ${OUT} "// Generated from bridge/artifacts/verifier.json by ethereum/embed.cmake.
#include <initializer_list>
#include <string_view>

#include \"ethereum/deployment.h\"

namespace cairn::ethereum {

std::string embedded_artifact() {
  const std::initializer_list<std::string_view> pieces = {
${pieces}  };
  std::string text;
  for (const std::string_view piece : pieces) text += piece;
  return text;
}

}  // namespace cairn::ethereum
")
