// The pool of memory blocks: see arena.h.
#include "crypto/field/arena.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <new>
#include <utility>

namespace cairn {
namespace {

constexpr size_t kHugePage = size_t{2} << 20;
constexpr size_t kCacheLine = 64;

size_t round_up(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

// Smaller blocks are as cheap to allocate anew.
bool is_large(size_t bytes) { return bytes >= kHugePage; }

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
  if (data_ != nullptr) arena_->give_back(static_cast<char*>(data_), bytes_);
}

Arena& Arena::global() {
  static Arena* const arena = new Arena;
  return *arena;
}

Arena::~Arena() {
  if (base_ != nullptr) (void)munmap(base_, reserved_);
}

// Addresses for all memory that the machine has, or as many as a limit of the process leaves.
// Reserving them takes no memory.
void Arena::reserve() {
  const auto pages = static_cast<size_t>(std::max(1L, sysconf(_SC_PHYS_PAGES)));
  const auto page = static_cast<size_t>(std::max(1L, sysconf(_SC_PAGESIZE)));
  void* data = MAP_FAILED;
  for (reserved_ = round_up(pages * page, kHugePage); data == MAP_FAILED; reserved_ /= 2) {
    if (reserved_ < 2 * kHugePage) throw std::bad_alloc();
    data = mmap(nullptr, reserved_, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (data != MAP_FAILED) break;
  }
  base_ = static_cast<char*>(data);
  // Only advice: where the system refuses it, everything still works.
  (void)madvise(base_, reserved_, MADV_HUGEPAGE);
  const auto address = reinterpret_cast<uintptr_t>(base_);
  const size_t before = round_up(address, kHugePage) - address;
  unused_[base_ + before] = (reserved_ - before) / kHugePage * kHugePage;
}

Block Arena::take(size_t bytes) {
  if (bytes == 0) return Block();
  if (bytes > SIZE_MAX - kHugePage) throw std::bad_alloc();
  if (!is_large(bytes)) {
    bytes = round_up(bytes, kCacheLine);
    void* const data = std::aligned_alloc(kCacheLine, bytes);
    if (data == nullptr) throw std::bad_alloc();
    return Block(this, data, bytes);
  }
  bytes = round_up(bytes, kHugePage);
  const std::lock_guard<std::mutex> lock(mutex_);
  if (base_ == nullptr) reserve();
  const auto found = std::find_if(unused_.begin(), unused_.end(),
                                  [&](const auto& range) { return range.second >= bytes; });
  if (found == unused_.end()) throw std::bad_alloc();
  const auto [data, size] = *found;
  unused_.erase(found);
  if (size > bytes) unused_[data + bytes] = size - bytes;
  high_water_ = std::max(high_water_, static_cast<size_t>(data - base_) + bytes);
  return Block(this, data, bytes);
}

void Arena::give_back(char* data, size_t bytes) {
  if (!is_large(bytes)) {
    std::free(data);
    return;
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto after = unused_.lower_bound(data);
  if (after != unused_.end() && after->first == data + bytes) {
    bytes += after->second;
    unused_.erase(after);
  }
  const auto place = unused_.lower_bound(data);
  if (place != unused_.begin()) {
    const auto before = std::prev(place);
    if (before->first + before->second == data) {
      before->second += bytes;
      return;
    }
  }
  unused_[data] = bytes;
}

size_t Arena::high_water() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return high_water_;
}

}  // namespace cairn
