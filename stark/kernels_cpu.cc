// Compiles tables for the proof system: see table_kernel.h.
#include "air/cpu.h"
#include "stark/table_kernel_impl.h"

namespace cairn {

CAIRN_TABLE_KERNEL(CpuTable)

}  // namespace cairn
