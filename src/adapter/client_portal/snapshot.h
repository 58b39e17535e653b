// The market in one instrument as the gateway tells it: rows of numbered fields, of which a stream
// sends only those that changed. Pure and total; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "market/option_quote.h"
#include "market/quote.h"

namespace pitwall::client_portal {

// What is asked of every instrument; of an option, its figures as well. Both stay under 50 fields.
inline constexpr std::string_view quote_fields =
    "31,84,85,86,88,70,71,87,7762,7295,7296,7741,7059,6509";
inline constexpr std::string_view option_fields =
    "31,84,85,86,88,70,71,87,7762,7295,7296,7741,7059,6509,7633,7638,7308,7309,7310,7311";
inline constexpr std::size_t most_conids = 100;  // of one snapshot

struct Snapshot {
  market::Quote quote;       // without its origin
  std::string availability;  // 6509: "RpB"
  market::Greeks greeks;
  std::optional<Quantity> open_interest;
  bool halted = false;
  bool exact_volume = false;  // by 7762, which 87 does not replace
  bool arrived = false;       // something beside the contract's number has come
};

struct Changed {
  bool trade = false;   // last price or size
  bool market = false;  // bid, ask or their sizes
};
// What the row says takes the place of what was known; `now` bounds its time.
Changed merge(Snapshot& snapshot, const Json& row, Time now);
Changed merge(Snapshot& snapshot, JsonRow row, Time now);

std::int64_t conid_of_row(const Json& row);  // 0 where there is none
std::int64_t conid_of_row(JsonRow row);

// By 6509; an error says what is missing where nothing is to be had. `name` is the instrument's.
Result<market::Quality> quality_of(std::string_view availability, std::string_view name);

// The quote with its origin: source, and the instants of the snapshot.
Result<market::Quote> quote_of(const Snapshot& snapshot, const market::Source& source, Time now,
                               std::string_view name);

}  // namespace pitwall::client_portal
