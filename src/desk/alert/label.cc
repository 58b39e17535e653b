#include "desk/alert/label.h"

#include "port/message_text.h"

namespace pitwall::desk {

void describe(AlertLabel& label, Visitor& v) {
  v("name", "Letters, digits and '_'.", "instrument", label.name,
    {.max_length = AlertLabel::max_name});
  v("value", "Any one line.", "AAPL", label.value, {.max_length = AlertLabel::max_value});
}

bool is_label_name(std::string_view name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  if (name.empty() || name.size() > AlertLabel::max_name || !letter(name[0])) return false;
  return std::ranges::all_of(name, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

bool is_showable(std::string_view text) {
  return port::cut_text(text, text.size(), port::TextUnit::bytes) == text;
}

Result<AlertLabels> make_labels(AlertLabels labels) {
  if (labels.empty() || labels.size() > max_alert_labels)
    return error(Code::invalid_argument, "An alert has 1 to {} labels, not {}.", max_alert_labels,
                 labels.size());
  std::ranges::sort(labels);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto& [name, value] = labels[i];
    if (!is_label_name(name))
      return error(Code::invalid_argument, "A label's name is letters, digits and '_'.");
    if (name == severity_label)
      return error(Code::invalid_argument, "The severity is said by itself, not as a label.");
    if (i > 0 && labels[i - 1].name == name)
      return error(Code::invalid_argument, "The label {} is there twice.", name);
    if (value.empty() || value.size() > AlertLabel::max_value ||
        value.find('\n') != std::string::npos || !is_showable(value))
      return error(Code::invalid_argument, "The label {} is one line of 1 to {} bytes.", name,
                   AlertLabel::max_value);
  }
  return labels;
}

std::string_view value_of(const AlertLabels& labels, std::string_view name) {
  const auto at = std::ranges::lower_bound(labels, name, {}, &AlertLabel::name);
  return at != labels.end() && at->name == name ? std::string_view(at->value) : std::string_view();
}

Digest fingerprint_of(const AlertLabels& sorted) {
  Sha256 hash;
  hash.add("pitwall alert\n");
  // Neither names nor values hold a line end.
  for (const auto& [name, value] : sorted) hash.add(name).add("=").add(value).add("\n");
  return hash.finish();
}

}  // namespace pitwall::desk
