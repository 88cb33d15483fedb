// Building messages: the parts one after the other, texts and numbers.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

namespace cairn {

inline void append(std::string& text, std::string_view part) { text += part; }
template <std::integral Number>
void append(std::string& text, Number part) {
  text += std::to_string(part);
}

template <class... Parts>
void append_all(std::string& text, const Parts&... parts) {
  (append(text, parts), ...);
}

template <class... Parts>
std::string concat(const Parts&... parts) {
  std::string text;
  append_all(text, parts...);
  return text;
}

}  // namespace cairn
