// See frame.h.
#include "compiler/frame.h"

#include <algorithm>

namespace cairn {

void intersect(Defined& defined, const Defined& other) {
  defined.resize(std::min(defined.size(), other.size()));
  for (size_t i = 0; i < defined.size(); ++i) defined[i] = defined[i] && other[i];
}

State join(const State& a, const State& b, uint32_t fresh) {
  if (!a.reachable) return b;
  if (!b.reachable) return a;
  State joined = a;
  if (a.base != b.base || a.offset != b.offset) {
    joined.base = fresh;
    joined.offset = 0;
  }
  intersect(joined.defined, b.defined);
  return joined;
}

}  // namespace cairn
