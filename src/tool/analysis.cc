// One position, looked at closely. What each figure rests on stands beside it in `basis`; what the
// data does not suffice for is named in `missing`.
#include <cmath>

#include "market/statistics.h"
#include "tool/daily.h"
#include "tool/holdings.h"
#include "tool/instrument.h"
#include "tool/tool.h"

namespace pitwall::tool {
namespace {

constexpr std::size_t range_bars = 20;       // of high and low, volatility and average volume
constexpr std::size_t atr_period = 14;       // Wilder's
constexpr std::size_t min_tail_bars = 60;    // fewer have no tail to speak of
constexpr double tail = 0.05;                // one day in twenty: 95 %
constexpr double participation = 0.10;       // of the volume that one may take without moving it
constexpr double most_money = 1e12;          // more than this is no estimate of a loss
constexpr double trading_days_a_year = 252;  // by convention, for every market
constexpr std::string_view beta_reference = "SPY";

struct AnalyzeIn {
  std::optional<AccountText> account;
  SymbolText symbol;
};
void describe(AnalyzeIn& in, Visitor& v) {
  v("symbol", "Ticker, or ticker:exchange, of an open position.", "SPY", in.symbol);
  v("account", "Account number; may be absent where one account alone holds it.", "DU1000001",
    in.account);
}

struct Basis {
  std::string figure;
  std::int64_t bars = 0;
  std::string how;
};
void describe(Basis& basis, Visitor& v) {
  v("figure", "Which field.", "volatility_percent", basis.figure);
  v("bars", "Daily bars it rests on.", "20", basis.bars);
  v("how", "How it is computed.", "", basis.how);
}

struct Analysis {
  std::string account;
  std::string symbol;
  market::AssetClass asset_class = market::AssetClass::stock;
  market::Currency currency;
  Quantity quantity;
  Price average_price;
  Price mark_price;
  Price break_even_price;
  Money market_value;
  std::optional<Money> daily_pnl;
  Money unrealized_pnl;
  Money realized_pnl;
  Money commissions;
  Money earned;
  std::optional<double> share_percent;
  std::optional<Price> high;
  std::optional<Price> low;
  std::optional<double> to_high_percent;
  std::optional<double> to_low_percent;
  std::optional<double> volatility_percent;
  std::optional<double> atr;
  std::optional<double> max_drawdown_percent;
  std::optional<Money> var_95;
  std::optional<double> average_volume;
  std::optional<double> days_to_liquidate;
  std::optional<double> beta;
  std::vector<Basis> basis;
  std::vector<Problem> missing;
  market::Origin origin;
  std::optional<market::Origin> bars_origin;
};
void describe(Analysis& out, Visitor& v) {
  v("account", "Account number.", "DU1000001", out.account, self_evident);
  v("symbol", "ticker:exchange.", "SPY:ARCA", out.symbol, self_evident);
  v("asset_class", "Kind of instrument.", "etf", out.asset_class, self_evident);
  v("currency", "Currency of the amounts.", "USD", out.currency, self_evident);
  v("quantity", "Negative is short.", "100", out.quantity, self_evident);
  v("average_price", "Average cost of one.", "360", out.average_price, self_evident);
  v("mark_price", "Price now.", "366", out.mark_price, self_evident);
  v("break_even_price", "Average price with all commissions paid.", "360.01", out.break_even_price);
  v("market_value", "Mark x quantity x multiplier.", "36600", out.market_value, self_evident);
  v("daily_pnl", "Since the previous close.", "200", out.daily_pnl, self_evident);
  v("unrealized_pnl", "Market value less cost.", "600", out.unrealized_pnl);
  v("realized_pnl", "Of what was closed.", "0", out.realized_pnl);
  v("commissions", "Paid.", "1", out.commissions, self_evident);
  v("earned", "Unrealized and realized less commissions.", "599", out.earned);
  v("share_percent", "Market value over net liquidation, percent.", "18.3", out.share_percent);
  v("high", "Of the last 20 days, today too.", "370.1", out.high, self_evident);
  v("low", "Of the last 20 days, today too.", "355.2", out.low, self_evident);
  v("to_high_percent", "From mark to high, percent of mark.", "1.12", out.to_high_percent);
  v("to_low_percent", "From mark to low, percent of mark.", "-2.95", out.to_low_percent);
  v("volatility_percent", "Realized, percent a year.", "12.4", out.volatility_percent);
  v("atr", "Average true range of 14 days, in price.", "3.2", out.atr);
  v("max_drawdown_percent", "Deepest fall of the close from a peak.", "8.1",
    out.max_drawdown_percent);
  v("var_95", "Loss of the position that one day in twenty exceeds.", "540", out.var_95);
  v("average_volume", "A day, of the last 20.", "70000000", out.average_volume);
  v("days_to_liquidate", "At a tenth of that volume.", "0.0001", out.days_to_liquidate);
  v("beta", "To SPY, of daily returns.", "1", out.beta);
  v("basis", "What the figures from bars rest on.", "", out.basis);
  v("missing", "Figures that cannot be had, and why.", "", out.missing);
  v("origin", "Of position and price.", "", out.origin, self_evident);
  v("bars_origin", "Of the daily bars.", "", out.bars_origin);
}

// One sentence on risk, of the figures that are there.
std::string risk_text(const Analysis& out) {
  std::string text;
  if (out.high)
    text += fmt::format(" 20-day range {} to {}.", price_text(*out.low), price_text(*out.high));
  if (out.to_high_percent)
    text += fmt::format(" The high is {} away, the low {}.", gain_text(*out.to_high_percent),
                        gain_text(*out.to_low_percent));
  if (out.volatility_percent)
    text += fmt::format(" Realized volatility {} a year.", percent_text(*out.volatility_percent));
  if (out.atr) text += fmt::format(" ATR {:.4g} {}.", *out.atr, out.currency.view());
  if (out.max_drawdown_percent)
    text += fmt::format(" Deepest fall {}.", percent_text(*out.max_drawdown_percent));
  if (out.var_95)
    text += fmt::format(" One day in twenty lost more than {} on this position.",
                        amount_text(*out.var_95, out.currency));
  if (out.beta) text += fmt::format(" Beta to {} {:.2f}.", beta_reference, *out.beta);
  if (out.days_to_liquidate)
    text +=
        *out.days_to_liquidate < 0.01
            ? std::string(" Sold at a tenth of the volume in less than 0.01 days.")
            : fmt::format(" Sold at a tenth of the volume in {:.2f} days.", *out.days_to_liquidate);
  return text;
}

std::string summary(const Analysis& out) {
  std::string text = fmt::format(
      "{}: {} {} at {}, now {}: {}, earned {} (unrealized {}, realized {}, commissions {}).",
      out.account, quantity_text(out.quantity), out.symbol, price_text(out.average_price),
      price_text(out.mark_price), amount_text(out.market_value, out.currency),
      gain_text(out.earned, out.currency), gain_text(out.unrealized_pnl, out.currency),
      gain_text(out.realized_pnl, out.currency), amount_text(out.commissions, out.currency));
  if (out.share_percent)
    text += fmt::format(" {} of net liquidation.", percent_text(*out.share_percent));
  text += fmt::format(" Break-even {}.", price_text(out.break_even_price));
  text += risk_text(out) + problem_lines(out.missing) + "\n" + source_text(out.origin);
  if (out.bars_origin) text += " Daily bars: " + source_text(*out.bars_origin);
  return text;
}

// Where selling pays back cost and all commissions: they are spread over what is held.
Price break_even(const desk::Position& position) {
  const Notional cost = position.cost + Notional::of(position.commissions);
  desk::Position with_costs = position;
  with_costs.cost = cost;
  return with_costs.average_price();
}

Analysis position_figures(const AccountHoldings& account, const Holding& holding,
                          const market::ExchangeRates& rates) {
  const desk::Position& position = holding.position;
  Analysis out;
  out.account = account.account.account;
  out.symbol = holding.instrument->full_name();
  out.asset_class = position.asset_class;
  out.currency = position.currency;
  out.quantity = position.quantity;
  out.average_price = position.average_price();
  out.mark_price = holding.value->mark_price;
  out.break_even_price = break_even(position);
  out.market_value = holding.value->market_value;
  out.daily_pnl = holding.value->daily_pnl;
  out.unrealized_pnl = holding.value->unrealized_pnl;
  out.realized_pnl = holding.value->realized_pnl;
  out.commissions = position.commissions;
  out.earned = out.unrealized_pnl + out.realized_pnl - out.commissions;
  out.origin = *account.origin(holding);
  if (!out.daily_pnl) out.missing.push_back({"daily_pnl", "No previous close is known."});
  const Result<Money> value =
      account.balances ? rates.convert(out.market_value, out.currency, account.balances->currency)
                       : Result<Money>(account.balances.error());
  if (value) out.share_percent = percent_of(*value, account.balances->net_liquidation);
  if (!value) out.missing.push_back({"share_percent", value.error().message});
  return out;
}

// Collects figures with what they rest on, or why they are not there.
class BarFigures {
 public:
  BarFigures(Analysis& out, const DailyBars& daily) : out_(out), daily_(daily) {}

