#include "adapter/client_portal/contracts.h"

#include <algorithm>
#include <set>

#include "adapter/client_portal/figures.h"

namespace pitwall::client_portal {
namespace {

constexpr std::size_t most_in_secdef = 200;
constexpr std::size_t most_options_kept = 2'000;
constexpr std::size_t most_futures_looked_at = 6;

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += text.empty() ? part : "," + part;
  return text;
}

std::string query(std::string_view text) { return net::percent_encode(text); }

// "ESZ6" or "ESZ26": the product, and the year's last digit; none for another symbol.
std::optional<std::string> product_of(std::string_view symbol) {
  constexpr std::string_view months = "FGHJKMNQUVXZ";
  std::size_t digits = 0;
  while (digits < symbol.size() && symbol[symbol.size() - 1 - digits] >= '0' &&
         symbol[symbol.size() - 1 - digits] <= '9')
    ++digits;
  if (digits < 1 || digits > 2 || symbol.size() < digits + 2) return std::nullopt;
  const std::size_t letter = symbol.size() - digits - 1;
  if (months.find(symbol[letter]) == std::string_view::npos) return std::nullopt;
  return std::string(symbol.substr(0, letter));
}

}  // namespace

Error ContractBook::unknown(const market::Instrument& instrument) const {
  return error(Code::not_found, "Interactive Brokers knows no contract for {}.",
               instrument.full_name());
}

bool ContractBook::is_continuous(const market::Instrument& instrument) const {
  return instrument.asset_class == market::AssetClass::future && !instrument.expiry;
}

bool ContractBook::is_over(const market::Instrument& instrument,
                           const ibkr::Contract& contract) const {
  if (!is_continuous(instrument)) return false;
  const std::optional<Date> last = date_of(contract.expiry);
  return last && *last < wire_.trading_day(instrument, wire_.now());
}

void ContractBook::bind_future(const market::Instrument& instrument, const FutureMonth& month) {
  ibkr::Contract contract = ibkr::contract_of(instrument);
  contract.conid = month.conid;
  const std::string day = month.expiry.text();
  contract.expiry = day.substr(0, 4) + day.substr(5, 2) + day.substr(8, 2);
  wire_.contracts.bind(instrument.id, contract);
}

void ContractBook::bind_listing(const market::Instrument& instrument,
                                std::span<const StockListing> listings) {
  const StockListing* chosen = nullptr;
  for (const StockListing& listing : listings) {
    if (listing.symbol != instrument.symbol.view()) continue;
    if (listing.exchange == instrument.exchange) {
      chosen = &listing;
      break;
    }
    if (chosen == nullptr && listing.us && instrument.currency.view() == "USD") chosen = &listing;
  }
  if (chosen == nullptr) return;
  ibkr::Contract contract = ibkr::contract_of(instrument);
  contract.conid = chosen->conid;
  wire_.contracts.bind(instrument.id, contract);
}

net::Awaitable<void> ContractBook::resolve_catalogue() {
  std::vector<std::string> stocks;
  std::vector<std::string> futures;
  for (const market::Instrument& instrument : wire_.catalogue.all()) {
    const bool stock = instrument.asset_class == market::AssetClass::stock ||
                       instrument.asset_class == market::AssetClass::etf;
    if (stock && !wire_.contracts.find(instrument.id)) stocks.push_back(instrument.symbol.text());
    if (is_continuous(instrument)) futures.push_back(instrument.symbol.text());
  }
  constexpr std::size_t most_at_once = 100;
  stocks.resize(std::min(stocks.size(), most_at_once));
  futures.resize(std::min(futures.size(), most_at_once));
  if (!stocks.empty()) {
    const Result<Json> body =
        co_await wire_.gateway->get("/trsrv/stocks?symbols=" + query(joined(stocks)));
    const std::vector<StockListing> listings =
        body ? stock_listings_of(*body) : std::vector<StockListing>();
    for (const market::Instrument& instrument : wire_.catalogue.all())
      if (std::ranges::find(stocks, instrument.symbol.view()) != stocks.end())
        bind_listing(instrument, listings);
  }
  if (futures.empty()) co_return;
  const Result<Json> body =
      co_await wire_.gateway->get("/trsrv/futures?symbols=" + query(joined(futures)));
  const std::vector<FutureMonth> months =
      body ? future_months_of(*body) : std::vector<FutureMonth>();
  for (const market::Instrument& instrument : wire_.catalogue.all()) {
    if (!is_continuous(instrument)) continue;
    const Date today = wire_.trading_day(instrument, wire_.now());
    const auto front = std::ranges::find_if(months, [&](const FutureMonth& month) {
      return month.product == instrument.symbol.view() && month.expiry >= today;
    });
    if (front != months.end()) bind_future(instrument, *front);
  }
}

