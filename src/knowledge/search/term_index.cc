#include "knowledge/search/term_index.h"

#include <algorithm>

#include "base/check.h"
#include "knowledge/search/byte_reader.h"

namespace pitwall::knowledge {
namespace {

constexpr std::string_view magic = "pitwall terms 1\n";

}  // namespace

Slot TermIndex::add(std::span<const std::string_view> terms) {
  std::vector<TermId> ids;
  ids.reserve(terms.size());
  for (const std::string_view term : terms) ids.push_back(terms_.put(term));
  return append(ids, true);
}

Slot TermIndex::append(std::span<const TermId> terms, bool present) {
  PITWALL_CHECK(texts_.size() < max_slots, "more than {} texts in one index", max_slots);
  const auto slot = static_cast<Slot>(texts_.size());
  postings_.resize(terms_.size());
  texts_.push_back({forward_.size(), present});
  lengths_.push_back(static_cast<std::uint32_t>(terms.size()));
  for (const TermId term : terms) put_varint(forward_, term);
  if (!present) return slot;
  for (const TermCount& each : terms_of(slot)) {
    Postings& postings = postings_[each.term];
    postings.texts.push_back(slot << count_bits | std::min(each.count, max_count));
    ++postings.frequency;
  }
  ++size_;
  total_length_ += terms.size();
  return slot;
}

void TermIndex::remove(Slot slot) {
  PITWALL_CHECK(slot < texts_.size() && holds(slot), "slot {} is not there", slot);
  for (const TermCount& each : terms_of(slot)) --postings_[each.term].frequency;
  texts_[slot].present = false;
  --size_;
  total_length_ -= length(slot);
}

std::vector<Slot> TermIndex::compact() {
  TermIndex fresh;
  fresh.terms_ = std::move(terms_);
  std::vector<Slot> moved(texts_.size(), gone);
  std::vector<TermId> terms;
  for (Slot slot = 0; slot < texts_.size(); ++slot) {
    if (!holds(slot)) continue;
    terms.clear();
    each_term(slot, [&](TermId term) { terms.push_back(term); });
    moved[slot] = fresh.append(terms, true);
  }
  fresh.postings_.resize(fresh.terms_.size());
  *this = std::move(fresh);
  return moved;
}

double TermIndex::mean_length() const {
  return size_ == 0 ? 0 : static_cast<double>(total_length_) / static_cast<double>(size_);
}

std::vector<TermCount> TermIndex::terms_of(Slot slot) const {
  std::vector<TermId> terms;
  terms.reserve(length(slot));
  each_term(slot, [&](TermId term) { terms.push_back(term); });
  std::ranges::sort(terms);
  std::vector<TermCount> found;
  for (const TermId term : terms) {
    if (found.empty() || found.back().term != term) found.push_back({term, 0});
    ++found.back().count;
  }
  return found;
}

std::string TermIndex::bytes() const {
  std::string out(magic);
  put_varint(out, terms_.size());
  for (TermId id = 0; id < terms_.size(); ++id) {
    put_varint(out, terms_.text(id).size());
    out += terms_.text(id);
  }
  put_varint(out, texts_.size());
  for (Slot slot = 0; slot < texts_.size(); ++slot) {
    put_varint(out, holds(slot) ? 1 : 0);
    put_varint(out, length(slot));
    each_term(slot, [&](TermId term) { put_varint(out, term); });
  }
  return out;
}

Result<TermIndex> TermIndex::read(std::string_view bytes) {
  ByteReader in(bytes);
  TermIndex index;
  if (in.text(magic.size()) != magic) return ByteReader::damaged();
  const std::uint64_t terms = in.number(bytes.size());
  for (std::uint64_t i = 0; i < terms && in.ok(); ++i) {
    const std::string_view term = in.text(in.number(bytes.size()));
    if (in.ok() && index.terms_.put(term) != i) return ByteReader::damaged();
  }
  const std::uint64_t texts = in.number(std::min(bytes.size(), max_slots));
  std::vector<TermId> ids;
  for (std::uint64_t i = 0; i < texts && in.ok(); ++i) {
    const bool present = in.number(1) == 1;
    const std::uint64_t length = in.number(bytes.size());
    if (length > 0 && terms == 0) return ByteReader::damaged();
    ids.clear();
    for (std::uint64_t n = 0; n < length && in.ok(); ++n) {
      ids.push_back(static_cast<TermId>(in.number(terms - 1)));
    }
    if (in.ok()) index.append(ids, present);
  }
  if (!in.ok() || !in.at_end()) return ByteReader::damaged();
  index.postings_.resize(index.terms_.size());
  return index;
}

std::size_t TermIndex::memory() const {
  std::size_t size = terms_.memory() + forward_.capacity() + texts_.capacity() * sizeof(Text) +
                     lengths_.capacity() * sizeof(std::uint32_t) +
                     postings_.capacity() * sizeof(Postings);
  for (const Postings& postings : postings_) size += postings.texts.capacity() * sizeof(Slot);
  return size;
}

}  // namespace pitwall::knowledge
