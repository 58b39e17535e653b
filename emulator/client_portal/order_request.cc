#include "emulator/client_portal/order_request.h"

#include <algorithm>

#include "emulator/client_portal/figures.h"

namespace pitwall::emulator::cp {

namespace {

using port::OrderType;
using port::Side;

constexpr std::size_t max_reference = 64;
constexpr std::size_t max_chain = 3;
constexpr std::size_t max_together = 10;
constexpr double percentage = 0.03;

// A number may come as a text.
std::string_view number_text(const Json& json, std::string_view name) {
  const Json* value = json.find(name);
  return value && (value->is_number() || value->is_string()) ? std::string_view(value->text())
                                                             : std::string_view();
}

Result<std::optional<Price>> read_price(const Json& json, std::string_view name) {
  const std::string_view text = number_text(json, name);
  if (text.empty()) return std::optional<Price>();
  const Result<Price> price = Price::parse(text);
  if (!price) return error(Code::invalid_argument, "Invalid {}: {}", name, price.error().message);
  return std::optional<Price>(*price);
}

bool is_set(const Json& json, std::string_view name) {
  const Json* value = json.find(name);
  return value && value->kind() == Json::Kind::boolean && value->as_boolean();
}

// "amt": in the price's currency; "%": of the price.
Result<void> read_trail(const Json& json, port::Order& order) {
  const std::string_view type = json.string_or("trailingType", "");
  const std::string_view text = number_text(json, "trailingAmt");
  if ((type != "amt" && type != "%") || text.empty())
    return error(Code::invalid_argument,
                 "Bad Request: a TRAIL order needs trailingAmt, and trailingType amt or %");
  order.trail.emplace();
  if (type == "amt") {
    PITWALL_TRY(order.trail->amount, Price::parse(text));
  } else {
    PITWALL_TRY(order.trail->percent, Ratio::parse(text));
  }
  return {};
}

Result<void> read_type(const Json& json, port::Order& order) {
  const std::string_view type = json.string_or("orderType", "");
  PITWALL_TRY(const std::optional<Price> price, read_price(json, "price"));
  PITWALL_TRY(const std::optional<Price> aux, read_price(json, "auxPrice"));
  if (type == "MKT") {
    order.type = OrderType::market;
  } else if (type == "LMT") {
    order.type = OrderType::limit;
    order.limit_price = price;
  } else if (type == "STP") {
    order.type = OrderType::stop;
    order.stop_price = price ? price : aux;
  } else if (type == "STOP_LIMIT" || type == "STP LMT") {
    order.type = OrderType::stop_limit;
    order.limit_price = price;
    order.stop_price = aux;
  } else if (type == "TRAIL") {
    order.type = OrderType::trailing_stop;
    order.stop_price = price;
    return read_trail(json, order);
  } else if (type == "MOC") {
    order.type = OrderType::market_on_close;
  } else if (type == "LOC") {
    order.type = OrderType::limit_on_close;
    order.limit_price = price;
  } else if (type == "MIDPRICE") {
    order.type = OrderType::midprice;
    order.limit_price = price;
  } else {
    return error(Code::unsupported,
                 "Order type \"{}\" is not offered by the emulator: MKT, LMT, STP, STOP_LIMIT, "
                 "TRAIL, MOC, LOC and MIDPRICE are.",
                 type.substr(0, 20));
  }
  return {};
}

Result<void> read_time_in_force(const Json& json, port::Order& order) {
  const std::string_view tif = json.string_or("tif", "DAY");
  if (tif == "DAY")
    order.time_in_force = port::TimeInForce::day;
  else if (tif == "GTC")
    order.time_in_force = port::TimeInForce::gtc;
  else if (tif == "IOC")
    order.time_in_force = port::TimeInForce::ioc;
  else
    return error(Code::unsupported,
                 "Time in force \"{}\" is not offered by the emulator: DAY, GTC and IOC are.",
                 tif.substr(0, 20));
  return {};
}

Result<void> refuse_extras(const Json& json) {
  for (const std::string_view name : {"cashQty", "fxQty", "strategy"}) {
    const Json* value = json.find(name);
    if (!value || value->is_null() || value->text().empty() || value->text() == "0") continue;
    return error(Code::unsupported, "{} is not offered by the emulator.", name);
  }
  return {};
}

// What makes several one.
Result<void> tie(const Json& json, const Json& first, bool of_several, Ticket& ticket) {
  const std::string_view parent = json.string_or("parentId", "");
  const bool grouped = is_set(json, "isSingleGroup");
  if (!of_several && (grouped || !parent.empty()))
    return error(Code::invalid_argument,
                 "Bad Request: parentId and isSingleGroup are of several orders in one request");
  if (!of_several) return {};
  if (!parent.empty()) {
    if (&json == &first || parent != first.string_or("cOID", ""))
      return error(Code::invalid_argument,
                   "Bad Request: parentId has to be the cOID of the first order");
    if (!ticket.reference.empty())
      return error(Code::invalid_argument,
                   "Bad Request: cOID should not be set for the child of a bracket order");
    ticket.order.parent.emplace();
    ticket.order.oca_group.emplace();
  } else if (grouped) {
    ticket.order.oca_group.emplace();
  }
  return {};
}

}  // namespace

std::string_view wire_type(OrderType type) {
  switch (type) {
    case OrderType::market:
      return "MKT";
    case OrderType::limit:
      return "LMT";
    case OrderType::stop:
      return "STP";
    case OrderType::stop_limit:
      return "STOP_LIMIT";
    case OrderType::trailing_stop:
      return "TRAIL";
    case OrderType::market_on_close:
      return "MOC";
    case OrderType::limit_on_close:
      return "LOC";
    case OrderType::midprice:
      return "MIDPRICE";
  }
  return "";
}

std::string_view wire_status(const Gateway& gateway, const Ticket& ticket) {
  const Ticket* parent = gateway.broker.ticket(ticket.parent);
  const bool waits = (parent && !is_final(parent->status)) || is_stop(ticket.order.type) ||
                     is_on_close(ticket.order.type);
  switch (ticket.status) {
    case port::OrderStatus::submitted:
      return "PendingSubmit";
    case port::OrderStatus::working:
      return waits ? "PreSubmitted" : "Submitted";
    case port::OrderStatus::partially_filled:
      return "Submitted";
    case port::OrderStatus::filled:
      return "Filled";
    case port::OrderStatus::cancelled:
    case port::OrderStatus::expired:
      return "Cancelled";
    case port::OrderStatus::rejected:
      return "Inactive";
  }
  return "";
}

Result<Ticket> read_order(Gateway& gateway, const std::string& account, const Json& json) {
  if (!json.is_object()) return error(Code::invalid_argument, "Bad Request: an order is an object");
  const std::string_view own = json.string_or("acctId", account);
  if (own != account)
    return error(Code::invalid_argument, "Bad Request: acctId is not the account of the path");
  std::int64_t conid = conid_of(json.find("conid"));
  if (conid == 0) conid = conid_of(json.find("conidex"));
  const std::optional<Named> contract = named(gateway, conid);
  if (!contract || !contract->instrument)
    return error(Code::not_found, "Bad Request: no tradable contract {}", conid);
  Ticket ticket;
  ticket.instrument = *contract->instrument;
  ticket.reference = json.string_or("cOID", "");
  if (ticket.reference.size() > max_reference)
    return error(Code::invalid_argument, "Bad Request: cOID is too long");
  port::Order& order = ticket.order;
  order.account = account;
  order.symbol = gateway.broker.catalogue().at(ticket.instrument).symbol;
  const std::string_view side = json.string_or("side", "");
  if (side != "BUY" && side != "SELL")
    return error(Code::invalid_argument, "Bad Request: side is BUY or SELL");
  order.side = side == "BUY" ? Side::buy : Side::sell;
  const Result<Quantity> quantity = Quantity::parse(number_text(json, "quantity"));
  if (!quantity || quantity->sign() <= 0)
    return error(Code::invalid_argument, "Bad Request: quantity must be positive");
  order.quantity = *quantity;
  PITWALL_TRY_VOID(refuse_extras(json));
  PITWALL_TRY_VOID(read_type(json, order));
  PITWALL_TRY_VOID(read_time_in_force(json, order));
  PITWALL_TRY_VOID(port::validate(order));
  PITWALL_TRY_VOID(gateway.broker.check_size(ticket.instrument, order));
  if (contract->contract.sec_type == "FUT" &&
      (!json.find("manualIndicator") || !json.find("extOperator")))
    return error(Code::invalid_argument,
                 "Bad Request: manualIndicator and extOperator are needed for futures (CME Rule "
                 "536-B)");
  return ticket;
}

Result<std::vector<Ticket>> read_orders(Gateway& gateway, const std::string& account,
                                        const Json& body) {
  const Json* orders = body.is_array() ? &body : body.find("orders");
  if (!orders || !orders->is_array() || orders->items().empty())
    return error(Code::invalid_argument, "Bad Request: orders is needed");
  const Json& first = orders->items().front();
  const bool of_several = orders->items().size() > 1;
  if (orders->items().size() > max_together)
    return error(Code::invalid_argument, "Bad Request: {} orders at most", max_together);
  std::vector<Ticket> tickets;
  for (const Json& json : orders->items()) {
    PITWALL_TRY(Ticket ticket, read_order(gateway, account, json));
    PITWALL_TRY_VOID(tie(json, first, of_several, ticket));
    tickets.push_back(std::move(ticket));
  }
  const auto attached = [](const Ticket& ticket) { return ticket.order.parent.has_value(); };
  const auto grouped = [](const Ticket& ticket) { return ticket.order.oca_group.has_value(); };
  const bool bracket = std::all_of(tickets.begin() + 1, tickets.end(), attached);
  const bool group =
      std::ranges::all_of(tickets, grouped) && std::ranges::none_of(tickets, attached);
  if (of_several && !bracket && !group)
    return error(Code::invalid_argument,
                 "Bad Request: only one order ticket may be submitted per request, unless it is a "
                 "bracket or an OCA group");
  if (bracket) tickets.front().order.oca_group.reset();
  return tickets;
}

std::string order_words(const Gateway& gateway, const Ticket& ticket) {
  const ibkr::Contract& contract = gateway.broker.contract(ticket.instrument);
  std::string words =
      fmt::format("{} {} {} {}", ticket.order.side == Side::buy ? "BUY" : "SELL",
                  ticket.order.quantity.text(), contract.symbol, listing_text(contract));
  if (ticket.order.limit_price) words += fmt::format(" @ {}", ticket.order.limit_price->text());
  return words;
}

std::vector<Question> questions_for(Gateway& gateway, const Ticket& ticket) {
  std::vector<Question> all;
  const port::Order& order = ticket.order;
  const std::string words = order_words(gateway, ticket);
  Named contract;
  contract.instrument = ticket.instrument;
  const std::optional<market::Quote> quote = quote_of(gateway, contract);
  if (gateway.broker.faults().market_data != DataKind::live)
    all.push_back({"o354",
                   "You are submitting an order without market data. We strongly recommend against "
                   "this as it may result in erroneous and unexpected trades.\nAre you sure you "
                   "want to submit this order?"});
  const std::optional<Price> across = !quote                    ? std::nullopt
                                      : order.side == Side::buy ? quote->ask
                                                                : quote->bid;
  if (order.limit_price && across && across->sign() > 0) {
    const double beyond = order.limit_price->to_double() / across->to_double() - 1;
    if ((order.side == Side::buy ? beyond : -beyond) > percentage) {
      all.push_back(
          {"o163", fmt::format("The following order \"{}\" price exceeds \nthe Percentage "
                               "constraint of 3%.\nAre you sure you want to submit this "
                               "order?",
                               words)});
      all.push_back(
          {"o10153",
           "<h4>Confirm Mandatory Cap Price</h4>To avoid trading at a price that is not consistent "
           "with a fair and orderly market, IB may set a cap (for a buy order) or sell order). "
           "THIS "
           "MAY CAUSE AN ORDER THAT WOULD OTHERWISE BE MARKETABLE TO NOT BE TRADED."});
    }
  }
  if (order.type == OrderType::market)
    all.push_back(
        {"o10151", fmt::format("The order \"{}\" is a market order: it may be filled at a "
                               "price quite different from the last one.\nAre you sure "
                               "you want to submit this order?",
                               words)});
  if (is_stop(order.type))
    all.push_back({"o10152", fmt::format("Once the stop price of \"{}\" is reached, the order "
                                         "becomes active and may be filled at a very different "
                                         "price.\nAre you sure you want to submit this order?",
                                         words)});
  const bool future = gateway.broker.contract(ticket.instrument).sec_type == "FUT";
  if (order.quantity > Quantity::from_integer(future ? 500 : 10'000))
    all.push_back({"o383", fmt::format("The following order \"{}\" size exceeds the Size Limit of "
                                       "{}.\nAre you sure you want to submit this order?",
                                       words, future ? "500" : "10000")});
  std::erase_if(all, [&](const Question& each) {
    return gateway.session.suppressed.contains(each.message_id);
  });
  if (all.size() > max_chain) all.resize(max_chain);
  return all;
}

}  // namespace pitwall::emulator::cp
