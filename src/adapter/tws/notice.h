// What the numbers of the gateway's error messages mean. Most are no errors. Pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "adapter/tws/answer.h"
#include "base/result.h"

namespace pitwall::tws {

enum class Notice {
  information,      // farms that are there
  warning,          // worth a word beside what it is about; nothing has failed
  upstream_lost,    // 1100: the gateway has lost the broker
  restored_anew,    // 1101: it is back, and what was subscribed to is gone
  restored,         // 1102: it is back as it was
  farm_broken,      // 2103: where prices come from, in part or in whole
  port_reset,       // 1300: it listens elsewhere from now on
  competing,        // 10197: another login of this user has the market data
  client_id_taken,  // 326
  read_only,        // 321: the API may look only
  no_subscription,  // not without delayed data
  partly_delayed,   // some or all comes delayed, or less of it: data follows
  too_fast,         // 100, 162 with pacing, 366, 420: wait, then ask again
  no_data,          // 162 without
  order_cancelled,  // 202
  rejection,        // everything else: what was asked for does not happen
};
Notice notice_of(const answer::ErrorMessage& message);

// A rejection or its like in the broker's words, with the code that fits.
Error error_of(const answer::ErrorMessage& message);

// The text without its markup: <br> and the like.
std::string without_markup(std::string_view text);

}  // namespace pitwall::tws
