#include "desk/watch/watch.h"

#include <algorithm>
#include <cmath>

#include "base/visitor.h"

namespace pitwall::desk {

using expr::Expression;
using expr::Input;
using expr::LiveInputs;
using expr::Truth;
using market::Quality;

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

std::string_view trouble_with(Quality quality) {
  switch (quality) {
    case Quality::stale:
      return "its quote is stale";
    case Quality::delayed:
      return "its quote is delayed";
    case Quality::live:
    case Quality::frozen:
    case Quality::replayed:
    case Quality::simulated:
      break;
  }
  return {};
}

}  // namespace

// Inputs of one instrument that were asked for together; they begin together too.
struct Watch::Feed {
  Feed(std::size_t which, const market::Calendar& hours) : number(which), live(hours) {}
  std::size_t number;
  LiveInputs live;
  std::vector<Input> inputs;           // by place in `live`
  std::vector<market::BarSize> waits;  // history that has yet to come
  bool asked = false;                  // for its history: nothing is added any more
};

struct Watch::Instrument {
  Instrument(market::Symbol which, const market::Calendar& hours)
      : symbol(which), calendar(&hours), cursor(hours) {}
  market::Symbol symbol;
  const market::Calendar* calendar;
  market::SessionCursor cursor;
  std::vector<std::unique_ptr<Feed>> feeds;
  std::vector<std::pair<Input, std::unique_ptr<double>>> others;  // the account's and the user's
  std::vector<Instance*> instances;                               // that look at it
  std::optional<Time> ticked;
  std::optional<Price> price;
  Quality quality = Quality::stale;
  bool quiet = false;
};

struct Watch::Instance {
  struct Slot {
    const LiveInputs* live = nullptr;
    std::size_t index = 0;
    const double* other = nullptr;
    double value() const { return live ? live->values()[index] : *other; }
  };
  struct Look {
    const Expression* expression = nullptr;
    std::vector<Slot> slots;
    expr::State state;

    Truth evaluate() {
      std::array<double, expr::max_inputs> values;
      for (std::size_t i = 0; i < slots.size(); ++i) values[i] = slots[i].value();
      return expression->evaluate(std::span(values).first(slots.size()), state);
    }
  };

  Entry* entry = nullptr;
  std::size_t place = 0;            // of its own instrument
  std::vector<std::size_t> places;  // of all that it looks at
  Look condition;
  Look rearm;
  bool armed = true;
  bool known = false;         // it was looked at before
  bool fired_before = false;  // in another run
  Time next_look = Time::min();
  Time silent_until = Time::min();
  std::optional<Time> blind_since;
  bool blind_said = false;
};

struct Watch::Entry {
  CompiledTrigger compiled;
  std::int64_t fired = 0;
  std::vector<std::unique_ptr<Instance>> instances;

  bool is_over(Time now) const {
    const Trigger& trigger = compiled.trigger;
    return (trigger.expires && now >= *trigger.expires) ||
           (trigger.times && fired >= *trigger.times);
  }
};

Watch::Watch(CalendarOf calendar_of) : calendar_of_(std::move(calendar_of)) {}
Watch::~Watch() = default;

// ---- Triggers ----------------------------------------------------------------------------------

std::size_t Watch::watch(const market::Symbol& symbol, const market::Calendar& calendar) {
  const auto free = static_cast<std::size_t>(
      std::ranges::find_if(instruments_, [](const auto& one) { return !one; }) -
      instruments_.begin());
  const auto [known, added] = places_.try_emplace(symbol, free);
  if (!added) return known->second;
  if (free == instruments_.size()) instruments_.emplace_back();
  instruments_[free] = std::make_unique<Instrument>(symbol, calendar);
  return free;
}

