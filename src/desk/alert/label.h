// What an alert is about, as names and values: {alert=stale_quotes, instrument=AAPL}. The labels
// are the alert's identity; severity and words are not.
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "base/sha256.h"
#include "base/visitor.h"

namespace pitwall::desk {

struct AlertLabel {
  static constexpr std::size_t max_name = 64;    // bytes
  static constexpr std::size_t max_value = 256;  // bytes
  std::string name;
  std::string value;
  auto operator<=>(const AlertLabel&) const = default;
};
void describe(AlertLabel& label, Visitor& v);

// Sorted by name, each name once.
using AlertLabels = std::vector<AlertLabel>;
inline constexpr std::size_t max_alert_labels = 16;

// What matchers call the severity (alert.h); so no label may be called that.
inline constexpr std::string_view severity_label = "severity";

// A letter or '_', then letters, digits and '_'; up to max_name bytes.
bool is_label_name(std::string_view name);

// UTF-8 that people see as it stands: no control characters but line ends, none that hide or turn
// text.
bool is_showable(std::string_view text);

// Sorts them. Code::invalid_argument for none, too many, a name that is none, "severity", or twice
// there, and for a value that is empty (to every matcher that is a label which is not there), too
// long or no single line that is showable.
Result<AlertLabels> make_labels(AlertLabels labels);

// "" where there is no such label.
std::string_view value_of(const AlertLabels& labels, std::string_view name);

// The same for the same labels, whatever order they were given in, and for no others.
Digest fingerprint_of(const AlertLabels& sorted);

}  // namespace pitwall::desk
