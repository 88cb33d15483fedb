// The rows of the words of horner, in order of execution. See horner_words.h.
#include "air/horner_words.h"

#include <cstdint>
#include <vector>

#include "air/fill.h"
#include "vm/coprocessor.h"
#include "vm/extension.h"

namespace cairn {
namespace {

// The rows before those of each instruction, and behind the last one.
std::vector<size_t> starts_of(const Witness& witness) {
  std::vector<size_t> starts = {0};
  for (const uint32_t index : witness.steps_of(Kind::kHorner)) {
    const uint32_t x = witness.step(index).x.value();
    starts.push_back(starts.back() + horner_cells(&witness.trace.felts[x]).n);
  }
  return starts;
}

// The element after four felts more.
Ext carry_on(Ext element, const Ext& point, const Felt* felts) {
  for (size_t i = 0; i < 4; ++i) element = element * point + felts[i];
  return element;
}

}  // namespace

size_t HornerWordsTable::rows(const Witness& witness) { return starts_of(witness).back(); }

void HornerWordsTable::fill(const Witness& witness, Ledger& ledger, ColumnMatrix& matrix) {
  const std::vector<Word>& words = witness.trace.words;
  const std::vector<uint32_t>& steps = witness.steps_of(Kind::kHorner);
  const std::vector<size_t> starts = starts_of(witness);
  const RowWriter<HornerWordsTable> rows(matrix);
#pragma omp parallel for schedule(dynamic)
  for (size_t k = 0; k < steps.size(); ++k) {
    const Step& step = witness.step(steps[k]);
    const auto [h, n, point, start] = horner_cells(&witness.trace.felts[step.x.value()]);
    const Ext at = extension_of(words[point]);
    Ext element = extension_of(words[start]);
    Columns<Felt> row{};
    row.wp = Felt(step.wp);
    row.point = at.c;
    row.square = (at * at).c;
    for (uint32_t i = 0; i < n; ++i) {
      row.is_start = Felt(i == 0 ? 1 : 0);
      row.is_continued = Felt(i == 0 ? 0 : 1);
      row.handle = Felt(h + i);
      row.left = Felt(n - i);
      row.felts = words[h + i];
      row.before = element.c;
      element = carry_on(element, at, row.felts.data());
      row.middle = element.c;
      element = carry_on(element, at, row.felts.data() + 4);
      row.after = element.c;
      ledger.read_word(h + i);
      rows.write(starts[k] + i, row);
    }
    if (n > 0) ledger.read_word(step.wp);
  }
  for (size_t r = starts.back(); r < matrix.height(); ++r) rows.write(r, {});
}

}  // namespace cairn
