#include "adapter/ibkr/contract.h"

#include <algorithm>
#include <array>

#include "market/option_quote.h"

namespace pitwall::ibkr {
namespace {

constexpr std::int64_t default_tick = Price::unit / 100;
constexpr std::int64_t fx_tick = Price::unit / 20'000;  // 0.00005, as IDEALPRO quotes

struct Known {
  std::string_view text;
  std::string_view meaning;
};
// Names that the broker uses for one listing, and the desk's for it.
constexpr std::array listings{
    Known{"ISLAND", "NASDAQ"},     Known{"NMS", "NASDAQ"},        Known{"NASDAQ.NMS", "NASDAQ"},
    Known{"NASDAQ.SCM", "NASDAQ"}, Known{"NASDAQ.GSM", "NASDAQ"}, Known{"GLOBEX", "CME"},
    Known{"ECBOT", "CBOT"},        Known{"NYMEX.COMEX", "COMEX"}, Known{"PINK.CURRENT", "PINK"},
    Known{"ARCAEDGE", "PINK"},     Known{"NYSEARCA", "ARCA"},
};
constexpr std::array us_stock_listings{"NYSE", "NASDAQ", "ARCA", "AMEX", "BATS", "IEX", "SMART"};

constexpr std::array futures_exchanges{"CME", "CBOT", "NYMEX", "COMEX", "EUREX"};

bool lists_futures(std::string_view exchange) {
  return std::ranges::find(futures_exchanges, exchange) != futures_exchanges.end();
}

std::string upper(std::string_view text) {
  std::string raised(text);
  for (char& letter : raised)
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  return raised;
}

// "20261218" or "20261218 08:30:00 US/Central"
Result<Date> date_of(std::string_view text) {
  if (text.size() < 8)
    return error(Code::invalid_argument, "\"{}\" is no date such as 20261218.", text.substr(0, 20));
  return Date::parse(
      fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2)));
}

std::string symbol_text(const Contract& contract, market::AssetClass asset_class) {
  switch (asset_class) {
    case market::AssetClass::fx:
    case market::AssetClass::crypto:
      return contract.symbol + contract.currency;
    case market::AssetClass::future:
      return contract.local_symbol.empty() ? contract.symbol : contract.local_symbol;
    default:
      return contract.symbol;
  }
}

Result<void> set_option(market::Instrument& instrument, const Contract& contract) {
  if (!contract.strike)
    return error(Code::invalid_argument, "The option {} comes without a strike.",
                 contract.local_symbol);
  PITWALL_TRY(const market::Symbol underlying, market::Symbol::parse(contract.symbol));
  PITWALL_TRY(const market::OptionRight right, market::parse_option_right(contract.right));
  PITWALL_TRY(instrument.symbol,
              market::option_symbol(underlying, *instrument.expiry, right, *contract.strike));
  instrument.option = market::OptionTerms{underlying, *contract.strike, right};
  return {};
}

Price usual_tick(market::AssetClass asset_class) {
  return Price::from_scaled(asset_class == market::AssetClass::fx ? fx_tick : default_tick);
}

}  // namespace

Result<market::AssetClass> asset_class_of(std::string_view sec_type, bool etf) {
  using market::AssetClass;
  if (sec_type == "STK") return etf ? AssetClass::etf : AssetClass::stock;
  if (sec_type == "FUT" || sec_type == "CONTFUT") return AssetClass::future;
  if (sec_type == "OPT" || sec_type == "FOP") return AssetClass::option;
  if (sec_type == "CASH") return AssetClass::fx;
  if (sec_type == "IND") return AssetClass::index;
  if (sec_type == "CRYPTO") return AssetClass::crypto;
  return error(Code::unsupported, "Contracts of kind {} have no place in the desk yet.",
               sec_type.empty() ? "(none)" : sec_type);
}

std::string_view sec_type_of(market::AssetClass asset_class) {
  switch (asset_class) {
    case market::AssetClass::stock:
    case market::AssetClass::etf:
      return "STK";
    case market::AssetClass::future:
      return "FUT";
    case market::AssetClass::option:
      return "OPT";
    case market::AssetClass::fx:
      return "CASH";
    case market::AssetClass::index:
      return "IND";
    case market::AssetClass::crypto:
      return "CRYPTO";
  }
  return "STK";
}

std::string listing_of(std::string_view exchange) {
  const std::string raised = upper(exchange);
  for (const Known& known : listings)
    if (known.text == raised) return std::string(known.meaning);
  return raised;
}

std::string calendar_of(std::string_view exchange, market::AssetClass asset_class,
                        std::string_view symbol) {
  using market::AssetClass;
  if (asset_class == AssetClass::fx) return "FX";
  if (asset_class == AssetClass::crypto) return "ALWAYS";
  if (asset_class == AssetClass::future) {
    if (exchange == "NYMEX") return "CME_ENERGY";
    if (exchange == "COMEX") return "CME_METALS";
    const bool equity = symbol.starts_with("ES") || symbol.starts_with("NQ") ||
                        symbol.starts_with("YM") || symbol.starts_with("RTY") ||
                        symbol.starts_with("MES") || symbol.starts_with("MNQ");
    return equity && (exchange == "CME" || exchange == "CBOT") ? "CME_EQUITY" : "ALWAYS";
  }
  for (const std::string_view listing : us_stock_listings)
    if (exchange == listing) return "NYSE";
  return exchange == "CBOE" ? "NYSE" : "ALWAYS";
}

