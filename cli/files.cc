// Whole files; see files.h.
#include "cli/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "cli/session.h"
#include "cli/units.h"
#include "compiler/text.h"

namespace cairn::cli {
namespace {

// A file descriptor that is closed when it goes.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  bool ok() const { return number_ >= 0; }
  int number() const { return number_; }
  // False when what was written did not reach the disk.
  bool close() { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

absl::Status not_written(const std::string& path, int error) {
  return no_resources(
      concat(path, ": cannot be written (", std::strerror(error), "); choose another place"));
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

// Exists, and is neither a file nor a directory.
bool is_special(const std::string& path) {
  struct stat info{};
  return ::stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

std::string temporary_beside(const std::string& path) {
  return concat(path, ".", ::getpid(), ".tmp");
}

int create(const std::string& path) {
  return ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
}

}  // namespace

absl::StatusOr<std::string> read_file(const std::string& path, std::string_view what,
                                      size_t max_bytes) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.ok()) {
    const int error = errno;
    if (error == ENOENT) {
      return invalid(concat(path, ": there is no such file; give the path of a ", what));
    }
    return invalid(concat(path, ": cannot be read (", std::strerror(error), ")"));
  }
  struct stat info{};
  if (::fstat(file.number(), &info) == 0 && S_ISDIR(info.st_mode)) {
    return invalid(concat(path, ": this is a directory; give the path of a ", what));
  }
  std::string bytes;
  char buffer[1 << 16];
  while (true) {
    const ssize_t got = ::read(file.number(), buffer, sizeof(buffer));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      return invalid(concat(path, ": cannot be read (", std::strerror(errno), ")"));
    }
    if (got == 0) return bytes;
    bytes.append(buffer, static_cast<size_t>(got));
    if (bytes.size() > max_bytes) {
      return invalid(
          concat(path, ": is larger than ", bytes_text(max_bytes), ", so it is not a ", what));
    }
  }
}

absl::Status check_writable(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return not_written(path, EISDIR);
  if (is_special(path)) {
    return ::access(path.c_str(), W_OK) == 0 ? absl::OkStatus() : not_written(path, errno);
  }
  const std::string temporary = temporary_beside(path);
  const Descriptor file(create(temporary));
  if (!file.ok()) return not_written(path, errno);
  ::unlink(temporary.c_str());
  return absl::OkStatus();
}

absl::Status write_file(const std::string& path, std::string_view bytes) {
  const bool special = is_special(path);
  // What a link points to is written, and the link stays one.
  std::error_code none;
  const std::filesystem::path linked = std::filesystem::canonical(path, none);
  const std::string place = none ? path : linked.string();
  const std::string target = special ? path : temporary_beside(place);
  Descriptor file(special ? ::open(target.c_str(), O_WRONLY | O_CLOEXEC) : create(target));
  if (!file.ok()) return not_written(path, errno);
  struct stat before{};
  if (!special && ::stat(place.c_str(), &before) == 0) {
    ::fchmod(file.number(), before.st_mode & 07777);  // as it was, as far as that is allowed
  }
  const bool is_written = write_all(file.number(), bytes) && file.close();
  if (special) return is_written ? absl::OkStatus() : not_written(path, errno);
  if (is_written && ::rename(target.c_str(), place.c_str()) == 0) return absl::OkStatus();
  const int error = errno;
  ::unlink(target.c_str());
  return not_written(path, error);
}

std::string with_extension(const std::string& path, std::string_view extension) {
  return std::filesystem::path(path).replace_extension(std::string(extension)).string();
}

}  // namespace cairn::cli