  void add_all() {
    add_range();
    add_volatility();
    add_average_true_range();
    add_drawdown();
    add_value_at_risk();
    add_volume();
  }

 private:
  void rests_on(std::string figure, std::size_t bars, std::string how) {
    out_.basis.push_back({std::move(figure), static_cast<std::int64_t>(bars), std::move(how)});
  }
  bool has(std::string_view figure, std::size_t needed) {
    if (daily_.complete.size() >= needed) return true;
    out_.missing.push_back(
        {std::string(figure),
         fmt::format("It needs {} daily bars of days that are over; there are {}.", needed,
                     daily_.complete.size())});
    return false;
  }
  void undefined(std::string_view figure) {
    out_.missing.push_back({std::string(figure), "It is not defined on these prices."});
  }
  std::span<const market::Bar> last(std::size_t count) const {
    return std::span(daily_.complete).last(count);
  }

  void add_range() {
    const std::size_t over = range_bars - (daily_.present ? 1 : 0);
    if (!has("high, low", over)) return;
    Price high = out_.mark_price;
    Price low = out_.mark_price;
    const auto widen = [&](const market::Bar& bar) {
      high = std::max(high, bar.high);
      low = std::min(low, bar.low);
    };
    for (const market::Bar& bar : last(over)) widen(bar);
    if (daily_.present) widen(*daily_.present);
    out_.high = high;
    out_.low = low;
    out_.to_high_percent = percent_of(high - out_.mark_price, out_.mark_price);
    out_.to_low_percent = percent_of(low - out_.mark_price, out_.mark_price);
    if (!out_.to_high_percent) undefined("to_high_percent, to_low_percent");
    rests_on("high, low", range_bars, "highest high and lowest low, the mark included");
  }