// Every input of the expression gets its place with the instrument that it is of.
void Watch::want(Instance& instance, const Expression& expression) {
  Instance::Look& look =
      &expression == &instance.entry->compiled.condition ? instance.condition : instance.rearm;
  look.expression = &expression;
  const market::Symbol& own = instrument_at(instance.place).symbol;
  for (const Input& wanted : expression.inputs()) {
    const market::Symbol symbol = wanted.symbol.empty() ? own : wanted.symbol;
    const std::size_t place = watch(symbol, *calendar_of_(symbol));
    Instrument& from = instrument_at(place);
    if (std::ranges::find(instance.places, place) == instance.places.end())
      instance.places.push_back(place);
    Input input = wanted;
    input.symbol = {};
    if (!expr::is_of_the_market(input.kind)) {
      auto known =
          std::ranges::find(from.others, input, &std::pair<Input, std::unique_ptr<double>>::first);
      if (known == from.others.end()) {
        from.others.emplace_back(input, std::make_unique<double>(missing));
        known = from.others.end() - 1;
      }
      look.slots.push_back({nullptr, 0, known->second.get()});
      continue;
    }
    const auto has = [&](const std::unique_ptr<Feed>& feed) {
      return std::ranges::find(feed->inputs, input) != feed->inputs.end();
    };
    auto feed = std::ranges::find_if(from.feeds, has);
    if (feed == from.feeds.end())
      feed = std::ranges::find_if(from.feeds, [](const auto& one) { return !one->asked; });
    if (feed == from.feeds.end()) {
      from.feeds.push_back(std::make_unique<Feed>(++last_feed_, *from.calendar));
      feed = from.feeds.end() - 1;
    }
    if (!has(*feed)) {
      (*feed)->live.add(input);
      (*feed)->inputs.push_back(input);
    }
    const auto index = std::ranges::find((*feed)->inputs, input) - (*feed)->inputs.begin();
    look.slots.push_back({&(*feed)->live, static_cast<std::size_t>(index), nullptr});
  }
}

Result<void> Watch::put(CompiledTrigger trigger, Time now, const TriggerBefore& before) {
  const auto known = triggers_.find(trigger.trigger.name);
  if (known == triggers_.end() && triggers_.size() >= max_triggers)
    return error(Code::too_large, "There are {} triggers; delete one first.", triggers_.size());
  if (instance_count_ + trigger.trigger.symbols.size() > max_instances)
    return error(Code::too_large, "{} conditions are watched; delete a trigger first.",
                 instance_count_);
  std::vector<market::Symbol> needed = trigger.trigger.symbols;
  for (const Expression* expression :
       {&trigger.condition, trigger.rearm ? &*trigger.rearm : &trigger.condition})
    for (const Input& input : expression->inputs())
      if (!input.symbol.empty()) needed.push_back(input.symbol);
  for (const market::Symbol& symbol : needed)
    if (!calendar_of_(symbol))
      return error(Code::not_found, "Trigger '{}': there is no instrument {}.",
                   trigger.trigger.name, symbol.view());
  if (known != triggers_.end()) remove(trigger.trigger.name);

  auto entry = std::make_unique<Entry>(Entry{std::move(trigger), before.fired, {}});
  for (const market::Symbol& symbol : entry->compiled.trigger.symbols) {
    auto instance = std::make_unique<Instance>();
    instance->entry = entry.get();
    instance->place = watch(symbol, *calendar_of_(symbol));
    instance->places = {instance->place};
    instance->next_look = now;
    instance->fired_before = std::ranges::find(before.fired_on, symbol) != before.fired_on.end();
    want(*instance, entry->compiled.condition);
    if (entry->compiled.rearm) want(*instance, *entry->compiled.rearm);
    for (const std::size_t place : instance->places)
      instrument_at(place).instances.push_back(instance.get());
    entry->instances.push_back(std::move(instance));
    ++instance_count_;
  }
  triggers_.emplace(entry->compiled.trigger.name, std::move(entry));
  return {};
}

void Watch::forget(Entry& entry) {
  for (const auto& instance : entry.instances)
    for (const std::size_t place : instance->places) {
      Instrument& instrument = instrument_at(place);
      std::erase(instrument.instances, instance.get());
      if (!instrument.instances.empty()) continue;
      places_.erase(instrument.symbol);
      instruments_[place].reset();
    }
  instance_count_ -= entry.instances.size();
}

Watch::Instance* Watch::find_instance(std::string_view name, const market::Symbol& symbol) {
  const auto known = triggers_.find(name);
  if (known == triggers_.end()) return nullptr;
  for (const auto& instance : known->second->instances)
    if (instrument_at(instance->place).symbol == symbol) return instance.get();
  return nullptr;
}

void Watch::was_blind(std::string_view name, const market::Symbol& symbol) {
  if (Instance* instance = find_instance(name, symbol)) instance->blind_said = true;
}

