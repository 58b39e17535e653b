// What an exchange and the broker demand of an order: of the contract's data and its price rule.
#include <algorithm>

#include "adapter/tws/contract_desk.h"
#include "adapter/tws/request.h"

namespace pitwall::tws {
namespace {

// The broker's codes of order types in its answer, and the words for them; the others are terms and
// strategies.
std::optional<std::string_view> order_type_word(std::string_view code) {
  if (code == "MKT") return "market";
  if (code == "LMT") return "limit";
  if (code == "STP") return "stop";
  if (code == "STPLMT") return "stop limit";
  if (code == "TRAIL") return "trailing stop";
  if (code == "TRAILLMT") return "trailing stop limit";
  if (code == "MIDPX") return "midprice";
  if (code == "MOC") return "market on close";
  if (code == "LOC") return "limit on close";
  if (code == "MIT") return "market if touched";
  if (code == "LIT") return "limit if touched";
  return std::nullopt;
}

std::optional<std::string_view> time_in_force_word(std::string_view code) {
  if (code == "DAY") return "day";
  if (code == "GTC") return "gtc";
  if (code == "IOC") return "ioc";
  if (code == "GTD") return "gtd";
  if (code == "FOK") return "fok";
  if (code == "OPG") return "opg";
  return std::nullopt;
}

// The price rule of the exchange that we route to.
std::optional<std::int64_t> rule_of(const answer::ContractData& data) {
  if (data.market_rules.empty()) return std::nullopt;
  const auto found = std::ranges::find(data.exchanges, data.contract.exchange);
  const std::size_t index = static_cast<std::size_t>(found - data.exchanges.begin());
  return index < data.market_rules.size() ? data.market_rules[index] : data.market_rules.front();
}

}  // namespace

void ContractDesk::trading_rules(market::InstrumentId instrument,
                                 port::Reply<port::TradingRules> reply) {
  if (const Result<void> ready = core_.ready(); !ready) return reply(ready.error());
  const std::string key = fmt::to_string(instrument.index);
  ruling_.ask(key, std::move(reply), [&] { return rules(instrument); });
}

net::Awaitable<Result<std::vector<port::PriceStep>>> ContractDesk::steps(std::int64_t rule) {
  std::vector<port::PriceStep> found;
  Question question;
  question.key = unnumbered::first_market_rule - rule;
  question.payload = request::market_rule(rule);
  question.take = [&found](std::string_view payload) {
    const Result<answer::MarketRule> read = answer::market_rule(payload);
    if (!read) return true;
    for (const answer::RuleStep& step : read->steps)
      if (step.increment.sign() > 0) found.push_back({step.from, step.increment});
    return true;
  };
  const Result<void> asked = co_await core_.gateway.ask(std::move(question));
  if (!asked) co_return asked.error();
  std::ranges::sort(found, {}, &port::PriceStep::from);
  co_return found;
}

net::Awaitable<Result<port::TradingRules>> ContractDesk::rules(market::InstrumentId instrument) {
  const Result<ibkr::Contract> contract = co_await contract_for(instrument);
  if (!contract) co_return contract.error();
  ibkr::Contract by_number;
  by_number.conid = contract->conid;
  by_number.exchange = contract->exchange;
  const Result<std::vector<answer::ContractData>> found = co_await details(by_number);
  if (!found) co_return found.error();
  if (found->empty())
    co_return error(Code::no_data, "{} tells no rules for {}.", ibkr::broker_name,
                    core_.catalogue.at(instrument).full_name());
  const answer::ContractData& data = found->front();
  port::TradingRules rules;
  if (const std::optional<std::int64_t> rule = rule_of(data)) {
    Result<std::vector<port::PriceStep>> read = co_await steps(*rule);
    if (read) rules.price_steps = std::move(*read);
  }
  if (rules.price_steps.empty() && data.contract.tick_size)
    rules.price_steps.push_back({Price{}, *data.contract.tick_size});
  if (rules.price_steps.empty())
    co_return error(Code::no_data, "{} tells no price steps for {}.", ibkr::broker_name,
                    core_.catalogue.at(instrument).full_name());
  rules.smallest_size = data.smallest_size;
  rules.size_increment = data.size_increment;
  for (const std::string& code : data.order_types) {
    if (const auto word = order_type_word(code)) rules.order_types.emplace_back(*word);
    if (const auto word = time_in_force_word(code)) rules.times_in_force.emplace_back(*word);
  }
  if (!data.liquid_hours.empty())
    rules.hours = fmt::format("{} ({})", data.liquid_hours.substr(0, 200), data.time_zone);
  rules.origin = core_.origin_now();
  co_return rules;
}

}  // namespace pitwall::tws
