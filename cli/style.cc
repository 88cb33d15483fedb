// See style.h.
#include "cli/style.h"

#include <unistd.h>

#include <cstdlib>

#include "compiler/text.h"

namespace cairn::cli {
namespace {

bool has_colour(int descriptor) {
  const char* const no_colour = std::getenv("NO_COLOR");
  const char* const terminal = std::getenv("TERM");
  const bool is_refused = no_colour != nullptr && *no_colour != '\0';
  const bool is_dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  return !is_refused && !is_dumb && ::isatty(descriptor) == 1;
}

std::string_view code(Paint paint) {
  switch (paint) {
    case Paint::kBold:
      return "1";
    case Paint::kGood:
      return "1;32";
    case Paint::kBad:
      return "1;31";
    case Paint::kDim:
      return "2";
  }
  return "";
}

}  // namespace

std::string paint(int descriptor, Paint paint, std::string_view text) {
  if (!has_colour(descriptor)) return std::string(text);
  return concat("\033[", code(paint), "m", text, "\033[0m");
}

}  // namespace cairn::cli