void Watch::stay_silent(std::string_view name, const market::Symbol& symbol, Time until) {
  if (Instance* instance = find_instance(name, symbol)) instance->silent_until = until;
}

bool Watch::remove(std::string_view name) {
  const auto found = triggers_.find(name);
  if (found == triggers_.end()) return false;
  forget(*found->second);
  triggers_.erase(found);
  return true;
}

const Trigger* Watch::find(std::string_view name) const {
  const auto found = triggers_.find(name);
  return found == triggers_.end() ? nullptr : &found->second->compiled.trigger;
}

std::vector<Watch::History> Watch::take_wanted() {
  std::vector<History> all;
  for (const auto& instrument : instruments_) {
    if (!instrument) continue;
    for (const auto& feed : instrument->feeds) {
      if (std::exchange(feed->asked, true)) continue;
      History history{instrument->symbol, feed->live.history(), feed->number};
      for (const LiveInputs::Wanted& wanted : history.wanted) feed->waits.push_back(wanted.bars);
      if (!history.wanted.empty()) all.push_back(std::move(history));
    }
  }
  return all;
}

void Watch::warm_up(const History& history, market::BarSize bars,
                    std::span<const market::Bar> given, Time now) {
  const std::optional<std::size_t> place = place_of(history.symbol);
  if (!place) return;
  for (const auto& feed : instrument_at(*place).feeds) {
    if (feed->number != history.feed || std::erase(feed->waits, bars) == 0) continue;
    feed->live.warm_up(bars, given, now);
  }
}

std::vector<market::Symbol> Watch::symbols() const {
  std::vector<market::Symbol> all;
  for (const auto& [symbol, place] : places_) all.push_back(symbol);
  return all;
}

std::optional<std::size_t> Watch::place_of(const market::Symbol& symbol) const {
  const auto found = places_.find(symbol);
  return found == places_.end() ? std::nullopt : std::optional(found->second);
}

// ---- What comes in -----------------------------------------------------------------------------

void Watch::tick(std::size_t place, const market::Tick& tick, const market::Quote& quote, Time now,
                 WatchNews& news) {
  if (place >= instruments_.size() || !instruments_[place]) return;
  Instrument& instrument = *instruments_[place];
  instrument.ticked = now;
  instrument.quiet = false;
  instrument.quality = quote.origin.quality;
  instrument.price = quote.last ? quote.last : quote.mid();
  for (const auto& feed : instrument.feeds)
    if (feed->waits.empty()) feed->live.update(tick, quote);
  for (Instance* instance : instrument.instances)
    if (instance->entry->compiled.trigger.interval.nanoseconds == 0) judge(*instance, now, news);
}

void Watch::see(std::size_t place, Quality quality) {
  if (place < instruments_.size() && instruments_[place]) instruments_[place]->quality = quality;
}

std::vector<Watch::Outside> Watch::wanted_outside() const {
  std::vector<Outside> all;
  for (std::size_t place = 0; place < instruments_.size(); ++place)
    if (const Instrument* one = instruments_[place].get())
      for (const auto& [input, held] : one->others) all.push_back({place, one->symbol, input});
  return all;
}

std::optional<Price> Watch::price_at(std::size_t place) const {
  return place < instruments_.size() && instruments_[place] ? instruments_[place]->price
                                                            : std::nullopt;
}

void Watch::set(std::size_t place, expr::InputKind kind, double value) {
  if (place >= instruments_.size() || !instruments_[place]) return;
  for (auto& [input, held] : instruments_[place]->others)
    if (input.kind == kind) *held = value;
}

void Watch::set_function(std::size_t place, const Input& function, double value) {
  if (place >= instruments_.size() || !instruments_[place]) return;
  for (auto& [input, held] : instruments_[place]->others)
    if (input == function) *held = value;
}

