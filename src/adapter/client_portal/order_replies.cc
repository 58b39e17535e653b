#include "adapter/client_portal/order_replies.h"

#include "adapter/client_portal/figures.h"

namespace pitwall::client_portal {
namespace {

constexpr std::size_t most_rows = 1'000;
constexpr std::size_t longest_text = 80;

// The first of these members that says something takes the place of what is known.
void take(std::string& known, const Json& row, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const std::string_view text = text_of(row, name);
    if (text.empty()) continue;
    known = shortened(text, longest_text);
    return;
  }
}

template <class T, class Read>
void take(std::optional<T>& known, const Json& row, Read read,
          std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const std::optional<T> value = read(text_of(row, name));
    if (!value) continue;
    known = value;
    return;
  }
}

// "0/100": filled of all; "100": all of it is filled.
void take_sizes(OrderRow& known, std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return;
  if (const auto filled = quantity_of(text.substr(0, slash))) known.filled = filled;
  if (const auto total = quantity_of(text.substr(slash + 1))) known.total = total;
}

std::string letters_of(std::string_view text) {
  std::string letters;
  for (const char letter : text) {
    if (letter >= 'a' && letter <= 'z') letters.push_back(static_cast<char>(letter - 'a' + 'A'));
    if (letter >= 'A' && letter <= 'Z') letters.push_back(letter);
  }
  return letters;
}

struct TypeMeaning {
  port::OrderType type;
  bool exact;  // the desk has this very type
};
TypeMeaning type_of(std::string_view text) {
  const std::string letters = letters_of(text);
  using port::OrderType;
  if (letters == "LMT" || letters == "LIMIT") return {OrderType::limit, true};
  if (letters == "MKT" || letters == "MARKET") return {OrderType::market, true};
  if (letters == "STP" || letters == "STOP") return {OrderType::stop, true};
  if (letters == "STOPLIMIT" || letters == "STPLMT" || letters == "STOPLMT")
    return {OrderType::stop_limit, true};
  if (letters.starts_with("TRAILL") || letters.starts_with("TRAILINGSTOPLIMIT"))
    return {OrderType::stop_limit, false};
  if (letters.starts_with("TRAIL")) return {OrderType::trailing_stop, true};
  if (letters == "MOC" || letters == "MARKETONCLOSE") return {OrderType::market_on_close, true};
  if (letters == "LOC" || letters == "LIMITONCLOSE") return {OrderType::limit_on_close, true};
  if (letters == "MIDPRICE") return {OrderType::midprice, true};
  if (letters.find("MARKET") != std::string::npos) return {OrderType::market, false};
  return {OrderType::limit, false};
}

port::TimeInForce time_in_force_of(std::string_view text) {
  const std::string letters = letters_of(text);
  if (letters == "GTC") return port::TimeInForce::gtc;
  return letters == "IOC" ? port::TimeInForce::ioc : port::TimeInForce::day;
}

std::string_view type_name(port::OrderType type) {
  switch (type) {
    case port::OrderType::market:
      return "MKT";
    case port::OrderType::limit:
      return "LMT";
    case port::OrderType::stop:
      return "STP";
    case port::OrderType::stop_limit:
      return "STOP_LIMIT";
    case port::OrderType::trailing_stop:
      return "TRAIL";
    case port::OrderType::market_on_close:
      return "MOC";
    case port::OrderType::limit_on_close:
      return "LOC";
    case port::OrderType::midprice:
      return "MIDPRICE";
  }
  return "LMT";
}

std::string_view time_in_force_name(port::TimeInForce time_in_force) {
  switch (time_in_force) {
    case port::TimeInForce::day:
      return "DAY";
    case port::TimeInForce::gtc:
      return "GTC";
    case port::TimeInForce::ioc:
      return "IOC";
  }
  return "DAY";
}

port::MarginChange change_of(const Json& body, std::string_view name) {
  const Json* row = body.find(name);
  if (row == nullptr) return {};
  return {money_of(text_of(*row, "current")), money_of(text_of(*row, "change")),
          money_of(text_of(*row, "after"))};
}

}  // namespace

std::vector<Json> order_rows_in(const Json& body) {
  const Json* rows = body.find("orders");
  if (rows == nullptr) rows = body.find("args");
  std::vector<Json> result;
  for (const Json& row : rows ? rows->items() : body.items())
    if (order_id_of(row) > 0 && result.size() < most_rows) result.push_back(row);
  return result;
}

std::int64_t order_id_of(const Json& row) {
  const std::int64_t camel = integer_of(text_of(row, "orderId")).value_or(0);
  return camel != 0 ? camel : integer_of(text_of(row, "order_id")).value_or(0);
}

