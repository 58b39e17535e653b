#include "adapter/tws/contract_fields.h"

namespace pitwall::tws {

std::string expiry_of(std::string_view text) {
  constexpr std::size_t day = 8;
  std::size_t digits = 0;
  while (digits < text.size() && digits < day && text[digits] >= '0' && text[digits] <= '9')
    ++digits;
  return std::string(text.substr(0, digits));
}

std::string right_of(std::string_view text) {
  if (text.starts_with('C')) return "C";
  if (text.starts_with('P')) return "P";
  return {};
}

std::optional<Price> strike_of(FieldReader& fields) {
  const std::optional<Price> strike = fields.decimal<Price>();
  return strike && !strike->is_zero() ? strike : std::nullopt;
}

std::optional<Ratio> multiplier_of(FieldReader& fields) {
  const std::optional<Ratio> multiplier = fields.decimal<Ratio>();
  return multiplier && multiplier->sign() > 0 ? multiplier : std::nullopt;
}

ibkr::Contract read_contract(FieldReader& fields, Place place) {
  ibkr::Contract contract;
  contract.conid = fields.integer_or(0);
  contract.symbol = fields.string();
  contract.sec_type = fields.string();
  contract.expiry = expiry_of(fields.text());
  contract.strike = strike_of(fields);
  contract.right = right_of(fields.text());
  contract.multiplier = multiplier_of(fields);
  (place == Place::exchange ? contract.exchange : contract.primary_exchange) = fields.string();
  contract.currency = fields.string();
  contract.local_symbol = fields.string();
  contract.trading_class = fields.string();
  return contract;
}

}  // namespace pitwall::tws
