// The requests that a client of server version 201 and later writes as protobuf. Each field is read
// under the name that it has in the text layout; a number that nobody here knows is remembered.
#include <functional>
#include <span>

#include "emulator/tws/protobuf.h"
#include "emulator/tws/requests.h"

namespace pitwall::emulator::tws {
namespace {

enum class Kind { integer, flag, real, text, contract, order, legs, pairs, empty, filter, cancel };
struct Known {
  int number;
  std::string_view name;
  Kind kind;
};

using enum Kind;
constexpr Known contract_fields[] = {
    {1, "conId", integer},        {2, "symbol", text},
    {3, "secType", text},         {4, "lastTradeDateOrContractMonth", text},
    {5, "strike", real},          {6, "right", text},
    {7, "multiplier", real},      {8, "exchange", text},
    {9, "primaryExchange", text}, {10, "currency", text},
    {11, "localSymbol", text},    {12, "tradingClass", text},
    {13, "secIdType", text},      {14, "secId", text},
    {15, "description", text},    {16, "issuerId", text},
    {18, "includeExpired", flag}, {20, "comboLegs", legs},
    {21, "lastTradeDate", text},
};
constexpr Known leg_fields[] = {
    {1, "leg.conId", integer},
    {2, "leg.ratio", integer},
    {3, "leg.action", text},
    {4, "leg.exchange", text},
    {5, "leg.openClose", integer},
    {6, "leg.shortSaleSlot", integer},
    {7, "leg.designatedLocation", text},
    {8, "leg.exemptCode", integer},
    {9, "orderComboLeg.price", real},
};
constexpr Known order_fields[] = {
    {1, "clientId", integer},
    {2, "order.orderId", integer},
    {3, "permId", integer},
    {4, "parentId", integer},
    {5, "action", text},
    {6, "totalQuantity", text},
    {7, "displaySize", integer},
    {8, "orderType", text},
    {9, "lmtPrice", real},
    {10, "auxPrice", real},
    {11, "tif", text},
    {12, "account", text},
    {13, "settlingFirm", text},
    {14, "clearingAccount", text},
    {15, "clearingIntent", text},
    {16, "allOrNone", flag},
    {17, "blockOrder", flag},
    {18, "hidden", flag},
    {19, "outsideRth", flag},
    {20, "sweepToFill", flag},
    {21, "percentOffset", real},
    {22, "trailingPercent", real},
    {23, "trailStopPrice", real},
    {24, "minQty", integer},
    {25, "goodAfterTime", text},
    {26, "goodTillDate", text},
    {27, "ocaGroup", text},
    {28, "orderRef", text},
    {29, "rule80A", text},
    {30, "ocaType", integer},
    {31, "triggerMethod", integer},
    {32, "activeStartTime", text},
    {33, "activeStopTime", text},
    {34, "faGroup", text},
    {35, "faMethod", text},
    {36, "faPercentage", text},
    {37, "volatility", real},
    {38, "volatilityType", integer},
    {39, "continuousUpdate", flag},
    {40, "referencePriceType", integer},
    {41, "deltaNeutralOrderType", text},
    {42, "deltaNeutralAuxPrice", real},
    {43, "deltaNeutralConId", integer},
    {44, "deltaNeutralOpenClose", text},
    {45, "deltaNeutralShortSale", flag},
    {46, "deltaNeutralShortSaleSlot", integer},
    {47, "deltaNeutralDesignatedLocation", text},
    {48, "scaleInitLevelSize", integer},
    {49, "scaleSubsLevelSize", integer},
    {50, "scalePriceIncrement", real},
    {58, "scaleTable", text},
    {59, "hedgeType", text},
    {60, "hedgeParam", text},
    {61, "algoStrategy", text},
    {62, "algoParam", pairs},
    {63, "algoId", text},
    {64, "smartComboRoutingParam", pairs},
    {65, "whatIf", flag},
    {66, "transmit", flag},
    {67, "overridePercentageConstraints", flag},
    {68, "openClose", text},
    {69, "origin", integer},
    {70, "shortSaleSlot", integer},
    {71, "designatedLocation", text},
    {72, "exemptCode", integer},
    {76, "discretionaryAmt", real},
    {88, "referenceContractId", integer},
    {89, "peggedChangeAmount", real},
    {91, "referenceChangeAmount", real},
    {98, "adjustableTrailingUnit", integer},
    {105, "softDollarTier", empty},
};
constexpr Known place_fields[] = {{1, "orderId", integer},
                                  {2, "contract", contract},
                                  {3, "order", order},
                                  {4, "attached", empty}};
constexpr Known cancel_order_fields[] = {{1, "orderId", integer}, {2, "orderCancel", cancel}};
constexpr Known global_cancel_fields[] = {{1, "orderCancel", cancel}};
constexpr Known cancel_fields[] = {{1, "manualOrderCancelTime", text},
                                   {2, "extOperator", text},
                                   {3, "manualOrderIndicator", integer}};
constexpr Known executions_fields[] = {{1, "id", integer}, {2, "filter", filter}};
constexpr Known filter_fields[] = {
    {1, "clientId", integer}, {2, "acctCode", text},     {3, "time", text},
    {4, "symbol", text},      {5, "secType", text},      {6, "exchange", text},
    {7, "side", text},        {8, "lastNDays", integer}, {9, "specificDate", integer},
};
constexpr Known pair_fields[] = {{1, ".tag", text}, {2, ".value", text}};

std::string value_text(const ProtoField& field, Kind kind) {
  switch (kind) {
    case text:
      return std::string(field.bytes);
    case real:
      return fmt::format("{}", field.real());
    default:
      return std::to_string(field.integer());
  }
}

bool is_list(Kind kind) { return kind != integer && kind != flag && kind != real && kind != text; }

// Walks a message by its table; `each` sees the scalar fields.
class Walk {
 public:
  using Each = std::function<void(int number, const NamedField& field)>;
  explicit Walk(Request& request) : request_(request) {}

