// Names of constraints and messages that come in numbers: "limb 0", "limb 1", ...
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace cairn {

// N names, each the prefix and a number; the prefix has less than 40 characters.
template <size_t N>
class NumberedNames {
 public:
  explicit constexpr NumberedNames(std::string_view prefix) {
    static_assert(N <= 1000);
    for (size_t i = 0; i < N; ++i) {
      for (const char c : prefix) texts_[i][sizes_[i]++] = c;
      if (i >= 100) texts_[i][sizes_[i]++] = static_cast<char>('0' + i / 100);
      if (i >= 10) texts_[i][sizes_[i]++] = static_cast<char>('0' + i / 10 % 10);
      texts_[i][sizes_[i]++] = static_cast<char>('0' + i % 10);
    }
  }
  constexpr std::string_view operator[](size_t i) const { return {texts_[i].data(), sizes_[i]}; }

 private:
  std::array<std::array<char, 44>, N> texts_{};
  std::array<size_t, N> sizes_{};
};

}  // namespace cairn
