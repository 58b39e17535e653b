#include "adapter/client_portal/contract_replies.h"

#include "adapter/client_portal/figures.h"

namespace pitwall::client_portal {
namespace {

constexpr std::size_t most_rows = 500;
constexpr std::int64_t no_conid = 2147483647;  // stands for all bonds
constexpr std::string_view month_names = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";

std::int64_t conid_of(const Json& row, std::string_view member) {
  const std::int64_t conid = integer_of(text_of(row, member)).value_or(0);
  return conid > 0 && conid != no_conid ? conid : 0;
}

std::vector<std::string> split(std::string_view text, char by) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(by), text.size());
    if (end > 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::string digits_of(Date day) {
  const std::string text = day.text();
  return text.substr(0, 4) + text.substr(5, 2) + text.substr(8, 2);
}

// The first member of that name with a text in it that says something.
std::string first_text(const Json& row, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const std::string_view text = text_of(row, name);
    if (!text.empty() && text != "null") return std::string(text);
  }
  return {};
}

std::string right_of(std::string_view text) {
  if (text.starts_with('C') || text.starts_with('c')) return "C";
  if (text.starts_with('P') || text.starts_with('p')) return "P";
  return {};
}

std::string expiry_of(const Json& row, std::initializer_list<std::string_view> names) {
  const std::optional<Date> day = date_of(first_text(row, names));
  return day ? digits_of(*day) : std::string();
}

std::optional<Price> tick_of(const Json& row) {
  const Json* rules = row.find("incrementRules");
  if (rules == nullptr || rules->items().empty()) return std::nullopt;
  // The step of ordinary prices is the last: the first holds for those below a dollar.
  const std::optional<Price> step = price_of(text_of(rules->items().back(), "increment"));
  return step && step->sign() > 0 ? step : std::nullopt;
}

void set_terms(ibkr::Contract& contract, const Json& row) {
  if (const auto multiplier = ratio_of(text_of(row, "multiplier"));
      multiplier && multiplier->sign() > 0)
    contract.multiplier = *multiplier;
  if (const auto strike = price_of(text_of(row, "strike")); strike && strike->sign() > 0)
    contract.strike = *strike;
}

}  // namespace

const SearchRow::Section* SearchRow::section(std::string_view sec_type) const {
  const auto found = std::ranges::find(sections, sec_type, &Section::sec_type);
  return found == sections.end() ? nullptr : &*found;
}

