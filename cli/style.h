// Colour for people: only where the stream is a terminal and NO_COLOR is not set.
#pragma once

#include <string>
#include <string_view>

namespace cairn::cli {

enum class Paint { kBold, kGood, kBad, kDim };

// The text as it is to be written to stdout or stderr (a file descriptor).
std::string paint(int descriptor, Paint paint, std::string_view text);

}  // namespace cairn::cli