  void add_volatility() {
    if (!has("volatility_percent", range_bars)) return;
    const auto returns = market::log_returns(market::closes_of(last(range_bars)));
    if (!returns) return undefined("volatility_percent");
    const double deviation = *market::standard_deviation(*returns);
    out_.volatility_percent = market::rounded(100 * deviation * std::sqrt(trading_days_a_year), 4);
    rests_on("volatility_percent", range_bars,
             "sample standard deviation of the closes' 19 log returns x sqrt(252)");
  }

  void add_average_true_range() {
    if (!has("atr", atr_period + 1)) return;
    out_.atr = market::rounded(*market::average_true_range(daily_.complete, atr_period), 6);
    rests_on("atr", daily_.complete.size(), "Wilder's average of 14, smoothed over all of them");
  }

  void add_drawdown() {
    if (!has("max_drawdown_percent", range_bars)) return;
    const auto fall = market::max_drawdown(market::closes_of(daily_.complete));
    if (!fall) return undefined("max_drawdown_percent");
    out_.max_drawdown_percent = market::rounded(100 * *fall, 4);
    rests_on("max_drawdown_percent", daily_.complete.size(), "of the closes");
  }

  void add_value_at_risk() {
    if (!has("var_95", min_tail_bars)) return;
    auto returns = market::simple_returns(market::closes_of(daily_.complete));
    if (!returns) return undefined("var_95");
    // What was lost on each day by one who held this position: a short one loses when it rises.
    if (out_.quantity.sign() < 0)
      for (double& value : *returns) value = -value;
    const double worst = std::max(0.0, -*market::lower_quantile(*returns, tail));
    if (worst * out_.market_value.abs().to_double() > most_money) return undefined("var_95");
    const auto ratio = Ratio::from_scaled(std::llround(worst * static_cast<double>(Ratio::unit)));
    const Money cent = Money::from_scaled(Money::unit / 100);
    out_.var_95 = times(out_.market_value.abs(), ratio, Rounding::half_even)
                      .rounded_to(cent, Rounding::half_even);
    rests_on("var_95", daily_.complete.size(),
             "historical: the 5 % quantile of daily returns x market value now");
  }

