// Compiles tables for the proof system: see table_kernel.h.
#include "air/horner.h"
#include "air/horner_words.h"
#include "stark/table_kernel_impl.h"

namespace cairn {

CAIRN_TABLE_KERNEL(HornerTable)
CAIRN_TABLE_KERNEL(HornerWordsTable)

}  // namespace cairn
