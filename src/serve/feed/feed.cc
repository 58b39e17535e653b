#include "serve/feed/feed.h"

#include "base/json_in.h"
#include "base/json_out.h"
#include "port/following.h"
#include "tool/instrument.h"
#include "tool/wording.h"

namespace pitwall::serve {
namespace {

// The tools whose answers a page shows. Those of one account get its number, the others ask about
// all accounts, so that every page shares their answer.
struct Followed {
  std::string_view tool;
  bool of_one_account;
  std::int64_t limit;  // 0: the tool's own
};
constexpr Followed followed[] = {
    {"desk_status", false, 0},
    {"get_balances", false, 0},
    {"get_pnl", false, 1},
    {"get_portfolio", true, 500},
};

Json arguments_of(const Followed& one, const std::optional<std::string>& account) {
  Json arguments = Json::object();
  if (one.of_one_account && account) arguments.set("account", Json::string(*account));
  if (one.limit > 0) arguments.set("limit", Json::number(fmt::format("{}", one.limit)));
  return arguments;
}

template <class E, class... Any>
constexpr bool is_any = (std::is_same_v<E, Any> || ...);

bool concerns_gate(const desk::Event& event) {
  return std::visit(
      []<class E>(const E&) {
        return is_any<E, desk::ActionProposed, desk::ApprovalAnswered, desk::SendingPrepared,
                      desk::ApprovalsLapsed, desk::PolicySet, desk::KillSwitchTurned,
                      desk::GrantGiven, desk::GrantRevoked, desk::ActionPerformed,
                      desk::PolicyConfigured, desk::PolicyAccepted>;
      },
      event);
}

FeedQuote told(const market::Instrument& instrument, const market::Quote& quote) {
  FeedQuote out;
  out.symbol = instrument.full_name();
  out.currency = instrument.currency;
  out.mark = quote.mark();
  out.change = quote.change();
  if (out.change) out.change_percent = tool::percent_of(*out.change, *quote.previous_close);
  out.quote = quote;
  return out;
}

}  // namespace

struct Feed::Connection {
  struct Watched {
    market::InstrumentId instrument;
    std::uint64_t seen = 0;  // the version of its quote that was told
    port::Following following;
  };

