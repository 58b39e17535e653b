#include "emulator/client_portal/pacing.h"

namespace pitwall::emulator::cp {

namespace {

struct Rate {
  std::size_t count;
  Duration window;
};
constexpr Rate whole{10, seconds(1)};
constexpr Rate free_rate{1'000'000, seconds(1)};

constexpr Rate rate_of(Limit limit) {
  switch (limit) {
    case Limit::none:
      return free_rate;
    case Limit::orders:
    case Limit::trades:
    case Limit::partitioned:
    case Limit::portfolio_accounts:
    case Limit::subaccounts:
      return {1, seconds(5)};
    case Limit::snapshot:
    case Limit::history:
      return {10, seconds(1)};
    case Limit::scanner_params:
    case Limit::performance:
    case Limit::all_periods:
    case Limit::transactions:
      return {1, minutes(15)};
    case Limit::scanner_run:
    case Limit::fyi:
    case Limit::tickle:
      return {1, seconds(1)};
    case Limit::validate:
      return {1, minutes(1)};
  }
  return free_rate;
}

}  // namespace

Pacing::Pacing() : whole_{{whole.count, whole.window}, {whole.count, whole.window}} {
  for (int limit = 0; limit < count_of(Limit{}); ++limit) {
    const Rate rate = rate_of(static_cast<Limit>(limit));
    const Rate second = static_cast<Limit>(limit) == Limit::history ? Rate{50, minutes(1)} : rate;
    buckets_.push_back({{rate.count, rate.window}, {second.count, second.window}});
  }
}

bool Pacing::Bucket::allows(Duration now) {
  if (now < closed_until) return false;
  if (pace.wait(now) > Duration{} || second.wait(now) > Duration{}) {
    closed_until = now + penalty;
    return false;
  }
  pace.take(now);
  second.take(now);
  return true;
}

bool Pacing::allows(Limit limit, Duration now) {
  if (!whole_.allows(now)) return false;
  return limit == Limit::none || buckets_[static_cast<std::size_t>(limit)].allows(now);
}

}  // namespace pitwall::emulator::cp
