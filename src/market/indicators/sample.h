// One bar as an indicator sees it.
#pragma once

#include "market/bar.h"

namespace pitwall::market {

struct Sample {
  double high = 0;
  double low = 0;
  double close = 0;
  double volume = 0;
  bool session_starts = false;  // this is the first bar of a trading day: vwap begins anew

  static Sample of(const Bar& bar, bool session_starts) {
    return {bar.high.to_double(), bar.low.to_double(), bar.close.to_double(),
            bar.volume.to_double(), session_starts};
  }
};

}  // namespace pitwall::market