void merge(OrderRow& known, const Json& row) {
  known.order_id = order_id_of(row);
  if (const auto conid = integer_of(text_of(row, "conid")); conid && *conid > 0)
    known.conid = *conid;
  if (const auto parent = integer_of(text_of(row, "parentId")); parent && *parent > 0)
    known.parent = *parent;
  take(known.account, row, {"account", "acct"});
  take(known.reference, row, {"order_ref"});
  take(known.side, row, {"side"});
  take(known.type, row, {"origOrderType", "order_type", "orderType"});
  take(known.time_in_force, row, {"timeInForce", "tif"});
  take(known.status, row, {"status", "order_status"});
  take(known.clearing_status, row, {"order_ccp_status"});
  if (const Json* outside = row.find("outsideRTH"); outside && !outside->is_null())
    known.outside_hours = truth_of(outside);
  take(known.description, row, {"orderDesc", "order_description_with_contract"});
  take(known.price, row, price_of, {"price", "limit_price"});
  take(known.second_price, row, price_of, {"auxPrice", "stop_price"});
  take(known.average_price, row, price_of, {"avgPrice", "average_price"});
  take_sizes(known, text_of(row, "sizeAndFills"));
  take(known.total, row, quantity_of, {"totalSize", "total_size"});
  take(known.filled, row, quantity_of, {"filledQuantity", "cum_fill"});
  const std::optional<Time> changed = milliseconds_of(text_of(row, "lastExecutionTime_r"));
  if (changed) known.changed = std::max(known.changed, *changed);
}

port::OrderStatus status_of(const OrderRow& row) {
  using port::OrderStatus;
  const std::string status = letters_of(row.status);
  const std::string clearing = letters_of(row.clearing_status);
  const bool partly = row.filled && row.filled->sign() > 0;
  if (status == "FILLED") return OrderStatus::filled;
  if (status == "CANCELLED" || status == "CANCELED" || status == "APICANCELLED")
    return clearing == "REJECTED"  ? OrderStatus::rejected
           : clearing == "EXPIRED" ? OrderStatus::expired
                                   : OrderStatus::cancelled;
  if (status == "EXPIRED") return OrderStatus::expired;
  if (status == "REJECTED" || (status == "INACTIVE" && clearing == "REJECTED"))
    return OrderStatus::rejected;
  if (partly) return OrderStatus::partially_filled;
  const bool works = status == "SUBMITTED" || status == "PENDINGCANCEL";
  return works ? OrderStatus::working : OrderStatus::submitted;
}

namespace {

void take_prices(port::Order& order, const OrderRow& row) {
  switch (order.type) {
    case port::OrderType::market:
    case port::OrderType::market_on_close:
      break;
    case port::OrderType::limit:
    case port::OrderType::limit_on_close:
    case port::OrderType::midprice:
      if (row.price) order.limit_price = row.price;
      break;
    case port::OrderType::stop:
    case port::OrderType::trailing_stop:
      if (row.second_price || row.price)
        order.stop_price = row.second_price ? row.second_price : row.price;
      break;
    case port::OrderType::stop_limit:
      if (row.price) order.limit_price = row.price;
      if (row.second_price) order.stop_price = row.second_price;
      break;
  }
}

port::Side side_of(const OrderRow& row) {
  return row.side.starts_with('B') ? port::Side::buy : port::Side::sell;
}

}  // namespace

bool is_alike(const OrderRow& row, const port::Order& order) {
  return !row.side.empty() && side_of(row) == order.side && type_of(row.type).type == order.type;
}

Result<void> check_changeable(const OrderRow& row, const port::Order& order) {
  const std::string time = letters_of(row.time_in_force);
  const bool timed = time == "DAY" || time == "CLOSE" || time == "GTC" || time == "IOC";
  if (type_of(row.type).exact && is_alike(row, order) && timed) return {};
  return error(Code::unsupported,
               "That order is of a kind ({}, {}) that Pitwall cannot send back whole: change it "
               "where it was placed.",
               row.type, row.time_in_force);
}

Result<port::LiveOrder> live_order_of(const OrderRow& row, market::Symbol symbol,
                                      const port::Order* ours) {
  const bool sided = row.side.starts_with('B') || row.side.starts_with('S');
  if (row.order_id <= 0 || !sided || !row.total || row.total->sign() <= 0)
    return error(Code::unavailable, "The broker's order {} is not fully told.", row.order_id);
  port::LiveOrder live;
  live.broker_id = std::to_string(row.order_id);
  TypeMeaning meaning = type_of(row.type);
  // How far it stays behind is not told.
  if (meaning.type == port::OrderType::trailing_stop) meaning = {port::OrderType::stop, false};
  if (ours != nullptr) {
    live.order = *ours;
    meaning = {ours->type, true};
  } else {
    live.order.client_id = row.reference.empty() ? "broker:" + live.broker_id : row.reference;
    live.order.account = row.account;
    live.order.symbol = symbol;
    live.order.side = side_of(row);
    live.order.type = meaning.type;
    live.order.time_in_force = time_in_force_of(row.time_in_force);
  }
  live.order.quantity = *row.total;
  take_prices(live.order, row);
  live.status = status_of(row);
  live.filled = row.filled.value_or(Quantity{});
  if (row.average_price && row.average_price->sign() != 0 && live.filled.sign() > 0)
    live.average_price = row.average_price;
  if (!meaning.exact) live.detail = fmt::format("The broker's type of it is {}.", row.type);
  const std::string letters = letters_of(row.status);
  const bool plain = letters == "SUBMITTED" || letters == "FILLED" || letters == "CANCELLED";
  if (!plain && !row.status.empty()) {
    if (!live.detail.empty()) live.detail += ' ';
    live.detail += fmt::format("The broker says {}.", row.status);
  }
  return live;
}

