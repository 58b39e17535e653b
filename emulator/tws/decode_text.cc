// The text layouts, straight down: one line for each field, in the order of the wire.
#include "emulator/tws/requests.h"

namespace pitwall::emulator::tws {
namespace {

using Read = void (*)(Request& request, FieldReader& reader, int version);

ibkr::Contract read_contract(FieldReader& r) {
  ibkr::Contract contract;
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
  return contract;
}

std::vector<Leg> read_legs(FieldReader& r) {
  std::vector<Leg> legs;
  const std::int64_t count = r.count("comboLegsCount");
  for (std::int64_t i = 0; i < count && !r.failed(); ++i) {
    Leg& leg = legs.emplace_back();
    leg.conid = r.integer("leg.conId");
    leg.ratio = r.integer("leg.ratio");
    leg.action = r.text("leg.action");
    leg.exchange = r.text("leg.exchange");
  }
  return legs;
}

void nothing(Request&, FieldReader&, int) {}
void version_only(Request&, FieldReader& r, int) { r.integer("version"); }
void number(Request& request, FieldReader& r, int) { request.body = Number{r.integer("id")}; }
void version_and_number(Request& request, FieldReader& r, int) {
  r.integer("version");
  request.body = Number{r.integer("id")};
}
void unserved(Request& request, FieldReader& r, int) {
  Unserved body;
  for (int i = 1; !r.at_end() && !r.failed(); ++i) r.text(fmt::format("field{}", i));
  request.body = body;
}
void unserved_by_id(Request& request, FieldReader& r, int version) {
  Unserved body;
  body.id = r.integer("id");
  unserved(request, r, version);
  request.body = body;
}
void unserved_by_version_and_id(Request& request, FieldReader& r, int version) {
  r.integer("version");
  unserved_by_id(request, r, version);
}

void start_api(Request& request, FieldReader& r, int) {
  StartApi body;
  r.integer("version");
  body.client = r.integer("clientId");
  body.capabilities = r.text("optionalCapabilities");
  request.body = body;
}

void account_data(Request& request, FieldReader& r, int) {
  AccountData body;
  r.integer("version");
  body.subscribe = r.flag("subscribe");
  body.account = r.text("account");
  request.body = body;
}

void account_summary(Request& request, FieldReader& r, int) {
  AccountSummary body;
  r.integer("version");
  body.id = r.integer("id");
  body.group = r.text("group");
  body.tags = r.text("tags");
  request.body = body;
}

void positions_multi(Request& request, FieldReader& r, int) {
  OfAccount body;
  r.integer("version");
  body.id = r.integer("id");
  body.account = r.text("account");
  body.model = r.text("modelCode");
  request.body = body;
}

void account_multi(Request& request, FieldReader& r, int version) {
  positions_multi(request, r, version);
  std::get<OfAccount>(request.body).ledger_and_net = r.flag("ledgerAndNLV");
}

void pnl(Request& request, FieldReader& r, int) {
  OfAccount body;
  body.id = r.integer("id");
  body.account = r.text("account");
  body.model = r.text("modelCode");
  request.body = body;
}

void pnl_single(Request& request, FieldReader& r, int version) {
  pnl(request, r, version);
  std::get<OfAccount>(request.body).conid = r.integer("conId");
}

void contract_data(Request& request, FieldReader& r, int) {
  ContractData body;
  r.integer("version");
  body.id = r.integer("id");
  body.contract = read_contract(r);
  body.include_expired = r.flag("includeExpired");
  r.text("secIdType");
  r.text("secId");
  r.text("issuerId");
  request.body = body;
}

void read_delta_neutral(FieldReader& r) {
  if (!r.flag("deltaNeutral")) return;
  r.integer("deltaNeutral.conId");
  r.text("deltaNeutral.delta");
  r.text("deltaNeutral.price");
}

void market_data(Request& request, FieldReader& r, int) {
  MarketData body;
  r.integer("version");
  body.id = r.integer("id");
  body.contract = read_contract(r);
  if (body.contract.sec_type == "BAG") body.legs = read_legs(r);
  read_delta_neutral(r);
  body.generic_ticks = r.text("genericTickList");
  body.snapshot = r.flag("snapshot");
  body.regulatory_snapshot = r.flag("regulatorySnapshot");
  r.pairs("mktDataOptions");
  request.body = body;
}

void depth(Request& request, FieldReader& r, int) {
  Depth body;
  r.integer("version");
  body.id = r.integer("id");
  body.contract = read_contract(r);
  body.rows = r.integer("numRows");
  body.smart = r.flag("isSmartDepth");
  r.pairs("mktDepthOptions");
  request.body = body;
}

void cancel_depth(Request& request, FieldReader& r, int version) {
  version_and_number(request, r, version);
  r.flag("isSmartDepth");
}

void history(Request& request, FieldReader& r, int) {
  History body;
  body.id = r.integer("id");
  body.contract = read_contract(r);
  body.include_expired = r.flag("includeExpired");
  body.end = r.text("endDateTime");
  body.bar_size = r.text("barSizeSetting");
  body.duration = r.text("durationStr");
  body.regular_hours = r.flag("useRTH");
  body.what = r.text("whatToShow");
  body.format = r.integer("formatDate");
  if (body.contract.sec_type == "BAG") read_legs(r);
  body.keep_up_to_date = r.flag("keepUpToDate");
  r.pairs("chartOptions");
  request.body = body;
}

void real_time_bars(Request& request, FieldReader& r, int) {
  History body;
  r.integer("version");
  body.id = r.integer("id");
  body.contract = read_contract(r);
  body.bar_size = r.text("barSize");
  body.what = r.text("whatToShow");
  body.regular_hours = r.flag("useRTH");
  r.pairs("realTimeBarsOptions");
  request.body = body;
}

void head_timestamp(Request& request, FieldReader& r, int) {
  History body;
  body.id = r.integer("id");
  body.contract = read_contract(r);
  body.include_expired = r.flag("includeExpired");
  body.regular_hours = r.flag("useRTH");
  body.what = r.text("whatToShow");
  body.format = r.integer("formatDate");
  request.body = body;
}

void histogram(Request& request, FieldReader& r, int) {
  History body;
  body.id = r.integer("id");
  body.contract = read_contract(r);
  body.include_expired = r.flag("includeExpired");
  body.regular_hours = r.flag("useRTH");
  body.duration = r.text("timePeriod");
  request.body = body;
}

void history_ticks(Request& request, FieldReader& r, int) {
  History body;
  body.id = r.integer("id");
  body.contract = read_contract(r);
  body.include_expired = r.flag("includeExpired");
  body.start = r.text("startDateTime");
  body.end = r.text("endDateTime");
  body.count = r.integer("numberOfTicks");
  body.what = r.text("whatToShow");
  body.regular_hours = r.flag("useRth");
  r.flag("ignoreSize");
  r.pairs("miscOptions");
  request.body = body;
}

void tick_by_tick(Request& request, FieldReader& r, int) {
  History body;
  body.id = r.integer("id");
  body.contract = read_contract(r);
  body.what = r.text("tickType");
  body.count = r.integer("numberOfTicks");
  r.flag("ignoreSize");
  request.body = body;
}

// The old filters of a scan with a field each, by the codes that the general ones have.
constexpr std::string_view scanner_fields[] = {
    "abovePrice",          "belowPrice",         "aboveVolume",
    "marketCapAbove",      "marketCapBelow",     "moodyRatingAbove",
    "moodyRatingBelow",    "spRatingAbove",      "spRatingBelow",
    "maturityDateAbove",   "maturityDateBelow",  "couponRateAbove",
    "couponRateBelow",     "excludeConvertible", "averageOptionVolumeAbove",
    "scannerSettingPairs", "stockTypeFilter"};

std::string_view filter_code(std::string_view field) {
  if (field == "abovePrice") return "priceAbove";
  if (field == "belowPrice") return "priceBelow";
  if (field == "aboveVolume") return "volumeAbove";
  if (field == "marketCapAbove") return "marketCapAbove1e6";
  if (field == "marketCapBelow") return "marketCapBelow1e6";
  return field;
}

void scanner(Request& request, FieldReader& r, int) {
  Scanner body;
  body.id = r.integer("id");
  body.rows = r.maybe_integer("numberOfRows").value_or(-1);
  body.instrument = r.text("instrument");
  body.location = r.text("locationCode");
  body.code = r.text("scanCode");
  for (const std::string_view field : scanner_fields) {
    const std::string value = r.text(field);
    const bool counts = field != "excludeConvertible" && field != "scannerSettingPairs" &&
                        !FieldReader::is_unset(value);
    if (counts) body.filters.push_back({std::string(filter_code(field)), value});
  }
  for (NamedField& filter : r.pairs("scannerSubscriptionFilterOptions"))
    body.filters.push_back(std::move(filter));
  r.pairs("scannerSubscriptionOptions");
  request.body = body;
}

void news_article(Request& request, FieldReader& r, int) {
  News body;
  body.id = r.integer("id");
  body.provider = r.text("providerCode");
  body.article = r.text("articleId");
  r.pairs("newsArticleOptions");
  request.body = body;
}

void news_history(Request& request, FieldReader& r, int) {
  News body;
  body.id = r.integer("id");
  body.conid = r.integer("conId");
  body.provider = r.text("providerCodes");
  r.text("startDateTime");
  r.text("endDateTime");
  body.count = r.integer("totalResults");
  r.pairs("historicalNewsOptions");
  request.body = body;
}

void option_parameters(Request& request, FieldReader& r, int) {
  OptionParameters body;
  body.id = r.integer("id");
  body.symbol = r.text("underlyingSymbol");
  body.exchange = r.text("futFopExchange");
  body.sec_type = r.text("underlyingSecType");
  body.conid = r.integer("underlyingConId");
  request.body = body;
}

void lookup(Request& request, FieldReader& r, int) {
  Lookup body;
  body.id = r.integer("id");
  body.text = r.text("text");
  request.body = body;
}

void executions(Request& request, FieldReader& r, int version) {
  Executions body;
  r.integer("version");
  body.id = r.integer("id");
  body.client = r.integer("clientId");
  body.account = r.text("acctCode");
  body.time = r.text("time");
  body.symbol = r.text("symbol");
  body.sec_type = r.text("secType");
  body.exchange = r.text("exchange");
  body.side = r.text("side");
  if (version >= since::execution_days) {
    r.maybe_integer("lastNDays");
    const std::int64_t days = r.count("specificDatesCount");
    for (std::int64_t i = 0; i < days && !r.failed(); ++i) r.text("specificDate");
  }
  request.body = body;
}

void cancel_order(Request& request, FieldReader& r, int version) {
  if (version < since::cme_tags) r.integer("version");
  request.body = CancelOrder{r.integer("orderId")};
  r.text("manualOrderCancelTime");
  if (version >= since::rfq_fields && version < since::rfq_fields_gone) {
    r.text("rfq1");
    r.text("rfq2");
    r.maybe_integer("rfq3");
  }
  if (version < since::cme_tags) return;
  r.text("extOperator");
  r.maybe_integer("manualOrderIndicator");
}

void global_cancel(Request&, FieldReader& r, int version) {
  if (version < since::cme_tags) {
    r.integer("version");
    return;
  }
  r.text("extOperator");
  r.maybe_integer("manualOrderIndicator");
}

void calculate(Request& request, FieldReader& r, int) {
  Calculate body;
  r.integer("version");
  body.id = r.integer("id");
  body.contract = read_contract(r);
  body.given = r.decimal<Price>("given");
  body.underlying = r.decimal<Price>("underPrice");
  r.pairs("options");
  request.body = body;
}

void place_order(Request& request, FieldReader& r, int version) {
  request.body = read_order(r, version);
}

Read layout_of(Ask ask) {
  switch (ask) {
    case Ask::market_data:
      return market_data;
    case Ask::place_order:
      return place_order;
    case Ask::cancel_order:
      return cancel_order;
    case Ask::account_data:
      return account_data;
    case Ask::executions:
      return executions;
    case Ask::contract_data:
      return contract_data;
    case Ask::depth:
      return depth;
    case Ask::cancel_depth:
      return cancel_depth;
    case Ask::history:
      return history;
    case Ask::scanner:
      return scanner;
    case Ask::real_time_bars:
      return real_time_bars;
    case Ask::implied_volatility:
    case Ask::option_price:
      return calculate;
    case Ask::global_cancel:
      return global_cancel;
    case Ask::account_summary:
      return account_summary;
    case Ask::start_api:
      return start_api;
    case Ask::positions_multi:
      return positions_multi;
    case Ask::account_multi:
      return account_multi;
    case Ask::option_parameters:
      return option_parameters;
    case Ask::matching_symbols:
    case Ask::smart_components:
      return lookup;
    case Ask::news_article:
      return news_article;
    case Ask::news_history:
      return news_history;
    case Ask::head_timestamp:
      return head_timestamp;
    case Ask::histogram:
      return histogram;
    case Ask::pnl:
      return pnl;
    case Ask::pnl_single:
      return pnl_single;
    case Ask::history_ticks:
      return history_ticks;
    case Ask::tick_by_tick:
      return tick_by_tick;
    default:
      return nullptr;
  }
}

// Those of one shape. Null: there is no such message.
Read plain_layout_of(Ask ask) {
  switch (ask) {
    case Ask::open_orders:
    case Ask::cancel_bulletins:
    case Ask::all_open_orders:
    case Ask::managed_accounts:
    case Ask::scanner_parameters:
    case Ask::time:
    case Ask::positions:
    case Ask::cancel_positions:
      return version_only;
    case Ask::cancel_market_data:
    case Ask::ids:
    case Ask::bulletins:
    case Ask::log_level:
    case Ask::auto_open_orders:
    case Ask::cancel_scanner:
    case Ask::cancel_history:
    case Ask::cancel_real_time_bars:
    case Ask::cancel_fundamentals:
    case Ask::cancel_implied_volatility:
    case Ask::cancel_option_price:
    case Ask::market_data_type:
    case Ask::cancel_account_summary:
    case Ask::cancel_positions_multi:
    case Ask::cancel_account_multi:
      return version_and_number;
    case Ask::soft_dollar_tiers:
    case Ask::cancel_histogram:
    case Ask::cancel_head_timestamp:
    case Ask::market_rule:
    case Ask::cancel_pnl:
    case Ask::cancel_pnl_single:
    case Ask::cancel_tick_by_tick:
    case Ask::completed_orders:
    case Ask::user_info:
      return number;
    case Ask::family_codes:
    case Ask::depth_exchanges:
    case Ask::news_providers:
    case Ask::time_in_milliseconds:
      return nothing;
    case Ask::exercise:
    case Ask::fundamentals:
      return unserved_by_version_and_id;
    case Ask::advisor_data:
    case Ask::replace_advisor_data:
      return unserved;
    default:
      break;
  }
  if (ask >= Ask::verify && ask <= Ask::verify_last) return unserved;
  if (ask >= Ask::calendar_meta && ask <= Ask::cancel_calendar_events) return unserved_by_id;
  return nullptr;
}

}  // namespace

Result<Request> decode_text(int id, std::string_view body, int version) {
  Request request;
  request.ask = static_cast<Ask>(id);
  Read layout = layout_of(request.ask);
  if (!layout) layout = plain_layout_of(request.ask);
  if (!layout) return error(Code::invalid_argument, "There is no message {}.", id);
  FieldReader reader(body);
  layout(request, reader, version);
  PITWALL_TRY_VOID(reader.finish());
  request.fields = reader.take_fields();
  return request;
}

Result<Request> decode(std::string_view payload, int version) {
  PITWALL_TRY(const Envelope envelope, open_envelope(payload, version));
  return envelope.proto ? decode_proto(envelope.id, envelope.body)
                        : decode_text(envelope.id, envelope.body, version);
}

}  // namespace pitwall::emulator::tws
