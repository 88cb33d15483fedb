// See anvil.h.
#include "cli/anvil.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <thread>
#include <vector>

#include "cli/session.h"
#include "compiler/text.h"

namespace cairn::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPlace = "bridge/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil";
constexpr std::string_view kListening = "Listening on ";

bool can_run(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error) && ::access(path.c_str(), X_OK) == 0;
}

std::string read_all(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The last line that says something.
std::string last_line(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text.substr(text.rfind('\n') + 1);
}

// Where it listens, once its log says so.
std::string address_in(const std::string& text) {
  const size_t at = text.find(kListening);
  const size_t end = at == std::string::npos ? at : text.find('\n', at);
  if (end == std::string::npos) return "";
  const size_t begin = at + kListening.size();
  return text.substr(begin, end - begin);
}

}  // namespace

absl::StatusOr<std::string> find_anvil(const std::string& given) {
  if (!given.empty()) {
    if (can_run(given)) return given;
    return invalid(
        concat(given, ": this is not a program that can be run; give the path of anvil"));
  }
  std::vector<fs::path> places = {fs::path(kPlace)};
  std::error_code error;
  const fs::path own = fs::read_symlink("/proc/self/exe", error);
  // build/cli/cairn
  places.push_back(own.parent_path().parent_path().parent_path() / kPlace);
  const char* const path = std::getenv("PATH");
  for (std::string_view rest = path == nullptr ? "" : path; !rest.empty();) {
    const size_t end = rest.find(':');
    if (end != 0) places.push_back(fs::path(rest.substr(0, end)) / "anvil");
    rest = end == std::string_view::npos ? "" : rest.substr(end + 1);
  }
  for (const fs::path& place : places) {
    if (can_run(place)) return place.string();
  }
  return invalid(
      "anvil, the local chain of Foundry, is not there: run `npm ci --ignore-scripts` in bridge/, "
      "or give its path with --anvil");
}

absl::StatusOr<std::unique_ptr<Anvil>> Anvil::start(const std::string& binary,
                                                    const std::string& log,
                                                    std::chrono::seconds patience) {
  // No key of the user's reaches it.
  std::vector<char*> environment;
  for (char** each = environ; *each != nullptr; ++each) {
    if (!std::string_view(*each).starts_with("CAIRN_ETHEREUM_")) environment.push_back(*each);
  }
  environment.push_back(nullptr);
  const char* const arguments[] = {
      binary.c_str(),          "--host", "127.0.0.1", "--port", "0", "--hardfork", "osaka",
      "--enable-tx-gas-limit", nullptr};
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0)
    return no_resources(concat("anvil cannot be started (", std::strerror(errno), ")"));
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(127);
    const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const int null = ::open("/dev/null", O_RDONLY);
    if (file < 0 || null < 0) ::_exit(127);
    ::dup2(null, STDIN_FILENO);
    ::dup2(file, STDOUT_FILENO);
    ::dup2(file, STDERR_FILENO);
    ::execve(binary.c_str(), const_cast<char* const*>(arguments), environment.data());
    ::_exit(127);
  }
  std::unique_ptr<Anvil> anvil(new Anvil(child));
  const auto end = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < end) {
    const std::string text = read_all(log);
    if (const std::string address = address_in(text); !address.empty()) {
      anvil->url_ = concat("http://", address);
      return anvil;
    }
    int status = 0;
    if (::waitpid(child, &status, WNOHANG) == child) {
      anvil->child_ = -1;
      return no_resources(concat(binary, ": anvil has ended at once (", last_line(text),
                                 "); give the path of another with --anvil"));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return no_resources(concat(binary, ": anvil has not begun to listen within ", patience.count(),
                             " s; give the path of another with --anvil"));
}

Anvil::~Anvil() {
  if (child_ <= 0) return;
  ::kill(child_, SIGTERM);
  for (int i = 0; i < 100; ++i) {
    if (::waitpid(child_, nullptr, WNOHANG) == child_) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  ::kill(child_, SIGKILL);
  ::waitpid(child_, nullptr, 0);
}

std::string_view Anvil::public_key_of_tests() {
  return "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
}

}  // namespace cairn::cli
