// The desk's own orders: where each stands, and calling one off.
#include "desk/chart/one_line.h"
#include "tool/circumstances.h"
#include "tool/holdings.h"
#include "tool/order_answer.h"
#include "tool/page.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

struct OrderRow {
  std::string order;
  desk::OrderPhase phase = desk::OrderPhase::drafted;
  std::string account;
  market::Symbol symbol;
  port::Side side = port::Side::buy;
  port::OrderType type = port::OrderType::market;
  Quantity quantity;
  Quantity filled;
  std::optional<Price> limit_price;
  std::optional<Price> stop_price;
  std::optional<Price> trail_amount;
  std::optional<Ratio> trail_percent;
  port::TimeInForce time_in_force = port::TimeInForce::day;
  std::optional<std::string> parent;
  std::optional<std::string> oca_group;
  std::vector<Untrusted> questions;
  Time asked;
  std::optional<Time> sent;
  std::optional<Time> waits_until;
  bool cancelling = false;
  std::string detail;
  market::Origin origin;
};
void describe(OrderRow& row, Visitor& v) {
  v("order", "Its id, which cancel_order takes.", "", row.order, self_evident);
  v("phase", "Where it stands.", "working", row.phase, self_evident);
  v("account", "Account number.", "DU1000001", row.account, self_evident);
  v("symbol", "Instrument.", "SPY", row.symbol, self_evident);
  v("side", "Buy or sell.", "buy", row.side, self_evident);
  v("type", "Order type.", "limit", row.type, self_evident);
  v("quantity", "How many.", "25", row.quantity, self_evident);
  v("filled", "Of it filled.", "0", row.filled, self_evident);
  v("limit_price", "Limit, in the instrument's currency.", "370.5", row.limit_price, self_evident);
  v("stop_price", "Stop, likewise.", "365", row.stop_price, self_evident);
  v("trail_amount", "How far a trailing stop stays behind.", "2", row.trail_amount, self_evident);
  v("trail_percent", "Likewise, in percent.", "1.5", row.trail_percent, self_evident);
  v("time_in_force", "How long it stands.", "day", row.time_in_force, self_evident);
  v("parent", "Order whose fill it waits for.", "", row.parent, self_evident);
  v("oca_group", "What one of these trades is taken from the others.", "", row.oca_group,
    self_evident);
  v("questions", "What the broker asked instead of taking it.", "", row.questions, self_evident);
  v("asked", "When it was asked for.", "2020-12-15T14:30:00Z", row.asked, self_evident);
  v("sent", "When it was sent.", "2020-12-15T14:30:10Z", row.sent, self_evident);
  v("waits_until", "Until when it waits for the person.", "", row.waits_until, self_evident);
  v("cancelling", "A cancellation is on its way.", "false", row.cancelling, self_evident);
  v("detail", "Why it stands where it does.", "", row.detail, self_evident);
  v("origin", "Where this comes from.", "", row.origin, self_evident);
}

// The desk's own record, as of now.
market::Origin origin_of(const Context& context, const std::string& account) {
  market::Origin origin;
  origin.source.name = FixedText<47>::parse("the desk's journal").value();
  const desk::Account* known = context.desk.state().find_account(account);
  if (known) origin.source.account = known->kind;
  origin.as_of = origin.received_at = context.clock.now();
  origin.quality = market::Quality::live;
  return origin;
}

OrderRow row_of(const Context& context, const desk::BlotterEntry& entry) {
  OrderRow row;
  row.order = entry.order.client_id;
  row.phase = entry.phase;
  row.account = entry.order.account;
  row.symbol = entry.order.symbol;
  row.side = entry.order.side;
  row.type = entry.order.type;
  row.quantity = entry.order.quantity;
  row.filled = entry.filled;
  row.limit_price = entry.order.limit_price;
  row.stop_price = entry.order.stop_price;
  if (entry.order.trail) {
    row.trail_amount = entry.order.trail->amount;
    row.trail_percent = entry.order.trail->percent;
  }
  row.time_in_force = entry.order.time_in_force;
  row.parent = entry.order.parent;
  row.oca_group = entry.order.oca_group;
  for (const std::string& question : entry.questions) row.questions.push_back({question});
  row.asked = entry.drafted;
  row.sent = entry.sent;
  row.cancelling = entry.cancelling;
  row.detail = entry.detail;
  row.origin = origin_of(context, row.account);
  const desk::Approval* approval = context.desk.state().gate.find(entry.approval);
  if (approval && approval->state == desk::ApprovalState::pending)
    row.waits_until = approval->expires;
  return row;
}

