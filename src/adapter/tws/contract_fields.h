// A contract within a message, both ways.
#pragma once

#include "adapter/ibkr/contract.h"
#include "adapter/tws/fields.h"

namespace pitwall::tws {

// The twelve fields of a contract within a request.
void add_contract(FieldWriter& fields, const ibkr::Contract& contract);

// "20261218 08:30:00 US/Central" -> "20261218"; a month alone stays one.
std::string expiry_of(std::string_view text);
// "C", "P" or empty, whatever the sender's way to say it.
std::string right_of(std::string_view text);
// Absent for what has none: the protocol writes 0.
std::optional<Price> strike_of(FieldReader& fields);
std::optional<Ratio> multiplier_of(FieldReader& fields);

enum class Place { exchange, primary_exchange };
// The eleven fields of a contract within an answer; the eighth is one or the other exchange.
ibkr::Contract read_contract(FieldReader& fields, Place place = Place::exchange);

}  // namespace pitwall::tws
