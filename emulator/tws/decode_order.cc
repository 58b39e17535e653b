// The longest text message: an order. What the paper market cannot do with it is read all the same,
// under its name.
#include "emulator/tws/requests.h"

namespace pitwall::emulator::tws {
namespace {

void read_contract(PlaceOrder& order, FieldReader& r) {
  ibkr::Contract& contract = order.contract;
  contract.conid = r.integer("conId");
  contract.symbol = r.text("symbol");
  contract.sec_type = r.text("secType");
  contract.expiry = r.text("lastTradeDateOrContractMonth");
  contract.strike = r.decimal<Price>("strike");
  contract.right = r.text("right");
  contract.multiplier = r.decimal<Ratio>("multiplier");
  contract.exchange = r.text("exchange");
  contract.primary_exchange = r.text("primaryExchange");
  contract.currency = r.text("currency");
  contract.local_symbol = r.text("localSymbol");
  contract.trading_class = r.text("tradingClass");
  r.text("secIdType");
  r.text("secId");
}

void read_main(PlaceOrder& order, FieldReader& r) {
  order.action = r.text("action");
  order.quantity = r.decimal<Quantity>("totalQuantity");
  order.type = r.text("orderType");
  order.limit_price = r.decimal<Price>("lmtPrice");
  order.aux_price = r.decimal<Price>("auxPrice");
  order.time_in_force = r.text("tif");
  order.oca_group = r.text("ocaGroup");
  order.account = r.text("account");
  r.text("openClose");
  r.integer("origin");
  order.reference = r.text("orderRef");
  order.transmit = r.flag("transmit");
  order.parent_id = r.integer("parentId");
  r.flag("blockOrder");
  r.flag("sweepToFill");
  r.maybe_integer("displaySize");
  r.integer("triggerMethod");
  order.outside_hours = r.flag("outsideRth");
  r.flag("hidden");
}

void read_legs(PlaceOrder& order, FieldReader& r) {
  const std::int64_t count = r.count("comboLegsCount");
  for (std::int64_t i = 0; i < count && !r.failed(); ++i) {
    Leg& leg = order.legs.emplace_back();
    leg.conid = r.integer("leg.conId");
    leg.ratio = r.integer("leg.ratio");
    leg.action = r.text("leg.action");
    leg.exchange = r.text("leg.exchange");
    r.integer("leg.openClose");
    r.integer("leg.shortSaleSlot");
    r.text("leg.designatedLocation");
    r.integer("leg.exemptCode");
  }
  const std::int64_t prices = r.count("orderComboLegsCount");
  for (std::int64_t i = 0; i < prices && !r.failed(); ++i) r.text("orderComboLeg.price");
  const std::int64_t parameters = r.count("smartComboRoutingParamsCount");
  for (std::int64_t i = 0; i < parameters && !r.failed(); ++i) {
    r.text("smartComboRoutingParam.tag");
    r.text("smartComboRoutingParam.value");
  }
}

void read_advisor_and_routing(PlaceOrder& order, FieldReader& r, int version) {
  r.text("sharesAllocation");
  r.text("discretionaryAmt");
  r.text("goodAfterTime");
  r.text("goodTillDate");
  r.text("faGroup");
  r.text("faMethod");
  r.text("faPercentage");
  if (version < since::fa_profile_gone) r.text("faProfile");
  r.text("modelCode");
  r.integer("shortSaleSlot");
  r.text("designatedLocation");
  r.integer("exemptCode");
  order.oca_type = r.integer("ocaType");
  r.text("rule80A");
  r.text("settlingFirm");
  r.flag("allOrNone");
  r.maybe_integer("minQty");
  r.text("percentOffset");
  r.flag("eTradeOnly");
  r.flag("firmQuoteOnly");
  r.text("nbboPriceCap");
  r.maybe_integer("auctionStrategy");
  r.text("startingPrice");
  r.text("stockRefPrice");
  r.text("delta");
  r.text("stockRangeLower");
  r.text("stockRangeUpper");
  r.flag("overridePercentageConstraints");
}

void read_volatility_and_scale(PlaceOrder& order, FieldReader& r) {
  r.text("volatility");
  r.text("volatilityType");
  if (!r.text("deltaNeutralOrderType").empty()) {
    r.text("deltaNeutralAuxPrice");
    for (const char* name :
         {"deltaNeutralConId", "deltaNeutralSettlingFirm", "deltaNeutralClearingAccount",
          "deltaNeutralClearingIntent", "deltaNeutralOpenClose", "deltaNeutralShortSale",
          "deltaNeutralShortSaleSlot", "deltaNeutralDesignatedLocation"})
      r.text(name);
  } else {
    r.text("deltaNeutralAuxPrice");
  }
  r.text("continuousUpdate");
  r.text("referencePriceType");
  r.text("trailStopPrice");
  order.trailing_percent = r.decimal<Price>("trailingPercent");
  r.text("scaleInitLevelSize");
  r.text("scaleSubsLevelSize");
  const std::optional<Price> increment = r.decimal<Price>("scalePriceIncrement");
  if (increment && increment->sign() > 0)
    for (const char* name :
         {"scalePriceAdjustValue", "scalePriceAdjustInterval", "scaleProfitOffset",
          "scaleAutoReset", "scaleInitPosition", "scaleInitFillQty", "scaleRandomPercent"})
      r.text(name);
  r.text("scaleTable");
  r.text("activeStartTime");
  r.text("activeStopTime");
  if (!r.text("hedgeType").empty()) r.text("hedgeParam");
}

void read_algorithm(PlaceOrder& order, FieldReader& r) {
  r.flag("optOutSmartRouting");
  r.text("clearingAccount");
  r.text("clearingIntent");
  r.flag("notHeld");
  if (r.flag("deltaNeutral")) {
    r.integer("deltaNeutral.conId");
    r.text("deltaNeutral.delta");
    r.text("deltaNeutral.price");
  }
  order.algorithm = r.text("algoStrategy");
  if (!order.algorithm.empty()) {
    const std::int64_t count = r.count("algoParamsCount");
    for (std::int64_t i = 0; i < count && !r.failed(); ++i) {
      r.text("algoParam.tag");
      r.text("algoParam.value");
    }
  }
  r.text("algoId");
  order.what_if = r.flag("whatIf");
  r.text("orderMiscOptions");
  r.flag("solicited");
  r.flag("randomizeSize");
  r.flag("randomizePrice");
}

// What follows the kind of a condition and its "and" or "or".
void read_condition(FieldReader& r) {
  enum Kind { price = 1, time = 3, margin = 4, execution = 5, volume = 6, percent_change = 7 };
  const std::int64_t kind = r.integer("condition.type");
  r.text("condition.conjunction");
  if (kind == execution) {
    for (const char* name : {"condition.secType", "condition.exchange", "condition.symbol"})
      r.text(name);
    return;
  }
  if (kind != price && kind != time && kind != margin && kind != volume && kind != percent_change) {
    r.fail("condition.type", std::to_string(kind), "is no kind of condition");
    return;
  }
  r.flag("condition.isMore");
  r.text("condition.value");
  if (kind == time || kind == margin) return;
  r.integer("condition.conId");
  r.text("condition.exchange");
  if (kind == price) r.integer("condition.triggerMethod");
}

void read_conditions(PlaceOrder& order, FieldReader& r) {
  if (order.type == "PEG BENCH" || order.type == "PEGBENCH")
    for (const char* name : {"referenceContractId", "isPeggedChangeAmountDecrease",
                             "peggedChangeAmount", "referenceChangeAmount", "referenceExchangeId"})
      r.text(name);
  order.conditions = r.count("conditionsCount");
  for (std::int64_t i = 0; i < order.conditions && !r.failed(); ++i) read_condition(r);
  if (order.conditions > 0) {
    r.flag("conditionsIgnoreRth");
    r.flag("conditionsCancelOrder");
  }
  for (const char* name :
       {"adjustedOrderType", "triggerPrice", "lmtPriceOffset", "adjustedStopPrice",
        "adjustedStopLimitPrice", "adjustedTrailingAmount", "adjustableTrailingUnit", "extOperator",
        "softDollarTier.name", "softDollarTier.value"})
    r.text(name);
  order.cash_quantity = r.decimal<Money>("cashQty");
}

void read_midpoint_offsets(const PlaceOrder& order, FieldReader& r) {
  if (order.contract.exchange == "IBKRATS") r.text("minTradeQty");
  bool offsets = order.type == "PEG MID" || order.type == "PEGMID";
  if (order.type == "PEG BEST" || order.type == "PEGBEST") {
    r.text("minCompeteSize");
    // "Up to the midpoint" is written as infinity, and then the offsets follow.
    offsets = r.text("competeAgainstBestOffset").starts_with("inf");
  }
  if (!offsets) return;
  r.text("midOffsetAtWhole");
  r.text("midOffsetAtHalf");
}

void read_newest(const PlaceOrder& order, FieldReader& r, int version) {
  for (const char* name : {"mifid2DecisionMaker", "mifid2DecisionAlgo", "mifid2ExecutionTrader",
                           "mifid2ExecutionAlgo"})
    r.text(name);
  r.flag("dontUseAutoPriceForHedge");
  r.flag("isOmsContainer");
  r.flag("discretionaryUpToLimitPrice");
  r.maybe_integer("usePriceMgmtAlgo");
  r.maybe_integer("duration");
  r.maybe_integer("postToAts");
  r.flag("autoCancelParent");
  r.text("advancedErrorOverride");
  r.text("manualOrderTime");
  read_midpoint_offsets(order, r);
  if (version >= since::customer_account) r.text("customerAccount");
  if (version >= since::professional_customer) r.flag("professionalCustomer");
  if (version >= since::rfq_fields && version < since::rfq_fields_gone) {
    r.text("rfq1");
    r.text("rfq2");
  }
  if (version >= since::include_overnight) r.flag("includeOvernight");
  if (version >= since::cme_tags) r.maybe_integer("manualOrderIndicator");
  if (version >= since::imbalance_only) r.flag("imbalanceOnly");
}

}  // namespace

PlaceOrder read_order(FieldReader& r, int version) {
  PlaceOrder order;
  order.order_id = r.integer("orderId");
  read_contract(order, r);
  read_main(order, r);
  if (order.contract.sec_type == "BAG") read_legs(order, r);
  read_advisor_and_routing(order, r, version);
  read_volatility_and_scale(order, r);
  read_algorithm(order, r);
  read_conditions(order, r);
  read_newest(order, r, version);
  return order;
}

}  // namespace pitwall::emulator::tws
