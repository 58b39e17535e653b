#include "knowledge/search/vector_trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace pitwall::knowledge {
namespace {

constexpr std::size_t min_question = 24;   // bytes: four words or so
constexpr std::size_t max_question = 300;  // bytes
constexpr std::size_t max_depth = 10;      // a text is found when it is among so many
constexpr double chance_of_each = 0.05;    // of being among them by chance, at most

// Between what is found by chance and all: less than the first of these is not believed, more than
// the second wholly. A part of a text is easier to place than a question about it: a model that
// misses one part in four would do more harm than good (bench_meaning).
constexpr double least_skill = 0.6;
constexpr double full_skill = 0.95;

bool ends_sentence(char c) { return c == '.' || c == '!' || c == '?' || c == '\n'; }

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// The lower end of where a share truly lies, of which `found` of `tried` were seen: Wilson's
// interval, at 95 percent.
double at_least(std::size_t found, std::size_t tried) {
  constexpr double z = 1.96;
  const auto n = static_cast<double>(tried);
  const double p = static_cast<double>(found) / n;
  const double spread = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return (p + z * z / (2 * n) - spread) / (1 + z * z / n);
}

}  // namespace

bool is_trial_due(std::size_t vectors, std::size_t tried_among) {
  return vectors >= min_trial_vectors && vectors >= 2 * tried_among;
}

std::string trial_question(std::string_view text) {
  const std::size_t most = std::min(text.size() / 2, max_question);
  if (most < min_question) return {};
  std::size_t begin = 0;
  // A greeting or a heading tells no text from another: the first sentence long enough.
  for (std::size_t i = 0; i < text.size() / 2; ++i) {
    if (!ends_sentence(text[i])) continue;
    if (i - begin >= min_question) break;
    begin = i + 1;
  }
  while (begin < text.size() && (text[begin] == ' ' || ends_sentence(text[begin]))) ++begin;
  std::size_t end = begin;
  while (end < text.size() && end - begin < most && !ends_sentence(text[end])) ++end;
  while (end > begin && end < text.size() && continues_character(text[end])) --end;
  if (end - begin < min_question) return {};
  return std::string(text.substr(begin, end - begin));
}

VectorTrust judge(std::span<const TrialPlace> places) {
  VectorTrust result;
  double chance = 0;
  std::vector<double> near;
  for (const TrialPlace& place : places) {
    if (place.others + 1 < min_trial_vectors) continue;
    const auto depth =
        static_cast<std::size_t>(std::clamp(chance_of_each * static_cast<double>(place.others + 1),
                                            1.0, static_cast<double>(max_depth)));
    chance += static_cast<double>(depth) / static_cast<double>(place.others + 1);
    ++result.tried;
    near.push_back(place.nearness);
    if (place.nearer < static_cast<double>(depth)) ++result.found;
  }
  if (result.tried == 0) {
    result.words = "The model of meaning was not tried yet, for too few texts have vectors.";
    return result;
  }
  const auto middle = near.begin() + static_cast<std::ptrdiff_t>(near.size() / 2);
  std::ranges::nth_element(near, middle);
  result.near = *middle;
  chance /= static_cast<double>(result.tried);
  const double skill = (at_least(result.found, result.tried) - chance) / (1 - chance);
  result.trust = std::clamp((skill - least_skill) / (full_skill - least_skill), 0.0, 1.0);
  result.words = fmt::format("By the model of meaning {} of {} texts were found by a part of them",
                             result.found, result.tried);
  if (result.trust == 0) {
    result.words +=
        ": hardly better than chance, so it has no say in search. Check the model and its "
        "prefixes; if the model was replaced, have all vectors made anew.";
  } else if (result.trust < 1) {
    result.words += fmt::format(", so it has {:.0f} % of its full weight.", 100 * result.trust);
  } else {
    result.words += ": it has its full weight.";
  }
  return result;
}

}  // namespace pitwall::knowledge
