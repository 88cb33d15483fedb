// Memory for columns. A prover touches gigabytes in large blocks: first-touch page faults and 4 KiB
// TLB entries would cost it about a fifth of its time, so blocks are mapped on 2 MiB boundaries
// with huge pages advised, and blocks given back are kept for the next taker.
#ifndef CAIRN_CRYPTO_FIELD_ARENA_H_
#define CAIRN_CRYPTO_FIELD_ARENA_H_

#include <cstddef>
#include <mutex>
#include <vector>

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
  ~Arena() { trim(); }

  // A block of at least `bytes` bytes; bytes = 0 gives an empty block.
  Block take(size_t bytes);
  // Returns every unused block to the system.
  void trim();
  // Bytes held for reuse, for tests and reports.
  size_t unused_bytes() const;

 private:
  friend class Block;
  struct Unused {
    void* data;
    size_t bytes;
  };
  void give_back(void* data, size_t bytes);

  mutable std::mutex mutex_;
  std::vector<Unused> unused_;
};

}  // namespace cairn

#endif  // CAIRN_CRYPTO_FIELD_ARENA_H_
