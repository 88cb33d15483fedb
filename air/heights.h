// The heights that tables may have: 2^(least_log + k step), k = 0, 1, .... A profile chooses them
// (stark/parameters.h); a table takes the least one that holds its rows.
#pragma once

namespace cairn {

struct HeightSteps {
  unsigned least_log = 3;
  unsigned step = 1;
  constexpr bool allow(unsigned log_height) const {
    return log_height >= least_log && (log_height - least_log) % step == 0;
  }
};

}  // namespace cairn
