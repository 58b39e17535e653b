#include "emulator/contract_numbers.h"

#include <array>

namespace pitwall::emulator {
namespace {

struct Known {
  std::string_view symbol;  // as the broker writes it
  std::string_view sec_type;
  std::int64_t conid;
};
// As they are at the broker. A future's are of its product: each month has a number of its own.
constexpr std::array known_conids{
    Known{"AAPL", "STK", 265598},      Known{"SPY", "STK", 756733},
    Known{"MSFT", "STK", 272093},      Known{"QQQ", "STK", 320227571},
    Known{"NVDA", "STK", 4815747},     Known{"TSLA", "STK", 76792991},
    Known{"EUR", "CASH", 12087792},    Known{"GBP", "CASH", 12087797},
    Known{"BTC", "CRYPTO", 479624278}, Known{"ETH", "CRYPTO", 495759171},
    Known{"ES", "IND", 11004968},      Known{"NQ", "IND", 11004958},
    Known{"CL", "IND", 17340715},      Known{"GC", "IND", 17340718},
    Known{"IBM", "STK", 8314},
};

// Numbers that are made lie in these ranges, each so many wide.
constexpr std::int64_t first_instrument = 300'000'000;
constexpr std::int64_t first_product = 500'000'000;
constexpr std::int64_t first_option = 700'000'000;
constexpr std::int64_t range = 100'000'000;

constexpr std::string_view month_codes = "FGHJKMNQUVXZ";  // January to December

std::optional<std::int64_t> known_conid(std::string_view symbol, std::string_view sec_type) {
  for (const Known& known : known_conids)
    if (known.symbol == symbol && known.sec_type == sec_type) return known.conid;
  return std::nullopt;
}

Date month_after(Date first_of_month) {
  const int month = first_of_month.month();
  return month == 12 ? Date::from_civil(first_of_month.year() + 1, 1, 1)
                     : Date::from_civil(first_of_month.year(), month + 1, 1);
}

Date third_friday(Date first_of_month) {
  return first_of_month + (5 - first_of_month.weekday() + 7) % 7 + 14;
}

// `count` days of business before `day`, not counting `day` itself.
Date business_days_before(Date day, int count, const market::Calendar& calendar) {
  while (count > 0) {
    day = day - 1;
    const bool weekend = day.weekday() == 0 || day.weekday() == 6;
    if (calendar.covers(day) ? calendar.is_trading_day(day) : !weekend) --count;
  }
  return day;
}

Date last_day_of(std::string_view product, Date month, const market::Calendar& calendar) {
  // Crude oil: three days of business before the 25th of the month before.
  if (product == "CL") {
    const Date before = month - 1;
    const Date day = Date::from_civil(before.year(), before.month(), 25);
    const Date from = business_days_before(day + 1, 1, calendar);  // the 25th, if it is one
    return business_days_before(from, 3, calendar);
  }
  // Gold: the third last day of business of the month itself.
  if (product == "GC") return business_days_before(month_after(month), 3, calendar);
  return third_friday(month);
}

// Whether the product has a contract of that month.
bool lists(std::string_view product, int month) {
  if (product == "CL") return true;
  if (product == "GC") return month % 2 == 0;
  return month % 3 == 0;
}

}  // namespace

FrontMonth front_month(std::string_view product, Date day, const market::Calendar& calendar) {
  Date month = Date::from_civil(day.year(), day.month(), 1);
  for (;; month = month_after(month)) {
    if (!lists(product, month.month())) continue;
    const Date last = last_day_of(product, month, calendar);
    if (last < day) continue;
    const char code = month_codes[static_cast<std::size_t>(month.month() - 1)];
    return {fmt::format("{}{}", code, month.year() % 10), last};
  }
}

std::int64_t ContractNumbers::number(std::string_view text, std::int64_t first) {
  std::uint64_t hash = 14695981039346656037ull;  // FNV-1a
  for (const char letter : text)
    hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211ull;
  std::int64_t conid = first + static_cast<std::int64_t>(hash % range);
  while (by_conid_.contains(conid) || options_.contains(conid)) ++conid;
  return conid;
}

ibkr::Contract ContractNumbers::made(const market::Instrument& instrument) {
  using market::AssetClass;
  ibkr::Contract contract = ibkr::contract_of(instrument);
  const bool stock =
      instrument.asset_class == AssetClass::stock || instrument.asset_class == AssetClass::etf;
  contract.trading_class = stock && instrument.exchange == "NASDAQ" ? "NMS" : contract.symbol;
  if (instrument.asset_class == AssetClass::future && !instrument.expiry) {
    const Result<const market::Calendar*> calendar = calendars_.find(
        ibkr::calendar_of(instrument.exchange, instrument.asset_class, instrument.symbol.view()));
    PITWALL_CHECK(calendar.ok(), "no calendar for {}", instrument.symbol.view());
    const FrontMonth month = front_month(contract.symbol, day_, **calendar);
    const std::string day = month.last_day.text();
    contract.local_symbol = contract.symbol + month.code;
    contract.expiry = day.substr(0, 4) + day.substr(5, 2) + day.substr(8, 2);
    const std::size_t comma = contract.long_name.find(", continuous");
    contract.long_name = contract.long_name.substr(0, comma);
  }
  if (instrument.asset_class == AssetClass::fx) contract.trading_class = contract.local_symbol;
  if (contract.local_symbol.empty()) contract.local_symbol = contract.symbol;
  const std::optional<std::int64_t> known = known_conid(contract.symbol, contract.sec_type);
  contract.conid = known && !by_conid_.contains(*known)
                       ? *known
                       : number(fmt::format("{} {} {}", contract.local_symbol, contract.sec_type,
                                            instrument.exchange),
                                first_instrument);
  return contract;
}

void ContractNumbers::number_all() {
  for (std::size_t index = contracts_.size(); index < catalogue_.size(); ++index) {
    const market::InstrumentId id{static_cast<std::uint32_t>(index)};
    ibkr::Contract contract = made(catalogue_.at(id));
    by_conid_.emplace(contract.conid, id);
    contracts_.emplace(id, std::move(contract));
  }
}

const ibkr::Contract& ContractNumbers::contract(market::InstrumentId instrument) {
  number_all();
  const auto found = contracts_.find(instrument);
  PITWALL_CHECK(found != contracts_.end(), "no instrument {}", instrument.index);
  return found->second;
}

std::optional<market::InstrumentId> ContractNumbers::instrument(std::int64_t conid) {
  number_all();
  const auto found = by_conid_.find(conid);
  if (found == by_conid_.end()) return std::nullopt;
  return found->second;
}

std::int64_t ContractNumbers::underlying_conid(market::InstrumentId instrument) {
  const ibkr::Contract& future = contract(instrument);
  if (future.sec_type != "FUT") return future.conid;
  if (const auto known = known_conid(future.symbol, "IND")) return *known;
  return number(future.symbol, first_product);
}

const market::OptionQuote* ContractNumbers::option(std::int64_t conid) const {
  const auto found = options_.find(conid);
  return found == options_.end() ? nullptr : &found->second;
}

std::int64_t ContractNumbers::option_conid(const market::OptionQuote& option) {
  const auto [place, fresh] = option_conids_.try_emplace(option.symbol, 0);
  if (fresh) place->second = number(option.symbol.view(), first_option);
  options_.insert_or_assign(place->second, option);
  return place->second;
}

}  // namespace pitwall::emulator