net::Awaitable<Result<ibkr::Contract>> ContractBook::resolve(market::InstrumentId id) {
  const market::Instrument instrument = wire_.catalogue.at(id);
  const ibkr::Contract* known = wire_.contracts.find(id);
  Result<ibkr::Contract> found = unknown(instrument);
  if (known && known->conid != 0 && !is_over(instrument, *known)) {
    found = *known;
  } else {
    found = co_await find_contract(instrument);
  }
  const std::string symbol = instrument.symbol.text();
  if (found && instrument.asset_class == market::AssetClass::future)
    co_await search_first(product_of(symbol).value_or(symbol));
  if (found && instrument.option) co_await search_first(instrument.option->underlying.text());
  co_return found;
}

net::Awaitable<void> ContractBook::search_first(std::string symbol) {
  if (searched_.contains(symbol)) co_return;
  const Result<Json> body =
      co_await wire_.gateway->get("/iserver/secdef/search?symbol=" + query(symbol));
  if (body) searched_.insert(symbol);
}

net::Awaitable<Result<ibkr::Contract>> ContractBook::find_contract(market::Instrument instrument) {
  Result<ibkr::Contract> found = unknown(instrument);
  switch (instrument.asset_class) {
    case market::AssetClass::stock:
    case market::AssetClass::etf:
      found = co_await resolve_stock(instrument);
      break;
    case market::AssetClass::future:
      found = co_await resolve_future(instrument);
      break;
    case market::AssetClass::fx:
      found = co_await resolve_pair(instrument);
      break;
    case market::AssetClass::option:
      found = co_await resolve_option(instrument);
      break;
    default:
      found = co_await resolve_by_search(instrument);
  }
  co_return found;
}

bool ContractBook::bind_known(const ibkr::Contract& contract) {
  const Result<market::Instrument> described = ibkr::instrument_of(contract);
  if (!described) return false;
  const bool single = described->asset_class == market::AssetClass::fx ||
                      described->asset_class == market::AssetClass::crypto;
  const market::Instrument* known = single ? wire_.catalogue.find(described->symbol) : nullptr;
  if (known == nullptr || known->asset_class != described->asset_class) return false;
  wire_.contracts.bind(known->id, contract);
  return true;
}

net::Awaitable<Result<ibkr::Contract>> ContractBook::resolve_stock(market::Instrument instrument) {
  const std::string symbol = instrument.symbol.text();
  PITWALL_CO_TRY(const Json body,
                 co_await wire_.gateway->get("/trsrv/stocks?symbols=" + query(symbol)));
  const std::vector<StockListing> listings = stock_listings_of(body);
  bind_listing(instrument, listings);
  const ibkr::Contract* bound = wire_.contracts.find(instrument.id);
  if (bound == nullptr) co_return unknown(instrument);
  co_return *bound;
}

net::Awaitable<Result<ibkr::Contract>> ContractBook::resolve_future(market::Instrument instrument) {
  const std::string symbol = instrument.symbol.text();
  const std::string product = instrument.expiry ? product_of(symbol).value_or(symbol) : symbol;
  PITWALL_CO_TRY(const Json body,
                 co_await wire_.gateway->get("/trsrv/futures?symbols=" + query(product)));
  const Date today = wire_.trading_day(instrument, wire_.now());
  for (const FutureMonth& month : future_months_of(body)) {
    const bool fits =
        instrument.expiry ? month.expiry == *instrument.expiry : month.expiry >= today;
    if (!fits || month.product != product) continue;
    bind_future(instrument, month);
    co_return *wire_.contracts.find(instrument.id);
  }
  co_return unknown(instrument);
}

net::Awaitable<Result<ibkr::Contract>> ContractBook::resolve_pair(market::Instrument instrument) {
  const std::string symbol = instrument.symbol.text();
  if (symbol.size() != 6) co_return unknown(instrument);
  const std::string base = symbol.substr(0, 3);
  PITWALL_CO_TRY(const Json body,
                 co_await wire_.gateway->get("/iserver/currency/pairs?currency=" + base));
  const std::optional<std::int64_t> conid = pair_conid_of(body, base + "." + symbol.substr(3));
  if (!conid) co_return unknown(instrument);
  ibkr::Contract contract = ibkr::contract_of(instrument);
  contract.conid = *conid;
  wire_.contracts.bind(instrument.id, contract);
  co_return contract;
}