Result<market::Instrument> instrument_of(const Contract& contract) {
  market::Instrument instrument;
  PITWALL_TRY(instrument.asset_class, asset_class_of(contract.sec_type, contract.etf));
  const std::string_view listed =
      contract.primary_exchange.empty() ? contract.exchange : contract.primary_exchange;
  instrument.exchange = listing_of(listed);
  PITWALL_TRY(instrument.currency, market::Currency::parse(contract.currency));
  const bool expires = instrument.asset_class == market::AssetClass::future ||
                       instrument.asset_class == market::AssetClass::option;
  if (expires) {
    PITWALL_TRY(instrument.expiry, date_of(contract.expiry));
    if (!contract.multiplier)
      return error(Code::invalid_argument, "The contract {} comes without its multiplier.",
                   contract.local_symbol);
  }
  if (contract.multiplier && contract.multiplier->sign() > 0)
    instrument.multiplier = *contract.multiplier;
  if (instrument.asset_class == market::AssetClass::option) {
    PITWALL_TRY_VOID(set_option(instrument, contract));
  } else {
    PITWALL_TRY(instrument.symbol,
                market::Symbol::parse(symbol_text(contract, instrument.asset_class)));
  }
  instrument.name = contract.long_name.empty() ? instrument.symbol.text() : contract.long_name;
  instrument.tick_size = contract.tick_size.value_or(usual_tick(instrument.asset_class));
  if (instrument.tick_size.sign() <= 0) instrument.tick_size = usual_tick(instrument.asset_class);
  instrument.calendar =
      calendar_of(instrument.exchange, instrument.asset_class, instrument.symbol.view());
  return instrument;
}

Contract contract_of(const market::Instrument& instrument) {
  Contract contract;
  contract.sec_type = sec_type_of(instrument.asset_class);
  contract.symbol = instrument.symbol.text();
  contract.currency = instrument.currency.text();
  contract.etf = instrument.asset_class == market::AssetClass::etf;
  contract.long_name = instrument.name;
  contract.tick_size = instrument.tick_size;
  switch (instrument.asset_class) {
    case market::AssetClass::stock:
    case market::AssetClass::etf:
      contract.exchange = "SMART";
      contract.primary_exchange = instrument.exchange;
      break;
    case market::AssetClass::fx:
      contract.exchange = "IDEALPRO";
      break;
    case market::AssetClass::crypto:
      contract.exchange = "PAXOS";
      break;
    case market::AssetClass::option:
      contract.exchange = "SMART";
      break;
    default:
      contract.exchange = instrument.exchange;
  }
  if (instrument.asset_class == market::AssetClass::fx ||
      instrument.asset_class == market::AssetClass::crypto) {
    const std::string& pair = contract.symbol;
    if (pair.ends_with(contract.currency) && pair.size() > contract.currency.size())
      contract.symbol = pair.substr(0, pair.size() - contract.currency.size());
    contract.local_symbol = contract.symbol + "." + contract.currency;
  }
  if (instrument.expiry) {
    const std::string day = instrument.expiry->text();
    contract.expiry = day.substr(0, 4) + day.substr(5, 2) + day.substr(8, 2);
  }
  if (instrument.asset_class == market::AssetClass::future) {
    // A symbol that names its month is the local one; the continuous one is the product's.
    if (instrument.expiry) contract.local_symbol = instrument.symbol.text();
    contract.multiplier = instrument.multiplier;
  }
  if (instrument.option) {
    // Options on futures trade where their futures do; nothing routes them.
    if (lists_futures(instrument.exchange)) {
      contract.sec_type = "FOP";
      contract.exchange = instrument.exchange;
    }
    contract.symbol = instrument.option->underlying.text();
    contract.strike = instrument.option->strike;
    contract.right = instrument.option->right == market::OptionRight::call ? "C" : "P";
    contract.multiplier = instrument.multiplier;
  }
  return contract;
}

Result<market::InstrumentId> Contracts::take(const Contract& contract) {
  if (const std::optional<market::InstrumentId> known = find(contract.conid)) return *known;
  PITWALL_TRY(market::Instrument instrument, instrument_of(contract));
  const Result<const market::Instrument*> found = catalogue_.find(instrument.full_name());
  if (found) {
    bind((*found)->id, contract);
    return (*found)->id;
  }
  PITWALL_TRY(const market::InstrumentId id, catalogue_.add(std::move(instrument)));
  bind(id, contract);
  return id;
}

void Contracts::bind(market::InstrumentId instrument, const Contract& contract) {
  contracts_.insert_or_assign(instrument, contract);
  if (contract.conid != 0) by_conid_.insert_or_assign(contract.conid, instrument);
}

const Contract* Contracts::find(market::InstrumentId instrument) const {
  const auto found = contracts_.find(instrument);
  return found == contracts_.end() ? nullptr : &found->second;
}

std::optional<market::InstrumentId> Contracts::find(std::int64_t conid) const {
  const auto found = by_conid_.find(conid);
  if (conid == 0 || found == by_conid_.end()) return std::nullopt;
  return found->second;
}

}  // namespace pitwall::ibkr
