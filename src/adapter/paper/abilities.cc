// What the paper market answers beside quotes and orders, behind the ports: books, options, rules,
// scans and reports. Each is reckoned when asked for; a tick costs nothing more.
#include <fmt/ranges.h>

#include <algorithm>

#include "adapter/paper/options.h"
#include "adapter/paper/paper_market.h"
#include "adapter/paper/rules.h"
#include "adapter/paper/scan.h"

namespace pitwall::paper {

using market::AssetClass;
using market::BarSize;
using market::InstrumentId;

Result<const Listing*> PaperMarket::listing_of(InstrumentId instrument) const {
  if (instrument.index < listings_.size()) return &listings_[instrument.index];
  return error(Code::not_found, "The paper market has no such instrument; search for it first.");
}

// ---- port::MarketData

void PaperMarket::order_book(InstrumentId instrument, std::size_t rows,
                             port::Reply<market::OrderBook> reply) {
  const Result<const Listing*> listing = listing_of(instrument);
  if (!listing) return reply(listing.error());
  reply(exchange_.depth(instrument, rows));
}

Result<const Listing*> PaperMarket::optionable(InstrumentId underlying) const {
  PITWALL_TRY(const Listing* listing, listing_of(underlying));
  const market::Instrument& instrument = *listing->instrument;
  if (instrument.asset_class != AssetClass::stock && instrument.asset_class != AssetClass::etf)
    return error(Code::unsupported,
                 "The paper market lists options on stocks and ETFs only; {} is of class {}.",
                 instrument.symbol.view(), name_of(instrument.asset_class));
  return listing;
}

void PaperMarket::option_expiries(InstrumentId underlying, Date until,
                                  port::Reply<port::OptionExpiries> reply) {
  const Result<const Listing*> listing = optionable(underlying);
  if (!listing) return reply(listing.error());
  port::OptionExpiries result;
  result.dates = listed_expiries(*(*listing)->stored_calendar, market_time_, until);
  if (result.dates.empty())
    return reply(error(Code::no_data, "{} has no options that expire by {}.",
                       (*listing)->instrument->symbol.view(), until.text()));
  result.origin = {own_source(), market_time_, market_time_, market::Quality::simulated};
  reply(std::move(result));
}

Result<port::OptionChain> PaperMarket::chain_of(const port::OptionChainQuery& query) const {
  PITWALL_TRY(const Listing* listing, optionable(query.underlying));
  if (query.strikes < 1 || query.strikes > port::OptionChainQuery::max_strikes)
    return error(Code::invalid_argument, "A chain has 1 to {} strikes; {} were asked for.",
                 port::OptionChainQuery::max_strikes, query.strikes);
  const std::string_view symbol = listing->instrument->symbol.view();
  std::vector<Date> listed =
      listed_expiries(*listing->stored_calendar, market_time_, Date::of_utc(Time::max()));
  if (std::ranges::find(listed, query.expiry) == listed.end()) {
    std::ranges::sort(listed, {}, [&](Date day) { return std::abs(day - query.expiry); });
    if (listed.size() > 2) listed.resize(2);
    std::vector<std::string> near;
    for (const Date day : listed) near.push_back(day.text());
    return error(Code::not_found, "{} has no options that expire on {}; near it are {}.", symbol,
                 query.expiry.text(), fmt::join(near, " and "));
  }
  PITWALL_TRY(const market::Quote quote, quote_of(query.underlying));
  const std::vector<market::Bar> closes =
      history_.closes(*listing, volatility_days + 1, market_time_);
  const double usual = listing->instrument->asset_class == AssetClass::etf ? usual_etf_volatility
                                                                           : usual_stock_volatility;
  return price_chain(query, {listing, quote, measured_volatility(closes).value_or(usual),
                             config_.seed, market_time_});
}

void PaperMarket::option_chain(port::OptionChainQuery query, port::Reply<port::OptionChain> reply) {
  reply(chain_of(query));
}

void PaperMarket::trading_rules(InstrumentId instrument, port::Reply<port::TradingRules> reply) {
  const Result<const Listing*> listing = listing_of(instrument);
  if (!listing) return reply(listing.error());
  const AssetClass asset_class = (*listing)->instrument->asset_class;
  const bool tradable = board_.knows(instrument) && asset_class != AssetClass::option &&
                        asset_class != AssetClass::index;
  reply(paper::trading_rules(**listing, tradable, market_time_));
}

void PaperMarket::scanner_catalogue(port::Reply<port::ScannerCatalogue> reply) {
  reply(paper::scanner_catalogue(
      {own_source(), market_time_, market_time_, market::Quality::simulated}));
}

void PaperMarket::scan(port::ScanQuery query, port::Reply<port::Scan> reply) {
  if (const Result<void> good = check(query); !good) return reply(good.error());
  std::vector<ScanSubject> subjects;
  for (const Listing& listing : listings_) {
    const market::Quote* quote = board_.find(listing.instrument->id);
    if (!quote || !is_asked_for(*listing.instrument, query)) continue;
    ScanSubject subject{listing.instrument, *quote, {}};
    if (looks_back(query)) subject.days = history_.last_days(listing, scan_days, market_time_);
    subjects.push_back(std::move(subject));
  }
  reply(paper::scan(query, std::move(subjects),
                    {own_source(), market_time_, market_time_, market::Quality::simulated}));
}

namespace {

Error no_news() {
  return error(
      Code::unsupported,
      "The paper market has no news: its prices are replayed or simulated, and no headline "
      "of today belongs to them. Connect a broker that has news for it.");
}

}  // namespace

void PaperMarket::news(port::NewsQuery, port::Reply<port::News> reply) { reply(no_news()); }
void PaperMarket::article(std::string, std::string, port::Reply<port::Article> reply) {
  reply(no_news());
}

// ---- port::Broker

void PaperMarket::modify(port::Permit permit, port::Order order, port::Reply<port::Placed> reply) {
  PITWALL_CHECK(!permit.spent(), "changing {} came with a spent permit", order.client_id);
  if (Result<void> taken = exchange_.modify(order, market_time_); !taken)
    return reply(std::move(taken).error());
  reply(port::Placed{});
}

void PaperMarket::preview(port::Order order, port::Reply<port::OrderPreview> reply) {
  reply(exchange_.preview(order, market_time_));
}

void PaperMarket::executions(port::ExecutionsQuery query, port::Reply<port::Executions> reply) {
  reply(exchange_.executions(query, market_time_));
}

void PaperMarket::live_orders(std::string account, port::Reply<port::LiveOrders> reply) {
  reply(exchange_.live_orders(account, market_time_));
}

void PaperMarket::profit(std::string account, port::Reply<port::ProfitAndLoss> reply) {
  reply(exchange_.profit(account, market_time_));
}

void PaperMarket::performance(std::string account, port::PerformancePeriod period,
                              port::Reply<port::Performance> reply) {
  reply(exchange_.performance(account, period, market_time_));
}

}  // namespace pitwall::paper