  std::shared_ptr<net::WebSocket> socket;
  std::optional<Subscribe> wanted;  // asked for and not yet taken up: the latest counts
  std::optional<std::string> account;
  std::vector<Watched> watched;
  std::vector<market::InstrumentId> unasked;  // of those: whose first quotes are to be asked for
  std::shared_ptr<ChartFeed> chart;
  std::uint64_t seen_gate = 0;
  std::optional<std::uint64_t> seen_book;  // the version of what stands on it that was told
  std::array<std::uint64_t, std::size(followed)> seen_answers{};
  std::vector<tool::Problem> problems;  // to be told
  bool subscribed = false;
  bool over = false;               // both sides are done with it
  std::uint64_t subscription = 0;  // how many so far: what is found for an earlier one is dropped
  std::uint64_t sequence = 0;
  Duration last_frame;
};

Feed::Feed(net::Loop& loop, const tool::Registry& registry, tool::Context& context)
    : loop_(loop), context_(context), answers_(registry, context) {}

// The loop may keep a page's coroutine, and so what the page watches, for longer than the market
// lives.
Feed::~Feed() {
  for (const std::shared_ptr<Connection>& connection : connections_) {
    connection->over = true;
    unwatch(*connection);
  }
}

void Feed::on_tick(const market::Tick& tick, const market::Quote& quote) {
  if (tick.instrument.index >= cells_.size()) return;
  Cell& cell = cells_[tick.instrument.index];
  if (cell.watchers > 0) {
    cell.quote = quote;
    ++cell.version;
  }
  if (tick.kind != market::Tick::Kind::trade) return;
  for (ChartFeed* chart : cell.charts) chart->on_trade(tick, quote.origin);
}

void Feed::on_event(const desk::Event& event) {
  if (concerns_gate(event)) gate_ = context_.desk.sequence();
}

net::WebSocketUpgrade Feed::upgrade() {
  net::WebSocketUpgrade upgrade;
  upgrade.session = [this](std::shared_ptr<net::WebSocket> socket) {
    return serve(std::move(socket));
  };
  upgrade.options.max_message = max_request;
  return upgrade;
}

net::Awaitable<void> Feed::serve(std::shared_ptr<net::WebSocket> socket) {
  if (connections_.size() >= max_connections) {
    socket->close(net::close_code::try_again_later, "Too many pages are open on this desk.");
    co_return;
  }
  auto connection = std::make_shared<Connection>();
  connection->socket = socket;
  connections_.push_back(connection);
  loop_.spawn("feed", send_frames(connection));
  while (true) {
    Result<net::WebSocketMessage> message = co_await socket->receive();
    if (!message) break;
    const Result<Json> json = parse_json(message->data);
    Result<FeedRequest> request = json ? from_json<FeedRequest>(*json) : json.error();
    if (request) {
      connection->wanted = std::move(request->subscribe);
    } else if (connection->problems.size() < max_feed_symbols) {
      connection->problems.push_back({"request", request.error().message});
    }
  }
  connection->over = true;
  unwatch(*connection);
  std::erase(connections_, connection);
}

void Feed::close_all() {
  for (const std::shared_ptr<Connection>& connection : connections_)
    connection->socket->close(net::close_code::going_away, "The desk is shutting down.");
}

// What is asked for is taken up here too, once an interval: a page that asks a thousand times a
// second costs no more than one that asks ten times.
net::Awaitable<void> Feed::send_frames(std::shared_ptr<Connection> connection) {
  std::shared_ptr<net::WebSocket> socket = connection->socket;
  while (true) {
    co_await loop_.sleep(frame_interval);
    if (connection->over || !socket->open()) break;
    if (connection->wanted) apply(connection);
    if (!connection->unasked.empty()) ask_quotes(std::exchange(connection->unasked, {}));
    FeedFrame frame;
    if (!fill(*connection, frame)) continue;
    socket->send_text(to_json(frame));
    ++frames_sent_;
    co_await socket->sent();
  }
}

void Feed::apply(const std::shared_ptr<Connection>& connection) {
  const Subscribe wanted = std::move(*std::exchange(connection->wanted, std::nullopt));
  // What is wanted again is not let go of in between.
  std::vector<port::Following> before;
  for (Connection::Watched& watched : connection->watched)
    before.push_back(std::move(watched.following));
  unwatch(*connection);
  connection->subscribed = true;
  connection->account = wanted.account;
  connection->seen_answers.fill(0);
  ++connection->subscription;
  for (const std::string& symbol : wanted.symbols) resolve(connection, symbol, std::nullopt);
  if (wanted.chart) resolve(connection, wanted.chart->symbol, wanted.chart);
}

// Takes up one symbol, or the chart of one: at once where it is known, else when it was looked up.
void Feed::resolve(const std::shared_ptr<Connection>& connection, const std::string& symbol,
                   std::optional<ChartRequest> chart) {
  const auto taken =
      [this, weak = std::weak_ptr<Connection>(connection), symbol, chart,
       subscription = connection->subscription](const Result<const market::Instrument*>& found) {
        const std::shared_ptr<Connection> still = weak.lock();
        if (!still || still->over || still->subscription != subscription) return;
        if (!found) {
          still->problems.push_back({symbol, found.error().message});
        } else if (chart) {
          show_chart(*still, *chart);
        } else {
          watch(*still, (*found)->id);
        }
      };
  tool::resolve_instrument(context_, symbol).start(taken);
}

void Feed::show_chart(Connection& connection, const ChartRequest& request) {
  Result<std::shared_ptr<ChartFeed>> chart = ChartFeed::open(context_, request);
  if (!chart) {
    connection.problems.push_back({request.symbol, chart.error().message});
    return;
  }
  connection.chart = std::move(*chart);
  connection.seen_book.reset();
  cell(connection.chart->instrument()).charts.push_back(connection.chart.get());
}

void Feed::watch(Connection& connection, market::InstrumentId instrument) {
  if (std::ranges::find(connection.watched, instrument, &Connection::Watched::instrument) !=
      connection.watched.end())
    return;
  connection.watched.push_back({instrument, 0, port::Following(context_.market, instrument)});
  ++cell(instrument).watchers;
  connection.unasked.push_back(instrument);
}

void Feed::unwatch(Connection& connection) {
  for (const Connection::Watched& watched : connection.watched) {
    Cell& watched_cell = cell(watched.instrument);
    --watched_cell.watchers;
    if (watched_cell.watchers == 0) watched_cell.version = 0;
  }
  connection.watched.clear();
  connection.unasked.clear();
  if (!connection.chart) return;
  std::erase(cell(connection.chart->instrument()).charts, connection.chart.get());
  connection.chart.reset();
}

// The quotes that nobody followed until now; from here on the ticks keep them up to date.
void Feed::ask_quotes(const std::vector<market::InstrumentId>& instruments) {
  std::vector<market::InstrumentId> unknown;
  for (const market::InstrumentId instrument : instruments)
    if (cell(instrument).version == 0) unknown.push_back(instrument);
  if (unknown.empty()) return;
  context_.market.quotes(
      unknown, [this, unknown](const Result<std::vector<Result<market::Quote>>>& quotes) {
        for (std::size_t i = 0; i < unknown.size(); ++i) {
          Cell& asked = cell(unknown[i]);
          // A tick that came meanwhile knows better, and what nobody watches any more stays empty.
          if (asked.version > 0 || asked.watchers == 0) continue;
          if (!quotes || !quotes->at(i)) {
            tell_watchers(unknown[i], quotes ? quotes->at(i).error() : quotes.error());
            continue;
          }
          asked.quote = *quotes->at(i);
          asked.version = 1;
        }
      });
}

void Feed::tell_watchers(market::InstrumentId instrument, const Error& problem) {
  for (const std::shared_ptr<Connection>& connection : connections_)
    if (std::ranges::find(connection->watched, instrument, &Connection::Watched::instrument) !=
        connection->watched.end())
      connection->problems.push_back(
          {context_.market.catalogue().at(instrument).full_name(), problem.message});
}

bool Feed::fill(Connection& connection, FeedFrame& frame) {
  for (Connection::Watched& watched : connection.watched) {
    const Cell& quoted = cell(watched.instrument);
    if (quoted.version == watched.seen) continue;
    watched.seen = quoted.version;
    frame.quotes.push_back(told(context_.market.catalogue().at(watched.instrument), quoted.quote));
  }
  if (connection.chart) {
    connection.chart->catch_up();
    frame.bars = connection.chart->take_changes();
    add_book(connection, frame);
  }
  if (connection.subscribed) add_answers(connection, frame);
  frame.errors.insert(frame.errors.end(), connection.problems.begin(), connection.problems.end());
  connection.problems.clear();
  const Duration now = loop_.now();
  const bool news = !frame.quotes.empty() || !frame.bars.empty() || !frame.answers.empty() ||
                    !frame.charts.empty() || !frame.errors.empty() || connection.seen_gate != gate_;
  if (!news && connection.sequence > 0 && now - connection.last_frame < longest_silence)
    return false;
  connection.last_frame = now;
  connection.seen_gate = frame.gate = gate_;
  frame.sequence = ++connection.sequence;
  frame.sent_at = context_.clock.now();
  frame.market_time = context_.market.market_time();
  return true;
}

void Feed::add_book(Connection& connection, FeedFrame& frame) {
  const market::Instrument& instrument =
      context_.market.catalogue().at(connection.chart->instrument());
  const desk::Charts& charts = context_.desk.state().charts;
  const std::string symbol = instrument.full_name();
  const std::uint64_t version = desk::version_of(charts, symbol, instrument.symbol);
  if (connection.seen_book == version) return;
  connection.seen_book = version;
  FeedChart& told = frame.charts.emplace_back();
  told.symbol = symbol;
  told.version = version;
  if (const desk::ChartBook* book = charts.find_book(symbol)) {
    told.drawings = book->drawings;
    told.selection = book->selection;
  }
}

void Feed::add_answers(Connection& connection, FeedFrame& frame) {
  for (std::size_t i = 0; i < std::size(followed); ++i) {
    const Followed& one = followed[i];
    const std::shared_ptr<const SharedAnswer> shared =
        answers_.get(one.tool, arguments_of(one, connection.account), loop_.now());
    if (!shared || shared->revision == connection.seen_answers[i]) continue;
    connection.seen_answers[i] = shared->revision;
    if (!shared->error.empty()) {
      frame.errors.push_back({std::string(one.tool), shared->error});
      continue;
    }
    FeedAnswer& answer = frame.answers.emplace_back();
    answer.tool = one.tool;
    if (one.of_one_account) answer.account = connection.account;
    answer.answer = shared->answer;
  }
}

Feed::Cell& Feed::cell(market::InstrumentId instrument) {
  if (instrument.index >= cells_.size()) cells_.resize(context_.market.catalogue().size());
  return cells_.at(instrument.index);
}

}  // namespace pitwall::serve
