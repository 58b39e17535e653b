#include "adapter/tws/line_desk.h"

#include <algorithm>

#include "adapter/tws/request.h"

namespace pitwall::tws {
namespace {

// Every trade by itself, where the broker has that; options' open interest.
std::string_view generic_ticks(const ibkr::Contract& contract) {
  if (contract.sec_type == "STK" || contract.sec_type == "FUT") return "233";
  if (contract.sec_type == "OPT" || contract.sec_type == "FOP") return "101,233";
  return "";
}

bool has_price(const market::Quote& quote) { return quote.bid || quote.ask || quote.last; }
bool is_whole(const market::Quote& quote) { return quote.bid && quote.ask && quote.last; }

constexpr int delayed_where_needed = 3;

}  // namespace

LineDesk::LineDesk(Core& core, ContractDesk& contracts, Gateway::Spawn spawn)
    : core_(core), contracts_(contracts), spawn_(spawn), asking_(spawn) {}

std::size_t LineDesk::free_lines() const {
  const std::size_t used = lines_.size() + snapshots_.size();
  return used < most_lines ? most_lines - used : 0;
}

bool LineDesk::is_followed(market::InstrumentId instrument) const {
  const auto found = followers_.find(instrument);
  return found != followers_.end() && found->second > 0;
}

// ---- Quotes -------------------------------------------------------------------------------------

void LineDesk::quotes(const std::vector<market::InstrumentId>& instruments,
                      port::Reply<std::vector<Result<market::Quote>>> reply) {
  struct Batch {
    std::vector<std::optional<Result<market::Quote>>> found;
    std::size_t left = 0;
    port::Reply<std::vector<Result<market::Quote>>> reply;
  };
  if (instruments.empty()) return reply(std::vector<Result<market::Quote>>());
  const auto batch = std::make_shared<Batch>();
  batch->found.resize(instruments.size());
  batch->left = instruments.size();
  batch->reply = std::move(reply);
  for (std::size_t i = 0; i < instruments.size(); ++i) {
    const market::InstrumentId instrument = instruments[i];
    const auto one = [batch, i](Result<market::Quote> quote) {
      batch->found[i].emplace(std::move(quote));
      if (--batch->left > 0) return;
      std::vector<Result<market::Quote>> all;
      for (std::optional<Result<market::Quote>>& found : batch->found)
        all.push_back(std::move(*found));
      batch->reply(std::move(all));
    };
    asking_.ask(fmt::to_string(instrument.index), one,
                [this, instrument] { return quote_of(instrument); });
  }
}

net::Awaitable<Result<market::Quote>> LineDesk::quote_of(market::InstrumentId instrument) {
  constexpr Duration step = milliseconds(20);
  const auto known = lines_.find(instrument);
  if (const Result<void> ready = core_.ready(); !ready) {
    // What was seen before says how old it is.
    if (known != lines_.end() && has_price(known->second.state.quote))
      co_return quote_now(known->second);
    co_return ready.error();
  }
  const Result<Line*> opened = co_await open(instrument);
  if (!opened) co_return opened.error();
  (*opened)->asked = core_.loop.now();
  const Duration until = core_.loop.now() + quote_deadline;
  for (;;) {
    const auto found = lines_.find(instrument);
    if (found == lines_.end())
      co_return error(Code::unavailable, "The market data line was closed; ask again.");
    Line& line = found->second;
    if (line.failed) {
      const Error failed = *line.failed;
      forget_request(line);
      lines_.erase(found);
      co_return failed;
    }
    const Duration now = core_.loop.now();
    const market::Quote& quote = line.state.quote;
    const bool settled = line.first_figure && now - *line.first_figure >= settling;
    if (has_price(quote) && (is_whole(quote) || settled)) co_return quote_now(line);
    if (now >= until || !core_.usable) break;
    co_await core_.gateway.pause(step);
  }
  const auto found = lines_.find(instrument);
  if (found != lines_.end() && has_price(found->second.state.quote))
    co_return quote_now(found->second);
  co_return error(Code::no_data, "{} has no quote for {} now.", ibkr::broker_name,
                  core_.catalogue.at(instrument).full_name());
}

market::Quote LineDesk::quote_now(const Line& line) const {
  market::Quote quote = line.state.quote;
  quote.origin.source.name = "Interactive Brokers";
  quote.origin.source.account = core_.kind;
  quote.origin.quality = quality_of(line.state);
  if (line.doubted && quote.origin.quality == market::Quality::live)
    quote.origin.quality = market::Quality::stale;
  return quote;
}

// ---- Opening and closing ------------------------------------------------------------------------

net::Awaitable<Result<LineDesk::Line*>> LineDesk::open(market::InstrumentId instrument) {
  if (const auto known = lines_.find(instrument); known != lines_.end()) co_return &known->second;
  const Result<ibkr::Contract> contract = co_await contracts_.contract_for(instrument);
  if (!contract) co_return contract.error();
  if (const auto known = lines_.find(instrument); known != lines_.end()) co_return &known->second;
  if (free_lines() == 0 && !make_room())
    co_return error(Code::too_large,
                    "All {} market data lines of the broker are in use and followed. Follow fewer "
                    "instruments, or ask the broker for more lines.",
                    most_lines);
  Line& line = lines_[instrument];
  line.instrument = instrument;
  line.contract = *contract;
  line.asked = core_.loop.now();
  request(line);
  arm_sweep();
  co_return &line;
}

void LineDesk::request(Line& line) {
  line.request = core_.gateway.next_request();
  line.opened = core_.loop.now();
  line.first_figure.reset();
  line.failed.reset();
  by_request_.insert_or_assign(line.request, &line);
  core_.gateway.send(
      Urgency::market_data,
      request::market_data(line.request, line.contract, generic_ticks(line.contract), false));
}

void LineDesk::forget_request(const Line& line) { by_request_.erase(line.request); }

// Gives up the line that was asked for longest ago and that nobody follows.
bool LineDesk::make_room() {
  auto oldest = lines_.end();
  for (auto line = lines_.begin(); line != lines_.end(); ++line) {
    if (is_followed(line->first)) continue;
    if (oldest == lines_.end() || line->second.asked < oldest->second.asked) oldest = line;
  }
  if (oldest == lines_.end()) return false;
  core_.gateway.send(Urgency::market_data, request::cancel_market_data(oldest->second.request));
  forget_request(oldest->second);
  lines_.erase(oldest);
  return true;
}

void LineDesk::sweep() {
  const Duration now = core_.loop.now();
  for (auto line = lines_.begin(); line != lines_.end();) {
    if (is_followed(line->first) || now - line->second.asked < kept) {
      ++line;
      continue;
    }
    core_.gateway.send(Urgency::market_data, request::cancel_market_data(line->second.request));
    forget_request(line->second);
    line = lines_.erase(line);
  }
  arm_sweep();
}

void LineDesk::arm_sweep() {
  constexpr Duration between = seconds(30);
  if (lines_.empty() || core_.gateway.stopped() || sweep_timer_.pending()) return;
  sweep_timer_ = core_.loop.after(between, [this] { sweep(); });
}

void LineDesk::follow(market::InstrumentId instrument, bool wanted) {
  int& followers = followers_[instrument];
  followers += wanted ? 1 : -1;
  if (followers <= 0) {
    followers_.erase(instrument);
    // The line stays for a while, for whoever asks next.
    if (const auto line = lines_.find(instrument); line != lines_.end())
      line->second.asked = core_.loop.now();
    return;
  }
  if (followers == 1 && core_.usable) spawn_("tws line", keep_open(instrument));
}

net::Awaitable<void> LineDesk::keep_open(market::InstrumentId instrument) {
  const Result<Line*> opened = co_await open(instrument);
  // A line that cannot be opened says so to whoever asks for the quote.
  if (!opened) co_return;
}

void LineDesk::subscribe_again() {
  by_request_.clear();
  delayed_allowed_ = false;
  std::erase_if(lines_, [&](const auto& entry) { return !is_followed(entry.first); });
  for (auto& [instrument, line] : lines_) request(line);
  for (const auto& [instrument, followers] : followers_)
    if (!lines_.contains(instrument)) spawn_("tws line", keep_open(instrument));
}

void LineDesk::doubt() {
  for (auto& [instrument, line] : lines_) line.doubted = true;
  if (core_.gateway.stopped()) sweep_timer_.cancel();
}

net::Awaitable<Result<LineState>> LineDesk::snapshot(ibkr::Contract contract) {
  if (free_lines() == 0 && !make_room())
    co_return error(Code::too_large,
                    "All {} market data lines of the broker are in use and followed.", most_lines);
  Question question;
  question.key = core_.gateway.next_request();
  const std::int64_t key = question.key;
  question.payload = request::market_data(key, contract, "", true);
  question.urgency = Urgency::market_data;
  question.deadline = snapshot_deadline;
  question.cancel = request::cancel_market_data(key);
  question.take = [](std::string_view payload) {
    return answer::id_of(payload) == static_cast<int>(In::snapshot_end);
  };
  Line& line = snapshots_[key];
  line.request = key;
  line.contract = std::move(contract);
  by_request_.insert_or_assign(key, &line);
  const Result<void> asked = co_await core_.gateway.ask(std::move(question));
  const auto found = snapshots_.find(key);
  LineState state = std::move(found->second.state);
  by_request_.erase(key);
  snapshots_.erase(found);
  if (!asked && !has_price(state.quote)) co_return asked.error();
  state.quote.origin.source.name = "Interactive Brokers";
  state.quote.origin.source.account = core_.kind;
  state.quote.origin.quality = quality_of(state);
  co_return state;
}

// ---- Ticks --------------------------------------------------------------------------------------

bool LineDesk::on_tick(std::string_view payload) {
  const std::optional<TickMessage> tick = read_tick(payload);
  if (!tick) return false;
  const auto found = by_request_.find(tick->request);
  if (found == by_request_.end()) return false;
  Line& line = *found->second;
  if (tick->kind == In::option_computation) {
    return apply_option_figures(payload, line.state);
  }
  const TickEffect effect = apply(*tick, core_.clock.now(), line.state);
  if (effect == TickEffect::nothing) return false;
  line.doubted = false;
  if (!line.first_figure && has_price(line.state.quote)) line.first_figure = core_.loop.now();
  if (effect != TickEffect::figures && listener_ && line.instrument.valid()) pass_on(line, effect);
  return true;
}

void LineDesk::pass_on(const Line& line, TickEffect effect) {
  const market::Quote& quote = line.state.quote;
  market::Tick tick;
  tick.instrument = line.instrument;
  tick.time = quote.time;
  if (effect == TickEffect::trade) {
    tick.kind = market::Tick::Kind::trade;
    tick.price = *quote.last;
    tick.size = quote.last_size.value_or(Quantity{});
  } else {
    if (!quote.bid || !quote.ask) return;
    tick.kind = market::Tick::Kind::quote;
    tick.bid = *quote.bid;
    tick.ask = *quote.ask;
    tick.bid_size = quote.bid_size.value_or(Quantity{});
    tick.ask_size = quote.ask_size.value_or(Quantity{});
  }
  listener_(tick, quote_now(line));
}

bool LineDesk::on_notice(const answer::ErrorMessage& message) {
  const auto found = by_request_.find(message.id);
  if (found == by_request_.end()) return false;
  Line& line = *found->second;
  switch (notice_of(message)) {
    case Notice::information:
    case Notice::warning:
    case Notice::farm_broken:
    case Notice::partly_delayed:
      return true;
    case Notice::no_subscription:
      if (!line.instrument.valid()) return false;  // the question hears of it
      if (!delayed_allowed_ || line.state.data_type == 0) {
        fall_back(line);
        return true;
      }
      break;
    case Notice::competing:
      line.doubted = true;
      break;
    default:
      break;
  }
  line.failed = error_of(message);
  return false;
}

// Delayed figures are better than none, and say what they are.
void LineDesk::fall_back(Line& line) {
  if (!delayed_allowed_) {
    delayed_allowed_ = true;
    core_.gateway.send(Urgency::session, request::market_data_type(delayed_where_needed));
  }
  forget_request(line);
  line.state.data_type = delayed_where_needed;
  request(line);
}

}  // namespace pitwall::tws
