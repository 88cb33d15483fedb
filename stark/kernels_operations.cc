// Compiles tables for the proof system: see table_kernel.h.
#include "air/bitwise.h"
#include "air/extension.h"
#include "air/integer.h"
#include "air/multiply.h"
#include "stark/table_kernel_impl.h"

namespace cairn {

CAIRN_TABLE_KERNEL(IntegerTable)
CAIRN_TABLE_KERNEL(MultiplyTable)
CAIRN_TABLE_KERNEL(BitwiseTable)
CAIRN_TABLE_KERNEL(ExtensionTable)

}  // namespace cairn
