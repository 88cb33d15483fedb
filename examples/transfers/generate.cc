// Makes inputs for the examples `transfers` and `bad_transfer`, and computes what must come out of
// them: a sparse tree of accounts, and transfers between random ones. The same arguments always
// make the same files. What the words mean is written in ledger.cairn.
//
//   transfers_generate DIR [COUNT [ACCOUNTS [SEED]]]   input.json, advice.json, expected.json
//   transfers_generate --public DIR [SEED]             valid.json, expected.json and input.json,
//   the
//                                                      last with one unit more than the sender has
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "crypto/field/felt.h"
#include "crypto/field/word.h"
#include "crypto/hash/poseidon.h"

namespace cairn {
namespace {

constexpr uint32_t kDepth = 32;
constexpr uint32_t kLimit = 1'000'000'000;  // LIMIT of ledger.cairn

struct Account {
  uint32_t balance = 0;
  uint32_t nonce = 0;
  std::array<uint32_t, 6> owner{};

  Word word() const {
    Word word{};
    word[0] = Felt(balance);
    word[1] = Felt(nonce);
    for (size_t i = 0; i < 6; ++i) word[2 + i] = Felt(owner[i]);
    return word;
  }
};

// A tree of depth 32 of which most leaves are the zero word: only nodes that differ from those of
// the empty tree are kept.
class SparseTree {
 public:
  SparseTree() {
    for (uint32_t level = 0; level < kDepth; ++level) {
      empty_[level + 1] = poseidon_compress(empty_[level], empty_[level]);
    }
  }

  void set(uint32_t address, const Word& leaf) {
    nodes_[{0, address}] = leaf;
    for (uint32_t level = 0; level < kDepth; ++level) {
      const uint64_t left = (uint64_t{address} >> level) & ~uint64_t{1};
      nodes_[{level + 1, left >> 1}] = poseidon_compress(node(level, left), node(level, left | 1));
    }
  }

  Word root() const { return node(kDepth, 0); }

  // The siblings of the leaf and of its parents, the leaf's first.
  std::vector<Word> path(uint32_t address) const {
    std::vector<Word> siblings;
    for (uint32_t level = 0; level < kDepth; ++level) {
      siblings.push_back(node(level, (uint64_t{address} >> level) ^ 1));
    }
    return siblings;
  }

 private:
  Word node(uint32_t level, uint64_t index) const {
    const auto found = nodes_.find({level, index});
    return found == nodes_.end() ? empty_[level] : found->second;
  }

  std::array<Word, kDepth + 1> empty_{};
  std::map<std::pair<uint32_t, uint64_t>, Word> nodes_;
};

struct Transfer {
  uint32_t from = 0, to = 0, amount = 0, nonce = 0;

  Word word() const {
    return {Felt(from & 0xffff),
            Felt(from >> 16),
            Felt(to & 0xffff),
            Felt(to >> 16),
            Felt(amount),
            Felt(nonce),
            Felt(),
            Felt()};
  }
};

std::string hex(const Word& word) {
  std::string text = "\"0x";
  for (const Felt felt : word) {
    char part[9];
    std::snprintf(part, sizeof part, "%08x", felt.value());
    text += part;
  }
  return text + "\"";
}

// A JSON array of words, each on a line of its own.
std::string list(const std::vector<Word>& words) {
  std::string text = "[";
  for (const Word& word : words) text += (text.size() == 1 ? "\n    " : ",\n    ") + hex(word);
  return text + "\n  ]";
}

// A transfer as eight numbers, which a reader can check.
std::string numbers(const Word& word) {
  std::string text = "[";
  for (const Felt felt : word) {
    if (text.size() > 1) text += ", ";
    text += std::to_string(felt.value());
  }
  return text + "]";
}

bool write(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) std::cerr << "transfers_generate: cannot write " << path << "\n";
  return static_cast<bool>(file);
}

bool write_expected(const std::string& directory, const Word& root) {
  return write(directory + "/expected.json", "{\n  \"new_root\": " + hex(root) + "\n}\n");
}

class World {
 public:
  World(uint32_t accounts, uint32_t seed) : random_(seed) {
    while (accounts_.size() < accounts) {
      const auto address = static_cast<uint32_t>(random_());
      if (accounts_.count(address) > 0) continue;
      Account account;
      account.balance = below(kLimit / accounts);  // the sum of all stays below the limit
      account.nonce = below(1000);
      for (uint32_t& felt : account.owner) felt = below(Felt::kModulus);
      accounts_[address] = account;
      addresses_.push_back(address);
      tree_.set(address, account.word());
    }
  }

  Transfer random_transfer() {
    Transfer transfer;
    transfer.from = addresses_[below(static_cast<uint32_t>(addresses_.size()))];
    transfer.to = addresses_[below(static_cast<uint32_t>(addresses_.size()))];
    transfer.amount = below(accounts_[transfer.from].balance / 2 + 1);
    transfer.nonce = accounts_[transfer.from].nonce;
    return transfer;
  }

