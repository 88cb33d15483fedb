// Compiles tables for the proof system: see table_kernel.h.
#include "air/faults.h"
#include "stark/table_kernel_impl.h"

namespace cairn {

CAIRN_TABLE_KERNEL(FaultsTable)

}  // namespace cairn
