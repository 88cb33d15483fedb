// Compiles tables for the proof system: see table_kernel.h.
#include "air/advice.h"
#include "air/checks.h"
#include "air/climbs.h"
#include "air/pack.h"
#include "stark/table_kernel_impl.h"

namespace cairn {

CAIRN_TABLE_KERNEL(AdviceTable)
CAIRN_TABLE_KERNEL(ChecksTable)
CAIRN_TABLE_KERNEL(ClimbsTable)
CAIRN_TABLE_KERNEL(PackTable)

}  // namespace cairn