std::string summary(const OrderRow& row) {
  std::string text = fmt::format("{} {}: {} {} {} {}", row.account, row.order, name_of(row.side),
                                 quantity_text(row.quantity), row.symbol.view(), name_of(row.type));
  if (row.limit_price) text += " limit " + price_text(*row.limit_price);
  if (row.stop_price) text += " stop " + price_text(*row.stop_price);
  if (row.trail_amount) text += fmt::format(" {} behind", price_text(*row.trail_amount));
  if (row.trail_percent) text += fmt::format(" {} % behind", row.trail_percent->text());
  text += fmt::format(", {}, {} filled, {}", name_of(row.time_in_force), quantity_text(row.filled),
                      name_of(row.phase));
  if (row.waits_until) text += " for the person until " + row.waits_until->text();
  if (row.cancelling) text += ", being cancelled";
  if (!row.detail.empty()) text += ": " + desk::one_line(row.detail, 1'000);
  if (!row.questions.empty())
    text += ". The person can say yes to these words: place_order again with accept_questions_of.";
  return text;
}

// ---- list_orders ----

struct ListOrdersIn {
  std::optional<AccountText> account;
  bool open = false;
  std::int64_t limit = 20;
  std::optional<Cursor> cursor;
};
void describe(ListOrdersIn& in, Visitor& v) {
  describe_account(v, in.account);
  v("open", "Only what is not over.", "true", in.open, with_default);
  v("limit", "At most this many.", "20", in.limit,
    {.has_default = true, .minimum = 1, .maximum = 200});
  describe_cursor(v, in.cursor);
}

struct OrdersOut {
  std::vector<OrderRow> orders;
  std::optional<Cursor> next_cursor;
};
void describe(OrdersOut& out, Visitor& v) {
  v("orders", "Newest first.", "", out.orders, self_evident);
  describe_next_cursor(v, out.next_cursor);
}

std::string summary(const OrdersOut& out) {
  if (out.orders.empty()) return "The desk has no such orders.";
  std::vector<std::string> lines;
  for (const OrderRow& row : out.orders) lines.push_back(summary(row));
  return count_text(out.orders.size(), "order") + ":" + listed(lines) +
         (out.next_cursor ? "\nThere are more: pass next_cursor." : "");
}

Result<OrdersOut> run_list(const ListOrdersIn& in, Context& context) {
  PITWALL_TRY(const std::vector<desk::Account> accounts, choose_accounts(context, in.account));
  OrdersOut out;
  const auto& entries = context.desk.state().blotter.entries;
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    if (in.open && is_final(entry->phase)) continue;
    const bool here = std::ranges::any_of(
        accounts, [&](const desk::Account& a) { return a.account == entry->order.account; });
    if (here) out.orders.push_back(row_of(context, *entry));
  }
  out.next_cursor = cut_page(out.orders, in.cursor, in.limit);
  return out;
}

// ---- get_order ----

struct OrderIn {
  std::string order;
};
void describe(OrderIn& in, Visitor& v) {
  v("order", "Its id, as place_order answered.", "01J8Z", in.order, {.max_length = 100});
}

Result<const desk::BlotterEntry*> find_order(const Context& context, const std::string& id) {
  if (const desk::BlotterEntry* entry = context.desk.state().blotter.find(id)) return entry;
  return error(Code::not_found, "The desk has no order \"{}\"; list_orders shows those there are.",
               id);
}

Result<OrderRow> run_get(const OrderIn& in, Context& context) {
  PITWALL_TRY(const desk::BlotterEntry* entry, find_order(context, in.order));
  return row_of(context, *entry);
}

// ---- cancel_order ----

Task<Result<OrderAnswer>> run_cancel(OrderIn in, Context& context, Call& call) {
  const Result<const desk::BlotterEntry*> entry = find_order(context, in.order);
  if (!entry) co_return entry.error();
  if (is_final((*entry)->phase))
    co_return error(Code::conflict, "That order is {} already.", name_of((*entry)->phase));
  desk::ActionProposed event;
  event.approval = context.random.id();
  event.action.kind = desk::ActionKind::cancel_order;
  event.action.tool = "cancel_order";
  event.action.arguments = to_json(in);
  event.action.order = (*entry)->order;
  take_actor(call, event.action);
  if (const market::Instrument* instrument =
          context.market.catalogue().find(event.action.order.symbol)) {
    event.action.asset_class = instrument->asset_class;
    event.action.currency = instrument->currency;
    event.action.multiplier = instrument->multiplier;
  }
  Result<Gathered> gathered =
      co_await gather(context, event.action.order.account, event.action.order.symbol);
  if (!gathered) co_return gathered.error();
  event.circumstances = std::move(gathered->circumstances);
  event.action.policy = context.desk.state().gate.version;
  const auto begin = [&](port::Reply<bool> reply) {
    context.desk.submit(event, [reply](const Result<void>& applied) {
      if (applied) return reply(true);
      reply(applied.error());
    });
  };
  const Result<bool> applied = co_await ask<bool>(begin);
  if (!applied) co_return applied.error();
  const desk::State& state = context.desk.state();
  const desk::BlotterEntry* now = state.blotter.find(in.order);
  if (!now) co_return error(Code::not_found, "The order is over and forgotten.");
  OrderAnswer out{in.order, now->phase, {}, std::nullopt, std::nullopt};
  const desk::Approval* approval = state.gate.find(event.approval);
  if (approval) {
    out.text = approval->text;
    out.approval = approval->id;
    out.expires = approval->expires;
  } else if (now->phase == desk::OrderPhase::cancelled) {
    out.text = "The order had not been sent; it is called off.";
  } else {
    // The gate refused: it says why to whoever asks for the same once more.
    const desk::Ruling ruling =
        desk::rule_on_request(event.action, state, event.circumstances, Id{});
    co_return error(
        Code::permission_denied, "{}",
        ruling.words.empty()
            ? fmt::format("The order is {}; it cannot be cancelled now.", name_of(now->phase))
            : ruling.words);
  }
  co_return out;
}

}  // namespace

extern const Tool list_orders;
const Tool list_orders{"list_orders",
                       Category::account,
                       Effect::reads,
                       "The orders that were asked for here, and where each stands: waiting, "
                       "working, filled, refused.",
                       run_list,
                       {.rare = true}};

extern const Tool get_order;
const Tool get_order{"get_order",   Category::account,
                     Effect::reads, "Where one order that was asked for here stands.",
                     run_get,       {.rare = true}};

extern const Tool cancel_order;
const Tool cancel_order{
    "cancel_order", Category::account, Effect::acts,
    "Calls an order off: at once if it was not sent, else when the person approves.", run_cancel};

}  // namespace pitwall::tool
