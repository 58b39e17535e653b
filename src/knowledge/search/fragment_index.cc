#include "knowledge/search/fragment_index.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace pitwall::knowledge {
namespace {

// What each leg weighs. Measured by others on five collections: any near these do as well.
constexpr float words_weight = 0.5F;
constexpr float sounds_weight = 0.2F;
constexpr float company_weight = 0.3F;
// What the meaning has of the whole, where its model is trusted in full and all texts have vectors:
// more than half, since a good model finds better than words do (bench_meaning).
constexpr double meaning_share = 0.6;
// A question lies farther from the text that answers it than a part of the text does: what comes so
// much of the way counts in full.
constexpr float question_reach = 0.75F;
constexpr float least_span = 1e-6F;

constexpr std::size_t feedback_texts = 10;
constexpr std::size_t proximity_texts = 100;  // of the best only
constexpr double nearly_same_share = 0.85;    // of the terms that either has

// Brings the scores of what may be found to 0 to 1 times `weight`; all others to nothing.
void scale(std::vector<float>& scores, const std::vector<std::uint8_t>& allowed, float weight,
           bool from_zero) {
  float low = std::numeric_limits<float>::max();
  float high = 0;
  // A new extreme is rare, so that the branches are foreseen; of the rest nothing else is read.
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (scores[i] > high && allowed[i] != 0) high = scores[i];
    if (scores[i] < low && allowed[i] != 0) low = scores[i];
  }
  if (from_zero) low = 0;
  const float factor = high > low ? weight / (high - low) : 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    scores[i] = allowed[i] != 0 ? (scores[i] - low) * factor : 0;
  }
}

template <class T>
bool lets_pass(const std::vector<T>& wanted, T value) {
  return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
}

}  // namespace

void FragmentIndex::put(const Fragment& fragment, std::span<const Token> tokens) {
  std::vector<std::string_view> terms;
  terms.reserve(tokens.size());
  for (const Token& token : tokens) terms.push_back(token.term);
  Facts facts;
  facts.time = fragment.time.value_or(Time{}).nanoseconds;
  facts.has_time = fragment.time.has_value();
  facts.document = names_.put(fragment.key.document);
  facts.ordinal = fragment.key.ordinal;
  facts.provider = names_.put(fragment.provider);
  facts.channel = names_.put(fragment.channel);
  facts.language = names_.put(fragment.language);
  facts.kind = fragment.kind;
  facts.role = fragment.role;
  facts.active = fragment.active;
  const Slot slot = terms_.add(terms);
  facts_.push_back(facts);
  plain_.push_back(facts.active && facts.role != PartRole::reasoning ? 1 : 0);
  const auto [place, is_new] = keys_.try_emplace({facts.document, facts.ordinal}, slot);
  if (!is_new) drop(std::exchange(place->second, slot));
  for (const std::string& symbol : fragment.symbols) {
    const TermId number = symbols_.put(symbol);
    if (number == about_.size()) about_.emplace_back();
    about_[number].push_back(slot);
  }
  near_.extend(terms_.terms());
  if (!space_.empty()) latent_.extend(space_, terms_);
}

std::size_t FragmentIndex::remove(std::string_view document) {
  const auto name = names_.find(document);
  if (!name) return 0;
  const auto begin = keys_.lower_bound({*name, 0});
  auto end = begin;
  std::size_t count = 0;
  for (; end != keys_.end() && end->first.first == *name; ++end, ++count) {
    drop(end->second);
  }
  keys_.erase(begin, end);
  return count;
}

void FragmentIndex::drop(Slot slot) {
  terms_.remove(slot);
  vectors_.remove(slot);
  plain_[slot] = 0;
}

void FragmentIndex::compact() {
  const std::vector<Slot> moved = terms_.compact();
  for (Slot slot = 0; slot < moved.size(); ++slot) {
    if (moved[slot] == TermIndex::gone) continue;
    facts_[moved[slot]] = facts_[slot];
    plain_[moved[slot]] = plain_[slot];
  }
  facts_.resize(terms_.slots());
  plain_.resize(terms_.slots());
  for (auto& [key, slot] : keys_) slot = moved[slot];
  vectors_.compact(moved);
  for (std::vector<Slot>& slots : about_) {
    std::erase_if(slots, [&](Slot slot) { return moved[slot] == TermIndex::gone; });
    for (Slot& slot : slots) slot = moved[slot];
  }
  latent_.compact(moved);
  next_latent_.compact(moved);
}

