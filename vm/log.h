// The growing arrays of a run. Most of the cost of appending to a std::vector of this size is paid
// to zero what is overwritten at once, and to page faults; a Log does not zero, and asks for huge
// pages when it is large.
#ifndef CAIRN_VM_LOG_H_
#define CAIRN_VM_LOG_H_

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace cairn {

template <class T>
class LogAllocator {
 public:
  using value_type = T;
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

  LogAllocator() = default;
  template <class U>
  LogAllocator(const LogAllocator<U>&) {}

  T* allocate(size_t count) {
    const bool is_large = count * sizeof(T) >= 2 * kHugePage;
    const size_t alignment = is_large ? kHugePage : alignof(std::max_align_t);
    const size_t bytes = (count * sizeof(T) + alignment - 1) / alignment * alignment;
    void* const memory = std::aligned_alloc(alignment, bytes);
    if (memory == nullptr) throw std::bad_alloc();  // as operator new: the end of the process
#if defined(__linux__)
    if (is_large) madvise(memory, bytes, MADV_HUGEPAGE);  // a wish: without it all is as before
#endif
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, size_t) { std::free(memory); }

  // resize() leaves new elements as they are.
  template <class U>
  void construct(U*) {}
  template <class U, class... Args>
  void construct(U* at, Args&&... args) {
    ::new (static_cast<void*>(at)) U(std::forward<Args>(args)...);
  }

  friend bool operator==(const LogAllocator&, const LogAllocator&) { return true; }

 private:
  static constexpr size_t kHugePage = size_t{2} << 20;
};

// A std::vector but for one thing: what resize() adds is uninitialised.
template <class T>
using Log = std::vector<T, LogAllocator<T>>;

// At least `size` elements: all of the capacity if that is enough, else twice as many as before.
// Those beyond what was written are uninitialised.
template <class T>
void make_room(Log<T>& log, size_t size) {
  if (log.size() >= size) return;
  log.resize(log.capacity() >= size ? log.capacity() : std::max(size, 2 * log.size()));
}

}  // namespace cairn

#endif  // CAIRN_VM_LOG_H_
