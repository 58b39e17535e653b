#include "tool/test_desk.h"

namespace pitwall::tool {
namespace {
using namespace testing;

// Two accounts: a dollar one with a gain, a loss, a future and something closed, and a euro one.
void fill(TestDesk& desk) {
  desk.open_account("DU1", "USD"_ccy, 100000_money, 200000_money);
  desk.open_account("DU2", "EUR"_ccy, 50000_money, 50000_money);
  desk.trade("DU1", "SPY", 100_qty, 360_px);
  desk.trade("DU1", "TSLA", -10_qty, 600_px);
  desk.trade("DU1", "ES", 1_qty, 3650_px);
  desk.trade("DU1", "MSFT", 10_qty, 200_px, "2020-12-15");
  desk.trade("DU1", "MSFT", -10_qty, 212.5_px, "2020-12-15");
  desk.trade("DU2", "AAPL", 50_qty, 120_px);
  desk.market.set_quote("SPY", 366_px, 364_px);
  desk.market.set_quote("TSLA", 640_px, 630_px);
  desk.market.set_quote("ES", 3660.25_px, 3650_px);
  desk.market.set_quote("MSFT", 214_px, 213_px);
  desk.market.set_quote("AAPL", 125_px, std::nullopt);
}

TEST_CASE("list_accounts counts what is open, in pages") {
  TestDesk desk;
  CHECK(desk.get("list_accounts", "{}").dump() == R"({"accounts":[]})");
  CHECK(contains(desk.text, "desk_status"));
  fill(desk);
  const Json all = desk.get("list_accounts", "{}");
  CHECK(at_path(all, "accounts.0") ==
        R"({"account":"DU1","title":"Main","broker":"test broker","kind":"paper",)"
        R"("base_currency":"USD","positions":3})");
  CHECK(at_path(all, "next_cursor") == "absent");
  const Json first = desk.get("list_accounts", R"({"limit":1})");
  CHECK(first.find("accounts")->items().size() == 1);
  const Json second = desk.get(
      "list_accounts", fmt::format(R"({{"limit":1,"cursor":{}}})", at_path(first, "next_cursor")));
  CHECK(at_path(second, "accounts.0.account") == R"("DU2")");
  CHECK(at_path(second, "next_cursor") == "absent");
  CHECK(contains(desk.fault("list_accounts", R"({"cursor":"x"})"), "is no cursor"));
}

TEST_CASE("get_balances gives the broker's word, and what is missing beside the rest") {
  TestDesk desk;
  CHECK(contains(desk.fault("get_balances", "{}"), "desk_status"));
  fill(desk);
  const Json all = desk.get("get_balances", "{}");
  CHECK(at_path(all, "accounts.0.net_liquidation") == "200000");
  CHECK(at_path(all, "accounts.1.currency") == R"("EUR")");
  CHECK(at_path(all, "accounts.1.cash_by_currency") ==
        R"([{"currency":"EUR","amount":50000},{"currency":"USD","amount":-6001}])");
  CHECK(at_path(all, "accounts.0.origin.quality") == R"("simulated")");
  CHECK(contains(desk.text, "net liquidation 200,000.00 USD"));
  CHECK(contains(desk.text, "paper account, simulated"));

  desk.broker.balance.erase("DU2");
  const Json part = desk.get("get_balances", "{}");
  CHECK(part.find("accounts")->items().size() == 1);
  CHECK(at_path(part, "errors.0.about") == R"("DU2")");
  CHECK(contains(desk.fault("get_balances", R"({"account":"DU2"})"), "does not answer"));
  CHECK(desk.fault("get_balances", R"({"account":"DU9"})") ==
        "There is no account \"DU9\"; there is DU1 and DU2.");
}

TEST_CASE("get_portfolio values what is open") {
  TestDesk desk;
  fill(desk);
  const Json all = desk.get("get_portfolio", R"({"account":"DU1"})");
  REQUIRE(all.find("positions")->items().size() == 3);
  CHECK(at_path(all, "positions.0.symbol") == R"("ES:CME")");
  CHECK(at_path(all, "positions.0.market_value") == "183012.5");
  CHECK(at_path(all, "positions.0.daily_pnl") == "512.5");
  CHECK(at_path(all, "positions.0.weight_percent") == "91.5063");
  CHECK(at_path(all, "positions.1.unrealized_pnl") == "600");
  CHECK(at_path(all, "positions.2.quantity") == "-10");
  CHECK(at_path(all, "positions.2.market_value") == "-6400");
  CHECK(at_path(all, "positions.2.unrealized_pnl") == "-400");
  CHECK(at_path(all, "positions.2.origin.account_kind") == R"("paper")");
  CHECK(at_path(all, "positions.2.origin.source") == R"("test broker + test tape")");
  CHECK(at_path(all, "totals.0.market_value") == "213212.5");
  CHECK(at_path(all, "totals.0.daily_pnl") == "612.5");
  CHECK(contains(desk.text, "DU1 is worth 200,000.00 USD"));
  CHECK(contains(desk.text, "unrealized -400.00 USD"));

  const Json page = desk.get("get_portfolio", R"({"sort":"symbol","limit":2})");
  CHECK(at_path(page, "positions.0.symbol") == R"("ES:CME")");
  CHECK(at_path(page, "positions.1.symbol") == R"("SPY:ARCA")");
  const Json rest = desk.get(
      "get_portfolio",
      fmt::format(R"({{"sort":"symbol","limit":2,"cursor":{}}})", at_path(page, "next_cursor")));
  CHECK(at_path(rest, "positions.1.symbol") == R"("AAPL:NASDAQ")");
  CHECK(at_path(rest, "next_cursor") == "absent");
  CHECK(at_path(rest, "totals") == at_path(page, "totals"));
}

TEST_CASE("get_portfolio invents nothing: no price, no rate, no broker") {
  TestDesk desk;
  fill(desk);
  desk.market.quote.erase("TSLA");
  const Json all = desk.get("get_portfolio", "{}");
  CHECK(at_path(all, "positions.2.symbol") == R"("TSLA:NASDAQ")");
  CHECK(at_path(all, "positions.2.market_value") == "absent");
  CHECK(at_path(all, "positions.2.unrealized_pnl") == "absent");
  CHECK(at_path(all, "positions.2.error") == R"("TSLA:NASDAQ has not traded yet.")");
  CHECK(at_path(all, "totals.0.positions") == "4");
  CHECK(at_path(all, "totals.0.without_price") == "1");
  CHECK(at_path(all, "totals.0.without_daily") == "1");
  CHECK(contains(desk.text, "It excludes 1 position without a price."));
  // Dollars in a euro account weigh nothing until EURUSD is quoted; they are never taken as euros.
  CHECK(at_path(all, "positions.3.weight_percent") == "absent");
  CHECK(contains(at_path(all, "errors.0.error"), "EURUSD"));
  desk.market.set_quote("EURUSD", 1.25_px, 1.25_px);
  CHECK(at_path(desk.get("get_portfolio", R"({"account":"DU2"})"), "positions.0.weight_percent") ==
        "10");

  desk.broker.balance.erase("DU1");
  const Json without = desk.get("get_portfolio", R"({"account":"DU1"})");
  CHECK(without.find("positions")->items().size() == 2);
  CHECK(at_path(without, "positions.0.weight_percent") == "absent");
  CHECK(contains(at_path(without, "errors.0.error"), "does not answer"));
  CHECK(contains(at_path(without, "errors.1.error"), "-10 TSLA: TSLA:NASDAQ has not traded yet."));
}

TEST_CASE("accounts of a broker that the desk does not run on are never added to its own") {
  TestDesk desk;
  fill(desk);
  port::AccountOpened other;
  other.account = "DU0";
  other.broker = "paper market";
  other.base_currency = "USD"_ccy;
  desk.desk.submit(other);
  desk.desk.submit(port::CashMoved{"DU0", "USD"_ccy, 1000000_money, "play money"});
  CHECK(desk.get("list_accounts", "{}").find("accounts")->items().size() == 2);
  CHECK(desk.get("get_balances", "{}").find("accounts")->items().size() == 2);
  CHECK(desk.get("get_portfolio", "{}").find("accounts")->items().size() == 2);
  const Result<Answer> asked = desk.call("get_portfolio", R"({"account":"DU0"})");
  REQUIRE_FALSE(asked.ok());
  CHECK(contains(asked.error().message, "there is DU1 and DU2"));
}

TEST_CASE("get_pnl adds closed positions, commissions and currencies") {
  TestDesk desk;
  fill(desk);
  const Json all = desk.get("get_pnl", "{}");
  // Day: SPY 200, ES 512.5, TSLA -100, MSFT 125 (bought and sold today).
  CHECK(at_path(all, "accounts.0.in_base_currency.daily") == "737.5");
  CHECK(at_path(all, "accounts.0.in_base_currency.unrealized") == "712.5");
  CHECK(at_path(all, "accounts.0.in_base_currency.realized") == "125");
  CHECK(at_path(all, "accounts.0.in_base_currency.commissions") == "5");
  CHECK(at_path(all, "accounts.0.in_base_currency.realized_net") == "120");
  CHECK(at_path(all, "accounts.0.in_base_currency.total") == "832.5");
  CHECK(at_path(all, "positions.0.symbol") == R"("ES:CME")");
  CHECK(at_path(all, "positions.1.symbol") == R"("SPY:ARCA")");
  CHECK(at_path(all, "positions.2.symbol") == R"("MSFT:NASDAQ")");
  CHECK(at_path(all, "positions.2.quantity") == "0");
  // DU2 holds dollars and keeps euros: without EURUSD there is no sum in euros.
  CHECK(at_path(all, "accounts.1.in_base_currency") == "absent");
  CHECK(at_path(all, "accounts.1.by_currency.0.unrealized") == "250");
  CHECK(at_path(all, "accounts.1.by_currency.0.without_daily") == "1");
  CHECK(contains(at_path(all, "errors.0.error"), "EURUSD"));
  desk.market.set_quote("EURUSD", 1.25_px, 1.25_px);
  const Json euro = desk.get("get_pnl", R"({"account":"DU2","sort":"total"})");
  CHECK(at_path(euro, "accounts.0.in_base_currency.unrealized") == "200");
  CHECK(at_path(euro, "positions.0.daily") == "absent");
  CHECK(contains(desk.text, "today not known"));
}

}  // namespace
}  // namespace pitwall::tool