Result<OrderReply> order_reply_of(const Json& body) {
  OrderReply reply;
  const auto take_one = [&reply](const Json& one) {
    const std::int64_t order_id = order_id_of(one);
    if (order_id > 0)
      return reply.accepted.push_back({order_id, std::string(text_of(one, "local_order_id"))});
    const Json* messages = one.find("message");
    const std::string_view id = text_of(one, "id");
    if (!messages || !messages->is_array() || id.empty()) return;
    Questions& asked = reply.asked.emplace_back();
    asked.reply_id = id;
    const Json* kinds = one.find("messageIds");
    for (std::size_t index = 0; index < messages->items().size(); ++index) {
      port::BrokerQuestion question;
      if (kinds && index < kinds->items().size()) question.id = text_of(&kinds->items()[index]);
      question.text = without_markup(text_of(&messages->items()[index]));
      asked.questions.push_back(std::move(question));
    }
  };
  if (body.is_array()) {
    for (const Json& one : body.items()) take_one(one);
  } else {
    take_one(body);
  }
  if (reply.accepted.empty() && reply.asked.empty())
    return error(Code::unavailable, "Interactive Brokers answered in no way that is known: {}",
                 shortened(body.dump()));
  return reply;
}

namespace {

void write_prices(JsonWriter& json, const port::Order& order) {
  // Of a stop order the price is the stop; a stop-limit order has it apart.
  const bool stop_first = is_stop(order.type) && order.type != port::OrderType::stop_limit;
  const std::optional<Price>& price = stop_first ? order.stop_price : order.limit_price;
  if (price) json.key("price").raw(price->text());
  if (order.type == port::OrderType::stop_limit && order.stop_price)
    json.key("auxPrice").raw(order.stop_price->text());
  if (!order.trail) return;
  const bool by_amount = order.trail->amount.has_value();
  json.key("trailingAmt")
      .raw(by_amount ? order.trail->amount->text() : order.trail->percent->text());
  json.key("trailingType").string(by_amount ? "amt" : "%");
}

// A new order has no row yet.
void write_order(JsonWriter& json, const port::Order& order, const OrderTerms& terms,
                 const OrderRow* row) {
  const ibkr::Contract& contract = terms.contract;
  const auto conid = std::to_string(contract.conid);
  json.begin_object();
  json.key("acctId").string(order.account);
  json.key("conid").raw(conid);
  json.key("secType").string(conid + ":" + contract.sec_type);
  if (order.parent) {
    json.key("parentId").string(*order.parent);
  } else {
    if (row == nullptr) json.key("cOID").string(order.client_id);
    // The children of a bracket are a group without being told so.
    if (order.oca_group) json.key("isSingleGroup").boolean(true);
  }
  json.key("orderType").string(type_name(order.type));
  json.key("side").string(order.side == port::Side::buy ? "BUY" : "SELL");
  json.key("ticker").string(contract.symbol);
  json.key("tif").string(time_in_force_name(order.time_in_force));
  json.key("quantity").raw(order.quantity.text());
  write_prices(json, order);
  json.key("outsideRTH").boolean(row != nullptr && row->outside_hours.value_or(false));
  if (contract.sec_type == "FUT" || contract.sec_type == "FOP") {
    json.key("manualIndicator").boolean(false);
    json.key("extOperator").string(terms.operator_name);
  }
  json.end_object();
}

}  // namespace

std::string orders_json(std::span<const port::Order> orders, const OrderTerms& terms) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("orders").begin_array();
  for (const port::Order& order : orders) write_order(json, order, terms, nullptr);
  json.end_array().end_object();
  return text;
}

std::string changed_order_json(const port::Order& order, const OrderTerms& terms,
                               const OrderRow& row) {
  std::string text;
  JsonWriter json(text);
  write_order(json, order, terms, &row);
  return text;
}

port::OrderPreview preview_of(const Json& body) {
  port::OrderPreview preview;
  if (const Json* amount = body.find("amount")) {
    preview.amount = money_of(text_of(*amount, "amount"));
    preview.commission = money_of(text_of(*amount, "commission"));
    const std::string_view text = text_of(*amount, "amount");
    const std::size_t space = text.find(' ');
    if (space != std::string_view::npos)
      if (const auto currency = market::Currency::parse(text.substr(space + 1, 3)))
        preview.currency = *currency;
  }
  preview.equity = change_of(body, "equity");
  preview.initial_margin = change_of(body, "initial");
  preview.maintenance_margin = change_of(body, "maintenance");
  for (const std::string_view name : {"warn", "warns"}) {
    const Json* warned = body.find(name);
    if (warned == nullptr) continue;
    if (!text_of(warned).empty()) preview.warnings.push_back(without_markup(text_of(warned)));
    for (const Json& each : warned->items())
      if (!text_of(&each).empty()) preview.warnings.push_back(without_markup(text_of(&each)));
  }
  return preview;
}

}  // namespace pitwall::client_portal