std::size_t FragmentIndex::memory() const {
  constexpr std::size_t map_node = 64;
  return terms_.memory() + near_.memory() + names_.memory() + facts_.capacity() * sizeof(Facts) +
         plain_.capacity() + keys_.size() * map_node + space_.memory() + latent_.memory() +
         next_space_.memory() + next_latent_.memory() + vectors_.memory();
}

std::vector<std::uint8_t> FragmentIndex::allowed(const SearchFilter& filter) const {
  if (filter == SearchFilter{}) return plain_;
  constexpr TermId any = 0xFFFFFFFF;
  constexpr TermId none = any - 1;  // a name that nothing has
  const auto wanted = [&](const std::string& name) {
    return name.empty() ? any : names_.find(name).value_or(none);
  };
  const TermId document = wanted(filter.document);
  const TermId provider = wanted(filter.provider);
  const TermId channel = wanted(filter.channel);
  const TermId language = wanted(filter.language);
  const bool timed = filter.from || filter.to;
  const std::int64_t from = filter.from.value_or(Time::min()).nanoseconds;
  const std::int64_t to = filter.to.value_or(Time::max()).nanoseconds;
  std::vector<std::uint8_t> pass(facts_.size());
  for (Slot slot = 0; slot < facts_.size(); ++slot) {
    const Facts& facts = facts_[slot];
    const bool said = lets_pass(filter.roles, facts.role) &&
                      (filter.set_aside || (facts.active && facts.role != PartRole::reasoning));
    const bool in_time = !timed || (facts.has_time && facts.time >= from && facts.time < to);
    pass[slot] = terms_.holds(slot) && said && in_time && lets_pass(filter.kinds, facts.kind) &&
                 (document == any || document == facts.document) &&
                 (provider == any || provider == facts.provider) &&
                 (channel == any || channel == facts.channel) &&
                 (language == any || language == facts.language);
  }
  if (filter.symbol.empty()) return pass;
  std::vector<std::uint8_t> about(facts_.size());
  if (const auto symbol = symbols_.find(filter.symbol)) {
    for (const Slot slot : about_[*symbol]) about[slot] = pass[slot];
  }
  return about;
}

FragmentIndex::Legs FragmentIndex::weigh(const Asked& asked,
                                         const std::vector<std::uint8_t>& allowed,
                                         const Meaning& meaning) const {
  const Bm25 bm25(terms_);
  Legs legs;
  legs.sounds.resize(facts_.size());
  bm25.add_groups(asked.sounds, legs.sounds);
  // What the first look finds, by words and sounds, says what else to look for.
  legs.words.resize(facts_.size());
  bm25.add(asked.words, legs.words);
  std::vector<float> first(facts_.size());
  for (std::size_t i = 0; i < first.size(); ++i) first[i] = legs.words[i] + legs.sounds[i];
  std::vector<Scored> answers = best(first, allowed, proximity_texts);
  for (Scored& each : answers) {
    const float more =
        bm25.proximity(asked.words, each.slot) + bm25.score(asked.stop_words, each.slot);
    each.score += more;
    legs.words[each.slot] += more;
  }
  std::ranges::sort(answers, {},
                    [](const Scored& each) { return std::pair(-each.score, each.slot); });
  if (answers.size() > feedback_texts) answers.resize(feedback_texts);
  bm25.add(feedback(terms_, asked.words, answers), legs.words);
  if (!space_.empty()) legs.company = latent_.likeness(space_.place(asked.words));

  scale(legs.words, allowed, words_weight * asked.words_share, true);
  scale(legs.sounds, allowed, sounds_weight * asked.sounds_share, true);
  scale(legs.company, allowed, company_weight * asked.words_share, false);
  legs.together.resize(facts_.size());
  for (std::size_t i = 0; i < facts_.size(); ++i) {
    legs.together[i] = legs.words[i] + legs.sounds[i] + (space_.empty() ? 0 : legs.company[i]);
  }
  add_meaning(meaning, allowed, legs);
  return legs;
}

