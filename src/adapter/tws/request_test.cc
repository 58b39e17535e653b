// What we send against what IBKR's own client sent at the same server version.
#include "adapter/tws/request.h"

#include <doctest/doctest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "base/json.h"

namespace pitwall::tws {
namespace {

using namespace pitwall::literals;

// The payloads recorded at one server version; empty where the recordings are not here.
std::set<std::string> recorded(const std::string& name) {
  std::ifstream file("../shared/data/tws_client_frames/" + name);
  std::set<std::string> payloads;
  std::string line;
  while (std::getline(file, line)) {
    const Json frame = parse_json(line).value();
    const Json* fields = frame.find("fields");
    if (fields == nullptr) continue;
    std::string payload;
    for (const Json& field : fields->items()) payload += field.text() + '\0';
    payloads.insert(payload);
  }
  return payloads;
}

std::string readable(std::string payload) {
  std::replace(payload.begin(), payload.end(), '\0', '|');
  return payload;
}

ibkr::Contract apple() {
  ibkr::Contract contract;
  contract.symbol = "AAPL";
  contract.sec_type = "STK";
  contract.exchange = "SMART";
  contract.currency = "USD";
  return contract;
}

request::Order order(std::int64_t id, std::string_view type) {
  request::Order order;
  order.id = id;
  order.action = "BUY";
  order.quantity = 10_qty;
  order.type = type;
  order.time_in_force = "DAY";
  order.account = "DU9000001";
  return order;
}

std::vector<std::string> orders(int version) {
  std::vector<std::string> all;
  request::Order limit = order(101, "LMT");
  limit.limit = 150.25_px;
  all.push_back(request::place_order(apple(), limit, version));
  all.push_back(request::place_order(apple(), order(102, "MKT"), version));
  request::Order stop_limit = order(103, "STP LMT");
  stop_limit.limit = 149.5_px;
  stop_limit.stop = 150_px;
  all.push_back(request::place_order(apple(), stop_limit, version));
  request::Order what_if = order(105, "LMT");
  what_if.limit = 150.25_px;
  what_if.what_if = true;
  all.push_back(request::place_order(apple(), what_if, version));
  all.push_back(request::cancel_order(101, version));
  return all;
}

std::vector<std::string> everything(int version) {
  namespace r = request;
  std::vector<std::string> all = orders(version);
  r::Bars hours{.end = "", .bar_size = "1 hour", .duration = "1 D", .unix_time = false};
  for (std::string payload : {
           r::start_api(7),
           r::current_time(),
           r::market_data_type(3),
           r::account_summary(1, "All", "NetLiquidation,BuyingPower"),
           r::cancel_account_summary(1),
           r::positions(),
           r::cancel_positions(),
           r::profit_and_loss(4, "DU9000001"),
           r::cancel_profit_and_loss(4),
           r::contract_data(6, apple(), version),
           r::matching_symbols(7, "AAP"),
           r::option_parameters(8, "AAPL", "", "STK", 265598),
           r::market_data(9, apple(), "233,165", false),
           r::cancel_market_data(9),
           r::market_data(10, apple(), "", true),
           r::depth(11, apple(), 10, true),
           r::cancel_depth(11, true),
           r::bars(12, apple(), hours),
           r::cancel_bars(13),
           r::historical_ticks(18, apple(), "20261119 09:30:00 US/Eastern", "", 100, "TRADES",
                               true),
           r::scanner_parameters(),
           r::scanner(19, 20, "STK", "STK.US.MAJOR", "TOP_PERC_GAIN",
                      {{"usdMarketCapAbove", "10000"}}),
           r::cancel_scanner(19),
           r::news_providers(),
           r::news_article(20, "BRFG", "BRFG$0001"),
           r::historical_news(21, 265598, "BRFG+DJNL", 10),
           r::market_rule(26),
           r::all_open_orders(),
           r::completed_orders(true),
           r::executions(25, "", 1, version),
       })
    all.push_back(std::move(payload));
  return all;
}

}  // namespace

TEST_CASE("requests are, field for field, those of the official client") {
  for (const int version : {178, 193, 200}) {
    const std::set<std::string> theirs =
        recorded(fmt::format("official_ibapi_10.46.1_sv{}.jsonl", version));
    if (theirs.empty()) {
      MESSAGE("skipped: ../shared/data/tws_client_frames is not here");
      return;
    }
    CAPTURE(version);
    for (const std::string& payload : everything(version)) {
      CAPTURE(readable(payload));
      CHECK(theirs.contains(payload));
    }
  }
}

TEST_CASE("the versions offered end where the text protocol ends") {
  CHECK(request::versions() == "v157..200");
  CHECK(request::greeting == std::string_view("API\0", 4));
}

TEST_CASE("an order grows with the server's version, and an old one has the adviser's profile") {
  request::Order market = order(1, "MKT");
  std::map<int, std::size_t> fields;
  for (int version = oldest_version; version <= newest_version; ++version) {
    const std::string payload = request::place_order(apple(), market, version);
    fields[version] = static_cast<std::size_t>(std::count(payload.begin(), payload.end(), '\0'));
  }
  CHECK(fields[178] == 114);
  CHECK(fields[193] == 118);
  CHECK(fields[200] == 119);
  CHECK(fields[176] == fields[177] + 1);
  CHECK(fields[188] == fields[186] + 2);
}

TEST_CASE("a text cannot end its own field") {
  request::Order sly = order(1, "MKT");
  const std::string reference("a\0b", 3);
  sly.reference = reference;
  const std::string honest = [] {
    request::Order plain = order(1, "MKT");
    plain.reference = "ab";
    return request::place_order(apple(), plain, 200);
  }();
  CHECK(request::place_order(apple(), sly, 200) == honest);
}

}  // namespace pitwall::tws
