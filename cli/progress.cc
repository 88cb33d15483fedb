// See progress.h.
#include "cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "absl/strings/str_format.h"
#include "cli/style.h"
#include "cli/units.h"
#include "compiler/text.h"

namespace cairn::cli {
namespace {

// The share of a proof's time that a stage of the prover usually takes, and the elements that it
// goes through. A stage that is not named here has no speed, and the end is guessed without it.
struct Usual {
  std::string_view stage;
  double share;
  uint64_t (*elements)(const Elements&);
};
uint64_t main_elements(const Elements& of) { return of.main; }
uint64_t auxiliary_elements(const Elements& of) { return of.auxiliary; }
uint64_t quotient_elements(const Elements& of) { return of.quotient; }
uint64_t all_elements(const Elements& of) { return of.committed() + of.quotient; }
constexpr std::array<Usual, 10> kUsual = {{
    {"extend main columns", 0.24, main_elements},
    {"commit main columns", 0.11, main_elements},
    {"auxiliary columns", 0.08, auxiliary_elements},
    {"extend auxiliary columns", 0.08, auxiliary_elements},
    {"commit auxiliary columns", 0.08, auxiliary_elements},
    {"quotient", 0.21, all_elements},
    {"commit quotient", 0.07, quotient_elements},
    {"open at zeta", 0.03, all_elements},
    {"batch openings", 0.05, all_elements},
    {"low-degree test", 0.05, all_elements},
}};

const Usual* usual(std::string_view stage) {
  const auto* const found = std::find_if(kUsual.begin(), kUsual.end(),
                                         [&](const Usual& each) { return each.stage == stage; });
  return found == kUsual.end() ? nullptr : found;
}

void say(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

}  // namespace

Progress::Progress(const Session& session)
    : is_shown_(!session.quiet && ::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (is_shown_ && !name_.empty()) say("\r\033[K");
}

void Progress::expect(const Elements& elements, double seconds) {
  elements_ = elements;
  expected_ = seconds;
  proof_watch_ = Stopwatch();
}

// By the expectation first; by what has been done, once that says more.
std::string Progress::time_left() const {
  if (!elements_.has_value()) return "";
  const double elapsed = proof_watch_.seconds();
  const double by_expectation = std::max(0.0, expected_ - elapsed);
  const double by_progress = done_ > 0 ? elapsed * (1 - done_) / done_ : by_expectation;
  return concat("ETA ", seconds_text((1 - done_) * by_expectation + done_ * by_progress));
}

void Progress::stage(std::string_view name) {
  end();
  name_ = name;
  stage_watch_ = Stopwatch();
  if (is_shown_) say(absl::StrFormat("  %-26s %10s  %s", name_, "", time_left()));
}

void Progress::note(const std::string& text) {
  end();
  if (is_shown_) say(text);
}

void Progress::end() {
  if (name_.empty()) return;
  const double seconds = stage_watch_.seconds();
  const Usual* const known = usual(name_);
  std::string speed;
  if (known != nullptr && elements_.has_value()) {
    done_ += known->share;
    speed = concat(rate_text(static_cast<double>(known->elements(*elements_)) / seconds),
                   " elements/s");
  }
  if (is_shown_) {
    say(absl::StrFormat("\r\033[K  %-26s %10s  %s\n", name_, seconds_text(seconds),
                        paint(STDERR_FILENO, Paint::kDim, speed)));
  }
  name_.clear();
}

}  // namespace cairn::cli
