// See flamegraph.h. Procedures by the calls of the trace; elements by air/footprint.h.
#include "cli/flamegraph.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <vector>

#include "absl/strings/str_format.h"
#include "air/footprint.h"
#include "cli/markup.h"
#include "cli/preflight.h"
#include "cli/units.h"
#include "compiler/text.h"
#include "stark/run_proof.h"

namespace cairn::cli {
namespace {

constexpr double kWidth = 1200;
constexpr double kRow = 18;
constexpr double kMargin = 10;
constexpr double kMinWidth = 0.4;  // narrower boxes are not drawn
constexpr size_t kMaxDepth = 48;   // calls below this belong to the procedure at it

// What one execution of each kind adds, by table.
struct Weight {
  size_t table;
  double elements;
  bool is_by_cost;  // for each unit of the execution's cost
};
std::array<std::vector<Weight>, kKinds> kind_weights() {
  std::array<std::vector<Weight>, kKinds> weights;
  for (const InstructionInfo& kind : kInstructions) {
    for (const AddedRows& added : rows_added(kind.kind)) {
      const size_t table = table_index(added.table);
      weights[static_cast<size_t>(kind.kind)].push_back(
          {table, added.rows * static_cast<double>(elements_of_row(table)), added.is_by_cost});
    }
  }
  return weights;
}

struct Node {
  std::string name;
  size_t depth = 0;
  std::vector<double> own;               // by table
  std::map<std::string, size_t> called;  // by name, so that the order is that of names
  double total = 0;
};

class Tree {
 public:
  Tree(const LoadedProgram& loaded, const Trace& trace) : loaded_(loaded) {
    nodes_.push_back({"all", 0, std::vector<double>(machine_air().tables.size()), {}, 0});
    std::vector<size_t> stack = {child(0, trace.pc(trace.steps[0]))};
    const auto weights = kind_weights();
    for (size_t i = 0; i < trace.steps.size(); ++i) {
      const Step& step = trace.steps[i];
      if (step.decoded == kNoIndex) break;
      const Kind kind = trace.decoded[step.decoded].opcode.kind;
      Node& node = nodes_[stack.back()];
      const bool is_last = i + 1 == trace.steps.size();
      const uint32_t cost = is_last ? 1 : trace.steps[i + 1].cost - step.cost;
      for (const Weight& weight : weights[static_cast<size_t>(kind)]) {
        node.own[weight.table] += weight.elements * (weight.is_by_cost ? cost : 1);
      }
      if (is_last) break;
      const Step& next = trace.steps[i + 1];
      if (kind == Kind::kCall || kind == Kind::kExec) {
        stack.push_back(child(stack.back(), trace.pc(next)));
      } else if (kind == Kind::kRet && stack.size() > 1) {
        stack.pop_back();
      }
    }
    sum(0);
  }
  const std::vector<Node>& nodes() const { return nodes_; }

 private:
  // The node of the procedure that begins there, called from this one.
  size_t child(size_t caller, uint32_t pc) {
    if (nodes_[caller].depth >= kMaxDepth) return caller;
    std::string name(loaded_.source_map.procedure(pc));
    if (name == "?") name = concat("code at pc ", pc);
    const auto [place, is_new] = nodes_[caller].called.try_emplace(name, nodes_.size());
    const size_t index = place->second;
    if (is_new) {
      nodes_.push_back({std::move(name),
                        nodes_[caller].depth + 1,
                        std::vector<double>(machine_air().tables.size()),
                        {},
                        0});
    }
    return index;
  }
  double sum(size_t index) {
    double total = 0;
    for (const double own : nodes_[index].own) total += own;
    for (const auto& [name, called] : nodes_[index].called) total += sum(called);
    return nodes_[index].total = total;
  }

  const LoadedProgram& loaded_;
  std::vector<Node> nodes_;
};

std::string table_colour(size_t table) {
  return absl::StrFormat("hsl(%d,45%%,72%%)", 190 + static_cast<int>(table) * 37 % 160);
}

class Drawing {
 public:
  explicit Drawing(const std::vector<Node>& nodes) : nodes_(nodes), all_(nodes[0].total) {
    size_t deepest = 0;
    for (const Node& node : nodes) deepest = std::max(deepest, node.depth);
    height_ = kRow * static_cast<double>(deepest + 2) + 3 * kMargin + kRow;
    node(0, kMargin);
    legend();
  }

