// Any text is a calendar or an error; a calendar answers every question about every day it covers.
#include <cstddef>
#include <cstdint>

#include "market/calendar.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pitwall::market;
  const auto calendar = Calendar::parse({reinterpret_cast<const char*>(data), size});
  if (!calendar) return 0;
  const auto sessions = calendar->sessions(calendar->first_day(), calendar->last_day());
  for (std::size_t i = 0; i < sessions.size(); i += 1 + sessions.size() / 16) {
    const Session& session = sessions[i];
    PITWALL_CHECK(calendar->session_at(session.open) == session, "session {} is not found", i);
    PITWALL_CHECK(calendar->why_closed(session.open).empty(), "session {} is closed", i);
    calendar->why_closed(session.close);
    PITWALL_CHECK(calendar->day_open(session.trading_day, Hours::extended).ok(), "no open");
  }
  return 0;
}
