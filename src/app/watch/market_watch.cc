#include "app/watch/market_watch.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/nearest.h"
#include "desk/chart/one_line.h"

namespace pitwall::app {
namespace {

using expr::InputKind;

constexpr std::string_view origin = "watch";
constexpr std::string_view alert_name = "trigger_blind";
constexpr int slow_looks = 4;    // of the short ones make a second
constexpr int alert_looks = 40;  // and ten
constexpr Duration quiet_without_quote = minutes(2);
constexpr std::size_t most_trouble = 300;  // bytes of what is told of a function's failure

// How far back so many bars lie at the most, with the hours of a stock exchange and its weekends.
Duration reach(market::BarSize size, std::size_t count) {
  const auto bars = static_cast<std::int64_t>(count);
  if (!size.is_intraday()) {
    if (size == market::BarSize::mo1) return days(31 * (bars + 1));
    if (size == market::BarSize::w1) return days(7 * (bars + 2));
    return days(bars * 7 / 5 + 10);
  }
  constexpr std::int64_t session_seconds = 23'400;
  const std::int64_t sessions = bars * (size.duration() / seconds(1)) / session_seconds + 1;
  return days(sessions * 7 / 5 + 5);
}

double number_or_missing(const std::optional<double>& value) {
  return value.value_or(std::numeric_limits<double>::quiet_NaN());
}

// What all accounts together hold of an instrument; in its currency.
struct Held {
  double quantity = 0;
  double cost = 0;  // price x quantity x multiplier, signed
  double realized = 0;
  double multiplier = 1;
};

Held held_of(const desk::State& state, const market::Symbol& symbol) {
  Held held;
  for (const desk::Account& account : state.accounts)
    for (const desk::Position& position : account.positions) {
      if (position.symbol != symbol) continue;
      held.quantity += position.quantity.to_double();
      held.cost += position.cost.to_double();
      held.realized += position.realized.to_double();
      if (const double multiplier = position.multiplier.to_double(); multiplier > 0)
        held.multiplier = multiplier;
    }
  return held;
}

std::optional<double> figure_of(const Held& held, InputKind kind,
                                const std::optional<Price>& price) {
  switch (kind) {
    case InputKind::position:
      return held.quantity;
    case InputKind::average_cost:
      if (held.quantity == 0) return std::nullopt;
      return held.cost / held.quantity / held.multiplier;
    case InputKind::unrealized_pnl:
      if (!price) return std::nullopt;
      return price->to_double() * held.quantity * held.multiplier - held.cost;
    case InputKind::realized_pnl:
      return held.realized;
    default:
      return std::nullopt;
  }
}

desk::AlertLabels labels_of_blind(const std::string& trigger, const market::Symbol& symbol) {
  return {{"alert", std::string(alert_name)},
          {"instrument", std::string(symbol.view())},
          {"trigger", trigger}};
}

}  // namespace

MarketWatch::MarketWatch(Parts parts)
    : parts_(std::move(parts)),
      watch_([this](const market::Symbol& symbol) { return calendar_of(symbol); }) {}

const market::Calendar* MarketWatch::calendar_of(const market::Symbol& symbol) const {
  const market::Instrument* instrument = parts_.market.catalogue().find(symbol);
  if (!instrument) return nullptr;
  const Result<const market::Calendar*> calendar = parts_.calendars.find(instrument->calendar);
  return calendar ? *calendar : nullptr;
}

void MarketWatch::start() {
  for (const desk::Alert& alert : parts_.desk.state().alerting.alerts)
    if (alert.fires() && desk::value_of(alert.labels, "alert") == alert_name)
      told_blind_.insert(alert.labels);
  const std::vector<desk::WatchedTrigger> all = parts_.desk.state().watching.triggers;
  for (const desk::WatchedTrigger& one : all) put(one.trigger);
  look();
}

void MarketWatch::stop() {
  stopped_ = true;
  timer_.cancel();
  self_.reset();
  places_.clear();
}

// ---- Triggers come and go ----------------------------------------------------------------------

void MarketWatch::on_event(const desk::Event& event) {
  if (stopped_) return;
  if (const auto* put_one = std::get_if<desk::TriggerPut>(&event)) {
    const desk::WatchedTrigger* now = parts_.desk.state().watching.find(put_one->trigger.name);
    const desk::Trigger* known = watch_.find(put_one->trigger.name);
    if (now && !(known && *known == now->trigger)) put(now->trigger);
  } else if (const auto* removed = std::get_if<desk::TriggerRemoved>(&event)) {
    generation_.erase(removed->name);
    if (watch_.remove(removed->name)) follow();
  } else if (const auto* session = std::get_if<port::ConnectionChanged>(&event)) {
    if (session->state == port::ConnectionState::connected) {
      if (looked_at_) put_unwatched();  // before the start all are put anyway
      return;
    }
    // What was live is of before from here on, until the next tick says otherwise.
    for (const auto& [place, kept] : places_) watch_.see(place, market::Quality::stale);
  }
}

// What was not known while there was no session may be found now.
void MarketWatch::put_unwatched() {
  const std::vector<desk::WatchedTrigger> all = parts_.desk.state().watching.triggers;
  for (const desk::WatchedTrigger& one : all)
    if (!watch_.find(one.trigger.name)) put(one.trigger);
}

std::set<market::Symbol> MarketWatch::unknown_of(const desk::CompiledTrigger& compiled) const {
  std::set<market::Symbol> unknown;
  const auto need = [&](const market::Symbol& symbol) {
    if (!symbol.empty() && !calendar_of(symbol)) unknown.insert(symbol);
  };
  for (const market::Symbol& symbol : compiled.trigger.symbols) need(symbol);
  for (const expr::Input& input : compiled.condition.inputs()) need(input.symbol);
  if (compiled.rearm)
    for (const expr::Input& input : compiled.rearm->inputs()) need(input.symbol);
  return unknown;
}

void MarketWatch::put(const desk::Trigger& trigger) {
  const std::uint64_t generation = generation_[trigger.name] = ++puts_;
  Result<desk::CompiledTrigger> compiled = desk::compile(trigger, parts_.vocabulary);
  // One of another version, or of functions that are not configured any more.
  if (!compiled) return say_unusable(trigger, compiled.error().message);
  const std::set<market::Symbol> unknown = unknown_of(*compiled);
  if (unknown.empty()) return put_known(std::move(*compiled), {});
  struct LookUp {
    desk::CompiledTrigger trigger;
    std::size_t waiting = 0;
    std::string trouble;  // why nobody could say whether an instrument is there
  };
  const auto shared = std::make_shared<LookUp>(std::move(*compiled), unknown.size());
  for (const market::Symbol& symbol : unknown)
    parts_.market.look_up(std::string(symbol.view()), 1,
                          [weak = std::weak_ptr(self_), shared,
                           generation](const Result<std::vector<market::InstrumentId>>& found) {
                            if (!found && found.error().code != Code::not_found &&
                                found.error().code != Code::unsupported)
                              shared->trouble = found.error().message;
                            const auto self = weak.lock();
                            if (!self || --shared->waiting > 0) return;
                            MarketWatch& watch = **self;
                            const auto latest =
                                watch.generation_.find(shared->trigger.trigger.name);
                            if (latest != watch.generation_.end() && latest->second == generation)
                              watch.put_known(std::move(shared->trigger), shared->trouble);
                          });
}

void MarketWatch::put_known(desk::CompiledTrigger trigger, const std::string& trouble) {
  const desk::Trigger as_written = trigger.trigger;
  if (const std::set<market::Symbol> unknown = unknown_of(trigger); !unknown.empty())
    return say_unusable(as_written, why_unknown(*unknown.begin(), trouble));
  const desk::WatchedTrigger* known = parts_.desk.state().watching.find(as_written.name);
  const desk::TriggerBefore before = known ? known->before() : desk::TriggerBefore{};
  if (const Result<void> put = watch_.put(std::move(trigger), parts_.market.market_time(), before);
      !put)
    return say_unusable(as_written, put.error().message);
  if (known) resume(*known);
  follow();
}

// What it was at when the desk went down: a restart is no reason to tell anything again.
void MarketWatch::resume(const desk::WatchedTrigger& known) {
  const desk::Trigger& trigger = known.trigger;
  for (const desk::WatchedInstrument& on : known.on) {
    if (!on.blind.empty()) watch_.was_blind(trigger.name, on.symbol);
    if (!on.fired_at) continue;
    const Duration passed = std::max(Duration{}, parts_.clock.now() - *on.fired_at);
    if (passed < trigger.cool_down)
      watch_.stay_silent(trigger.name, on.symbol,
                         parts_.market.market_time() + trigger.cool_down - passed);
  }
}

std::string MarketWatch::why_unknown(const market::Symbol& symbol,
                                     const std::string& trouble) const {
  if (!trouble.empty())
    return fmt::format("{} is not known yet, and it could not be looked up: {}", symbol.view(),
                       trouble);
  const market::Catalogue& catalogue = parts_.market.catalogue();
  std::vector<std::string_view> names;
  for (std::uint32_t i = 0; i < catalogue.size(); ++i)
    names.push_back(catalogue.at({i}).symbol.view());
  const std::string_view near = nearest(symbol.view(), names);
  return fmt::format("there is no instrument {}{}", symbol.view(),
                     near.empty() ? std::string() : fmt::format("; the nearest is {}", near));
}

void MarketWatch::say_unusable(const desk::Trigger& trigger, std::string why) {
  if (why.ends_with('.')) why.pop_back();  // it stands within a sentence
  parts_.log(LogLevel::warning, fmt::format("trigger {} is not watched: {}", trigger.name, why));
  watch_.remove(trigger.name);
  follow();
  const market::Symbol& symbol = trigger.symbols.front();
  const desk::WatchedTrigger* known = parts_.desk.state().watching.find(trigger.name);
  const bool said = known && std::ranges::any_of(known->on, [&](const auto& on) {
                      return on.symbol == symbol && on.blind == why;
                    });
  if (!said)
    parts_.desk.submit(desk::Blindness{trigger.name, symbol, parts_.clock.now(), std::move(why)});
}

void MarketWatch::follow() {
  std::map<std::size_t, Place> kept;
  place_of_instrument_.assign(parts_.market.catalogue().size(), -1);
  for (const market::Symbol& symbol : watch_.symbols()) {
    const std::size_t place = *watch_.place_of(symbol);
    const market::Instrument* instrument = parts_.market.catalogue().find(symbol);
    place_of_instrument_[instrument->id.index] = static_cast<std::int32_t>(place);
    const auto known = places_.find(place);
    if (known != places_.end() && known->second.symbol == symbol)
      kept.emplace(place, std::move(known->second));
    else
      kept.emplace(place,
                   Place{symbol, port::Following(parts_.market, instrument->id), {}, {}, {}});
  }
  places_ = std::move(kept);
  outside_ = watch_.wanted_outside();
  std::erase_if(function_trouble_,
                [&](const auto& one) { return !watch_.place_of(one.first.first); });
  for (desk::Watch::History& history : watch_.take_wanted())
    for (const expr::LiveInputs::Wanted& wanted : history.wanted)
      histories_.push_back({history, wanted, 0, Time::min()});
  ask_history();
}

// ---- History -----------------------------------------------------------------------------------

void MarketWatch::ask_history() {
  const Time now = parts_.clock.now();
  for (auto next = histories_.begin();
       next != histories_.end() && asking_ < most_histories_at_once;) {
    const market::Instrument* instrument =
        next->not_before <= now ? parts_.market.catalogue().find(next->history.symbol) : nullptr;
    if (!instrument) {
      ++next;
      continue;
    }
    Wanted wanted = std::move(*next);
    next = histories_.erase(next);
    ++asking_;
    const Time market_now = parts_.market.market_time();
    port::HistoryQuery query{instrument->id,
                             wanted.bars.bars,
                             market_now - reach(wanted.bars.bars, wanted.bars.count),
                             market_now,
                             false,
                             wanted.bars.count};
    parts_.market.history(query, [weak = std::weak_ptr(self_), wanted = std::move(wanted)](
                                     const Result<market::BarSeries>& series) {
      if (const auto self = weak.lock()) (*self)->take_history(wanted, series);
    });
    // The reply may have come at once, and more may wait now.
    next = histories_.begin();
  }
}

void MarketWatch::take_history(Wanted wanted, const Result<market::BarSeries>& series) {
  --asking_;
  const Time now = parts_.market.market_time();
  if (series) return watch_.warm_up(wanted.history, wanted.bars.bars, series->bars, now);
  if (++wanted.tries < most_history_tries) {
    wanted.not_before = parts_.clock.now() + history_again * wanted.tries;
    histories_.push_back(std::move(wanted));
    return;
  }
  // From here on it learns from the ticks alone, and is blind until it has seen enough of them.
  parts_.log(LogLevel::warning, fmt::format("no history of {} in bars of {} for its triggers: {}",
                                            wanted.history.symbol.view(), wanted.bars.bars.view(),
                                            series.error().message));
  watch_.warm_up(wanted.history, wanted.bars.bars, {}, now);
}

// ---- What comes in -----------------------------------------------------------------------------

const market::Symbol* MarketWatch::watched(market::InstrumentId instrument) const {
  if (instrument.index >= place_of_instrument_.size()) return nullptr;
  const std::int32_t place = place_of_instrument_[instrument.index];
  return place < 0 ? nullptr : &places_.find(static_cast<std::size_t>(place))->second.symbol;
}

void MarketWatch::on_tick(const market::Tick& tick, const market::Quote& quote) {
  if (tick.instrument.index >= place_of_instrument_.size()) return;
  const std::int32_t place = place_of_instrument_[tick.instrument.index];
  if (place < 0 || stopped_) return;
  Place& kept = places_.find(static_cast<std::size_t>(place))->second;
  kept.bars.add(tick);
  kept.origin = quote.origin;
  kept.ticked = parts_.clock.now();
  watch_.tick(static_cast<std::size_t>(place), tick, quote, parts_.market.market_time(), news_);
  if (!news_.empty()) take(news_);
}

void MarketWatch::look() {
  const Duration began = parts_.loop.now();
  const bool missed = looked_at_ && began - *looked_at_ > look_every * 2;
  looked_at_ = began;
  ++looks_;
  if (looks_ % slow_looks == 0) {
    set_account_figures();
    ask_history();
    ask_functions();
  }
  watch_.look(parts_.market.market_time(), news_);
  if (!news_.empty()) take(news_);
  if (looks_ % alert_looks == 0) tell_blind(parts_.market.market_time());
  if (parts_.looked) parts_.looked(parts_.loop.now() - began, missed);
  timer_ = parts_.loop.after(look_every, [this] { look(); });
}

void MarketWatch::set_account_figures() {
  for (const desk::Watch::Outside& one : outside_) {
    if (one.input.kind == InputKind::function) continue;
    const auto place = places_.find(one.place);
    if (place == places_.end()) continue;
    const Held held = held_of(parts_.desk.state(), one.symbol);
    watch_.set(one.place, one.input.kind,
               number_or_missing(figure_of(held, one.input.kind, watch_.price_at(one.place))));
  }
}

void MarketWatch::ask_functions() {
  const Time now = parts_.clock.now();
  // What has not answered yet is asked no more often than it answers.
  if (!parts_.functions || questions_ > 0 || now < functions_due_) return;
  functions_due_ = now + parts_.functions_every;
  for (const desk::Watch::Outside& one : outside_) {
    if (one.input.kind != InputKind::function) continue;
    if (questions_ >= user_function::Functions::max_waiting) break;
    ++questions_;
    const std::optional<Price> price = watch_.price_at(one.place);
    parts_.functions->ask({one.input.name, one.input.arguments, std::string(one.symbol.view()),
                           parts_.market.market_time().text(), price ? price->to_double() : 0},
                          [weak = std::weak_ptr(self_), one](const Result<double>& answer) {
                            const auto self = weak.lock();
                            if (!self) return;
                            MarketWatch& watch = **self;
                            --watch.questions_;
                            watch.take_answer(one, answer);
                          });
  }
}

void MarketWatch::take_answer(const desk::Watch::Outside& asked, const Result<double>& answer) {
  const std::pair key(asked.symbol, asked.input.text());
  if (answer)
    function_trouble_.erase(key);
  else
    function_trouble_[key] = desk::one_line(answer.error().message, most_trouble);
  if (watch_.place_of(asked.symbol) == asked.place)
    watch_.set_function(asked.place, asked.input,
                        answer ? *answer : std::numeric_limits<double>::quiet_NaN());
}

// ---- What comes of it --------------------------------------------------------------------------

void MarketWatch::take(desk::WatchNews& news) {
  // A submission may come back here before it returns.
  const desk::WatchNews now = std::exchange(news, {});
  // Who sees again says so before it fires.
  for (const desk::Blindness& blind : now.blind) {
    desk::Blindness event = blind;
    event.time = parts_.clock.now();
    parts_.desk.submit(std::move(event));
  }
  for (const desk::Firing& firing : now.fired) fire(firing);
}

bool MarketWatch::fires_too_often(const std::string& trigger, Time now) {
  std::vector<Time>& times = fired_[trigger];
  std::erase_if(times, [&](Time one) { return now - one >= minutes(1) || one > now; });
  if (times.size() >= most_firings_in_a_minute) return true;
  times.push_back(now);
  return false;
}

void MarketWatch::fire(const desk::Firing& firing) {
  const desk::Trigger* trigger = watch_.find(firing.trigger);
  if (!trigger) return;
  const Time now = parts_.clock.now();
  ++firings_;
  if (fires_too_often(firing.trigger, now)) {
    if (held_back_++ % 1'000 == 0)
      parts_.log(LogLevel::warning,
                 fmt::format("trigger {} fires more than {} times a minute; the rest is dropped: "
                             "give it a cool-down",
                             firing.trigger, most_firings_in_a_minute));
    return;
  }
  desk::TriggerFired event;
  event.trigger = firing.trigger;
  event.symbol = firing.symbol;
  event.condition = trigger->condition;
  event.urgency = trigger->urgency;
  event.action = trigger->action;
  event.workflow = trigger->workflow;
  event.price = firing.price;
  event.quality = firing.quality;
  event.figures = firing.figures;
  if (const auto place = watch_.place_of(firing.symbol)) {
    if (const auto kept = places_.find(*place); kept != places_.end()) {
      if (kept->second.origin.stated()) event.origin = kept->second.origin;
      event.bars = kept->second.bars.bars();
    }
  }
  event.now = now;
  parts_.desk.submit(std::move(event));
}

// A trigger that cannot see while its market trades is an alert; at other times nobody expects it
// to see.
void MarketWatch::tell_blind(Time market_now) {
  std::set<desk::AlertLabels> blind;
  const desk::State& state = parts_.desk.state();
  const Time now = parts_.clock.now();
  for (const desk::WatchedTrigger& one : state.watching.triggers) {
    if (one.is_over(now)) continue;
    for (const desk::WatchedInstrument& on : one.on) {
      if (on.blind.empty() || blind.size() >= max_blind_alerts) continue;
      const market::Calendar* calendar = calendar_of(on.symbol);
      const auto session =
          calendar ? calendar->session_at(market_now, market::Hours::regular) : std::nullopt;
      if (calendar && (!session || market_now - session->open < settles_after_open)) continue;
      desk::AlertLabels labels = labels_of_blind(one.trigger.name, on.symbol);
      blind.insert(labels);
      if (!told_blind_.insert(labels).second) continue;
      desk::AlertRaised raised;
      raised.labels = std::move(labels);
      raised.severity = desk::AlertSeverity::warning;
      raised.summary = fmt::format("{} cannot see {}", one.trigger.name, on.symbol.view());
      raised.detail = fmt::format("{}: {}", on.symbol.view(), on.blind);
      for (const auto& [asked, trouble] : function_trouble_)
        if (asked.first == on.symbol && on.blind.starts_with(asked.second))
          raised.detail += ": " + trouble;
      raised.detail += '.';
      raised.origin = origin;
      raised.now = now;
      parts_.desk.submit(std::move(raised));
    }
  }
  std::erase_if(told_blind_, [&](const desk::AlertLabels& labels) {
    if (blind.contains(labels)) return false;
    parts_.desk.submit(desk::AlertEnded{labels, now});
    return true;
  });
}

std::optional<Duration> MarketWatch::silence(Time now) const {
  const Time market_now = parts_.market.market_time();
  std::optional<Duration> least;
  for (const auto& [number, place] : places_) {
    const market::Calendar* calendar = calendar_of(place.symbol);
    const auto session =
        calendar ? calendar->session_at(market_now, market::Hours::regular) : std::nullopt;
    if (!session || market_now - session->open < quiet_without_quote) continue;
    const Duration silent = place.ticked ? now - *place.ticked : market_now - session->open;
    least = std::min(least.value_or(silent), silent);
  }
  return least;
}

}  // namespace pitwall::app