// The nearness of each to the question; of the nearest, by their exact vectors.
std::vector<float> FragmentIndex::nearness_of(const Meaning& meaning,
                                              const std::vector<std::uint8_t>& judged) const {
  std::vector<float> nearness = vectors_.nearness(meaning.point, facts_.size());
  if (!meaning.exact) return nearness;
  const auto exact = [&](std::span<const Slot> slots) {
    std::vector<FragmentKey> keys;
    for (const Slot slot : slots) keys.push_back(key_of(slot));
    return meaning.exact(keys);
  };
  vectors_.judge_again(meaning.point, judged, exact, nearness);
  return nearness;
}

// Gives the meaning its share of each score. Unlike the other legs it is not stretched to what the
// best of this question reach: with some question the right text has no vector, and what lies
// nearest then must not pass for an answer. Nothing is the mean nearness of all, the whole that of
// a text to a part of it. What has no vector is taken to mean as much as its words say, and the
// fewer texts have one, the less the meaning weighs.
void FragmentIndex::add_meaning(const Meaning& meaning, const std::vector<std::uint8_t>& allowed,
                                Legs& legs) const {
  if (meaning.trust <= 0 || meaning.point.size() != vectors_.dimension()) return;
  if (!has_direction(meaning.point)) return;
  std::vector<std::uint8_t> judged = allowed;
  for (Slot slot = 0; slot < judged.size(); ++slot) {
    if (!vectors_.holds(slot)) judged[slot] = 0;
  }
  const auto all = static_cast<double>(std::ranges::count(allowed, 1));
  const auto covered = static_cast<double>(std::ranges::count(judged, 1));
  if (covered == 0) return;
  const double trust = std::min(meaning.trust, 1.0);
  const auto share = static_cast<float>(meaning_share * trust * covered / all);
  legs.meaning = nearness_of(meaning, judged);
  const double sum = std::accumulate(legs.meaning.begin(), legs.meaning.end(), 0.0);
  const auto nothing = static_cast<float>(sum / static_cast<double>(vectors_.size()));
  const float span =
      std::max(question_reach * (static_cast<float>(meaning.near) - nothing), least_span);
  const float full = words_weight + sounds_weight + (space_.empty() ? 0 : company_weight);
  float best_words = 0;
  for (Slot slot = 0; slot < allowed.size(); ++slot) {
    if (allowed[slot] != 0) best_words = std::max(best_words, legs.together[slot]);
  }
  const float without = best_words > 0 ? 1 - share + share * full / best_words : 1;
  for (Slot slot = 0; slot < allowed.size(); ++slot) {
    const float part = judged[slot] != 0 ? 1 - share : without;
    legs.words[slot] *= part;
    legs.sounds[slot] *= part;
    if (!space_.empty()) legs.company[slot] *= part;
    const float reached = std::clamp((legs.meaning[slot] - nothing) / span, 0.0F, 1.0F);
    legs.meaning[slot] = judged[slot] != 0 ? share * full * reached : 0;
    legs.together[slot] = part * legs.together[slot] + legs.meaning[slot];
  }
}

std::vector<WeightedTerm> FragmentIndex::like(std::string_view word) const {
  std::vector<WeightedTerm> found;
  for (const NearTerm& near : near_.find(word)) {
    found.push_back({near.term, near.likeness * near.likeness * near.likeness});
  }
  return found;
}

FragmentIndex::Asked FragmentIndex::read(const Question& question) const {
  Asked asked;
  std::map<TermId, double> words;  // a word that is said twice counts twice, and is looked up once
  std::map<TermId, double> stop_words;
  double said = 0;  // words that carry a meaning
  double known = 0;
  double heard = 0;
  const auto carries = [](const QuestionTerm& each) { return !each.stop_word; };
  const bool has_meaning = std::ranges::any_of(question.terms, carries);
  for (const QuestionTerm& each : question.terms) {
    const auto term = terms_.terms().find(each.term);
    const bool found = term && terms_.frequency(*term) > 0;
    // What is in nearly every text is looked for only in those that the other words find.
    if (each.stop_word && has_meaning) {
      if (found) stop_words[*term] += each.weight;
      continue;
    }
    if (found) words[*term] += each.weight;
    if (found) known += each.weight;
    if (each.translated) continue;
    said += each.weight;
    // A word that is everywhere needs none that are like it.
    const bool is_common = found && !tells(terms_, *term);
    std::vector<WeightedTerm> group;
    if (!is_common) group = like(each.term);
    if (is_common || !group.empty()) heard += each.weight;
    if (!group.empty()) asked.sounds.push_back(std::move(group));
  }
  for (const auto& [term, weight] : words) asked.words.push_back({term, weight});
  for (const auto& [term, weight] : stop_words) asked.stop_words.push_back({term, weight});
  if (said > 0) {
    asked.words_share = static_cast<float>(std::min(1.0, known / said));
    asked.sounds_share = static_cast<float>(heard / said);
  }
  return asked;
}

