// What the broker says an order would do, without sending it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "market/origin.h"
#include "market/symbol.h"
#include "port/order.h"

namespace pitwall::port {

// One figure before the order, by how much it changes it, and after; in base currency.
struct MarginChange {
  std::optional<Money> before, change, after;
};
void describe(MarginChange& change, Visitor& v);

struct OrderPreview {
  market::Currency currency;        // of all amounts below
  std::optional<Money> amount;      // price times quantity, as the broker estimates it
  std::optional<Money> commission;  // its upper estimate where the broker gives a range
  MarginChange equity;              // with loan value
  MarginChange initial_margin;
  MarginChange maintenance_margin;
  std::vector<std::string> warnings;  // the broker's own words
  market::Origin origin;
};

// A question that the broker asks before it takes an order up. Its words go to the person as they
// are; nobody else answers.
struct BrokerQuestion {
  std::string id;    // the broker's code of this kind of question ("o163"); may be empty
  std::string text;  // word for word, without markup
  bool operator==(const BrokerQuestion&) const = default;
};
void describe(BrokerQuestion& question, Visitor& v);

// What became of an order that was handed over. With questions it has not been sent: the broker
// dropped it, and a new one may be sent with their texts among its accepted questions.
struct Placed {
  std::vector<BrokerQuestion> questions;
};

}  // namespace pitwall::port
