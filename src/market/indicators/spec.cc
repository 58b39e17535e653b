#include "market/indicators/spec.h"

#include <algorithm>
#include <vector>

#include "base/decimal.h"
#include "base/nearest.h"
#include "market/indicators/names.h"

namespace pitwall::market {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// What may stand in an error: control characters and the like would spoil it.
std::string shown(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c < ' ' || c > '~') c = '?';
  return out;
}

std::string usage(const IndicatorKind& kind) {
  std::string text(kind.name);
  for (std::size_t i = 0; i < kind.parameters.size(); ++i)
    text += fmt::format("{}{}", i == 0 ? "(" : ",", kind.parameters[i].usual);
  return kind.parameters.empty() ? text : text + ")";
}

std::string names_of(std::span<const IndicatorParameter> parameters) {
  std::string text;
  for (const IndicatorParameter& parameter : parameters)
    text += fmt::format("{}{}", text.empty() ? "" : ", ", parameter.name);
  return text;
}

Result<const IndicatorKind*> find_kind(std::string_view text) {
  const std::string name = lowered(text);
  std::vector<std::string_view> names;
  std::string known;
  for (const IndicatorKind& kind : indicator_kinds()) {
    if (name == kind.name || (!name.empty() && name == kind.another)) return &kind;
    names.push_back(kind.name);
    if (!kind.another.empty()) names.push_back(kind.another);
    known += fmt::format("{}{}", known.empty() ? "" : ", ", usage(kind));
  }
  if (name.empty())
    return error(Code::invalid_argument, "An indicator needs a name. There are {}.", known);
  return error(Code::invalid_argument, "There is no indicator \"{}\"{} There are {}.", shown(text),
               did_you_mean(name, names).empty() ? "." : did_you_mean(name, names), known);
}

Result<double> read_number(std::string_view text, const IndicatorKind& kind,
                           const IndicatorParameter& parameter) {
  const Result<Ratio> read = Ratio::parse(text);
  const double value = read ? read->to_double() : 0;
  const bool fits = read && (!parameter.whole || read->scaled() % Ratio::unit == 0) &&
                    value >= parameter.least && value <= parameter.most;
  if (fits) return value;
  return error(Code::invalid_argument, "The {} of {} is a {} from {} to {}, not \"{}\": {}.",
               parameter.name, kind.name, parameter.whole ? "whole number" : "number",
               parameter.least, parameter.most, shown(text), usage(kind));
}

}  // namespace

std::string_view name_of(Pane pane) { return pane == Pane::price ? "price" : "below"; }

std::string_view indicator_names() {
  static const std::string text = [] {
    std::string all;
    for (const IndicatorKind& kind : indicator_kinds())
      all += fmt::format("{}{}", all.empty() ? "" : " ", kind.name);
    return all;
  }();
  return text;
}

IndicatorSpec::IndicatorSpec() : IndicatorSpec(indicator_kinds().front()) {
  numbers_[0] = kind_->parameters[0].usual;
}

Result<IndicatorSpec> IndicatorSpec::parse(std::string_view text) {
  if (text.size() > max_text)
    return error(Code::too_large,
                 "An indicator is a name and at most {} numbers, such as macd(12,26,9); this has "
                 "{} characters.",
                 max_parameters, text.size());
  const std::string_view all = trimmed(text);
  const std::size_t bracket = std::min(all.find('('), all.size());
  PITWALL_TRY(const IndicatorKind* const kind, find_kind(trimmed(all.substr(0, bracket))));
  IndicatorSpec spec(*kind);
  for (std::size_t i = 0; i < kind->parameters.size(); ++i)
    spec.numbers_[i] = kind->parameters[i].usual;
  if (bracket < all.size()) {
    if (all.back() != ')')
      return error(Code::invalid_argument, "\"{}\" does not end with its bracket: {}.", shown(all),
                   usage(*kind));
    PITWALL_TRY_VOID(spec.read_numbers(all.substr(bracket + 1, all.size() - bracket - 2)));
  }
  if (kind->name == "macd" && spec.numbers_[0] >= spec.numbers_[1])
    return error(Code::invalid_argument,
                 "The fast average of macd must be shorter than the slow one, not {} and {}: {}.",
                 spec.numbers_[0], spec.numbers_[1], usage(*kind));
  return spec;
}

Result<void> IndicatorSpec::read_numbers(std::string_view text) {
  if (trimmed(text).empty()) return {};
  const auto parameters = kind_->parameters;
  const std::size_t count = static_cast<std::size_t>(std::ranges::count(text, ',')) + 1;
  if (count > parameters.size())
    return parameters.empty()
               ? error(Code::invalid_argument, "{} takes no numbers.", kind_->name)
               : error(Code::invalid_argument, "{} takes {} ({}), not {}: {}.", kind_->name,
                       parameters.size() == 1 ? "one number"
                                              : fmt::format("{} numbers", parameters.size()),
                       names_of(parameters), count, usage(*kind_));
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t comma = std::min(text.find(','), text.size());
    PITWALL_TRY(numbers_[i], read_number(trimmed(text.substr(0, comma)), *kind_, parameters[i]));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return {};
}

std::string IndicatorSpec::text() const {
  std::string text(kind_->name);
  const std::span<const double> all = numbers();
  for (std::size_t i = 0; i < all.size(); ++i)
    text += fmt::format("{}{}", i == 0 ? "(" : ",", all[i]);
  return all.empty() ? text : text + ")";
}

Result<void> IndicatorSpec::suits(BarSize size) const {
  if (kind_->name != "vwap" || size.is_intraday()) return {};
  return error(Code::invalid_argument,
               "vwap is the average of one session: ask for it on bars shorter than a day.");
}

}  // namespace pitwall::market
