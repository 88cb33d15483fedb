// Compiles tables for the proof system: see table_kernel.h.
#include "air/felts.h"
#include "air/words.h"
#include "air/zero_page.h"
#include "stark/table_kernel_impl.h"

namespace cairn {

CAIRN_TABLE_KERNEL(FeltsTable)
CAIRN_TABLE_KERNEL(WordsTable)
CAIRN_TABLE_KERNEL(ZeroPageTable)

}  // namespace cairn
