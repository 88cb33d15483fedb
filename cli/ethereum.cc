// `cairn ethereum`: its commands, and the options that they share; see ethereum.h.
#include "cli/ethereum.h"

#include <openssl/crypto.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/ascii.h"
#include "cli/files.h"
#include "cli/units.h"
#include "compiler/text.h"
#include "ethereum/keystore.h"

namespace cairn::cli {
namespace {

constexpr size_t kMaxKeyFile = 1 << 16;
constexpr size_t kMaxArtifact = size_t{1} << 26;

// Wiped when it goes.
struct SecretText {
  std::string text;
  SecretText() = default;
  SecretText(const SecretText&) = delete;
  SecretText& operator=(const SecretText&) = delete;
  ~SecretText() { OPENSSL_cleanse(text.data(), text.size()); }
};

void trim(std::string& text) {
  while (!text.empty() && absl::ascii_isspace(static_cast<unsigned char>(text.back()))) {
    text.pop_back();
  }
}

absl::Status read_secret(const std::string& path, std::string_view what, SecretText& secret) {
  struct stat info{};
  if (::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && (info.st_mode & 077) != 0) {
    return invalid(concat(path, ": others may read or write this file, and it holds a ", what,
                          "; forbid it with `chmod 600`"));
  }
  absl::StatusOr<std::string> bytes = read_file(path, what, kMaxKeyFile);
  if (!bytes.ok()) return bytes.status();
  secret.text = *std::move(bytes);
  trim(secret.text);
  return absl::OkStatus();
}

// From the terminal, without showing it.
bool ask_password(SecretText& password) {
  if (::isatty(STDIN_FILENO) != 1 || ::isatty(STDERR_FILENO) != 1) return false;
  termios shown{};
  if (::tcgetattr(STDIN_FILENO, &shown) != 0) return false;
  termios hidden = shown;
  hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  std::fputs("password of the keystore: ", stderr);
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  password.text.reserve(4096);
  for (int c = 0; (c = std::getchar()) != EOF && c != '\n' && password.text.size() < 4096;) {
    password.text += static_cast<char>(c);
  }
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
  std::fputs("\n", stderr);
  return true;
}

absl::Status read_password(const KeyFlags& flags, SecretText& password) {
  if (!flags.password_file.empty()) {
    return read_secret(flags.password_file, "password", password);
  }
  if (const char* const given = std::getenv("CAIRN_ETHEREUM_PASSWORD"); given != nullptr) {
    password.text = given;
    return absl::OkStatus();
  }
  if (ask_password(password)) return absl::OkStatus();
  return usage(
      "--keystore needs a password: give --password-file, or CAIRN_ETHEREUM_PASSWORD, or a "
      "terminal");
}

absl::StatusOr<std::chrono::milliseconds> milliseconds(std::string_view flag,
                                                       std::string_view text) {
  const absl::StatusOr<double> seconds = parse_duration(text);
  if (!seconds.ok()) return usage(concat(flag, ": ", std::string(seconds.status().message())));
  if (*seconds < 0.001 || *seconds > 86'400) {
    return usage(concat(flag, ": \"", text, "\" is not between 1 ms and a day"));
  }
  return std::chrono::milliseconds(static_cast<int64_t>(*seconds * 1000));
}

absl::Status read_fee(std::string_view flag, const std::string& text,
                      std::optional<ethereum::Amount>& fee) {
  if (text.empty()) return absl::OkStatus();
  fee = ethereum::parse_amount(text);
  if (fee.has_value()) return absl::OkStatus();
  return usage(concat(flag, ": \"", text, "\" is not an amount with a unit (wei, gwei, ether), ",
                      "such as 30gwei"));
}

}  // namespace

void add_endpoint_flags(CLI::App& command, EndpointFlags& flags) {
  command.add_option("--rpc", flags.rpc, "address of the endpoint, such as http://127.0.0.1:8545")
      ->envname("CAIRN_ETHEREUM_RPC")
      ->required();
  command.add_option("--chain-id", flags.chain_id, "only this chain (any)")
      ->envname("CAIRN_ETHEREUM_CHAIN_ID");
  command.add_option("--timeout", flags.timeout, "the longest that one answer may take")
      ->envname("CAIRN_ETHEREUM_TIMEOUT")
      ->capture_default_str();
}

absl::StatusOr<Endpoint> connect(const EndpointFlags& flags) {
  const absl::StatusOr<std::chrono::milliseconds> timeout =
      milliseconds("--timeout", flags.timeout);
  if (!timeout.ok()) return timeout.status();
  absl::StatusOr<ethereum::Url> url = ethereum::parse_url(flags.rpc);
  if (!url.ok()) return usage(concat("--rpc: ", std::string(url.status().message())));
  Endpoint endpoint{ethereum::Rpc(*std::move(url), *timeout)};
  const absl::StatusOr<uint64_t> chain = endpoint.rpc.chain_id();
  if (!chain.ok()) return chain.status();
  if (flags.chain_id.has_value() && *chain != *flags.chain_id) {
    return invalid(concat(endpoint.rpc.name(), ": this endpoint is of chain ", *chain, ", not of ",
                          *flags.chain_id, " (--chain-id); give another --rpc"));
  }
  endpoint.chain_id = *chain;
  return endpoint;
}

void add_key_flags(CLI::App& command, KeyFlags& flags) {
  CLI::Option* const file = command.add_option(
      "--key-file", flags.key_file, "file with the private key of the account that pays, in hex");
  command
      .add_option("--keystore", flags.keystore,
                  "the same as an encrypted key file (Web3 Secret Storage, version 3)")
      ->excludes(file);
  command.add_option("--password-file", flags.password_file,
                     "file with the keystore's password (CAIRN_ETHEREUM_PASSWORD, or asked for)");
  command.footer("Without --key-file and --keystore the key is taken from CAIRN_ETHEREUM_KEY.");
}

absl::StatusOr<ethereum::PrivateKey> read_key(const KeyFlags& flags) {
  std::optional<ethereum::PrivateKey> key;
  if (!flags.keystore.empty()) {
    const absl::StatusOr<std::string> text = read_file(flags.keystore, "keystore", kMaxKeyFile);
    if (!text.ok()) return text.status();
    SecretText password;
    if (absl::Status status = read_password(flags, password); !status.ok()) return status;
    absl::StatusOr<ethereum::PrivateKey> opened = ethereum::open_keystore(*text, password.text);
    if (!opened.ok()) {
      return invalid(concat(flags.keystore, ": ", std::string(opened.status().message())));
    }
    return opened;
  }
  if (!flags.key_file.empty()) {
    SecretText text;
    if (absl::Status status = read_secret(flags.key_file, "key", text); !status.ok()) return status;
    key = ethereum::PrivateKey::from_text(text.text);
    if (!key.has_value()) {
      return invalid(concat(flags.key_file, ": this is not a private key (64 hexadecimal digits, ",
                            "with or without 0x)"));
    }
    return *std::move(key);
  }
  const char* const given = std::getenv("CAIRN_ETHEREUM_KEY");
  if (given == nullptr || *given == '\0') {
    return usage("a key is needed to pay: give --key-file, --keystore or CAIRN_ETHEREUM_KEY");
  }
  key = ethereum::PrivateKey::from_text(given);
  if (!key.has_value()) {
    return usage(
        "CAIRN_ETHEREUM_KEY is not a private key (64 hexadecimal digits, with or without 0x)");
  }
  return *std::move(key);
}

void add_send_flags(CLI::App& command, SendFlags& flags) {
  command
      .add_option("--confirmations", flags.confirmations,
                  "blocks to wait for, the transaction's own included")
      ->envname("CAIRN_ETHEREUM_CONFIRMATIONS")
      ->capture_default_str()
      ->check(CLI::Range(1, 10'000));
  command.add_option("--wait", flags.wait, "the longest to wait for them")
      ->envname("CAIRN_ETHEREUM_WAIT")
      ->capture_default_str();
  command
      .add_option("--max-fee", flags.max_fee,
                  "the most to pay for a gas, such as 30gwei (twice the base fee, and the tip)")
      ->envname("CAIRN_ETHEREUM_MAX_FEE");
  command
      .add_option("--priority-fee", flags.priority_fee,
                  "the tip for a gas, such as 1gwei (what the endpoint proposes)")
      ->envname("CAIRN_ETHEREUM_PRIORITY_FEE");
}

absl::StatusOr<ethereum::SendOptions> send_options(const Session& session, const SendFlags& flags) {
  ethereum::SendOptions options;
  options.confirmations = flags.confirmations;
  const absl::StatusOr<std::chrono::milliseconds> wait = milliseconds("--wait", flags.wait);
  if (!wait.ok()) return wait.status();
  options.wait = *wait;
  absl::Status status = read_fee("--max-fee", flags.max_fee, options.max_fee);
  if (status.ok()) status = read_fee("--priority-fee", flags.priority_fee, options.priority_fee);
  if (!status.ok()) return status;
  options.note = [&session](const std::string& sentence) {
    if (!session.quiet) std::fputs(concat(sentence, "\n").c_str(), stderr);
  };
  return options;
}

absl::StatusOr<ethereum::Plan> read_plan(const std::string& artifact) {
  std::string text = ethereum::embedded_artifact();
  if (!artifact.empty()) {
    absl::StatusOr<std::string> file = read_file(artifact, "file of contracts", kMaxArtifact);
    if (!file.ok()) return file.status();
    text = *std::move(file);
  } else if (text.empty()) {
    return invalid("this build of cairn has no contracts in it; give their file with --artifact");
  }
  absl::StatusOr<ethereum::Plan> plan = ethereum::plan_deployment(text);
  if (plan.ok()) return plan;
  return invalid(concat(artifact.empty() ? "the contracts in this build" : artifact, ": ",
                        std::string(plan.status().message())));
}

void say(const Session& session, std::string_view line) {
  if (session.json || session.quiet) return;
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fflush(stdout);
}

void add_ethereum(CLI::App& app, Session& session) {
  CLI::App* const command =
      add_command(app, session, "ethereum", "call data, deployment and verification on Ethereum");
  command->require_subcommand(1);
  add_ethereum_calldata(*command, session);
  add_ethereum_deploy(*command, session);
  add_ethereum_verify(*command, session);
  add_ethereum_demo(*command, session);
}

}  // namespace cairn::cli
