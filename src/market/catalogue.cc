#include "market/catalogue.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "base/nearest.h"

namespace pitwall::market {

namespace {

char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string raised(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  bool inside = false;
  for (const char raw : text) {
    const char c = lowered(raw);
    const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c < 0;
    if (word && !inside) words.emplace_back();
    if (word) words.back() += c;
    inside = word;
  }
  return words;
}

bool every_word_begins_one(const std::vector<std::string>& asked, std::string_view name) {
  const std::vector<std::string> words = words_of(name);
  return !asked.empty() && std::ranges::all_of(asked, [&](const std::string& part) {
    return std::ranges::any_of(words, [&](const std::string& w) { return w.starts_with(part); });
  });
}

Result<void> check_terms(const Instrument& instrument) {
  const std::string name = instrument.full_name();
  if (instrument.symbol.empty() || instrument.exchange.empty())
    return error(Code::invalid_argument, "An instrument needs a symbol and an exchange.");
  if (instrument.currency.empty() || instrument.calendar.empty())
    return error(Code::invalid_argument, "{} needs a currency and a calendar.", name);
  if (instrument.tick_size.sign() <= 0 || instrument.lot_size.sign() <= 0 ||
      instrument.multiplier.sign() <= 0)
    return error(Code::invalid_argument, "{} needs a tick, a lot and a multiplier above zero.",
                 name);
  if (instrument.option.has_value() != (instrument.asset_class == AssetClass::option))
    return error(Code::invalid_argument, "{}: option terms belong to options, and to all of them.",
                 name);
  return {};
}

}  // namespace

Result<InstrumentId> Catalogue::add(Instrument instrument) {
  instrument.exchange = raised(instrument.exchange);
  PITWALL_TRY_VOID(check_terms(instrument));
  std::vector<InstrumentId>& listings = by_symbol_[instrument.symbol];
  for (const InstrumentId listing : listings)
    if (at(listing).exchange == instrument.exchange)
      return error(Code::already_exists, "{} is in the catalogue already.", instrument.full_name());
  instrument.id = InstrumentId{static_cast<std::uint32_t>(instruments_.size())};
  listings.push_back(instrument.id);
  instruments_.push_back(std::move(instrument));
  return instruments_.back().id;
}

const Instrument* Catalogue::find(const Symbol& symbol) const {
  const auto found = by_symbol_.find(symbol);
  return found == by_symbol_.end() ? nullptr : &at(found->second.front());
}

Result<const Instrument*> Catalogue::find(std::string_view text) const {
  const std::size_t colon = text.rfind(':');
  PITWALL_TRY(const Symbol symbol, Symbol::parse(text.substr(0, colon)));
  const auto found = by_symbol_.find(symbol);
  if (found == by_symbol_.end()) {
    std::vector<std::string_view> known;
    for (const auto& [name, ids] : by_symbol_) known.push_back(name.view());
    const std::string_view near = nearest(symbol.view(), known);
    if (near.empty())
      return error(Code::not_found, "There is no instrument \"{}\"; search for it by name first.",
                   symbol.view());
    return error(Code::not_found, "There is no instrument \"{}\"; did you mean {}?", symbol.view(),
                 near);
  }
  std::vector<std::string_view> exchanges;
  for (const InstrumentId id : found->second) exchanges.push_back(at(id).exchange);
  if (colon == std::string_view::npos) {
    if (exchanges.size() == 1) return &at(found->second.front());
    return error(Code::invalid_argument, "{} is listed on {}; write {}:{} to choose.",
                 symbol.view(), fmt::join(exchanges, " and "), symbol.view(), exchanges.front());
  }
  const std::string exchange = raised(text.substr(colon + 1));
  for (const InstrumentId id : found->second)
    if (at(id).exchange == exchange) return &at(id);
  return error(Code::not_found, "{} is listed on {}, not on \"{}\".", symbol.view(),
               fmt::join(exchanges, " and "), exchange.substr(0, 40));
}

const Instrument& Catalogue::at(InstrumentId id) const {
  PITWALL_CHECK(id.index < instruments_.size(), "instrument {} of {}", id.index,
                instruments_.size());
  return instruments_[id.index];
}

std::vector<const Instrument*> Catalogue::search(std::string_view text, std::size_t limit) const {
  const std::string upper = raised(text);
  const std::vector<std::string> words = words_of(text);
  std::vector<const Instrument*> same, prefixed, named;
  for (const auto& [symbol, ids] : by_symbol_) {
    for (const InstrumentId id : ids) {
      const Instrument& instrument = at(id);
      if (symbol.view() == upper)
        same.push_back(&instrument);
      else if (!upper.empty() && symbol.view().starts_with(upper))
        prefixed.push_back(&instrument);
      else if (every_word_begins_one(words, instrument.name))
        named.push_back(&instrument);
    }
  }
  same.insert(same.end(), prefixed.begin(), prefixed.end());
  same.insert(same.end(), named.begin(), named.end());
  if (same.size() > limit) same.resize(limit);
  return same;
}

}  // namespace pitwall::market
