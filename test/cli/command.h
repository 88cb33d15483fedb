// Runs the command as a shell would, in a directory of its own.
#pragma once

#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
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
  void make(const std::string& folder) const {
    std::filesystem::create_directories(path_ / folder);
  }
  const std::filesystem::path& path() const { return path_; }
  bool has(const std::string& name) const { return std::filesystem::exists(path_ / name); }
  size_t files() const {
    return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(path_), {}));
  }
  // cairn ARGUMENTS in this directory, after `before`; what it writes goes outside of it.
  Result cairn(const std::string& arguments, const std::string& before = "") const {
    const Directory streams{0};
    const std::string command = "cd " + path_.string() + " && (" + before + " " + CAIRN_BINARY +
                                " " + arguments + ") >" + (streams.path_ / "out").string() + " 2>" +
                                (streams.path_ / "err").string();
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, streams.read("out"), streams.read("err")};
  }

  // The same with stdout and stderr on a terminal: what that shows.
  std::string on_terminal(const std::string& arguments) const {
    int terminal = -1;
    const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
    if (child == 0) {
      const std::string command =
          "cd " + path_.string() + " && TERM=xterm " + CAIRN_BINARY + " " + arguments;
      ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
      ::_exit(127);
    }
    std::string shown;
    char buffer[4096];
    for (ssize_t got = 0; (got = ::read(terminal, buffer, sizeof(buffer))) > 0;) {
      shown.append(buffer, static_cast<size_t>(got));
    }
    ::close(terminal);
    ::waitpid(child, nullptr, 0);
    return shown;
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

// The two programs above with their inputs, in one directory for all tests.
inline Directory& project() {
  static Directory directory;
  static const bool made = [] {
    directory.write("sum.cairn", kSum);
    directory.write("sum.json", R"({"a": 2, "b": 3})");
    directory.write("trap.cairn", kTrap);
    directory.write("trap.json", R"({"a": 7})");
    return true;
  }();
  (void)made;
  return directory;
}

// One line on stderr that begins as every error does.
inline void check_sentence(const Result& result, int code, const std::string& part) {
  CAPTURE(result.out, result.err);
  CHECK(result.code == code);
  CHECK_THAT(result.err, Catch::Contains(part));
  CHECK(result.err.starts_with("cairn: "));
  CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
}

}  // namespace cairn::cli_test
