#include "expr/live_inputs.h"

#include <algorithm>
#include <utility>

namespace pitwall::expr {
namespace {

double or_missing(const std::optional<Price>& price) {
  return price ? price->to_double() : missing_figure;
}
double or_missing(const std::optional<Quantity>& size) {
  return size ? size->to_double() : missing_figure;
}

// From the one to the other in percent; missing where a percentage would say nothing.
double percent(double from, double to) { return from > 0 ? (to / from - 1) * 100 : missing_figure; }

// The last trade, or where nothing trades the middle of bid and ask.
std::optional<Price> price_of(const market::Quote& quote) {
  return quote.last ? quote.last : quote.mid();
}

double session_code(const market::Session* session) {
  const auto code = [session] {
    if (!session) return SessionCode::closed;
    switch (session->kind) {
      case market::Session::Kind::regular:
        return SessionCode::regular;
      case market::Session::Kind::extended_pre:
        return SessionCode::pre;
      case market::Session::Kind::extended_post:
        break;
    }
    return SessionCode::post;
  };
  return static_cast<double>(code());
}

}  // namespace

bool is_of_the_market(InputKind kind) { return kind < InputKind::position; }

LiveInputs::LiveInputs(const market::Calendar& calendar, market::Hours hours)
    : calendar_(&calendar), hours_(hours), cursor_(calendar) {}

std::size_t LiveInputs::add(Input input) {
  input.symbol = {};
  PITWALL_CHECK(is_of_the_market(input.kind), "{} is not of the market", input.text());
  const auto known = std::ranges::find(inputs_, input);
  const auto place = static_cast<std::size_t>(known - inputs_.begin());
  if (known != inputs_.end()) return place;
  inputs_.push_back(input);
  values_.push_back(input.kind == InputKind::bar_count ? 0 : missing_figure);
  if (is_on_bars(input.kind)) {
    on_bars(input.bars).add(input, place);
  } else if (input.kind == InputKind::percent_change && input.span < days(1)) {
    changes_.push_back({place, input.span, RollingChange(input.span)});
  } else if (input.kind == InputKind::time_of_day) {
    const Zone zone = input.name.empty() ? calendar_->zone() : Zone::find(input.name).value();
    clocks_.push_back({place, zone, Time::min(), {}});
  } else if (input.kind == InputKind::session) {
    session_ = place;
  } else {
    of_the_quote_.emplace_back(place, input.kind);
  }
  return place;
}

BarInputs& LiveInputs::on_bars(market::BarSize size) {
  const auto found = std::ranges::find(on_bars_, size, &BarInputs::size);
  return found != on_bars_.end() ? *found : on_bars_.emplace_back(size, *calendar_, hours_);
}

std::vector<LiveInputs::Wanted> LiveInputs::history() const {
  std::vector<Wanted> all;
  const auto want = [&all](market::BarSize bars, std::size_t count) {
    const auto found = std::ranges::find(all, bars, &Wanted::bars);
    if (found == all.end())
      all.push_back({bars, count});
    else
      found->count = std::max(found->count, count);
  };
  for (const Input& input : inputs_) {
    if (is_on_bars(input.kind)) {
      want(input.bars, bars_wanted(input));
    } else if (input.kind == InputKind::percent_change && input.span < days(1)) {
      want(market::BarSize::m1, static_cast<std::size_t>(input.span / minutes(1)) + 2);
    }
  }
  return all;
}

void LiveInputs::warm_up(market::BarSize bars, std::span<const market::Bar> history, Time now) {
  for (BarInputs& one : on_bars_)
    if (one.size() == bars) one.warm_up(history, now, values_);
  if (bars != market::BarSize::m1) return;
  for (Change& one : changes_) {
    if (std::exchange(one.warmed, true)) continue;
    one.change = RollingChange(one.span);
    for (const market::Bar& bar : history)
      if (bar.time + minutes(1) <= now)
        one.change.add(bar.time + minutes(1), bar.close.to_double());
    values_[one.place] = one.change.percent();
  }
}

void LiveInputs::update(const market::Tick& tick, const market::Quote& quote) {
  advance(tick.time);
  for (const auto& [place, kind] : of_the_quote_) values_[place] = figure_of(kind, quote);
  const std::optional<Price> price = price_of(quote);
  if (!price) return;
  for (Change& one : changes_) {
    one.change.add(now_, price->to_double());
    values_[one.place] = one.change.percent();
  }
  for (BarInputs& one : on_bars_)
    if (tick.kind == market::Tick::Kind::trade)
      one.trade(tick.time, tick.price, tick.size, values_);
    else if (!quote.last)
      one.trade(tick.time, *price, Quantity(), values_);
}

void LiveInputs::advance(Time now) {
  if (now <= now_) return;
  now_ = now;
  for (BarInputs& one : on_bars_) one.advance(now, values_);
  for (Change& one : changes_) {
    one.change.advance(now);
    values_[one.place] = one.change.percent();
  }
  show_time();
}

void LiveInputs::show_time() {
  if (session_) values_[*session_] = session_code(cursor_.at(now_));
  for (Clock& clock : clocks_) {
    const Time quarter = now_.floor(minutes(15));
    if (quarter != clock.known_since) {
      clock.known_since = quarter;
      clock.offset = clock.zone.offset(quarter);
    }
    const Time wall = now_ + clock.offset;
    values_[clock.place] = (wall - wall.floor(days(1))).to_seconds();
  }
}

double LiveInputs::figure_of(InputKind kind, const market::Quote& quote) const {
  using enum InputKind;
  switch (kind) {
    case price:
      return or_missing(price_of(quote));
    case bid:
      return or_missing(quote.bid);
    case ask:
      return or_missing(quote.ask);
    case mid:
      return or_missing(quote.mid());
    case spread:
      return quote.bid && quote.ask ? (*quote.ask - *quote.bid).to_double() : missing_figure;
    case bid_size:
      return or_missing(quote.bid_size);
    case ask_size:
      return or_missing(quote.ask_size);
    case last_size:
      return or_missing(quote.last_size);
    case day_open:
      return or_missing(quote.open);
    case day_high:
      return or_missing(quote.high);
    case day_low:
      return or_missing(quote.low);
    case day_volume:
      return or_missing(quote.volume);
    case previous_close:
      return or_missing(quote.previous_close);
    case gap:
      return percent(or_missing(quote.previous_close), or_missing(quote.open));
    case percent_change:  // of a day
      return percent(or_missing(quote.previous_close), or_missing(price_of(quote)));
    default:
      break;
  }
  PITWALL_CHECK(false, "a quote has no figure {}", static_cast<int>(kind));
}

}  // namespace pitwall::expr
