#include "adapter/tws/answer.h"

#include <charconv>

#include "adapter/tws/broker_time.h"
#include "adapter/tws/contract_fields.h"
#include "adapter/tws/reading.h"

namespace pitwall::tws::answer {
namespace {

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

}  // namespace

int id_of(std::string_view payload) {
  FieldReader fields(payload);
  return static_cast<int>(fields.integer_or(0));
}

std::optional<std::int64_t> request_of(std::string_view payload, int version) {
  FieldReader fields(payload);
  switch (static_cast<In>(fields.integer_or(0))) {
    case In::contract_data:
      if (version < since::size_rules) fields.skip(1);
      return fields.integer();
    case In::historical_data:
    case In::option_computation:
    case In::option_parameters:
    case In::option_parameters_end:
    case In::symbol_samples:
    case In::news_article:
    case In::historical_news:
    case In::historical_news_end:
    case In::profit_and_loss:
    case In::historical_ticks:
    case In::historical_ticks_bid_ask:
    case In::historical_ticks_last:
    case In::historical_data_end:
    case In::execution:
    case In::tick_parameters:
      return fields.integer();
    case In::contract_data_end:
    case In::execution_end:
    case In::snapshot_end:
    case In::market_data_type:
    case In::account_summary:
    case In::account_summary_end:
    case In::scanner_data:
    case In::depth:
    case In::depth_by_maker:
      fields.skip(1);  // version
      return fields.integer();
    default:
      return std::nullopt;
  }
}

Result<Handshake> handshake(std::string_view payload) {
  FieldReader fields(payload);
  Handshake result;
  result.version = static_cast<int>(fields.integer_or(0));
  result.time = fields.text();
  return checked(fields, std::move(result), "handshake");
}

Result<ErrorMessage> error_message(std::string_view payload, int version) {
  FieldReader fields = begun(payload);
  if (version < since::error_time) fields.skip(1);
  ErrorMessage result;
  result.id = fields.integer_or(-1);
  result.code = fields.integer_or(0);
  result.text = fields.text();
  return checked(fields, std::move(result), "error message");
}

Result<std::vector<std::string>> managed_accounts(std::string_view payload) {
  FieldReader fields = begun(payload);
  fields.skip(1);
  std::vector<std::string> accounts = split(fields.text(), ',');
  return checked(fields, std::move(accounts), "list of accounts");
}

Result<std::int64_t> next_valid_id(std::string_view payload) {
  FieldReader fields = begun(payload);
  fields.skip(1);
  const std::int64_t id = fields.integer_or(0);
  return checked(fields, id, "next order id");
}

Result<std::int64_t> current_time(std::string_view payload) {
  FieldReader fields = begun(payload);
  fields.skip(1);
  const std::int64_t seconds = fields.integer_or(0);
  return checked(fields, seconds, "time");
}

Result<SummaryLine> summary_line(std::string_view payload) {
  FieldReader fields = begun(payload);
  fields.skip(2);
  SummaryLine line;
  line.account = fields.text();
  line.tag = fields.text();
  line.value = fields.text();
  line.currency = fields.text();
  return checked(fields, std::move(line), "account summary");
}

Result<Position> position(std::string_view payload) {
  FieldReader fields = begun(payload);
  fields.skip(1);
  Position result;
  result.account = fields.text();
  result.contract = read_contract(fields);
  result.quantity = fields.decimal<Quantity>().value_or(Quantity{});
  result.average_cost = fields.decimal<Price>();
  return checked(fields, std::move(result), "position");
}

Result<Profit> profit(std::string_view payload) {
  FieldReader fields = begun(payload);
  fields.skip(1);
  Profit result;
  result.daily = fields.decimal<Money>();
  result.unrealized = fields.decimal<Money>();
  result.realized = fields.decimal<Money>();
  return checked(fields, std::move(result), "profit and loss");
}

Result<ContractData> contract_data(std::string_view payload, int version) {
  FieldReader fields = begun(payload);
  if (version < since::size_rules) fields.skip(1);
  fields.skip(1);
  ContractData result;
  ibkr::Contract& contract = result.contract;
  contract.symbol = fields.text();
  contract.sec_type = fields.text();
  contract.expiry = expiry_of(fields.text());
  if (version >= since::last_trade_date) fields.skip(1);
  contract.strike = strike_of(fields);
  contract.right = right_of(fields.text());
  contract.exchange = fields.text();
  contract.currency = fields.text();
  contract.local_symbol = fields.text();
  fields.skip(1);  // market name
  contract.trading_class = fields.text();
  contract.conid = fields.integer_or(0);
  contract.tick_size = fields.decimal<Price>();
  if (version < since::size_rules) fields.skip(1);
  contract.multiplier = multiplier_of(fields);
  result.order_types = split(fields.text(), ',');
  result.exchanges = split(fields.text(), ',');
  fields.skip(1);  // price magnifier
  result.underlying = fields.integer_or(0);
  contract.long_name = plain_text(fields.text());
  contract.primary_exchange = fields.text();
  fields.skip(4);  // contract month, industry, category, subcategory
  result.time_zone = fields.text();
  fields.skip(1);  // trading hours
  result.liquid_hours = fields.text();
  fields.skip(2);  // economic value: rule, multiplier
  const std::size_t numbers = fields.count(2);
  fields.skip(static_cast<int>(2 * numbers));
  fields.skip(3);  // aggregated group; underlying's symbol and kind
  for (const std::string& rule : split(fields.text(), ',')) {
    std::int64_t id = 0;
    std::from_chars(rule.data(), rule.data() + rule.size(), id);
    result.market_rules.push_back(id);
  }
  fields.skip(1);  // real expiry
  result.stock_type = fields.text();
  contract.etf = result.stock_type == "ETF" || result.stock_type == "ETN";
  if (version >= since::size_rules) {
    result.smallest_size = fields.decimal<Quantity>();
    result.size_increment = fields.decimal<Quantity>();
  }
  // What follows is of funds, and why a contract is not for everybody.
  return checked(fields, std::move(result), "contract");
}

Result<std::vector<SymbolSample>> symbol_samples(std::string_view payload, int version) {
  FieldReader fields = begun(payload);
  fields.skip(1);
  std::vector<SymbolSample> samples(fields.count(6));
  for (SymbolSample& sample : samples) {
    sample.conid = fields.integer_or(0);
    sample.symbol = fields.text();
    sample.sec_type = fields.text();
    sample.primary_exchange = fields.text();
    sample.currency = fields.text();
    fields.skip(static_cast<int>(fields.count(1)));  // kinds of derivatives
    if (version < since::issuer_id) continue;
    sample.description = plain_text(fields.text());
    fields.skip(1);  // issuer
  }
  return checked(fields, std::move(samples), "list of symbols");
}

Result<OptionParameters> option_parameters(std::string_view payload) {
  FieldReader fields = begun(payload);
  fields.skip(1);
  OptionParameters result;
  result.exchange = fields.text();
  fields.skip(1);  // underlying
  result.trading_class = fields.text();
  result.multiplier = multiplier_of(fields);
  for (std::size_t left = fields.count(1); left > 0; --left)
    if (const std::optional<Date> day = read_day(fields.text())) result.expiries.push_back(*day);
  for (std::size_t left = fields.count(1); left > 0; --left)
    if (const std::optional<Price> strike = fields.decimal<Price>())
      result.strikes.push_back(*strike);
  return checked(fields, std::move(result), "list of options");
}

Result<MarketRule> market_rule(std::string_view payload) {
  FieldReader fields = begun(payload);
  MarketRule result;
  result.id = fields.integer_or(0);
  for (std::size_t left = fields.count(2); left > 0; --left) {
    RuleStep step;
    step.from = fields.decimal<Price>().value_or(Price{});
    step.increment = fields.decimal<Price>().value_or(Price{});
    result.steps.push_back(step);
  }
  return checked(fields, std::move(result), "price rule");
}

Result<std::vector<ScanLine>> scan_lines(std::string_view payload) {
  constexpr std::size_t line_fields = 16;
  FieldReader fields = begun(payload);
  fields.skip(2);
  std::vector<ScanLine> lines(fields.count(line_fields));
  for (ScanLine& line : lines) {
    line.rank = fields.integer_or(0);
    line.contract.conid = fields.integer_or(0);
    line.contract.symbol = fields.text();
    line.contract.sec_type = fields.text();
    line.contract.expiry = expiry_of(fields.text());
    line.contract.strike = strike_of(fields);
    line.contract.right = right_of(fields.text());
    line.contract.exchange = fields.text();
    line.contract.currency = fields.text();
    line.contract.local_symbol = fields.text();
    fields.skip(1);  // market name
    line.contract.trading_class = fields.text();
    line.distance = fields.text();
    line.benchmark = fields.text();
    line.projection = fields.text();
    fields.skip(1);  // legs
  }
  return checked(fields, std::move(lines), "scan");
}

Result<std::string> scanner_parameters(std::string_view payload) {
  FieldReader fields = begun(payload);
  fields.skip(1);
  std::string xml = fields.string();
  return checked(fields, std::move(xml), "scanner's parameters");
}

Result<std::vector<std::pair<std::string, std::string>>> news_providers(std::string_view payload) {
  FieldReader fields = begun(payload);
  std::vector<std::pair<std::string, std::string>> providers(fields.count(2));
  for (auto& [code, name] : providers) {
    code = fields.text();
    name = fields.text();
  }
  return checked(fields, std::move(providers), "list of news providers");
}

Result<Headline> headline(std::string_view payload) {
  FieldReader fields = begun(payload);
  fields.skip(1);
  Headline result;
  result.time = fields.text();
  result.provider = fields.text();
  result.id = fields.text();
  result.text = plain_text(fields.text());
  return checked(fields, std::move(result), "headline");
}

Result<Article> article(std::string_view payload) {
  FieldReader fields = begun(payload);
  fields.skip(1);
  Article result;
  result.binary = fields.integer_or(0) == 1;
  result.text = plain_text(fields.text());
  return checked(fields, std::move(result), "article");
}

}  // namespace pitwall::tws::answer