  // Both halves of a transfer. Each leaf and path is read just before it changes.
  struct Half {
    Word leaf;
    std::vector<Word> path;
  };
  std::array<Half, 2> apply(const Transfer& transfer) {
    Account& sender = accounts_[transfer.from];
    const Half from = half(transfer.from);
    sender.balance -= transfer.amount;
    sender.nonce += 1;
    tree_.set(transfer.from, sender.word());
    Account& receiver = accounts_[transfer.to];
    const Half to = half(transfer.to);
    receiver.balance += transfer.amount;
    tree_.set(transfer.to, receiver.word());
    return {from, to};
  }

  const Account& account(uint32_t address) { return accounts_[address]; }
  Word root() const { return tree_.root(); }

 private:
  // The small bias is of no importance here; that every library computes the same is.
  uint32_t below(uint32_t bound) { return static_cast<uint32_t>(random_() % bound); }
  Half half(uint32_t address) { return {accounts_[address].word(), tree_.path(address)}; }

  std::mt19937_64 random_;
  std::map<uint32_t, Account> accounts_;
  std::vector<uint32_t> addresses_;
  SparseTree tree_;
};

bool generate_batch(const std::string& directory, uint32_t count, uint32_t accounts,
                    uint32_t seed) {
  World world(accounts, seed);
  std::string input = "{\n  \"old_root\": " + hex(world.root()) + ",\n  \"transfers\": [";
  std::vector<Word> advice;
  for (uint32_t i = 0; i < count; ++i) {
    const Transfer transfer = world.random_transfer();
    input += (i == 0 ? "\n    " : ",\n    ") + numbers(transfer.word());
    for (const World::Half& half : world.apply(transfer)) {
      advice.push_back(half.leaf);
      advice.insert(advice.end(), half.path.begin(), half.path.end());
    }
  }
  input += "\n  ]\n}\n";
  return write(directory + "/input.json", input) &&
         write(directory + "/advice.json", "{\n  \"words\": " + list(advice) + "\n}\n") &&
         write_expected(directory, world.root());
}

bool write_public(const std::string& path, const Word& root, const Transfer& transfer,
                  const std::array<World::Half, 2>& halves) {
  return write(path, "{\n  \"old_root\": " + hex(root) + ",\n  \"payment\": " +
                         numbers(transfer.word()) + ",\n  \"sender\": " + numbers(halves[0].leaf) +
                         ",\n  \"sender_siblings\": " + list(halves[0].path) +
                         ",\n  \"receiver\": " + numbers(halves[1].leaf) +
                         ",\n  \"receiver_siblings\": " + list(halves[1].path) + "\n}\n");
}

bool generate_public(const std::string& directory, uint32_t seed) {
  World world(16, seed);
  const Word root = world.root();
  Transfer transfer = world.random_transfer();
  while (transfer.from == transfer.to) transfer = world.random_transfer();
  const uint32_t balance = world.account(transfer.from).balance;
  const std::array<World::Half, 2> halves = world.apply(transfer);
  if (!write_public(directory + "/valid.json", root, transfer, halves)) return false;
  if (!write_expected(directory, world.root())) return false;
  // Whatever the receiver's path is, it is never reached.
  transfer.amount = balance + 1;
  return write_public(directory + "/input.json", root, transfer, halves);
}

std::optional<uint32_t> number(const char* text, uint32_t low, uint32_t high) {
  uint32_t value = 0;
  const char* end = text + std::strlen(text);
  const auto [last, error] = std::from_chars(text, end, value);
  if (error != std::errc() || last != end || value < low || value > high) return std::nullopt;
  return value;
}

int main_of(int argc, char** argv) {
  const bool is_public = argc > 1 && std::strcmp(argv[1], "--public") == 0;
  const int first = is_public ? 2 : 1;
  const auto argument = [&](int index, uint32_t fallback, uint32_t low, uint32_t high) {
    return first + index < argc ? number(argv[first + index], low, high)
                                : std::optional<uint32_t>(fallback);
  };
  const bool known = argc > first && argc <= first + (is_public ? 2 : 4);
  const std::optional<uint32_t> count = is_public ? 0 : argument(1, 4, 0, 10'000);
  const std::optional<uint32_t> accounts = is_public ? 2 : argument(2, 1000, 2, 100'000);
  const std::optional<uint32_t> seed = argument(is_public ? 1 : 3, 1, 0, UINT32_MAX);
  if (!known || !count.has_value() || !accounts.has_value() || !seed.has_value()) {
    std::cerr << "usage: transfers_generate DIR [COUNT [ACCOUNTS [SEED]]]   (COUNT up to 10000, "
                 "ACCOUNTS 2 to 100000)\n"
                 "       transfers_generate --public DIR [SEED]\n";
    return 2;
  }
  const std::string directory = argv[first];
  const bool done = is_public ? generate_public(directory, *seed)
                              : generate_batch(directory, *count, *accounts, *seed);
  return done ? 0 : 1;
}

}  // namespace
}  // namespace cairn

int main(int argc, char** argv) { return cairn::main_of(argc, argv); }