std::vector<Hit> FragmentIndex::search(const Question& question, const SearchFilter& filter,
                                       std::size_t limit, const Meaning& meaning) const {
  const std::vector<std::uint8_t> pass = allowed(filter);
  return hits(weigh(read(question), pass, meaning), pass, limit);
}

std::optional<Slot> FragmentIndex::slot_of(const FragmentKey& key) const {
  const auto name = names_.find(key.document);
  const auto place = name ? keys_.find({*name, key.ordinal}) : keys_.end();
  if (place == keys_.end()) return std::nullopt;
  return place->second;
}

void FragmentIndex::begin_vectors(std::size_t dimension) { vectors_ = VectorIndex(dimension); }

bool FragmentIndex::put_vector(const FragmentKey& key, std::span<const float> vector) {
  const std::optional<Slot> slot = slot_of(key);
  return slot && vectors_.put(*slot, vector);
}

std::vector<FragmentKey> FragmentIndex::trial_fragments(std::size_t limit) const {
  constexpr std::uint32_t min_length = 12;  // terms
  std::vector<Slot> slots;
  for (const auto& [key, slot] : keys_) {
    if (vectors_.holds(slot) && terms_.length(slot) >= min_length) slots.push_back(slot);
  }
  const std::size_t count = std::min(limit, slots.size());
  // Every second, then the others: an endpoint that gives one text the vector of the next would be
  // consistent in it if they were asked in the order in which they got theirs.
  std::vector<FragmentKey> found;
  for (const std::size_t first : {0U, 1U}) {
    for (std::size_t i = first; i < count; i += 2) {
      found.push_back(key_of(slots[i * slots.size() / count]));
    }
  }
  return found;
}

std::optional<TrialPlace> FragmentIndex::trial_place(const FragmentKey& key,
                                                     std::span<const float> point) const {
  const std::optional<Slot> own = slot_of(key);
  if (!own || !vectors_.holds(*own) || point.size() != vectors_.dimension()) return std::nullopt;
  const std::vector<float> nearness = vectors_.nearness(point, facts_.size());
  TrialPlace place;
  place.nearness = double{nearness[*own]};
  for (Slot slot = 0; slot < nearness.size(); ++slot) {
    const Facts& facts = facts_[slot];
    const bool is_near_by = facts.document == facts_[*own].document &&
                            facts.ordinal + 1 >= key.ordinal && facts.ordinal <= key.ordinal + 1;
    if (!vectors_.holds(slot) || is_near_by) continue;
    ++place.others;
    if (nearness[slot] > nearness[*own]) place.nearer += 1;
    if (nearness[slot] == nearness[*own]) place.nearer += 0.5;
  }
  return place;
}

std::vector<Hit> FragmentIndex::newest(const SearchFilter& filter, std::size_t limit) const {
  const std::vector<std::uint8_t> pass = allowed(filter);
  std::vector<Slot> slots;
  for (Slot slot = 0; slot < pass.size(); ++slot) {
    if (pass[slot] != 0 && facts_[slot].has_time) slots.push_back(slot);
  }
  const auto last =
      slots.begin() + static_cast<std::ptrdiff_t>(std::min({limit, max_hits, slots.size()}));
  std::ranges::partial_sort(slots, last, {},
                            [&](Slot slot) { return std::pair(~facts_[slot].time, slot); });
  std::vector<Hit> found;
  for (auto slot = slots.begin(); slot != last; ++slot) found.push_back(hit_of(*slot));
  return found;
}

