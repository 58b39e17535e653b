#include "expr/live_inputs.h"

#include <algorithm>

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

std::size_t LiveInputs::add(const Input& input) {
  PITWALL_CHECK(is_of_the_market(input.kind), "{} is not of the market", input.text());
  PITWALL_CHECK(now_ == Time::min(), "{} comes after the first tick", input.text());
  const auto known = std::ranges::find(inputs_, input);
  const auto place = static_cast<std::size_t>(known - inputs_.begin());
  if (known != inputs_.end()) return place;
  inputs_.push_back(input);
  values_.push_back(input.kind == InputKind::bar_count ? 0 : missing_figure);
  if (is_on_bars(input.kind)) {
    OnBars& group = on_bars(input.bars);
    if (input.live)
      group.live.emplace_back(place, input.kind);
    else
      group.figures.emplace_back(place, BarFigure(input));
  } else if (input.kind == InputKind::percent_change && input.span < days(1)) {
    changes_.emplace_back(place, RollingChange(input.span));
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

LiveInputs::OnBars& LiveInputs::on_bars(market::BarSize size) {
  const auto found = std::ranges::find(on_bars_, size, &OnBars::size);
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
      want(input.bars, BarFigure(input).bars_wanted());
    } else if (input.kind == InputKind::percent_change && input.span < days(1)) {
      want(market::BarSize::m1, static_cast<std::size_t>(input.span / minutes(1)) + 2);
    }
  }
  return all;
}

void LiveInputs::warm_up(market::BarSize bars, std::span<const market::Bar> history, Time now) {
  for (OnBars& group : on_bars_) {
    if (group.size != bars) continue;
    for (const market::Bar& bar : history)
      if (const auto ended = group.aggregator.add(bar)) end_bar(group, *ended);
    if (const auto ended = group.aggregator.advance(now)) end_bar(group, *ended);
    show_live(group);
  }
  if (bars != market::BarSize::m1) return;
  for (auto& [place, change] : changes_) {
    for (const market::Bar& bar : history)
      if (bar.time + minutes(1) <= now) change.add(bar.time + minutes(1), bar.close.to_double());
    values_[place] = change.percent();
  }
}

void LiveInputs::end_bar(OnBars& group, const market::Bar& bar) {
  const market::Session* const session = group.cursor.at(bar.time);
  const std::optional<Date> day = session ? std::optional(session->trading_day) : std::nullopt;
  const bool session_starts = !group.trading_day || day != group.trading_day;
  group.trading_day = day;
  group.last = bar;
  for (auto& [place, figure] : group.figures) values_[place] = figure.update(bar, session_starts);
}

void LiveInputs::show_live(const OnBars& group) {
  const auto& bar = group.aggregator.in_work() ? group.aggregator.in_work() : group.last;
  if (!bar) return;
  for (const auto& [place, kind] : group.live) values_[place] = field_of(kind, *bar);
}

void LiveInputs::update(const market::Tick& tick, const market::Quote& quote) {
  advance(tick.time);
  for (const auto& [place, kind] : of_the_quote_) values_[place] = figure_of(kind, quote);
  const std::optional<Price> price = price_of(quote);
  if (!price) return;
  for (auto& [place, change] : changes_) {
    change.add(now_, price->to_double());
    values_[place] = change.percent();
  }
  if (tick.kind == market::Tick::Kind::trade)
    trade(tick.time, tick.price, tick.size);
  else if (!quote.last)
    trade(tick.time, *price, Quantity());
}

void LiveInputs::trade(Time time, Price price, Quantity size) {
  for (OnBars& group : on_bars_) {
    if (const auto ended = group.aggregator.add(time, price, size)) end_bar(group, *ended);
    show_live(group);
  }
}

void LiveInputs::advance(Time now) {
  if (now <= now_) return;
  now_ = now;
  for (OnBars& group : on_bars_) {
    if (const auto ended = group.aggregator.advance(now)) end_bar(group, *ended);
    show_live(group);
  }
  for (auto& [place, change] : changes_) {
    change.advance(now);
    values_[place] = change.percent();
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
