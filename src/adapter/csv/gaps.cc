#include "adapter/csv/gaps.h"

#include <algorithm>

namespace pitwall::csv {
namespace {

// Collects expected bars, in order, as there or missing; keeps the largest runs of missing ones.
class Gaps {
 public:
  void there() { close(); }
  void missing(Time from, Time to) {
    if (run_.missing++ == 0) run_.from = from;
    run_.to = to;
  }
  void finish(ImportReport& report) {
    close();
    report.missing = total_;
    report.gaps = std::move(largest_);
  }

 private:
  void close() {
    if (run_.missing == 0) return;
    total_ += static_cast<std::uint64_t>(run_.missing);
    const auto place =
        std::upper_bound(largest_.begin(), largest_.end(), run_,
                         [](const BarGap& a, const BarGap& b) { return a.missing > b.missing; });
    largest_.insert(place, run_);
    if (largest_.size() > max_gaps_shown) largest_.pop_back();
    run_ = {};
  }
  BarGap run_;
  std::uint64_t total_ = 0;
  std::vector<BarGap> largest_;  // largest first
};

using Sessions = std::span<const market::Session>;

void look_at_days(const std::vector<market::Bar>& bars, Sessions sessions, Gaps& gaps) {
  auto bar = bars.begin();
  std::optional<Date> seen;
  for (const market::Session& session : sessions) {
    if (session.kind != market::Session::Kind::regular || seen == session.trading_day) continue;
    seen = session.trading_day;
    const Time open = session.open;
    if (open < bars.front().time || open > bars.back().time) continue;
    while (bar->time < open) ++bar;
    bar->time == open ? gaps.there() : gaps.missing(open, open);
  }
}

void look_within(const std::vector<market::Bar>& bars, Duration length, Sessions sessions,
                 Gaps& gaps) {
  auto bar = bars.begin();
  for (const market::Session& session : sessions) {
    if (session.kind != market::Session::Kind::regular) continue;
    for (Time slot = session.open; slot < session.close; slot += length) {
      const Time end = std::min(slot + length, session.close);
      if (end <= bars.front().time || slot > bars.back().time) continue;
      while (bar->time < slot) ++bar;
      bar->time < end ? gaps.there() : gaps.missing(slot, end);
    }
  }
}

}  // namespace

void report_gaps(const std::vector<market::Bar>& bars, const market::Calendar& calendar,
                 ImportReport& report) {
  if (bars.empty() || report.bar > market::BarSize::d1) return;
  const Sessions sessions = calendar.sessions(calendar.zone().local(bars.front().time).date - 1,
                                              calendar.zone().local(bars.back().time).date + 1);
  Gaps gaps;
  if (report.bar.is_intraday()) {
    look_within(bars, report.bar.duration(), sessions, gaps);
    market::SessionCursor cursor(calendar);
    for (const market::Bar& bar : bars)
      if (calendar.covers(bar.time) && cursor.at(bar.time) == nullptr) ++report.outside_sessions;
  } else {
    look_at_days(bars, sessions, gaps);
  }
  gaps.finish(report);
}

}  // namespace pitwall::csv
