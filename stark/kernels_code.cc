// Compiles tables for the proof system: see table_kernel.h.
#include "air/decode.h"
#include "air/regions.h"
#include "air/spans.h"
#include "stark/table_kernel_impl.h"

namespace cairn {

CAIRN_TABLE_KERNEL(DecodeTable)
CAIRN_TABLE_KERNEL(RegionsTable)
CAIRN_TABLE_KERNEL(SpansTable)

}  // namespace cairn
