// `cairn tables`: what a row of each table costs to commit, and what an instruction adds to them.
// Everything is derived from the tables themselves.
#include <memory>
#include <string>

#include "absl/strings/str_format.h"
#include "air/footprint.h"
#include "cli/preflight.h"
#include "cli/session.h"
#include "compiler/text.h"
#include "stark/run_proof.h"
#include "vm/instructions.h"

namespace cairn::cli {
namespace {

absl::StatusOr<Exit> tables(const Session& session) {
  std::string text =
      "table         columns  auxiliary  elements/row  messages  constraints  degree\n";
  Json json = Json::array();
  for (const TableKernel& table : machine_air().tables) {
    const size_t aux = kExtColumns * table.aux_columns();
    const size_t elements = table.shape.width + aux;
    text += absl::StrFormat("%-12s %8d %10d %13d %9d %12d %7d\n", table.name, table.shape.width,
                            aux, elements, table.shape.interactions, table.shape.constraints,
                            table.shape.max_degree);
    Json messages = Json::array();
    const RecordedTable recorded = table.record();
    for (const RecordedTable::Message& message : recorded.messages) {
      messages.push_back({{"name", message.name},
                          {"bus", static_cast<uint32_t>(message.bus)},
                          {"provides", message.is_provided},
                          {"entries", message.tuple.size()}});
    }
    json.push_back({{"name", table.name},
                    {"columns", table.shape.width},
                    {"auxiliary_columns", aux},
                    {"elements_per_row", elements},
                    {"always_present", table.is_always_present},
                    {"fixed_log_height", table.fixed_log_height},
                    {"constraints", table.shape.constraints},
                    {"degree", table.shape.max_degree},
                    {"messages", std::move(messages)}});
  }
  text +=
      "\nWhat an execution adds, padding apart: a step is one row of cpu, a cell an eighth of a "
      "row\n"
      "of felts, a word half a row of words; the rest are rows of an instruction's own tables. "
      "The\n"
      "first execution in a region adds a row of decode, an operand or handle that lies 2^16 or\n"
      "more back one of bounds. hash_range and horner are shown for one word, climb for one "
      "level;\n"
      "each further one adds a row of poseidon, or horner_words.\n\n"
      "instruction   cells  words  elements  own tables\n";
  Json instructions = Json::array();
  for (const InstructionInfo& kind : kInstructions) {
    if (kind.kind == Kind::kNone) continue;
    double elements = 0;
    std::string own;
    Json rows = Json::object();
    for (const AddedRows& added : rows_added(kind.kind)) {
      elements += added.rows * static_cast<double>(elements_of_row(table_index(added.table)));
      rows[std::string(added.table)] = added.rows;
      const bool is_log = added.table == "felts" || added.table == "words";
      if (added.table != "cpu" && !is_log) append_all(own, own.empty() ? "" : ", ", added.table);
    }
    text += absl::StrFormat("%-12s %6d %6d %9.1f  %s\n", kind.name, kind.felts, kind.words,
                            elements, own);
    instructions.push_back({{"name", kind.name},
                            {"cells", kind.felts},
                            {"words", kind.words},
                            {"rows", std::move(rows)},
                            {"elements", elements},
                            {"most_comparisons", most_comparisons(kind.kind)},
                            {"meaning", kind.meaning}});
  }
  session.print({{"tables", std::move(json)}, {"instructions", std::move(instructions)}}, text);
  return Exit::kAsAsked;
}

}  // namespace

void add_tables(CLI::App& app, Session& session) {
  CLI::App* const command =
      add_command(app, session, "tables", "columns, messages and committed elements of the tables");
  command->callback([&session] { session.command = [&session] { return tables(session); }; });
}

}  // namespace cairn::cli