  void add_volume() {
    if (!has("average_volume", range_bars)) return;
    double volume = 0;
    for (const market::Bar& bar : last(range_bars)) volume += bar.volume.to_double();
    volume /= static_cast<double>(range_bars);
    if (volume <= 0) {
      out_.missing.push_back({"days_to_liquidate", "Its bars say nothing of volume."});
      return;
    }
    out_.average_volume = market::rounded(volume, 2);
    out_.days_to_liquidate =
        market::rounded(out_.quantity.abs().to_double() / (participation * volume), 6);
    rests_on("days_to_liquidate", range_bars, "quantity over 10 % of the average daily volume");
  }

  Analysis& out_;
  const DailyBars& daily_;
};

void add_beta(Analysis& out, const DailyBars& daily, const Result<DailyBars>& reference) {
  if (!reference) {
    out.missing.push_back({"beta", reference.error().message});
    return;
  }
  const CommonCloses common = common_closes(daily, *reference);
  if (common.a.size() < min_common_bars) {
    out.missing.push_back(
        {"beta", fmt::format("It needs {} daily bars of the same days as {}; there are {}.",
                             min_common_bars, beta_reference, common.a.size())});
    return;
  }
  const auto returns = market::simple_returns(common.a);
  const auto of_reference = market::simple_returns(common.b);
  const std::optional<double> beta =
      returns && of_reference ? market::beta(*returns, *of_reference) : std::nullopt;
  if (!beta) {
    out.missing.push_back({"beta", "It is not defined on these prices."});
    return;
  }
  out.beta = market::rounded(*beta, 4);
  out.basis.push_back({"beta", static_cast<std::int64_t>(common.a.size()),
                       "covariance of daily returns with SPY's over the variance of SPY's"});
  out.bars_origin = combine(*out.bars_origin, reference->origin);
}

struct Found {
  const AccountHoldings* account;
  const Holding* holding;
};

Result<Found> find_position(const Holdings& all, const market::Instrument& instrument) {
  std::vector<Found> found;
  for (const AccountHoldings& account : all.accounts)
    for (const Holding& holding : account.holdings)
      if (holding.instrument == &instrument) found.push_back({&account, &holding});
  if (found.empty())
    return error(Code::not_found, "No account asked about holds {}; get_portfolio shows what is.",
                 instrument.full_name());
  if (found.size() > 1)
    return error(Code::invalid_argument, "{} is held in {} and {}; name one as account.",
                 instrument.full_name(), found[0].account->account.account,
                 found[1].account->account.account);
  if (!found[0].holding->value)
    return error(found[0].holding->value.error().code, "The position in {} has no value: {}",
                 instrument.full_name(), found[0].holding->value.error().message);
  return found[0];
}

Task<Result<Analysis>> run_analysis(AnalyzeIn in, Context& context) {
  const Result<const market::Instrument*> instrument =
      co_await resolve_instrument(context, in.symbol.value);
  if (!instrument) co_return instrument.error();
  const Result<Holdings> all = co_await load_holdings(context, in.account, Closed::left_out);
  if (!all) co_return all.error();
  const Result<Found> found = find_position(*all, **instrument);
  if (!found) co_return found.error();
  Analysis out = position_figures(*found->account, *found->holding, all->rates);
  const Result<DailyBars> daily = co_await load_daily(context, *instrument);
  if (!daily) {
    out.missing.push_back({"figures from daily bars", daily.error().message});
    co_return out;
  }
  out.bars_origin = daily->origin;
  BarFigures(out, *daily).add_all();
  const Result<const market::Instrument*> market = context.market.catalogue().find(beta_reference);
  if (!market) {
    add_beta(out, *daily, market.error());
    co_return out;
  }
  const Result<DailyBars> reference = co_await load_daily(context, *market);
  add_beta(out, *daily, reference);
  co_return out;
}

}  // namespace

extern const Tool analyze_position;
const Tool analyze_position{"analyze_position", Category::analysis, Effect::reads,
                            "One position closely: value, profit, break-even, share of equity, "
                            "20-day range, volatility, ATR, value at risk, beta, liquidity. What "
                            "the data does not suffice for is named.",
                            run_analysis};

}  // namespace pitwall::tool
