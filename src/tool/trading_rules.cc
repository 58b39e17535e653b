// What an order for one instrument has to keep to.
#include "port/trading_rules.h"

#include <fmt/ranges.h>

#include "tool/instrument.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

struct TradingRulesIn {
  SymbolText symbol;
};
void describe(TradingRulesIn& in, Visitor& v) {
  v("symbol", "Ticker, or ticker:exchange.", "ES", in.symbol);
}

struct TradingRulesOut {
  std::string symbol;
  market::Currency currency;
  port::TradingRules rules;
};
void describe(TradingRulesOut& out, Visitor& v) {
  port::TradingRules& rules = out.rules;
  v("symbol", "Instrument as ticker:exchange.", "ES:CME", out.symbol, self_evident);
  v("currency", "Currency of the prices.", "USD", out.currency, self_evident);
  v("price_steps", "Smallest steps of a price, by where they begin.", "", rules.price_steps);
  v("smallest_size", "Of an order.", "1", rules.smallest_size, self_evident);
  v("size_increment", "Smallest step of a quantity.", "1", rules.size_increment, self_evident);
  v("default_size", "What the broker proposes.", "100", rules.default_size, self_evident);
  v("order_types", "That are taken.", "limit", rules.order_types, self_evident);
  v("times_in_force", "That are taken.", "day", rules.times_in_force, self_evident);
  v("can_trade", "With this login; absent where nobody says.", "true", rules.can_trade);
  v("hours", "Regular hours in words.", "", rules.hours, self_evident);
  v("origin", "Who says so.", "", rules.origin, self_evident);
}

std::string summary(const TradingRulesOut& out) {
  const port::TradingRules& rules = out.rules;
  std::string text = out.symbol + ": prices move in steps of ";
  for (std::size_t i = 0; i < rules.price_steps.size(); ++i) {
    const port::PriceStep& step = rules.price_steps[i];
    text += i == 0 ? step.increment.text()
                   : fmt::format(", from {} in {}", price_text(step.from), step.increment.text());
  }
  text += fmt::format(" {}.", out.currency.view());
  if (rules.smallest_size)
    text += fmt::format(" At least {} an order.", quantity_text(*rules.smallest_size));
  if (rules.can_trade && !*rules.can_trade) text += " It cannot be traded here.";
  if (!rules.order_types.empty())
    text += fmt::format(" Orders: {}; time in force: {}.", fmt::join(rules.order_types, ", "),
                        fmt::join(rules.times_in_force, ", "));
  if (!rules.hours.empty()) text += " Regular hours: " + rules.hours;
  return text + " " + source_text(rules.origin);
}

Task<Result<TradingRulesOut>> run_trading_rules(TradingRulesIn in, Context& context) {
  const Result<const market::Instrument*> found =
      co_await resolve_instrument(context, in.symbol.value);
  if (!found) co_return found.error();
  const auto begin = [&](port::Reply<port::TradingRules> reply) {
    context.market.trading_rules((*found)->id, std::move(reply));
  };
  Result<port::TradingRules> rules = co_await ask<port::TradingRules>(begin);
  if (!rules) co_return rules.error();
  co_return TradingRulesOut{(*found)->full_name(), (*found)->currency, std::move(*rules)};
}

}  // namespace

extern const Tool get_trading_rules;
const Tool get_trading_rules{
    "get_trading_rules",
    Category::market,
    Effect::reads,
    "What exchange and broker demand of an order for one instrument: price "
    "steps, sizes, order types, times in force, hours.",
    run_trading_rules,
    {.rare = true}};

}  // namespace pitwall::tool