std::vector<SearchRow> search_rows_of(const Json& body) {
  std::vector<SearchRow> rows;
  for (const Json& item : body.items()) {
    if (rows.size() >= most_rows) break;
    SearchRow row;
    row.conid = conid_of(item, "conid");
    row.symbol = item.string_or("symbol", "");
    row.company = shortened(item.string_or("companyName", ""), 100);
    row.exchange = item.string_or("description", "");
    if (const Json* sections = item.find("sections")) {
      for (const Json& part : sections->items()) {
        SearchRow::Section section;
        section.sec_type = part.string_or("secType", "");
        section.months = split(part.string_or("months", ""), ';');
        section.exchange = part.string_or("exchange", "");
        section.conid = conid_of(part, "conid");
        row.sections.push_back(std::move(section));
      }
    }
    if (row.conid != 0) rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<StockListing> stock_listings_of(const Json& body) {
  std::vector<StockListing> listings;
  for (const auto& [symbol, companies] : body.members()) {
    for (const Json& company : companies.items()) {
      const Json* contracts = company.find("contracts");
      if (contracts == nullptr) continue;
      for (const Json& item : contracts->items()) {
        StockListing listing;
        listing.symbol = symbol;
        listing.conid = conid_of(item, "conid");
        listing.exchange = ibkr::listing_of(item.string_or("exchange", ""));
        listing.us = truth_of(item, "isUS");
        listing.name = shortened(company.string_or("name", ""), 100);
        if (listing.conid != 0 && listings.size() < most_rows)
          listings.push_back(std::move(listing));
      }
    }
  }
  std::ranges::sort(listings, {}, [](const StockListing& listing) {
    return std::tuple(!listing.us, listing.symbol, listing.conid);
  });
  return listings;
}

std::vector<FutureMonth> future_months_of(const Json& body) {
  std::vector<FutureMonth> months;
  for (const auto& [product, items] : body.members()) {
    for (const Json& item : items.items()) {
      std::optional<Date> expiry = date_of(text_of(item, "ltd"));
      if (!expiry) expiry = date_of(text_of(item, "expirationDate"));
      const std::int64_t conid = conid_of(item, "conid");
      if (expiry && conid != 0 && months.size() < most_rows)
        months.push_back({product, conid, *expiry});
    }
  }
  std::ranges::sort(months, {}, [](const FutureMonth& month) {
    return std::tuple(month.expiry, month.product, month.conid);
  });
  return months;
}

std::vector<ibkr::Contract> secdef_contracts_of(const Json& body) {
  std::vector<ibkr::Contract> contracts;
  const Json* rows = body.find("secdef");
  for (const Json& row : rows ? rows->items() : body.items()) {
    ibkr::Contract contract;
    contract.conid = conid_of(row, "conid");
    contract.symbol = first_text(row, {"ticker", "symbol"});
    contract.sec_type = first_text(row, {"assetClass", "secType"});
    contract.primary_exchange = first_text(row, {"listingExchange"});
    contract.exchange = contract.primary_exchange;
    contract.currency = row.string_or("currency", "");
    contract.long_name = shortened(first_text(row, {"name", "fullName"}), 100);
    contract.local_symbol = first_text(row, {"localSymbol"});
    contract.expiry = expiry_of(row, {"lastTradingDay", "expiry", "maturityDate"});
    contract.right = right_of(text_of(row, "putOrCall"));
    contract.tick_size = tick_of(row);
    contract.etf = first_text(row, {"type", "stockType"}) == "ETF";
    set_terms(contract, row);
    if (contract.conid != 0 && contracts.size() < most_rows)
      contracts.push_back(std::move(contract));
  }
  return contracts;
}

std::optional<ibkr::Contract> contract_info_of(const Json& body) {
  ibkr::Contract contract;
  contract.conid = conid_of(body, "con_id");
  if (contract.conid == 0) contract.conid = conid_of(body, "conid");
  if (contract.conid == 0) return std::nullopt;
  contract.symbol = body.string_or("symbol", "");
  contract.sec_type = body.string_or("instrument_type", "");
  contract.exchange = body.string_or("exchange", "");
  contract.primary_exchange = first_text(body, {"listing_exchange", "primary_exchange"});
  contract.currency = body.string_or("currency", "");
  contract.local_symbol = body.string_or("local_symbol", "");
  contract.trading_class = body.string_or("trading_class", "");
  contract.long_name = shortened(first_text(body, {"company_name", "text"}), 100);
  contract.expiry = expiry_of(body, {"maturity_date", "expiry_full"});
  contract.right = right_of(text_of(body, "right"));
  contract.etf = first_text(body, {"stock_type", "type"}) == "ETF";
  set_terms(contract, body);
  return contract;
}

std::vector<ibkr::Contract> option_infos_of(const Json& body) {
  std::vector<ibkr::Contract> contracts;
  for (const Json& row : body.items()) {
    ibkr::Contract contract;
    contract.conid = conid_of(row, "conid");
    contract.symbol = row.string_or("symbol", "");
    contract.sec_type = row.string_or("secType", "OPT");
    contract.exchange = row.string_or("exchange", "");
    contract.primary_exchange = row.string_or("listingExchange", "");
    contract.currency = row.string_or("currency", "");
    contract.trading_class = row.string_or("tradingClass", "");
    contract.long_name = shortened(row.string_or("desc2", ""), 100);
    contract.expiry = expiry_of(row, {"maturityDate"});
    contract.right = right_of(text_of(row, "right"));
    set_terms(contract, row);
    if (contract.conid != 0 && contracts.size() < most_rows)
      contracts.push_back(std::move(contract));
  }
  return contracts;
}

std::optional<std::int64_t> pair_conid_of(const Json& body, std::string_view pair) {
  for (const auto& [currency, rows] : body.members())
    for (const Json& row : rows.items())
      if (row.string_or("symbol", "") == pair && conid_of(row, "conid") != 0)
        return conid_of(row, "conid");
  return std::nullopt;
}

std::vector<Price> strikes_of(const Json& body) {
  constexpr std::size_t most_strikes = 5'000;
  std::vector<Price> strikes;
  for (const std::string_view side : {"call", "put"}) {
    const Json* row = body.find(side);
    if (row == nullptr) continue;
    for (const Json& item : row->items()) {
      const std::optional<Price> strike = price_of(text_of(&item));
      if (strike && strike->sign() > 0 && strikes.size() < most_strikes) strikes.push_back(*strike);
    }
  }
  std::ranges::sort(strikes);
  strikes.erase(std::ranges::unique(strikes).begin(), strikes.end());
  return strikes;
}

std::string month_name(Date day) {
  return fmt::format("{}{:02}",
                     month_names.substr(3 * static_cast<std::size_t>(day.month() - 1), 3),
                     day.year() % 100);
}

std::optional<Date> month_of(std::string_view name) {
  if (name.size() != 5) return std::nullopt;
  const std::size_t place = month_names.find(name.substr(0, 3));
  const std::optional<std::int64_t> year = integer_of(name.substr(3));
  if (place == std::string_view::npos || place % 3 != 0 || !year || *year < 0) return std::nullopt;
  return Date::from_civil(2000 + static_cast<int>(*year), static_cast<int>(place / 3) + 1, 1);
}

}  // namespace pitwall::client_portal
