// Runs the command as a shell would, in a directory of its own.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "nlohmann/json.hpp"

namespace cairn::cli_test {

struct Result {
  int code = -1;
  std::string out, err;
  nlohmann::json json() const { return nlohmann::json::parse(out, nullptr, false); }
};

class Directory {
 public:
  Directory() {
    char name[] = "/tmp/cairn_cli_XXXXXX";
    path_ = ::mkdtemp(name);
  }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  ~Directory() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  std::string read(const std::string& name) const {
    std::ifstream file(path_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  bool has(const std::string& name) const { return std::filesystem::exists(path_ / name); }
  size_t files() const {
    return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(path_), {}));
  }
  // cairn ARGUMENTS in this directory; what it writes goes outside of it.
  Result cairn(const std::string& arguments) const {
    const Directory streams{0};
    const std::string command = "cd " + path_.string() + " && " + CAIRN_BINARY + " " + arguments +
                                " >" + (streams.path_ / "out").string() + " 2>" +
                                (streams.path_ / "err").string();
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, streams.read("out"), streams.read("err")};
  }

 private:
  explicit Directory(int) : Directory() {}
  std::filesystem::path path_;
};

inline constexpr char kSum[] = R"(use std::words
input a: felt
input b: felt
output sum: felt
proc main {
  read a
  read b
  [ap] = a + b
  call words::pack([ap - 1], 0, 0, 0, 0, 0, 0, 0) -> result
  halt(result, 1)
}
)";
inline constexpr char kTrap[] = R"(input a: felt
proc check(x) {
  assert x = 1
  ret
}
proc main {
  read a
  call check(a)
  let none = 0
  halt(none, 0)
}
)";

}  // namespace cairn::cli_test