  std::string svg() const {
    return concat(
        absl::StrFormat("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" "
                        "viewBox=\"0 0 %.0f %.0f\" font-family=\"sans-serif\" font-size=\"11\">\n",
                        kWidth + 2 * kMargin, full_height_, kWidth + 2 * kMargin, full_height_),
        "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
        absl::StrFormat("<text x=\"%.0f\" y=\"%.0f\" font-size=\"14\">", kMargin, kRow),
        "Committed elements by procedure and table, padding apart: ",
        number_text(static_cast<uint64_t>(std::llround(all_))), "</text>\n", body_, "</svg>\n");
  }

 private:
  double width_of(double elements) const { return all_ > 0 ? kWidth * elements / all_ : 0; }

  void box(double x, double depth, double elements, const std::string& name,
           const std::string& colour) {
    const double width = width_of(elements);
    if (width < kMinWidth) return;
    const double y = height_ - kMargin - kRow * (depth + 1);
    const std::string title =
        concat(name, ": ", number_text(static_cast<uint64_t>(std::llround(elements))),
               " elements, ", absl::StrFormat("%.1f%%", 100 * elements / all_));
    append_all(body_,
               absl::StrFormat("<g><title>%s</title><rect x=\"%.2f\" y=\"%.1f\" width=\"%.2f\" "
                               "height=\"%.0f\" fill=\"%s\" stroke=\"#fff\" stroke-width=\"0.5\"/>",
                               escape(title), x, y, width, kRow - 1, colour));
    const auto letters = static_cast<size_t>(width / 6.5);
    if (letters >= 3) {
      append_all(body_, absl::StrFormat("<text x=\"%.2f\" y=\"%.1f\">%s</text>", x + 3,
                                        y + kRow - 6, escape(name.substr(0, letters))));
    }
    body_ += "</g>\n";
  }

  void node(size_t index, double x) {
    const Node& at = nodes_[index];
    const auto depth = static_cast<double>(at.depth);
    box(x, depth, at.total, at.name,
        absl::StrFormat("hsl(%d,75%%,%d%%)", 30 + static_cast<int>(index) * 13 % 25,
                        68 + static_cast<int>(index) * 7 % 10));
    for (size_t table = 0; table < at.own.size(); ++table) {
      box(x, depth + 1, at.own[table], std::string(machine_air().tables[table].name),
          table_colour(table));
      x += width_of(at.own[table]);
    }
    for (const auto& [name, called] : at.called) {
      node(called, x);
      x += width_of(nodes_[called].total);
    }
  }

  // The whole run by table, below the graph.
  void legend() {
    std::vector<double> totals(machine_air().tables.size());
    for (const Node& node : nodes_) {
      for (size_t table = 0; table < totals.size(); ++table) totals[table] += node.own[table];
    }
    double y = height_ + kRow;
    for (size_t table = 0; table < totals.size(); ++table) {
      if (totals[table] <= 0) continue;
      append_all(
          body_,
          absl::StrFormat("<rect x=\"%.0f\" y=\"%.1f\" width=\"%.2f\" height=\"%.0f\" "
                          "fill=\"%s\"/><text x=\"%.0f\" y=\"%.1f\">%s</text>"
                          "<text x=\"%.0f\" y=\"%.1f\" text-anchor=\"end\">%s, %.1f%%</text>\n",
                          kMargin + 260, y - kRow + 5, std::max(1.0, 0.6 * width_of(totals[table])),
                          kRow - 4, table_colour(table), kMargin, y,
                          std::string(machine_air().tables[table].name), kMargin + 250, y,
                          number_text(static_cast<uint64_t>(std::llround(totals[table]))),
                          100 * totals[table] / all_));
      y += kRow;
    }
    full_height_ = y;
  }

  const std::vector<Node>& nodes_;
  const double all_;
  double height_ = 0;
  double full_height_ = 0;
  std::string body_;
};

}  // namespace

std::string flamegraph(const LoadedProgram& loaded, const Trace& trace) {
  const Tree tree(loaded, trace);
  return Drawing(tree.nodes()).svg();
}

}  // namespace cairn::cli
