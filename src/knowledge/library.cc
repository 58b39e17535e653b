#include "knowledge/library.h"

#include <algorithm>
#include <cmath>

#include "knowledge/import/utf8.h"
#include "knowledge/search/letters.h"

namespace pitwall::knowledge {
namespace {

constexpr std::size_t changes_at_once = 1000;
constexpr std::size_t least_to_learn = 50;    // fragments; fewer keep no company worth learning
constexpr std::size_t least_to_clear = 1000;  // fragments that were removed

// A channel's name as it is filed: a person need not hit its capitals.
std::string folded_text(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const Character found = character_at(text, at);
    at += found.size;
    append_utf8(out, folded(found.code));
  }
  return out;
}

void put_words(std::string& out, std::string_view lead, const std::vector<std::string>& words) {
  constexpr std::size_t most = 6;
  if (words.empty()) return;
  if (!out.empty()) out += "; ";
  out += lead;
  for (std::size_t i = 0; i < words.size() && i < most; ++i)
    out += fmt::format("{}{}", i == 0 ? " " : ", ", words[i]);
  if (words.size() > most) out += ", …";
}

}  // namespace

Library::Library(port::DocumentStore& store)
    : store_(store), symbols_(SymbolFinder::built_in(analyzer_)) {}

Result<bool> Library::look() {
  PITWALL_TRY(const std::uint64_t last, store_.last_change());
  if (last == last_) return false;
  PITWALL_TRY(const port::StoreTotals totals, store_.totals());
  last_ = last;
  kept_ = totals.documents;
  return true;
}

Result<bool> Library::work() {
  if (open_) {
    PITWALL_TRY_VOID(read_on());
    return true;
  }
  PITWALL_TRY(const bool changed, begin_change());
  if (changed) return true;
  if (loading_) {
    PITWALL_TRY_VOID(load_on());
    return true;
  }
  return learn();
}

// Takes up the next change; false where there is none.
Result<bool> Library::begin_change() {
  if (changes_.empty()) {
    if (taken_ >= last_) return false;
    PITWALL_TRY(const std::vector<port::DocumentChange> more,
                store_.changes(taken_, changes_at_once));
    if (more.empty()) {
      taken_ = last_;
      return false;
    }
    changes_.assign(more.begin(), more.end());
    taken_ = more.back().number;
  }
  const port::DocumentChange change = std::move(changes_.front());
  changes_.pop_front();
  if (change.removed) {
    drop(change.document);
    return true;
  }
  PITWALL_TRY(std::optional<port::DocumentFacts> facts, store_.find(change.document));
  index_.remove(change.document);
  documents_.erase(change.document);
  if (facts) open_ = Open{std::move(*facts), 0};
  return true;
}

// What was forgotten is named by the hash of its id alone.
void Library::drop(const std::string& document) {
  const auto found = std::ranges::find_if(documents_, [&](const std::string& id) {
    return id == document || port::forgotten_name(id) == document;
  });
  if (found == documents_.end()) return;
  index_.remove(*found);
  documents_.erase(found);
}

Result<void> Library::read_on() {
  Open& open = *open_;
  PITWALL_TRY(const std::vector<port::StoredFragment> fragments,
              store_.fragments(open.facts.id, open.next, slice_fragments));
  std::vector<port::FragmentId> ids;
  for (const port::StoredFragment& each : fragments) {
    Fragment facts;
    facts.key = {open.facts.id, each.ordinal};
    facts.kind = open.facts.kind;
    facts.role = each.role;
    facts.provider = open.facts.provider;
    facts.channel = folded_text(open.facts.channel.value);
    facts.language = language_of(open.facts.language, each.text.value);
    facts.time = time_of(open.facts, each);
    facts.active = each.active;
    const std::vector<Token> tokens = analyzer_.tokens(each.text.value);
    facts.symbols = symbols_.find(each.text.value, tokens);
    index_.put(facts, tokens);
    ids.push_back({open.facts.id, each.ordinal});
    open.next = each.ordinal + 1;
  }
  PITWALL_TRY_VOID(load_vectors(ids));
  if (fragments.size() == slice_fragments) return {};
  documents_.insert(open.facts.id);
  open_.reset();
  return {};
}

bool Library::worth_learning() const {
  const auto now = static_cast<double>(index_.size());
  const auto then = static_cast<double>(learnt_from_);
  return index_.size() >= least_to_learn && std::abs(now - then) >= then * grown_enough;
}

// When nothing else is left to do. False where there is nothing to learn either.
bool Library::learn() {
  if (settling_) {
    settling_ = !index_.settle(slice_settling);
    return true;
  }
  if (training_) {
    if (!training_->step(index_.terms(), slice_learning)) return true;
    index_.learn(training_->take());
    training_.reset();
    settling_ = true;
    return true;
  }
  if (index_.removed() > std::max(index_.size() / 4, least_to_clear)) {
    index_.compact();
    return true;
  }
  if (!worth_learning()) return false;
  learnt_from_ = index_.size();
  training_.emplace(index_.terms());
  return true;
}

Reading Library::reading() const {
  Reading reading;
  reading.read = documents_.size();
  reading.documents = std::max<std::uint64_t>(kept_, documents_.size());
  reading.fragments = index_.size();
  reading.learnt = index_.has_learnt();
  return reading;
}

SearchFilter Library::filed(const SearchFilter& filter) const {
  SearchFilter own = filter;
  own.channel = folded_text(filter.channel);
  own.symbol = filed_symbol(filter.symbol);
  return own;
}

