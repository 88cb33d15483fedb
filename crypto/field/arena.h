// Memory for columns. A prover touches gigabytes in large blocks, and the first touch of a page
// costs more than all arithmetic on it: the system clears it, and a virtual machine may first have
// to get it from its host. So large blocks are cut from one reserved range of addresses, always at
// the lowest place where they fit, on 2 MiB boundaries with huge pages advised: what was touched
// once is what is taken next, whatever its size, and the memory used is what is needed at one time.
#ifndef CAIRN_CRYPTO_FIELD_ARENA_H_
#define CAIRN_CRYPTO_FIELD_ARENA_H_

#include <cstddef>
#include <map>
#include <mutex>

namespace cairn {

class Arena;

// A block of memory on a 64-byte boundary, movable, given back to its arena when destroyed. Its
// content is whatever the last owner left.
class Block {
 public:
  Block() = default;
  Block(Block&& other) noexcept;
  Block& operator=(Block&& other) noexcept;
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;
  ~Block();

  void* data() const { return data_; }
  size_t bytes() const { return bytes_; }  // capacity: at least what was asked for

 private:
  friend class Arena;
  Block(Arena* arena, void* data, size_t bytes) : arena_(arena), data_(data), bytes_(bytes) {}

  Arena* arena_ = nullptr;
  void* data_ = nullptr;
  size_t bytes_ = 0;
};

// A thread-safe pool of blocks. Running out of memory ends the process (std::bad_alloc is not
// recoverable for a prover, and no size here comes from outside unchecked).
class Arena {
 public:
  // The one of the process; never destroyed, so that blocks of static life time stay valid.
  static Arena& global();

  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  // All blocks must have been given back.
  ~Arena();

  // A block of at least `bytes` bytes; bytes = 0 gives an empty block.
  Block take(size_t bytes);
  // Bytes of the range up to the highest that was ever taken, for tests and reports.
  size_t high_water() const;

 private:
  friend class Block;
  void reserve();
  void give_back(char* data, size_t bytes);

  mutable std::mutex mutex_;
  char* base_ = nullptr;
  size_t reserved_ = 0;
  size_t high_water_ = 0;
  std::map<char*, size_t> unused_;  // ranges by address; no two of them touch
};

}  // namespace cairn

#endif  // CAIRN_CRYPTO_FIELD_ARENA_H_
