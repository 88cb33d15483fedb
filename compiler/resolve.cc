// See resolve.h: the modules. Constants are in constants.cc.
#include "compiler/resolve.h"

#include <vector>

#include "compiler/parser.h"
#include "compiler/text.h"

namespace cairn {

Ident name_of(const Symbol& symbol) {
  return std::visit([](const auto* item) { return item->name; }, symbol);
}

const Module* Modules::load(const std::string& path, std::string& problem) {
  const absl::StatusOr<FileId> file = sources_.load(path);
  if (!file.ok()) {
    problem = std::string(file.status().message());
    return nullptr;
  }
  Module& root = add(*file);
  // add() appends to the deque, so this loop also visits what it loads.
  for (size_t i = 0; i < modules_.size(); ++i) {
    Module& module = modules_[i];
    for (const UseItem& item : module.ast.uses) use(module, item);
  }
  return &root;
}

Module& Modules::add(FileId file) {
  Module& module = modules_.emplace_back();
  by_file_[file] = &module;
  module.ast = parse(sources_, file, diagnostics_);
  std::string_view name = sources_.path(file);
  name = name.substr(name.find_last_of('/') + 1);
  module.name = std::string(name.substr(0, name.find('.')));
  for (const ConstItem& item : module.ast.constants) declare(module, &item);
  for (const DataItem& item : module.ast.data) declare(module, &item);
  for (const Routine& item : module.ast.routines) declare(module, &item);
  for (const FieldItem& item : module.ast.fields) {
    if (!item.is_output) declare(module, &item);
    if (modules_.size() > 1) {
      diagnostics_.error(item.name.span, "only the main file declares inputs and outputs",
                         "pass the value as an argument");
    }
  }
  return module;
}

void Modules::declare(Module& module, const Symbol& symbol) {
  const Ident name = name_of(symbol);
  const auto [existing, added] = module.symbols.emplace(name.text, symbol);
  if (added) return;
  diagnostics_.error(name.span, concat("`", name.text, "` is declared twice"))
      .notes.push_back({name_of(existing->second).span, "it was declared here"});
}

void Modules::use(Module& module, const UseItem& item) {
  const Ident& last = item.segments.back();
  std::vector<std::string_view> segments;
  for (const Ident& segment : item.segments) segments.push_back(segment.text);
  const bool standard = segments.size() > 1 && segments.front() == "std";
  std::string path;
  if (standard) {
    path = "<std>/";
    segments.erase(segments.begin());
  } else {
    const std::string_view from = sources_.path(module.ast.file);
    path = std::string(from.substr(0, from.find_last_of('/') + 1));
  }
  for (size_t i = 0; i < segments.size(); ++i) append_all(path, i == 0 ? "" : "/", segments[i]);
  path += ".cairn";

  const absl::StatusOr<FileId> file = sources_.load(path);
  if (!file.ok()) {
    const bool is_standard =
        !standard && !standard_library(concat("<std>/", last.text, ".cairn")).empty();
    diagnostics_.error(item.span, std::string(file.status().message()),
                       is_standard ? concat("write `use std::", last.text, "`") : "");
    return;
  }
  Module*& target = by_file_[*file];
  if (target == nullptr) {
    if (modules_.size() >= kMaxModules) {
      diagnostics_.error(item.span, concat("a program has at most ", kMaxModules, " modules"));
      by_file_.erase(*file);
      return;
    }
    target = &add(*file);
  }
  const auto [existing, added] = module.uses.emplace(last.text, by_file_[*file]);
  if (!added && existing->second != by_file_[*file]) {
    diagnostics_.error(last.span, concat("two modules are called `", last.text, "`"),
                       "rename one of the files");
  }
}

const Symbol* Modules::find(const Module& module, const Path& path, bool* reported,
                            const Module** owner) {
  const Module* in = &module;
  if (!path.module.text.empty()) {
    const auto found = module.uses.find(path.module.text);
    if (found == module.uses.end()) {
      const bool standard = !standard_library(concat("<std>/", path.module.text, ".cairn")).empty();
      diagnostics_.error(path.module.span,
                         concat("the module `", path.module.text, "` is not used here"),
                         concat("add `use ", standard ? "std::" : "", path.module.text,
                                "` at the top of the file"));
      if (reported != nullptr) *reported = true;
      return nullptr;
    }
    in = found->second;
  }
  if (owner != nullptr) *owner = in;
  const auto found = in->symbols.find(path.name.text);
  return found == in->symbols.end() ? nullptr : &found->second;
}

}  // namespace cairn
