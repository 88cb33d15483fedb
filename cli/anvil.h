// A local chain for `cairn ethereum demo`: Foundry's anvil as a child process, which is stopped
// with this object, and with this process however that ends.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace cairn::cli {

// The source of examples/fibonacci, which the demo proves.
std::string fibonacci_source();

// The anvil to use: `given`, or the one of bridge/node_modules (here, or in the checkout that this
// program was built in), or the one on the PATH.
absl::StatusOr<std::string> find_anvil(const std::string& given);

class Anvil {
 public:
  // Starts it with Ethereum's current limits on a free port of 127.0.0.1; what it prints goes to
  // the file `log`.
  static absl::StatusOr<std::unique_ptr<Anvil>> start(const std::string& binary,
                                                      const std::string& log,
                                                      std::chrono::seconds patience);
  Anvil(const Anvil&) = delete;
  Anvil& operator=(const Anvil&) = delete;
  ~Anvil();
  const std::string& url() const { return url_; }
  // The key of the first of its accounts, which has 10,000 ether there. Everybody knows it.
  static std::string_view public_key_of_tests();

 private:
  explicit Anvil(pid_t child) : child_(child) {}
  pid_t child_;
  std::string url_;
};

}  // namespace cairn::cli
