// Stages of a proof on stderr, for a person who waits: what was done, how fast, and when it will be
// over. Silent with --quiet, and where stderr is no terminal.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/measure.h"
#include "cli/preflight.h"
#include "cli/session.h"

namespace cairn::cli {

class Progress {
 public:
  explicit Progress(const Session& session);
  Progress(const Progress&) = delete;
  // Takes back the line of a stage that an error has ended.
  ~Progress();
  bool is_shown() const { return is_shown_; }

  // What is to be proven, once it is known; stages before that have neither speed nor end.
  void expect(const Elements& elements, double seconds);
  void stage(std::string_view name);
  // Lines between stages.
  void note(const std::string& text);
  // Ends the stage that is running.
  void end();

 private:
  std::string time_left() const;

  const bool is_shown_;
  std::string name_;
  Stopwatch stage_watch_;
  std::optional<Elements> elements_;
  Stopwatch proof_watch_;
  double expected_ = 0;
  double done_ = 0;  // the share of the whole that the ended stages usually take
};

}  // namespace cairn::cli