  Result<void> message(std::string_view bytes, std::span<const Known> table,
                       std::string_view prefix, const Each& each) {
    PITWALL_TRY(const std::vector<ProtoField> fields, read_proto(bytes));
    for (const ProtoField& field : fields) {
      const Known* known = nullptr;
      for (const Known& candidate : table)
        if (candidate.number == field.number) known = &candidate;
      if (!known) {
        request_.unknown_fields.push_back(field.number);
        continue;
      }
      if (field.is_bytes != (known->kind == text || is_list(known->kind)))
        return error(Code::invalid_argument, "{} is of another kind.", known->name);
      if (is_list(known->kind)) {
        PITWALL_TRY_VOID(inner(field.bytes, *known));
        continue;
      }
      const NamedField named{fmt::format("{}{}", prefix, known->name),
                             value_text(field, known->kind)};
      request_.fields.push_back(named);
      if (each) each(field.number, named);
    }
    return {};
  }

  Each on_contract, on_order, on_leg, on_filter;
  std::function<void()> on_new_leg;

 private:
  Result<void> inner(std::string_view bytes, const Known& known) {
    switch (known.kind) {
      case contract:
        return message(bytes, contract_fields, "", on_contract);
      case order:
        return message(bytes, order_fields, "", on_order);
      case legs:
        if (on_new_leg) on_new_leg();
        return message(bytes, leg_fields, "", on_leg);
      case pairs:
        return message(bytes, pair_fields, known.name, nullptr);
      case filter:
        return message(bytes, filter_fields, "", on_filter);
      case cancel:
        return message(bytes, cancel_fields, "", nullptr);
      default:
        return message(bytes, {}, "", nullptr);
    }
  }

