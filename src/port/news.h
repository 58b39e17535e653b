// Headlines, where the broker has them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/visitor.h"
#include "market/instrument.h"
#include "market/origin.h"

namespace pitwall::port {

struct NewsQuery {
  static constexpr std::size_t max_headlines = 100;
  std::optional<market::InstrumentId> instrument{};  // none: of the market as a whole
  std::size_t limit = 20;
};

struct Headline {
  Time time;
  std::string provider;  // "BRFG"
  std::string id;        // what `article` takes, with the provider
  Untrusted text;
};
void describe(Headline& headline, Visitor& v);

struct News {
  std::vector<Headline> headlines;  // newest first
  market::Origin origin;
};

struct Article {
  Untrusted text;  // without markup
  market::Origin origin;
};

}  // namespace pitwall::port