Result<Found> Library::search(const LibraryQuestion& question) {
  const SearchFilter filter = filed(question.filter);
  const Question read = reader_.read(question.text);
  const std::vector<Hit> hits =
      read.terms.empty() ? index_.newest(filter, question.limit)
                         : index_.search(read, filter, question.limit, meaning_of(question.point));
  return shown(hits, read);
}

Result<Found> Library::more_like(const port::FragmentId& id, const LibraryQuestion& question) {
  PITWALL_TRY(const Excerpt known, fragment(id));
  const std::vector<Hit> hits = index_.more_like({id.document, id.ordinal}, filed(question.filter),
                                                 question.limit, meaning_of({}));
  return shown(hits, reader_.read(known.text.value));
}

Result<Found> Library::shown(const std::vector<Hit>& hits, const Question& question) {
  Found found;
  found.reading = reading();
  for (const Hit& hit : hits) {
    PITWALL_TRY(std::optional<Finding> each, finding(hit, question));
    if (each) found.findings.push_back(std::move(*each));
  }
  return found;
}

// Nothing where the store does not have it any more: the index hears of that a little later.
Result<std::optional<Finding>> Library::finding(const Hit& hit, const Question& question) {
  const std::uint32_t ordinal = hit.key.ordinal;
  const std::uint32_t first = ordinal == 0 ? 0 : ordinal - 1;
  PITWALL_TRY(const std::optional<port::DocumentFacts> facts, store_.find(hit.key.document));
  PITWALL_TRY(const std::vector<port::StoredFragment> around,
              store_.fragments(hit.key.document, first, ordinal - first + 2));
  Finding finding;
  bool is_there = false;
  for (const port::StoredFragment& each : around) {
    const port::FragmentId id{hit.key.document, each.ordinal};
    if (each.ordinal < ordinal) {
      finding.before = id;
      finding.text_before.value = cut_text(each.text.value, max_neighbour, Keep::end);
    } else if (each.ordinal > ordinal) {
      finding.after = id;
      finding.text_after.value = cut_text(each.text.value, max_neighbour, Keep::beginning);
    } else if (facts) {
      finding.fragment = excerpt_of(*facts, each);
      is_there = true;
    }
  }
  if (!is_there) return std::optional<Finding>();
  finding.alike = hit.duplicates.size();
  explain(finding, hit, question);
  return std::optional(std::move(finding));
}

// Which words of the question the text has, as it has them.
void Library::explain(Finding& finding, const Hit& hit, const Question& question) {
  using How = QuestionReader::How;
  const std::string_view text = finding.fragment.text.value;
  std::vector<std::string> ways[3];
  for (const QuestionReader::Match& match : reader_.matches(question, text)) {
    std::string word(text.substr(match.begin, match.end - match.begin));
    std::vector<std::string>& way = ways[static_cast<std::size_t>(match.how)];
    if (std::ranges::find(way, word) == way.end()) way.push_back(std::move(word));
  }
  put_words(finding.why, "has", ways[static_cast<std::size_t>(How::word)]);
  put_words(finding.why, "in other words", ways[static_cast<std::size_t>(How::translation)]);
  put_words(finding.why, "spelt or sounding alike", ways[static_cast<std::size_t>(How::sound)]);
  const double lexical = hit.words + hit.sounds;
  if (hit.meaning <= lexical && hit.company <= lexical) return;
  if (!finding.why.empty()) finding.why += "; ";
  finding.why +=
      hit.meaning > hit.company ? "means something like it" : "its words keep the same company";
}

Result<Page> Library::read(const std::string& document, std::uint32_t from, std::size_t bytes) {
  PITWALL_TRY(std::optional<port::DocumentFacts> facts, store_.find(document));
  if (!facts) {
    return error(Code::not_found,
                 "There is no document {} in the memory; list_documents has those there are.",
                 document.substr(0, 200));
  }
  PITWALL_TRY(std::vector<port::StoredFragment> fragments,
              store_.fragments(document, from, max_page + 1));
  if (fragments.empty() && from > 0) {
    return error(Code::not_found, "The document has {} fragments: from is 0 to {}.",
                 facts->fragments, std::max(facts->fragments, 1U) - 1);
  }
  Page page{std::move(*facts), {}, {}};
  std::size_t size = 0;
  for (port::StoredFragment& each : fragments) {
    size += each.text.value.size();
    if (!page.fragments.empty() && (size > bytes || page.fragments.size() == max_page)) {
      page.next = each.ordinal;
      break;
    }
    page.fragments.push_back(std::move(each));
  }
  return page;
}

Result<bool> Library::forget(const std::string& document, Time now) {
  PITWALL_TRY(const bool forgotten, store_.forget(document, now));
  index_.remove(document);
  documents_.erase(document);
  if (open_ && open_->facts.id == document) open_.reset();
  PITWALL_TRY([[maybe_unused]] const bool changed, look());
  return forgotten;
}

Result<Excerpt> Library::fragment(const port::FragmentId& id) {
  PITWALL_TRY(const std::optional<port::DocumentFacts> facts, store_.find(id.document));
  PITWALL_TRY(const std::vector<port::StoredFragment> own,
              store_.fragments(id.document, id.ordinal, 1));
  if (!facts || own.empty()) {
    return error(Code::not_found, "There is no fragment {} of {} in the memory.", id.ordinal,
                 id.document.substr(0, 200));
  }
  return excerpt_of(*facts, own[0]);
}

}  // namespace pitwall::knowledge
