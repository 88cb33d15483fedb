// The pool of memory blocks: see arena.h.
#include "crypto/field/arena.h"

#include <sys/mman.h>

#include <cstdint>
#include <cstdlib>
#include <new>
#include <utility>

namespace cairn {
namespace {

constexpr size_t kHugePage = size_t{2} << 20;
constexpr size_t kCacheLine = 64;

size_t round_up(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

bool is_mapped(size_t bytes) { return bytes >= kHugePage; }

void* obtain(size_t bytes) {
  void* data = std::aligned_alloc(is_mapped(bytes) ? kHugePage : kCacheLine, bytes);
  if (data == nullptr) throw std::bad_alloc();
  // Only advice: where the system refuses it, everything still works.
  if (is_mapped(bytes)) (void)madvise(data, bytes, MADV_HUGEPAGE);
  return data;
}

}  // namespace

Block::Block(Block&& other) noexcept
    : arena_(std::exchange(other.arena_, nullptr)),
      data_(std::exchange(other.data_, nullptr)),
      bytes_(std::exchange(other.bytes_, 0)) {}

Block& Block::operator=(Block&& other) noexcept {
  std::swap(arena_, other.arena_);
  std::swap(data_, other.data_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

Block::~Block() {
  if (data_ != nullptr) arena_->give_back(data_, bytes_);
}

Arena& Arena::global() {
  static Arena* const arena = new Arena;
  return *arena;
}

Block Arena::take(size_t bytes) {
  if (bytes == 0) return Block();
  if (bytes > SIZE_MAX - kHugePage) throw std::bad_alloc();
  bytes = round_up(bytes, bytes >= kHugePage ? kHugePage : kCacheLine);
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    // The smallest that fits, unless it would waste more than a quarter.
    size_t best = unused_.size();
    for (size_t i = 0; i < unused_.size(); ++i) {
      if (unused_[i].bytes < bytes || unused_[i].bytes - bytes > bytes / 4) continue;
      if (best == unused_.size() || unused_[i].bytes < unused_[best].bytes) best = i;
    }
    if (best != unused_.size()) {
      const Unused found = unused_[best];
      unused_[best] = unused_.back();
      unused_.pop_back();
      return Block(this, found.data, found.bytes);
    }
  }
  return Block(this, obtain(bytes), bytes);
}

void Arena::trim() {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const Unused& block : unused_) std::free(block.data);
  unused_.clear();
}

size_t Arena::unused_bytes() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  size_t sum = 0;
  for (const Unused& block : unused_) sum += block.bytes;
  return sum;
}

void Arena::give_back(void* data, size_t bytes) {
  // Small blocks are as cheap to allocate anew as to search for.
  if (!is_mapped(bytes)) {
    std::free(data);
    return;
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  unused_.push_back({data, bytes});
}

}  // namespace cairn
