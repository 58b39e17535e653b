#include "app/connect/diagnosis.h"

#include <algorithm>

namespace pitwall::app {
namespace {

constexpr std::size_t width = 84;  // of a line on the terminal, indentation apart

std::string_view mark(Finding::Weight weight) {
  switch (weight) {
    case Finding::Weight::good:
      return "  ok    ";
    case Finding::Weight::note:
      return "  note  ";
    case Finding::Weight::stop:
      return "  STOP  ";
  }
  return "";
}

// What a gateway says may hold anything; a terminal is shown letters only.
std::string shown(std::string_view text) {
  std::string safe(text);
  std::ranges::replace_if(safe, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return safe;
}

}  // namespace

bool Diagnosis::stopped() const {
  return std::ranges::any_of(
      findings, [](const Finding& finding) { return finding.weight == Finding::Weight::stop; });
}

std::string text_of(const Diagnosis& diagnosis) {
  std::string out;
  for (const Finding& finding : diagnosis.findings) {
    const std::string safe = shown(finding.text);
    std::string_view rest = safe;
    std::string_view lead = mark(finding.weight);
    while (!rest.empty()) {
      std::size_t cut = rest.size();
      if (cut > width) {
        cut = rest.rfind(' ', width);
        if (cut == std::string_view::npos || cut == 0) cut = std::min(rest.find(' '), rest.size());
      }
      out += lead;
      out += rest.substr(0, cut);
      out += '\n';
      lead = "        ";
      rest.remove_prefix(std::min(cut + 1, rest.size()));
    }
  }
  return out;
}

}  // namespace pitwall::app
