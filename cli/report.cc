// The page of `cairn prove --report`: plain HTML and CSS, without scripts and without anything from
// elsewhere. See prove.h.
#include <algorithm>
#include <bit>

#include "absl/strings/str_format.h"
#include "cli/markup.h"
#include "cli/proof_file.h"
#include "cli/prove.h"
#include "cli/units.h"
#include "cli/values.h"
#include "compiler/text.h"

namespace cairn::cli {
namespace {

constexpr std::string_view kStyle = R"(
body { font: 15px/1.5 system-ui, sans-serif; color: #1d2430; max-width: 60em; margin: 2em auto; padding: 0 1em }
h1 { font-size: 1.5em } h2 { font-size: 1.1em; margin: 2em 0 .5em }
table { border-collapse: collapse; width: 100% }
th, td { text-align: right; padding: .15em .6em; border-bottom: 1px solid #e4e7ec; font-variant-numeric: tabular-nums }
th { font-weight: 600; color: #5a6472 } th:first-child, td:first-child, td.text, th.text { text-align: left }
td.bar { width: 30% } td.bar div { height: .8em; background: #3b6fb6; border-radius: 2px; min-width: 1px }
tr.weakest td { background: #fff4d6 }
code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2em 1.5em } dt { color: #5a6472 } dd { margin: 0 }
)";

// A bar whose length is a share of the largest.
std::string bar(double value, double largest) {
  return absl::StrFormat("<td class=\"bar\"><div style=\"width:%.1f%%\"></div></td>",
                         largest > 0 ? 100 * value / largest : 0);
}

std::string cell(std::string_view text) { return concat("<td>", escape(text), "</td>"); }

void pair(std::string& page, std::string_view name, const std::string& value) {
  append_all(page, "<dt>", name, "</dt><dd>", escape(value), "</dd>\n");
}

void add_summary(std::string& page, const Proven& proven) {
  const Statement& statement = proven.statement;
  const ProofParameters& parameters = proven.output.proof.header.parameters;
  page += "<dl>\n";
  append_all(page, "<dt>program</dt><dd><code>", word_text(statement.program_digest),
             "</code></dd>\n");
  pair(page, "inputs", count_text(statement.inputs.size(), "word"));
  pair(page, "outcome", describe(statement.outcome));
  pair(page, "cost",
       concat(number_text(statement.cost), " of at most ", number_text(statement.cost_limit)));
  pair(page, "advice", statement.advice_used ? "used" : "none");
  pair(page, "steps", number_text(proven.trace.steps.size()));
  pair(page, "time", seconds_text(proven.seconds));
  pair(page, "memory",
       concat(bytes_text(proven.output.stats.peak_memory_bytes), " at most, ",
              bytes_text(proven.plan.memory), " estimated"));
  pair(page, "proof", bytes_text(proven.output.bytes.size()));
  pair(page, "security",
       absl::StrFormat("%.1f bits proven, profile %s, %d queries", proven.soundness.bits,
                       profile_name(parameters.profile), parameters.num_queries));
  page += "</dl>\n";
}

void add_stages(std::string& page, const Proven& proven) {
  double longest = 0;
  for (const ProverStats::Stage& stage : proven.output.stats.stages) {
    longest = std::max(longest, stage.seconds);
  }
  page += "<h2>Stages</h2>\n<table>\n<tr><th>stage</th><th>time</th><th>share</th><th></th></tr>\n";
  for (const ProverStats::Stage& stage : proven.output.stats.stages) {
    append_all(page, "<tr>", cell(stage.name), cell(seconds_text(stage.seconds)),
               cell(absl::StrFormat("%.1f%%", 100 * stage.seconds / proven.seconds)),
               bar(stage.seconds, longest), "</tr>\n");
  }
  page += "</table>\n";
}

void add_tables(std::string& page, const Proven& proven) {
  const std::vector<TableSize>& sizes = proven.plan.sizes;
  const auto elements = [&](size_t table) { return sizes[table].height * elements_of_row(table); };
  uint64_t most = 0;
  for (size_t i = 0; i < sizes.size(); ++i) most = std::max<uint64_t>(most, elements(i));
  page +=
      "<h2>Tables</h2>\n<table>\n<tr><th>table</th><th>rows</th><th>height</th><th>columns</th>"
      "<th>auxiliary</th><th>elements</th><th></th></tr>\n";
  for (size_t i = 0; i < sizes.size(); ++i) {
    if (sizes[i].height == 0) continue;
    const TableKernel& kernel = machine_air().tables[i];
    append_all(page, "<tr>", cell(sizes[i].name), cell(number_text(sizes[i].rows)),
               cell(concat("2^", std::bit_width(sizes[i].height) - 1)),
               cell(number_text(kernel.shape.width)),
               cell(number_text(kExtColumns * kernel.aux_columns())),
               cell(number_text(elements(i))),
               bar(static_cast<double>(elements(i)), static_cast<double>(most)), "</tr>\n");
  }
  append_all(page, "<tr><td>all</td><td></td><td></td><td></td><td></td>",
             cell(number_text(proven.output.stats.committed_elements)), "<td></td></tr>\n",
             "</table>\n");
}

void add_parts(std::string& page, const Proven& proven) {
  const std::vector<ProofPart> parts = list_parts(proven.output.stats.parts);
  size_t most = 0;
  for (const ProofPart& part : parts) most = std::max(most, part.bytes);
  page += "<h2>Parts of the proof</h2>\n<table>\n<tr><th>part</th><th>size</th><th></th></tr>\n";
  for (const ProofPart& part : parts) {
    append_all(page, "<tr>", cell(part.name), cell(bytes_text(part.bytes)),
               bar(static_cast<double>(part.bytes), static_cast<double>(most)), "</tr>\n");
  }
  page += "</table>\n";
}

void add_rounds(std::string& page, const std::string& title, const RegimeReport& regime) {
  append_all(page, "<h2>", title, absl::StrFormat(": %.1f bits</h2>\n", regime.bits),
             "<table>\n<tr><th>round</th><th>bits</th><th>proof of work</th>",
             "<th class=\"text\">formula</th></tr>\n");
  for (size_t i = 0; i < regime.rounds.size(); ++i) {
    const RoundBits& round = regime.rounds[i];
    append_all(page, i == regime.weakest ? "<tr class=\"weakest\">" : "<tr>", cell(round.name),
               cell(absl::StrFormat("%.1f", round.bits)), cell(std::to_string(round.grinding)),
               "<td class=\"text\"><code>", escape(round.formula), "</code></td></tr>\n");
  }
  page += "</table>\n";
}

}  // namespace

std::string report_page(const Proven& proven) {
  std::string page =
      concat("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
             "<title>Cairn: a proof</title>\n<style>", kStyle, "</style>\n</head>\n<body>\n",
             "<h1>A proof by Cairn</h1>\n");
  add_summary(page, proven);
  add_stages(page, proven);
  add_tables(page, proven);
  add_parts(page, proven);
  add_rounds(page, "Rounds, unique decoding", proven.soundness.unique_decoding);
  add_rounds(page, "Rounds, Johnson bound", proven.soundness.johnson);
  page += "</body>\n</html>\n";
  return page;
}

}  // namespace cairn::cli
