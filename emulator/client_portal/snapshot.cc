// The fields of a snapshot, which are also those of the stream.
#include <algorithm>
#include <cmath>

#include "emulator/client_portal/figures.h"
#include "emulator/client_portal/gateway.h"

namespace pitwall::emulator::cp {

namespace {

using Values = std::map<std::string, std::string>;

void put_price(Values& values, const char* field, std::optional<Price> price, Price tick) {
  if (price) values[field] = price_text(*price, tick);
}

void put_size(Values& values, const char* field, std::optional<Quantity> size) {
  if (size) values[field] = with_commas(size->text());
}

void put_number(Values& values, const char* field, std::optional<double> number) {
  if (number && std::isfinite(*number)) values[field] = fmt::format("{:.4f}", *number);
}

void add_quote(Values& values, Gateway& gateway, const Named& contract,
               const market::Quote& quote) {
  const Price tick = contract.tick;
  const bool frozen = gateway.broker.faults().market_data == DataKind::frozen;
  if (quote.last)
    values["31"] = price_text(*quote.last, tick);
  else if (quote.previous_close)
    values["31"] = "C" + price_text(*quote.previous_close, tick);
  if (frozen && quote.previous_close) values["31"] = "C" + price_text(*quote.previous_close, tick);
  put_price(values, "84", quote.bid, tick);
  put_price(values, "86", quote.ask, tick);
  put_size(values, "85", quote.ask_size);
  put_size(values, "88", quote.bid_size);
  put_size(values, "7059", quote.last_size);
  put_price(values, "70", quote.high, tick);
  put_price(values, "71", quote.low, tick);
  put_price(values, "7295", quote.open, tick);
  put_price(values, "7296", quote.previous_close, tick);
  put_price(values, "7741", quote.previous_close, tick);
  put_price(values, "7635", quote.mark(), tick);
  if (quote.volume) {
    values["87"] = short_count(*quote.volume);
    values["7762"] = quote.volume->text();
  }
  if (const std::optional<Price> change = quote.change()) {
    values["82"] = price_text(*change, tick);
    if (!quote.previous_close->is_zero())
      values["83"] =
          two_decimals(100 * change->to_double() / quote.previous_close->to_double()) + "%";
  }
}

void add_contract(Values& values, const Named& named) {
  const ibkr::Contract& contract = named.contract;
  values["55"] = contract.symbol;
  values["58"] = contract.long_name;
  values["6008"] = fmt::format("{}", contract.conid);
  values["6070"] = contract.sec_type;
  values["6004"] = contract.exchange;
  values["7051"] = contract.long_name;
  values["7219"] = contract.local_symbol.empty() ? contract.symbol : contract.local_symbol;
  values["7220"] = values["7219"];
  values["7221"] = listing_text(contract);
  values["7184"] = named.option ? "0" : "1";
  values["7768"] = named.option ? "0" : "1";
  if (contract.sec_type == "STK") values["7644"] = "3.0";
}

void add_position(Values& values, Gateway& gateway, const Named& named,
                  const market::Quote& quote) {
  if (!named.instrument) return;
  const paper::Ledger& ledger = gateway.broker.ledger(gateway.session.account);
  const auto held = ledger.holdings.find(*named.instrument);
  const std::optional<Price> mark = quote.mark();
  if (held == ledger.holdings.end() || !mark) return;
  const market::Instrument& instrument = gateway.broker.catalogue().at(*named.instrument);
  const paper::Holding& holding = held->second;
  const double multiplier = instrument.multiplier.to_double();
  const double quantity = holding.quantity.to_double();
  const double value = mark->to_double() * quantity * multiplier;
  const double cost = holding.cost.to_double();
  values["73"] = two_decimals(value);
  values["74"] = two_decimals(cost / quantity / multiplier);
  values["75"] = two_decimals(value - cost);
  values["76"] = holding.quantity.text();
  if (cost != 0) values["80"] = two_decimals(100 * (value - cost) / std::abs(cost)) + "%";
  if (const auto change = quote.change())
    values["78"] = two_decimals(change->to_double() * quantity * multiplier);
}

void add_greeks(Values& values, Gateway& gateway, const Named& named) {
  const market::OptionQuote* option = gateway.broker.option(named.contract.conid);
  if (!option) return;
  const market::Greeks& greeks = option->greeks;
  put_number(values, "7308", greeks.delta);
  put_number(values, "7309", greeks.gamma);
  put_number(values, "7310", greeks.theta);
  put_number(values, "7311", greeks.vega);
  if (greeks.implied_volatility) {
    values["7633"] = percent_text(*greeks.implied_volatility);
    values["7283"] = values["7633"];
  }
  if (option->open_interest) values["7638"] = short_count(*option->open_interest);
}

bool about_contract(std::string_view field) {
  static constexpr std::string_view those[] = {"55",   "58",   "6008", "6070", "6004", "7051",
                                               "7219", "7220", "7221", "7184", "7768", "7644"};
  return std::ranges::find(those, field) != std::end(those);
}

}  // namespace

std::string availability(const Gateway& gateway) {
  switch (gateway.broker.faults().market_data) {
    case DataKind::live:
      return "RpB";
    case DataKind::delayed:
      return "DPB";
    case DataKind::frozen:
      return "ZpB";
    case DataKind::none:
      return "N";
  }
  return "N";
}

std::map<std::string, std::string> snapshot_of(Gateway& gateway, const Named& contract,
                                               const std::vector<std::string>& fields) {
  Values all;
  if (std::ranges::any_of(fields, about_contract)) add_contract(all, contract);
  if (gateway.broker.faults().market_data != DataKind::none) {
    if (const std::optional<market::Quote> quote = quote_of(gateway, contract)) {
      add_quote(all, gateway, contract, *quote);
      add_position(all, gateway, contract, *quote);
      if (contract.option) add_greeks(all, gateway, contract);
    }
  }
  Values asked;
  for (const std::string& field : fields)
    if (const auto found = all.find(field); found != all.end()) asked.insert(*found);
  return asked;
}

}  // namespace pitwall::emulator::cp