std::vector<Hit> FragmentIndex::more_like(const FragmentKey& key, const SearchFilter& filter,
                                          std::size_t limit, Meaning meaning) const {
  constexpr std::size_t max_terms = 30;  // those that tell most
  const std::optional<Slot> own = slot_of(key);
  if (!own) return {};
  meaning.point.clear();
  if (vectors_.holds(*own)) meaning.point = vectors_.at(*own);
  std::vector<WeightedTerm> words;
  for (const TermCount& each : terms_.terms_of(*own)) {
    words.push_back({each.term, static_cast<double>(each.count)});
  }
  const auto telling = [&](const WeightedTerm& each) {
    return std::pair(-each.weight * inverse_frequency(terms_, each.term), each.term);
  };
  std::ranges::sort(words, {}, telling);
  if (words.size() > max_terms) words.resize(max_terms);
  std::vector<std::uint8_t> pass = allowed(filter);
  pass[*own] = 0;
  return hits(weigh({std::move(words), {}, {}, 1, 0}, pass, meaning), pass, limit);
}

std::vector<Hit> FragmentIndex::hits(const Legs& legs, const std::vector<std::uint8_t>& allowed,
                                     std::size_t limit) const {
  limit = std::min(limit, max_hits);
  std::vector<Hit> found;
  std::vector<std::vector<TermCount>> terms;  // of what was found
  for (const Scored& each : best(legs.together, allowed, 2 * limit)) {
    std::vector<TermCount> own = terms_.terms_of(each.slot);
    const auto same = std::ranges::find_if(
        terms, [&](const std::vector<TermCount>& other) { return nearly_same(own, other); });
    if (same != terms.end()) {
      const auto at = static_cast<std::size_t>(same - terms.begin());
      found[at].duplicates.push_back(key_of(each.slot));
      continue;
    }
    if (found.size() == limit) continue;
    Hit hit = hit_of(each.slot);
    hit.score = each.score;
    hit.words = legs.words[each.slot];
    hit.sounds = legs.sounds[each.slot];
    if (!space_.empty()) hit.company = legs.company[each.slot];
    if (!legs.meaning.empty()) hit.meaning = legs.meaning[each.slot];
    found.push_back(std::move(hit));
    terms.push_back(std::move(own));
  }
  return found;
}

Hit FragmentIndex::hit_of(Slot slot) const {
  Hit hit;
  hit.key = key_of(slot);
  hit.before = neighbour(slot, -1);
  hit.after = neighbour(slot, 1);
  return hit;
}

FragmentKey FragmentIndex::key_of(Slot slot) const {
  return {std::string(names_.text(facts_[slot].document)), facts_[slot].ordinal};
}

std::optional<FragmentKey> FragmentIndex::neighbour(Slot slot, int step) const {
  const std::pair key{facts_[slot].document, facts_[slot].ordinal};
  auto place = keys_.find(key);
  if (step < 0 && place == keys_.begin()) return std::nullopt;
  step < 0 ? --place : ++place;
  if (place == keys_.end() || place->first.first != key.first) return std::nullopt;
  return key_of(place->second);
}

// By the share of terms that both have among those that either has.
bool FragmentIndex::nearly_same(const std::vector<TermCount>& a,
                                const std::vector<TermCount>& b) const {
  const std::size_t most = std::max(a.size(), b.size());
  const std::size_t least = std::min(a.size(), b.size());
  if (static_cast<double>(least) < nearly_same_share * static_cast<double>(most)) return false;
  std::size_t both = 0;
  auto other = b.begin();
  for (const TermCount& each : a) {
    while (other != b.end() && other->term < each.term) ++other;
    if (other != b.end() && other->term == each.term) ++both;
  }
  const std::size_t either = a.size() + b.size() - both;
  return static_cast<double>(both) >= nearly_same_share * static_cast<double>(either);
}

void FragmentIndex::learn(LatentSpace space) {
  next_space_ = std::move(space);
  next_latent_ = {};
}

bool FragmentIndex::settle(std::size_t texts) {
  if (next_space_.empty()) return true;
  if (!next_latent_.extend(next_space_, terms_, texts)) return false;
  space_ = std::exchange(next_space_, {});
  latent_ = std::exchange(next_latent_, {});
  return true;
}

}  // namespace pitwall::knowledge