net::Awaitable<Result<ibkr::Contract>> ContractBook::resolve_by_search(
    market::Instrument instrument) {
  ibkr::Contract contract = ibkr::contract_of(instrument);
  std::string product = instrument.symbol.text();
  const bool crypto = instrument.asset_class == market::AssetClass::crypto;
  if (crypto && product.size() > 3) product.resize(product.size() - 3);  // BTCUSD is BTC in USD
  const std::string path =
      fmt::format("/iserver/secdef/search?symbol={}&secType={}", query(product), contract.sec_type);
  PITWALL_CO_TRY(const Json body, co_await wire_.gateway->get(path));
  for (const SearchRow& row : search_rows_of(body)) {
    if (row.symbol != product) continue;
    const SearchRow::Section* section = row.section(contract.sec_type);
    if (section == nullptr && !row.sections.empty()) continue;
    contract.conid = section && section->conid != 0 ? section->conid : row.conid;
    wire_.contracts.bind(instrument.id, contract);
    co_return contract;
  }
  co_return unknown(instrument);
}

net::Awaitable<Result<ibkr::Contract>> ContractBook::resolve_option(market::Instrument instrument) {
  if (!instrument.option || !instrument.expiry) co_return unknown(instrument);
  const market::OptionTerms terms = *instrument.option;
  const market::Instrument* underlying = wire_.catalogue.find(terms.underlying);
  if (underlying == nullptr) co_return unknown(instrument);
  PITWALL_CO_TRY(const ibkr::Contract below, co_await resolve(underlying->id));
  const Date expiry = *instrument.expiry;
  std::string month = month_name(expiry);
  PITWALL_CO_TRY(const std::vector<ibkr::Contract> found,
                 co_await options_at(below.conid, month, terms.strike, terms.right));
  for (const ibkr::Contract& contract : found) {
    if (date_of(contract.expiry) != expiry) continue;
    wire_.contracts.bind(instrument.id, contract);
    co_return contract;
  }
  co_return unknown(instrument);
}

net::Awaitable<Result<std::vector<ibkr::Contract>>> ContractBook::options_at(
    std::int64_t underlying, std::string month, Price strike, market::OptionRight right) {
  const std::string path = fmt::format(
      "/iserver/secdef/info?conid={}&sectype=OPT&month={}&strike={}&right={}", underlying,
      query(month), strike.text(), right == market::OptionRight::call ? "C" : "P");
  const auto kept = options_.find(path);
  if (kept != options_.end()) co_return kept->second;
  PITWALL_CO_TRY(const Json body, co_await wire_.gateway->get(path));
  std::vector<ibkr::Contract> found = option_infos_of(body);
  if (options_.size() >= most_options_kept) options_.clear();
  if (!found.empty()) options_.insert_or_assign(path, found);
  co_return found;
}

net::Awaitable<void> ContractBook::learn(std::vector<std::int64_t> conids) {
  std::ranges::sort(conids);
  conids.erase(std::ranges::unique(conids).begin(), conids.end());
  std::erase_if(conids, [&](std::int64_t conid) {
    return conid <= 0 || wire_.contracts.find(conid).has_value();
  });
  if (conids.size() > most_in_secdef) conids.resize(most_in_secdef);
  if (conids.empty()) co_return;
  std::vector<std::string> texts;
  for (const std::int64_t conid : conids) texts.push_back(std::to_string(conid));
  const Result<Json> body = co_await wire_.gateway->get("/trsrv/secdef?conids=" + joined(texts));
  std::vector<ibkr::Contract> contracts =
      body ? secdef_contracts_of(*body) : std::vector<ibkr::Contract>();
  for (const std::int64_t conid : conids) {
    const auto found = std::ranges::find(contracts, conid, &ibkr::Contract::conid);
    ibkr::Contract contract = found == contracts.end() ? ibkr::Contract{} : *found;
    const bool expires = contract.sec_type == "FUT" || contract.sec_type == "FOP";
    const bool enough = contract.conid != 0 && !contract.currency.empty() &&
                        !(expires && (contract.local_symbol.empty() || !contract.multiplier));
    if (!enough) {
      const std::string path = fmt::format("/iserver/contract/{}/info", conid);
      const Result<Json> more = co_await wire_.gateway->get(path);
      const std::optional<ibkr::Contract> info =
          more ? contract_info_of(*more) : std::optional<ibkr::Contract>();
      if (!info) continue;
      const ibkr::Contract before = contract;
      contract = *info;
      if (contract.primary_exchange.empty()) contract.primary_exchange = before.primary_exchange;
      if (!contract.tick_size) contract.tick_size = before.tick_size;
      if (contract.expiry.empty()) contract.expiry = before.expiry;
      if (!contract.multiplier) contract.multiplier = before.multiplier;
      if (!contract.strike) contract.strike = before.strike;
      if (contract.right.empty()) contract.right = before.right;
      contract.etf = contract.etf || before.etf;
    }
    // What has no place in the desk stays without an instrument.
    if (!bind_known(contract)) static_cast<void>(wire_.contracts.take(contract));
  }
}

