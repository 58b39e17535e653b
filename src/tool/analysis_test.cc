#include <cmath>

#include "market/statistics.h"
#include "tool/test_desk.h"

namespace pitwall::tool {
namespace {
using namespace testing;

// `count` daily bars that end on Monday 2020-12-14, the day before the desk's present one; the
// close of the i-th, counted from the oldest, is what `close` says.
template <class Close>
std::vector<market::Bar> daily(const TestDesk& desk, std::size_t count, const Close& close) {
  const market::Calendar& calendar = **desk.calendars.find("NYSE");
  std::vector<market::Bar> bars;
  Date day = *Date::parse("2020-12-15");
  for (std::size_t i = 0; i < count; ++i) {
    day = calendar.previous_trading_day(day).value();
    const Price price = close(count - 1 - i);
    bars.insert(bars.begin(), {calendar.day_open(day).value(), price, price + 1_px, price - 1_px,
                               price, 1000_qty});
  }
  return bars;
}

// 300 and some digits that go up and down, never twice the same way.
Price wave(std::size_t i) {
  return 300_px + Price::from_scaled(static_cast<std::int64_t>(i * i * 7919 % 1301) * 1'000'000);
}
// The same returns twofold, from 300.
Price twice_the_wave(std::size_t i) {
  double price = 300;
  for (std::size_t k = 1; k <= i; ++k)
    price *= 1 + 2 * (wave(k).to_double() / wave(k - 1).to_double() - 1);
  return Price::parse(fmt::format("{:.8f}", price)).value();
}

TEST_CASE("analyze_position says what it can, and why not the rest") {
  TestDesk desk;
  desk.open_account("DU1", "USD"_ccy, 100000_money, 200000_money);
  desk.trade("DU1", "AAPL", -200_qty, 310_px);
  desk.market.set_quote("AAPL", 305_px, 306_px);
  const Json bare = desk.get("analyze_position", R"({"symbol":"AAPL"})");
  CHECK(at_path(bare, "market_value") == "-61000");
  CHECK(at_path(bare, "unrealized_pnl") == "1000");
  CHECK(at_path(bare, "earned") == "999");
  CHECK(at_path(bare, "break_even_price") == "309.995");  // one dollar over 200 shares sold
  CHECK(at_path(bare, "share_percent") == "-30.5");
  CHECK(at_path(bare, "var_95") == "absent");
  CHECK(at_path(bare, "bars_origin") == "absent");
  CHECK(at_path(bare, "missing.0.about") == R"("figures from daily bars")");
  CHECK(contains(at_path(bare, "missing.0.error"), "no 1d candles of AAPL"));

  desk.market.bars["AAPL 1d"] = daily(desk, 19, wave);
  const Json few = desk.get("analyze_position", R"({"symbol":"AAPL","account":"DU1"})");
  CHECK(at_path(few, "high") == "absent");
  CHECK(at_path(few, "atr") != "absent");
  CHECK(
      contains(at_path(few, "missing"), "needs 20 daily bars of days that are over; there are 19"));
  CHECK(contains(at_path(few, "missing"), "needs 60 daily bars"));

  // The present day's bar widens the range and is in no statistic.
  desk.market.bars["AAPL 1d"].push_back(
      {at("2020-12-15T14:30:00Z"), 305_px, 999_px, 305_px, 305_px, 5_qty});
  const Json today = desk.get("analyze_position", R"({"symbol":"AAPL"})");
  CHECK(at_path(today, "high") == "999");
  CHECK(at_path(today, "to_high_percent") == "227.541");
  CHECK(at_path(today, "atr") == at_path(few, "atr"));
  CHECK(at_path(today, "volatility_percent") == "absent");
}

TEST_CASE("analyze_position's statistics are those of the bars") {
  TestDesk desk;
  desk.open_account("DU1", "USD"_ccy, 100000_money, 200000_money);
  desk.trade("DU1", "AAPL", 100_qty, 290_px);
  desk.market.set_quote("AAPL", 305_px, 306_px);
  desk.market.bars["SPY 1d"] = daily(desk, 100, wave);
  desk.market.bars["AAPL 1d"] = daily(desk, 100, twice_the_wave);
  const Json all = desk.get("analyze_position", R"({"symbol":"AAPL"})");
  CHECK(all.find("missing")->items().empty());
  CHECK(at_path(all, "beta") == "2");
  CHECK(at_path(all, "average_volume") == "1000");
  CHECK(at_path(all, "days_to_liquidate") == "1");

  std::vector<double> closes;
  for (std::size_t i = 0; i < 100; ++i) closes.push_back(twice_the_wave(i).to_double());
  std::vector<double> returns = *market::simple_returns(closes);
  std::ranges::sort(returns);
  const double loss = -returns[4] * 30500;  // 99 returns: the fifth worst
  CHECK(Money::parse(at_path(all, "var_95")).value().to_double() ==
        doctest::Approx(loss).epsilon(1e-4));
  const auto last = *market::log_returns(std::span(closes).last(20));
  const double volatility = 100 * *market::standard_deviation(last) * std::sqrt(252.0);
  CHECK(at_path(all, "volatility_percent") == fmt::format("{}", market::rounded(volatility, 4)));
  CHECK(at_path(all, "bars_origin.quality") == R"("simulated")");
  CHECK(contains(desk.text, "Beta to SPY 2.00."));

  // A short position loses on the days that the long one gains.
  desk.trade("DU1", "AAPL", -200_qty, 290_px);
  const Json turned = desk.get("analyze_position", R"({"symbol":"AAPL"})");
  CHECK(Money::parse(at_path(turned, "var_95")).value().to_double() ==
        doctest::Approx(returns[94] * 30500).epsilon(1e-4));
}

TEST_CASE("analyze_position asks which account, and knows what is not held") {
  TestDesk desk;
  desk.open_account("DU1", "USD"_ccy, 1_money, 1_money);
  desk.open_account("DU2", "USD"_ccy, 1_money, 1_money);
  desk.trade("DU1", "SPY", 1_qty, 1_px);
  CHECK(contains(desk.fault("analyze_position", R"({"symbol":"QQQ"})"), "get_portfolio"));
  CHECK(contains(desk.fault("analyze_position", R"({"symbol":"SPY"})"), "has not traded yet"));
  desk.trade("DU2", "SPY", 1_qty, 1_px);
  CHECK(desk.fault("analyze_position", R"({"symbol":"SPY"})") ==
        "SPY:ARCA is held in DU1 and DU2; name one as account.");
  // A price below zero is legal; what is not defined on it is named.
  desk.trade("DU2", "CL", 1_qty, 1_px);
  desk.market.set_quote("CL", Price() - 36.98_px, 18.27_px);
  desk.market.bars["CL 1d"] =
      daily(desk, 70, [](std::size_t i) { return i == 60 ? Price() - 37.63_px : 20_px; });
  const Json crude = desk.get("analyze_position", R"({"symbol":"CL"})");
  CHECK(at_path(crude, "market_value") == "-36980");
  CHECK(at_path(crude, "volatility_percent") == "absent");
  CHECK(at_path(crude, "var_95") == "absent");
  CHECK(at_path(crude, "atr") != "absent");
  CHECK(contains(at_path(crude, "missing"), "not defined on these prices"));
}

// The first finding that says `part`, as "severity figure"; "none" where there is none.
std::string finding(const Json& health, std::string_view part) {
  for (const Json& one : health.find("findings")->items())
    if (contains(at_path(one, "finding"), part))
      return std::string(one.string_or("severity", "")) + " " + at_path(one, "figure");
  return "none";
}

TEST_CASE("portfolio_health finds what its thresholds say, most severe first") {
  TestDesk desk;
  desk.open_account("DU1", "USD"_ccy, 100000_money, 100000_money);
  port::Balances& balances = desk.broker.balance["DU1"];
  balances.maintenance_margin = 20000_money;
  balances.excess_liquidity = 80000_money;
  desk.trade("DU1", "SPY", 40_qty, 300_px);
  desk.trade("DU1", "QQQ", 80_qty, 150_px);
  desk.trade("DU1", "AAPL", 100_qty, 120_px);
  desk.trade("DU1", "MSFT", 60_qty, 200_px);
  desk.trade("DU1", "TSLA", -20_qty, 600_px);
  for (const auto& [symbol, price] : std::map<std::string, Price>{
           {"SPY", 301_px}, {"QQQ", 150_px}, {"AAPL", 120_px}, {"MSFT", 200_px}, {"TSLA", 600_px}})
    desk.market.set_quote(symbol, price, price);
  const Json well = desk.get("portfolio_health", "{}");
  CHECK(at_path(well, "accounts.0.gross_exposure") == "60040");
  CHECK(at_path(well, "accounts.0.net_exposure") == "36040");
  CHECK(at_path(well, "accounts.0.net_percent") == "36.04");
  CHECK(at_path(well, "accounts.0.leverage") == "0.6004");
  CHECK(at_path(well, "accounts.0.largest") == R"("SPY:ARCA")");
  CHECK(at_path(well, "accounts.0.herfindahl") == "0.2");
  CHECK(at_path(well, "accounts.0.cushion_percent") == "80");
  CHECK(at_path(well, "accounts.0.cash.0.percent") == "63.995");
  for (const Json& one : well.find("findings")->items())
    CHECK(one.string_or("severity", "") == "info");
  CHECK(finding(well, "simulated prices") == "info 5");
  CHECK(finding(well, "is not known: There are no 1d candles") == "info absent");

  balances.net_liquidation = 20000_money;
  balances.maintenance_margin = 19000_money;
  balances.excess_liquidity = 1000_money;
  desk.market.quote.erase("TSLA");
  desk.market.quote["SPY"].time = desk.market.now - hours(2);
  desk.market.bars["SPY 1d"] = daily(desk, 80, wave);
  desk.market.bars["QQQ 1d"] = daily(desk, 80, twice_the_wave);
  desk.market.bars["MSFT 1d"] = daily(desk, 80, twice_the_wave);
  desk.market.bars["AAPL 1d"] = daily(desk, 80, twice_the_wave);
  desk.desk.submit(port::CashMoved{"DU1", "EUR"_ccy, Money() - 500_money, "margin"});
  desk.desk.submit(
      port::ConnectionChanged{"test broker", port::ConnectionState::disconnected, "asleep"});
  const Json ill = desk.get("portfolio_health", R"({"account":"DU1"})");
  CHECK(finding(ill, "of net liquidation; above 25 percent one position decides") ==
        "critical 60.2");
  CHECK(finding(ill, "cushion") == "critical 5");
  CHECK(finding(ill, "Maintenance margin") == "warning 95");
  CHECK(finding(ill, "times net liquidation") == "warning 2.402");
  CHECK(finding(ill, "TSLA has no price") == "warning absent");
  CHECK(finding(ill, "weigh like 4.0 equal ones") == "warning 0.25");
  CHECK(finding(ill, "has not changed since") == "warning 120");
  CHECK(finding(ill, "500.00 EUR are borrowed") == "warning absent");
  CHECK(finding(ill, "nearly one bet") == "warning 1");
  CHECK(finding(ill, "is disconnected") == "critical absent");
  CHECK(at_path(ill, "accounts.0.excluded") == "1");
  std::vector<std::string> order;
  for (const Json& one : ill.find("findings")->items())
    order.emplace_back(one.string_or("severity", ""));
  const auto rank = [](const std::string& name) {
    return name == "critical" ? 0 : name == "warning" ? 1 : 2;
  };
  CHECK(std::ranges::is_sorted(order, std::less<>(), rank));
  CHECK(desk.text.find("critical: DU1") < desk.text.find("warning: DU1"));

  desk.broker.balance.clear();
  CHECK(finding(desk.get("portfolio_health", "{}"), "balances cannot be had") == "critical absent");
}

}  // namespace
}  // namespace pitwall::tool
