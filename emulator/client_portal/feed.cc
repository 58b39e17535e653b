#include "emulator/client_portal/feed.h"

#include <algorithm>

#include "emulator/client_portal/figures.h"
#include "emulator/client_portal/writing.h"

namespace pitwall::emulator::cp {

namespace {

constexpr Duration greeting_after = milliseconds(300);
constexpr std::size_t max_arguments = 8;

std::vector<std::string> texts_of(const Json* list, std::size_t most) {
  std::vector<std::string> texts;
  if (!list || !list->is_array()) return texts;
  for (const Json& item : list->items())
    if (item.is_string() && texts.size() < most) texts.push_back(item.text());
  return texts;
}

std::string topic_of(std::string_view topic, const std::string& arguments) {
  return object([&](JsonWriter& w) {
    put(w, "topic", topic);
    w.key("args").raw(arguments);
  });
}

}  // namespace

Result<Spoken> read_spoken(std::string_view text) {
  Spoken spoken;
  const std::size_t brace = std::min(text.find('{'), text.size());
  std::string_view head = text.substr(0, brace);
  if (brace < text.size()) {
    PITWALL_TRY(spoken.body, parse_json(text.substr(brace)));
  }
  if (!is_plain(head))
    return error(Code::invalid_argument, "Topics and what follows them are plain ASCII.");
  while (head.ends_with('+')) head.remove_suffix(1);
  bool first = true;
  while (!head.empty()) {
    const std::size_t plus = std::min(head.find('+'), head.size());
    if (first)
      spoken.verb = head.substr(0, plus);
    else
      spoken.arguments.emplace_back(head.substr(0, plus));
    if (spoken.arguments.size() > max_arguments)
      return error(Code::too_large, "Too many parts; at most {}.", max_arguments);
    first = false;
    head.remove_prefix(std::min(plus + 1, head.size()));
  }
  if (spoken.verb.empty()) return error(Code::invalid_argument, "A message begins with its topic.");
  return spoken;
}

// ---- The session of one socket

void Feed::begin() {
  send(R"({"message":"waiting for session"})");
  greeting_ = gateway_.broker.loop().after(greeting_after, [this] { greet(); });
}

void Feed::greet() {
  if (greeted_ || ended_ || !gateway_.logged_in()) return;
  greeted_ = true;
  send(object([&](JsonWriter& w) {
    put(w, "topic", "system");
    put(w, "success", gateway_.broker.options().username);
    put(w, "isFT", false);
    put(w, "isPaper", true);
  }));
  tell_status();
  send(topic_of("act", accounts_json(gateway_)));
  beat();
}

void Feed::beat() {
  beat_timer_ = gateway_.broker.loop().after(heartbeat, [this] {
    gateway_.look_for_timeout();
    send(object([&](JsonWriter& w) {
      put(w, "topic", "system");
      put(w, "hb", milliseconds_of(gateway_.broker.clock().now()));
    }));
    beat();
  });
}

void Feed::send(std::string json) {
  if (ended_ || gateway_.broker.faults().hang) return;
  const Faults& faults = gateway_.broker.faults();
  for (int time = 0; time < (faults.duplicate_frames ? 2 : 1); ++time)
    faults.binary_frames ? socket_->send_binary(json) : socket_->send_text(json);
}

void Feed::end() {
  ended_ = true;
  for (net::Timer* timer : {&greeting_, &beat_timer_, &flush_timer_, &pulse_timer_})
    timer->cancel();
}

void Feed::close() {
  end();
  socket_->close(net::close_code::normal, "");
}

void Feed::tell_status() {
  if (!greeted_) {
    if (gateway_.logged_in() && !ended_)
      greeting_ = gateway_.broker.loop().after(greeting_after, [this] { greet(); });
    return;
  }
  const bool there = gateway_.established();
  if (!gateway_.bridge) forget_brokerage();
  send(object([&](JsonWriter& w) {
    put(w, "topic", "sts");
    put_object(w, "args", [&](JsonWriter& args) {
      put(args, "authenticated", there);
      put(args, "competing", gateway_.broker.condition().competing);
      put(args, "message", "");
      put(args, "fail", "");
    });
  }));
}

void Feed::forget_brokerage() {
  followed_.clear();
  charts_.clear();
  books_.clear();
  books_told_.clear();
  orders_ = trades_ = false;
  orders_told_.clear();
}

void Feed::complain(std::string_view topic, std::string_view message) {
  send(object([&](JsonWriter& w) {
    put(w, "topic", topic);
    put(w, "error", message);
  }));
}

// ---- What the client says

void Feed::hear(std::string_view text) {
  if (!greeted_ || ended_) return;  // as the real one does: dropped without a word
  gateway_.look_for_timeout();
  gateway_.last_request = gateway_.now();
  if (text == "tic") return;
  if (text == "ech+hb") return send("ech+hb");
  const Result<Spoken> spoken = read_spoken(text);
  if (!spoken) return complain("error", spoken.error().message);
  handle(*spoken);
}

void Feed::handle(const Spoken& spoken) {
  if (handle_account(spoken)) return;
  static constexpr std::string_view brokerage[] = {"smd", "umd", "smh", "umh", "sbd",
                                                   "ubd", "sor", "uor", "str", "utr"};
  if (std::ranges::find(brokerage, spoken.verb) == std::end(brokerage))
    return complain("error", "unknown topic " + spoken.verb.substr(0, 20));
  if (!gateway_.established()) return complain("error", "no bridge");
  if (handle_market(spoken)) return;
  if (spoken.verb == "sor") return begin_orders(spoken);
  if (spoken.verb == "str") return begin_trades(spoken);
  if (spoken.verb == "uor") orders_ = false;
  if (spoken.verb == "utr") trades_ = false;
}

bool Feed::handle_market(const Spoken& spoken) {
  const std::string first = spoken.arguments.empty() ? "" : spoken.arguments[0];
  if (spoken.verb == "smd")
    follow(spoken);
  else if (spoken.verb == "umd")
    followed_.erase(conid_of(std::string_view(first)));
  else if (spoken.verb == "smh")
    chart(spoken);
  else if (spoken.verb == "umh")
    charts_.erase(first);
  else if (spoken.verb == "sbd")
    follow_book(spoken);
  else if (spoken.verb == "ubd")
    books_.erase(first);
  else
    return false;
  return true;
}

bool Feed::handle_account(const Spoken& spoken) {
  const std::string first = spoken.arguments.empty() ? "" : spoken.arguments[0];
  if (spoken.verb == "spl") {
    profit_ = true;
    gateway_.session.profit_followed = true;
    profit_told_.clear();
    push_profit();
    pulse_later();
  } else if (spoken.verb == "upl") {
    profit_ = false;
  } else if (spoken.verb == "ssd" || spoken.verb == "sld") {
    begin_segment(spoken, spoken.verb == "sld");
  } else if (spoken.verb == "usd") {
    if (summaries_.erase(first) > 0) send(R"({"result":"unsubscribed from summary"})");
  } else if (spoken.verb == "uld") {
    if (ledgers_.erase(first) > 0) send(R"({"result":"unsubscribed from ledger"})");
  } else {
    return false;
  }
  return true;
}

// ---- Quotes

void Feed::follow(const Spoken& spoken) {
  const std::string id = spoken.arguments.empty() ? "" : spoken.arguments[0];
  const std::int64_t conid = conid_of(std::string_view(id));
  const std::optional<Named> contract = named(gateway_, conid);
  if (!contract) return complain("smd+" + id.substr(0, 30), "invalid contract");
  if (followed_.size() >= max_followed && !followed_.contains(conid))
    return complain("smd+" + id, "too many contracts are followed");
  std::vector<std::string> fields = texts_of(spoken.body.find("fields"), 50);
  if (fields.empty()) fields = {"31", "84", "86"};
  followed_.insert_or_assign(conid, Followed{.contract = *contract,
                                             .topic = "smd+" + id,
                                             .fields = std::move(fields),
                                             .expires = gateway_.now() + expires_after});
  flush_later(std::min(pause_, milliseconds(500)));
}

void Feed::on_tick(market::InstrumentId instrument) {
  if (followed_.empty()) return;
  const auto found = followed_.find(gateway_.broker.contract(instrument).conid);
  if (found == followed_.end()) return;
  found->second.changed = true;
  flush_later(pause_);
}

void Feed::flush_later(Duration wait) {
  if (flush_timer_.pending()) return;
  flush_timer_ = gateway_.broker.loop().after(wait, [this] { flush(); });
}

void Feed::flush() {
  std::erase_if(followed_, [&](const auto& each) { return each.second.expires <= gateway_.now(); });
  for (auto& [conid, followed] : followed_)
    if (followed.changed || followed.contract.option) flush_one(followed);
  // Options have no ticks of their own here.
  if (std::ranges::any_of(followed_,
                          [](const auto& each) { return each.second.contract.option.has_value(); }))
    flush_later(std::max(pause_, seconds(1)));
}

void Feed::flush_one(Followed& followed) {
  followed.changed = false;
  std::map<std::string, std::string> now =
      snapshot_of(gateway_, followed.contract, followed.fields);
  now["6509"] = availability(gateway_);
  bool news = false;
  const std::int64_t conid = followed.contract.contract.conid;
  const std::string json = object([&](JsonWriter& w) {
    put(w, "server_id", "q1");
    put(w, "conidEx", fmt::format("{}", conid));
    put(w, "conid", conid);
    put(w, "_updated", milliseconds_of(gateway_.time()));
    put(w, "6119", "q1");
    for (const auto& [field, value] : now) {
      const auto before = followed.told.find(field);
      if (before != followed.told.end() && before->second == value) continue;
      put(w, field, value);
      news = true;
    }
    put(w, "topic", followed.topic);
  });
  followed.told = std::move(now);
  if (news) send(json);
}

void Feed::chart(const Spoken& spoken) {
  const std::string id = spoken.arguments.empty() ? "" : spoken.arguments[0];
  const std::optional<Named> contract = named(gateway_, conid_of(std::string_view(id)));
  const std::string topic = "smh+" + id.substr(0, 30);
  if (!contract) return complain(topic, "invalid contract");
  if (charts_.size() >= max_charts) return complain(topic, "too many charts are open");
  Answer refused;
  refused.status = 0;
  const std::string server_id = fmt::format("{}", 20'000 + gateway_.serial);
  std::string json = history_json(
      gateway_, *contract, spoken.body.string_or("period", "1d"), spoken.body.string_or("bar", ""),
      spoken.body.find("outsideRth") != nullptr && spoken.body.find("outsideRth")->as_boolean(),
      std::nullopt, &refused);
  if (refused.status != 0) return complain(topic, "Chart data unavailable");
  charts_.insert(server_id);
  json.insert(1, fmt::format("\"topic\":\"smh+{}\",\"conid\":\"{}\",", contract->contract.conid,
                             contract->contract.conid));
  send(std::move(json));
}

// ---- Orders and trades

void Feed::begin_orders(const Spoken& spoken) {
  orders_ = true;
  orders_told_.clear();
  const Json* only_new = spoken.body.find("realtimeUpdatesOnly");
  const Date today = Date::of_utc(gateway_.time());
  std::string list = array([&](JsonWriter& w) {
    for (const auto& [id, ticket] : gateway_.broker.tickets()) {
      if (is_final(ticket.status) && Date::of_utc(ticket.changed) != today) continue;
      std::string json = order_json(gateway_, ticket);
      w.raw(json);
      if (Result<Json> parsed = parse_json(json)) orders_told_[id] = std::move(*parsed);
    }
  });
  if (!only_new || !only_new->as_boolean()) send(topic_of("sor", list));
}

void Feed::on_order(const Ticket& ticket) {
  if (!orders_ || gateway_.session.orders_filtered || !gateway_.established()) return;
  Result<Json> now = parse_json(order_json(gateway_, ticket));
  if (!now) return;
  const auto before = orders_told_.find(ticket.order_id);
  std::string changed = array([&](JsonWriter& list) {
    if (before == orders_told_.end()) {
      list.value(*now);
      return;
    }
    list.begin_object();
    put(list, "acct", ticket.order.account);
    put(list, "orderId", ticket.order_id);
    for (const auto& [name, value] : now->members()) {
      const Json* old = before->second.find(name);
      if (name != "acct" && name != "orderId" && (!old || old->dump() != value.dump()))
        list.key(name).value(value);
    }
    list.end_object();
  });
  orders_told_.insert_or_assign(ticket.order_id, std::move(*now));
  send(topic_of("sor", changed));
}

void Feed::begin_trades(const Spoken& spoken) {
  trades_ = true;
  const Json* only_new = spoken.body.find("realtimeUpdatesOnly");
  if (only_new && only_new->as_boolean()) return;
  const std::int64_t back = std::clamp<std::int64_t>(conid_of(spoken.body.find("days")), 1, 7);
  const Date from = Date::of_utc(gateway_.time()) - static_cast<int>(back - 1);
  send(topic_of("str", array([&](JsonWriter& w) {
                  for (const Fill& fill : gateway_.broker.fills())
                    if (Date::of_utc(fill.execution.time) >= from)
                      w.raw(trade_json(gateway_, fill));
                })));
}

void Feed::on_fill(const Fill& fill) {
  if (!trades_ || !gateway_.established()) return;
  send(topic_of("str", "[" + trade_json(gateway_, fill) + "]"));
}

// ---- What goes by the second

void Feed::pulse_later() {
  if (pulse_timer_.pending() || ended_) return;
  if (!profit_ && books_.empty() && summaries_.empty() && ledgers_.empty()) return;
  pulse_timer_ = gateway_.broker.loop().after(seconds(1), [this] { pulse(); });
}

void Feed::pulse() {
  if (profit_) push_profit();
  for (const auto& [account, conid] : books_) push_book(account, conid);
  for (auto& [account, segment] : summaries_) push_summary(account, segment);
  for (auto& [account, segment] : ledgers_) push_ledger(account, segment);
  pulse_later();
}

void Feed::push_profit() {
  for (const std::string& account : gateway_.broker.accounts()) {
    std::string json = profit_json(gateway_, account);
    std::string& told = profit_told_[account];
    if (told == json) continue;
    send(object([&](JsonWriter& w) {
      put(w, "topic", "spl");
      put_object(w, "args", [&](JsonWriter& args) { args.key(account + ".Core").raw(json); });
    }));
    told = std::move(json);
  }
}

void Feed::follow_book(const Spoken& spoken) {
  if (spoken.arguments.size() < 2) return complain("sbd", "account and conid are needed");
  const std::string& account = spoken.arguments[0];
  const std::int64_t conid = conid_of(std::string_view(spoken.arguments[1]));
  const std::optional<Named> contract = named(gateway_, conid);
  if (!gateway_.known_account(account) || !contract || !contract->instrument)
    return complain("sbd", "invalid account or contract");
  books_[account] = conid;
  books_told_.erase(account);
  push_book(account, conid);
  pulse_later();
}

void Feed::push_book(const std::string& account, std::int64_t conid) {
  constexpr std::size_t rows = 10;
  const std::optional<Named> contract = named(gateway_, conid);
  const auto book = now_from<market::OrderBook>([&](port::Reply<market::OrderBook> reply) {
    gateway_.broker.market().order_book(*contract->instrument, rows, std::move(reply));
  });
  const std::optional<market::Quote> quote = quote_of(gateway_, *contract);
  const std::string topic = fmt::format("sbd+{}+{}", account, conid);
  std::string json = object([&](JsonWriter& w) {
    put(w, "topic", topic);
    put_array(w, "data", [&](JsonWriter& list) {
      if (!book) return;
      int row = 0;
      const auto write = [&](const market::BookLevel& level, const char* side, bool best) {
        // The row of the last trade says how much that was.
        std::string price = price_text(level.price, contract->tick);
        if (quote && quote->last == level.price && quote->last_size)
          price = fmt::format("{} @ {}", with_commas(quote->last_size->text()), price);
        list.begin_object();
        put(list, "row", row++);
        put(list, "focus", best ? 1 : 0);
        put(list, "price", price);
        put(list, side, with_commas(level.size.text()));
        list.end_object();
      };
      for (std::size_t i = book->asks.size(); i-- > 0;) write(book->asks[i], "ask", i == 0);
      for (std::size_t i = 0; i < book->bids.size(); ++i) write(book->bids[i], "bid", false);
    });
  });
  std::string& told = books_told_[account];
  if (told == json) return;
  send(json);
  told = std::move(json);
}

void Feed::begin_segment(const Spoken& spoken, bool ledgers) {
  const std::string account = spoken.arguments.empty() ? "" : spoken.arguments[0];
  if (!gateway_.known_account(account)) return complain(spoken.verb, "invalid account");
  Segment segment;
  segment.keys = texts_of(spoken.body.find("keys"), 200);
  Segment& kept =
      (ledgers ? ledgers_ : summaries_).insert_or_assign(account, segment).first->second;
  ledgers ? push_ledger(account, kept) : push_summary(account, kept);
  pulse_later();
}

void Feed::push_summary(const std::string& account, Segment& segment) {
  if (gateway_.now() < segment.next) return;
  segment.next = gateway_.now() + seconds(10);
  const auto lower = [](std::string text) {
    for (char& letter : text)
      if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return text;
  };
  bool news = false;
  const std::string json = object([&](JsonWriter& w) {
    put_array(w, "result", [&](JsonWriter& list) {
      for (const SummaryValue& value : summary_of(gateway_, account)) {
        // "NetLiquidation", or of a segment "NetLiquidation-S"; all of them where none is named.
        std::string key = value.key;
        bool wanted = segment.keys.empty();
        for (const std::string& each : segment.keys) {
          const std::string plain = lower(each);
          if (plain != value.key && plain != value.key + "-s") continue;
          wanted = true;
          key = each;
        }
        if (!wanted || segment.told[key] == value.amount.text()) continue;
        segment.told[key] = value.amount.text();
        news = true;
        list.begin_object();
        put(list, "key", key);
        put(list, "timestamp", milliseconds_of(gateway_.time()) / 1000);
        put(list, "currency", value.currency);
        put(list, "monetaryValue", value.amount);
        put(list, "severity", 0);
        list.end_object();
      }
    });
    put(w, "topic", "ssd+" + account);
  });
  if (news) send(json);
}

void Feed::push_ledger(const std::string& account, Segment& segment) {
  if (gateway_.now() < segment.next) return;
  segment.next = gateway_.now() + seconds(10);
  const paper::Ledger& ledger = gateway_.broker.ledger(account);
  const std::int64_t now = milliseconds_of(gateway_.time()) / 1000;
  double net = 0;
  for (const SummaryValue& value : summary_of(gateway_, account))
    if (value.key == "netliquidation") net = value.amount.to_double();
  send(object([&](JsonWriter& w) {
    put_array(w, "result", [&](JsonWriter& list) {
      const auto entry = [&](const std::string& key, std::string_view currency,
                             const std::string& cash, std::optional<double> worth) {
        if (!segment.keys.empty() && std::ranges::find(segment.keys, key) == segment.keys.end())
          return;
        list.begin_object();
        put(list, "key", key);
        put(list, "timestamp", now);
        const std::string told = cash + fmt::format("/{}", worth.value_or(0));
        if (segment.told[key] != told) {
          list.key("cashbalance").raw(cash);
          if (worth) put(list, "netliquidationvalue", *worth);
          put(list, "secondKey", currency);
          put(list, "acctCode", account);
          put(list, "severity", 0);
        }
        segment.told[key] = told;
        list.end_object();
      };
      double all = 0;
      for (const auto& [currency, amount] : ledger.cash) {
        entry("LedgerList" + currency.text(), currency.view(), amount.text(), std::nullopt);
        all +=
            amount.to_double() * rate_between(gateway_, currency, ledger.base_currency).value_or(0);
      }
      entry("LedgerListBASE", "BASE", price_from(all, Price::from_scaled(1'000'000)).text(), net);
    });
    put(w, "topic", "sld+" + account);
  }));
}

// ---- All of them

net::Awaitable<void> Feeds::run(std::shared_ptr<Feeds> feeds,
                                std::shared_ptr<net::WebSocket> socket) {
  if (!feeds) co_return;
  const auto feed = std::make_shared<Feed>(feeds->gateway_, feeds->pause_, socket);
  feeds->open_.push_back(feed);
  feed->begin();
  while (true) {
    const Result<net::WebSocketMessage> message = co_await socket->receive();
    if (!message) break;
    feed->hear(message->data);
  }
  feed->end();
  std::erase(feeds->open_, feed);
}

void Feeds::push_every(Duration pause) {
  pause_ = std::max(pause, milliseconds(500));
  for (const auto& feed : open_) feed->pause(pause_);
}

void Feeds::on_tick(market::InstrumentId instrument) {
  for (const auto& feed : open_) feed->on_tick(instrument);
}

void Feeds::on_order(const Ticket& ticket) {
  for (const auto& feed : open_) feed->on_order(ticket);
}

void Feeds::on_fill(const Fill& fill) {
  for (const auto& feed : open_) feed->on_fill(fill);
}

void Feeds::tell_status() {
  for (const auto& feed : open_) feed->tell_status();
}

void Feeds::send_all(const std::string& json) {
  for (const auto& feed : open_) feed->send(json);
}

void Feeds::close_all() {
  for (const auto& feed : open_) feed->close();
}

}  // namespace pitwall::emulator::cp