net::Awaitable<std::vector<std::int64_t>> ContractBook::future_named(std::string symbol) {
  std::vector<std::int64_t> conids;
  const std::optional<std::string> product = product_of(symbol);
  if (!product) co_return conids;
  const Result<Json> body =
      co_await wire_.gateway->get("/trsrv/futures?symbols=" + query(*product));
  if (!body) co_return conids;
  constexpr std::string_view letters = "FGHJKMNQUVXZ";
  const int wanted = static_cast<int>(letters.find(symbol[product->size()])) + 1;
  const char digit = symbol.back();
  for (const FutureMonth& month : future_months_of(*body)) {
    // A contract expires in its month or in the one before.
    const int ahead = (wanted - month.expiry.month() + 12) % 12;
    const int year = month.expiry.year() + (month.expiry.month() + ahead > 12 ? 1 : 0);
    if (ahead <= 1 && '0' + year % 10 == digit && conids.size() < most_futures_looked_at)
      conids.push_back(month.conid);
  }
  co_return conids;
}

net::Awaitable<std::vector<std::int64_t>> ContractBook::search(std::string text,
                                                               std::size_t limit) {
  std::vector<std::int64_t> conids;
  const std::string path = "/iserver/secdef/search?symbol=" + query(text);
  const Result<Json> body = co_await wire_.gateway->get(path);
  if (!body) co_return conids;
  std::vector<SearchRow> rows = search_rows_of(*body);
  // The rows have no order of their own: those of exactly this symbol come first, and among them
  // the listing that the person is likeliest to mean.
  const std::string stocks_path = "/trsrv/stocks?symbols=" + query(text);
  const Result<Json> stocks = co_await wire_.gateway->get(stocks_path);
  std::set<std::int64_t> american;
  if (stocks)
    for (const StockListing& listing : stock_listings_of(*stocks))
      if (listing.us) american.insert(listing.conid);
  const auto rank = [&](const SearchRow& row) {
    return std::tuple(row.symbol != text, !american.contains(row.conid), row.conid);
  };
  std::ranges::sort(rows, {}, rank);
  for (const SearchRow& row : rows)
    if (conids.size() < limit) conids.push_back(row.conid);
  co_return conids;
}

net::Awaitable<Result<std::vector<market::InstrumentId>>> ContractBook::look_up(std::string text,
                                                                                std::size_t limit) {
  constexpr std::size_t most = 20;
  limit = std::clamp<std::size_t>(limit, 1, most);
  const std::size_t colon = text.find(':');
  const std::string exchange =
      colon == std::string::npos ? "" : ibkr::listing_of(text.substr(colon + 1));
  std::string symbol = text.substr(0, colon);
  for (char& letter : symbol)
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  constexpr std::size_t longest = 60;
  if (symbol.empty() || symbol.size() > longest)
    co_return error(Code::invalid_argument, "Name a symbol of at most {} characters.", longest);
  std::vector<std::int64_t> conids = co_await future_named(symbol);
  if (conids.empty()) {
    const std::size_t wanted = exchange.empty() ? limit : most;
    conids = co_await search(symbol, wanted);
  }
  co_await learn(conids);
  std::vector<market::InstrumentId> found;
  for (const std::int64_t conid : conids) {
    const std::optional<market::InstrumentId> id = wire_.contracts.find(conid);
    if (!id || found.size() >= limit) continue;
    const market::Instrument& instrument = wire_.catalogue.at(*id);
    if (exchange.empty() || instrument.exchange == exchange) found.push_back(*id);
  }
  // Of several months that may be meant by a future's name, the one that bears it.
  const auto named = std::ranges::find_if(found, [&](market::InstrumentId id) {
    return wire_.catalogue.at(id).symbol.view() == symbol;
  });
  if (named != found.end()) std::rotate(found.begin(), named, named + 1);
  if (found.empty())
    co_return error(Code::not_found,
                    "Interactive Brokers knows no \"{}\"{} that the desk can hold.", symbol,
                    exchange.empty() ? "" : " at " + exchange);
  co_return found;
}

}  // namespace pitwall::client_portal