  Request& request_;
};

std::int64_t integer_of(const NamedField& field) {
  const Result<Price> number = Price::parse(field.value, Rounding::down);
  return number ? number->scaled() / Price::unit : 0;
}

template <class D>
std::optional<D> decimal_of(const NamedField& field) {
  if (FieldReader::is_unset(field.value)) return std::nullopt;
  const Result<D> number = D::parse(field.value, Rounding::half_even);
  if (!number) return std::nullopt;
  return *number;
}

void set_contract(ibkr::Contract& to, int number, const NamedField& field) {
  switch (number) {
    case 1:
      to.conid = integer_of(field);
      break;
    case 2:
      to.symbol = field.value;
      break;
    case 3:
      to.sec_type = field.value;
      break;
    case 4:
      to.expiry = field.value;
      break;
    case 5:
      to.strike = decimal_of<Price>(field);
      break;
    case 6:
      to.right = field.value;
      break;
    case 7:
      to.multiplier = decimal_of<Ratio>(field);
      break;
    case 8:
      to.exchange = field.value;
      break;
    case 9:
      to.primary_exchange = field.value;
      break;
    case 10:
      to.currency = field.value;
      break;
    case 11:
      to.local_symbol = field.value;
      break;
    case 12:
      to.trading_class = field.value;
      break;
    default:
      break;
  }
}

void set_order_terms(PlaceOrder& to, int number, const NamedField& field) {
  switch (number) {
    case 4:
      to.parent_id = integer_of(field);
      break;
    case 5:
      to.action = field.value;
      break;
    case 6:
      to.quantity = decimal_of<Quantity>(field);
      break;
    case 8:
      to.type = field.value;
      break;
    case 9:
      to.limit_price = decimal_of<Price>(field);
      break;
    case 10:
      to.aux_price = decimal_of<Price>(field);
      break;
    case 11:
      to.time_in_force = field.value;
      break;
    case 12:
      to.account = field.value;
      break;
    case 19:
      to.outside_hours = field.value == "1";
      break;
    default:
      break;
  }
}

void set_order_rest(PlaceOrder& to, int number, const NamedField& field) {
  switch (number) {
    case 22:
      to.trailing_percent = decimal_of<Price>(field);
      break;
    case 27:
      to.oca_group = field.value;
      break;
    case 28:
      to.reference = field.value;
      break;
    case 30:
      to.oca_type = integer_of(field);
      break;
    case 61:
      to.algorithm = field.value;
      break;
    case 65:
      to.what_if = field.value == "1";
      break;
    case 66:
      to.transmit = field.value == "1";
      break;
    default:
      set_order_terms(to, number, field);
  }
}

void set_leg(Leg& to, int number, const NamedField& field) {
  if (number == 1) to.conid = integer_of(field);
  if (number == 2) to.ratio = integer_of(field);
  if (number == 3) to.action = field.value;
  if (number == 4) to.exchange = field.value;
}

Result<void> place(Request& request, std::string_view body) {
  PlaceOrder placed;
  Walk walk(request);
  walk.on_contract = [&](int n, const NamedField& f) { set_contract(placed.contract, n, f); };
  walk.on_order = [&](int n, const NamedField& f) { set_order_rest(placed, n, f); };
  walk.on_new_leg = [&] { placed.legs.emplace_back(); };
  walk.on_leg = [&](int n, const NamedField& f) { set_leg(placed.legs.back(), n, f); };
  PITWALL_TRY_VOID(walk.message(
      body, place_fields, "", [&](int, const NamedField& f) { placed.order_id = integer_of(f); }));
  request.body = std::move(placed);
  return {};
}

void set_filter(Executions& to, int number, const NamedField& field) {
  if (number == 1) to.client = integer_of(field);
  if (number == 2) to.account = field.value;
  if (number == 3) to.time = field.value;
  if (number == 4) to.symbol = field.value;
  if (number == 5) to.sec_type = field.value;
  if (number == 6) to.exchange = field.value;
  if (number == 7) to.side = field.value;
}

Result<void> executions(Request& request, std::string_view body) {
  Executions asked;
  Walk walk(request);
  walk.on_filter = [&](int n, const NamedField& f) { set_filter(asked, n, f); };
  PITWALL_TRY_VOID(walk.message(body, executions_fields, "",
                                [&](int, const NamedField& f) { asked.id = integer_of(f); }));
  request.body = std::move(asked);
  return {};
}

Result<void> cancel_order(Request& request, std::string_view body) {
  CancelOrder asked;
  Walk walk(request);
  PITWALL_TRY_VOID(walk.message(body, cancel_order_fields, "",
                                [&](int, const NamedField& f) { asked.order_id = integer_of(f); }));
  request.body = asked;
  return {};
}

}  // namespace

Result<Request> decode_proto(int id, std::string_view body) {
  Request request;
  request.ask = static_cast<Ask>(id);
  switch (request.ask) {
    case Ask::place_order:
      PITWALL_TRY_VOID(place(request, body));
      return request;
    case Ask::cancel_order:
      PITWALL_TRY_VOID(cancel_order(request, body));
      return request;
    case Ask::executions:
      PITWALL_TRY_VOID(executions(request, body));
      return request;
    case Ask::global_cancel:
      PITWALL_TRY_VOID(Walk(request).message(body, global_cancel_fields, "", nullptr));
      return request;
    default:
      return error(Code::unsupported, "Message {} is not taken as protobuf here.", id);
  }
}

}  // namespace pitwall::emulator::tws