void Watch::look(Time now, WatchNews& news) {
  for (const auto& instrument : instruments_) {
    if (!instrument) continue;
    for (const auto& feed : instrument->feeds)
      if (feed->waits.empty()) feed->live.advance(now);
    const market::Session* session = instrument->cursor.at(now);
    instrument->quiet = session && session->kind == market::Session::Kind::regular &&
                        instrument->ticked && now - *instrument->ticked > quiet_for &&
                        now - session->open > quiet_for;
  }
  for (const auto& [name, entry] : triggers_)
    for (const auto& instance : entry->instances) {
      const Duration interval = entry->compiled.trigger.interval;
      if (now >= instance->next_look || instance->next_look > now + interval) {
        instance->next_look = now + interval;
        judge(*instance, now, news);
      }
      tell_blind(*instance, now, news);
    }
}

// ---- What becomes of it ------------------------------------------------------------------------

std::string_view Watch::trouble_of(const Instance& instance) const {
  for (const std::size_t place : instance.places) {
    const Instrument& instrument = *instruments_[place];
    if (!instrument.ticked) return "it has no quote yet";
    if (instrument.quiet) return "it has stopped ticking while its market is open";
    if (instrument.quality == Quality::delayed && instance.entry->compiled.trigger.on_delayed)
      continue;
    if (const std::string_view trouble = trouble_with(instrument.quality); !trouble.empty())
      return trouble;
  }
  return {};
}

void Watch::judge(Instance& instance, Time now, WatchNews& news) {
  Entry& entry = *instance.entry;
  if (entry.is_over(now)) return;
  ++evaluations_;
  const bool troubled = !trouble_of(instance).empty();
  const Truth truth = troubled ? Truth::missing : instance.condition.evaluate();
  if (truth == Truth::missing) {
    if (!instance.blind_since) instance.blind_since = now;
    return;
  }
  instance.blind_since.reset();
  if (std::exchange(instance.blind_said, false))
    news.blind.push_back(
        {entry.compiled.trigger.name, instruments_[instance.place]->symbol, now, {}});
  take_truth(instance, truth, now, news);
}

void Watch::take_truth(Instance& instance, Truth truth, Time now, WatchNews& news) {
  const CompiledTrigger& compiled = instance.entry->compiled;
  const bool first = !std::exchange(instance.known, true);
  if (compiled.trigger.level) {
    if (truth == Truth::yes && now >= instance.silent_until) fire(instance, now, news);
    return;
  }
  const bool was_armed = instance.armed;
  if (compiled.rearm) {
    const bool again = instance.rearm.evaluate() == Truth::yes;
    if (!was_armed && again) instance.armed = true;
  } else if (truth == Truth::no) {
    instance.armed = true;
  }
  if (truth != Truth::yes || !was_armed) return;
  instance.armed = false;
  // It was told before the restart, and has not ceased to be true as far as anybody knows.
  if (first && instance.fired_before) return;
  if (now >= instance.silent_until) fire(instance, now, news);
}

void Watch::fire(Instance& instance, Time now, WatchNews& news) {
  Entry& entry = *instance.entry;
  const Trigger& trigger = entry.compiled.trigger;
  ++entry.fired;
  instance.silent_until = now + trigger.cool_down;
  const Instrument& instrument = *instruments_[instance.place];
  Firing firing{trigger.name, instrument.symbol, now, instrument.price, instrument.quality, {}};
  for (const std::size_t place : instance.places)
    firing.quality = market::worst(firing.quality, instruments_[place]->quality);
  const std::vector<Input>& inputs = entry.compiled.condition.inputs();
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const double value = instance.condition.slots[i].value();
    firing.figures.push_back(
        {inputs[i].text(), std::isnan(value) ? std::nullopt : std::optional(value)});
  }
  news.fired.push_back(std::move(firing));
}

std::string Watch::why_blind(const Instance& instance) const {
  if (const std::string_view trouble = trouble_of(instance); !trouble.empty())
    return std::string(trouble);
  const std::vector<Input>& inputs = instance.entry->compiled.condition.inputs();
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (std::isnan(instance.condition.slots[i].value()))
      return fmt::format("{} is not known", inputs[i].text());
  return "its condition comes to nothing";
}

void Watch::tell_blind(Instance& instance, Time now, WatchNews& news) {
  if (!instance.blind_since || instance.blind_said || now - *instance.blind_since < blind_after)
    return;
  if (instance.entry->is_over(now)) return;
  instance.blind_said = true;
  news.blind.push_back({instance.entry->compiled.trigger.name, instruments_[instance.place]->symbol,
                        now, why_blind(instance)});
}

}  // namespace pitwall::desk
