# Writes OUT, which defines std::string NAMESPACE::FUNCTION() as HEADER declares it: the text of FILE, or
# nothing where that is empty. In pieces, since compilers bound the length of one literal.
set(pieces "")
if(FILE)
  file(READ ${FILE} text)
  string(LENGTH "${text}" length)
  set(at 0)
  while(at LESS length)
    string(SUBSTRING "${text}" ${at} 16000 piece)
    string(APPEND pieces "  text += R\"cairn(${piece})cairn\";\n")
    math(EXPR at "${at} + 16000")
  endwhile()
endif()
file(WRITE ${OUT} "// Generated from a text file by cmake/embed_text.cmake.
#include <string>

#include \"${HEADER}\"

namespace ${NAMESPACE} {

std::string ${FUNCTION}() {
  std::string text;
${pieces}  return text;
}

}  // namespace ${NAMESPACE}
")
