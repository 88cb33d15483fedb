// Compiles tables for the proof system: see table_kernel.h.
#include "air/bounds.h"
#include "air/range.h"
#include "stark/table_kernel_impl.h"

namespace cairn {

CAIRN_TABLE_KERNEL(BoundsTable)
CAIRN_TABLE_KERNEL(RangeTable)

}  // namespace cairn
