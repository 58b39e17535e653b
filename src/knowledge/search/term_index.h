// Which text holds which term how often, and the terms of each text in their order.
// A value of one thread; any number may read it together while nobody changes it.
//
// A text gets the next slot and keeps it. What is removed stays in the postings until `compact`;
// all counts leave it out at once.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "knowledge/search/dictionary.h"
#include "knowledge/search/varint.h"

namespace pitwall::knowledge {

using Slot = std::uint32_t;

struct TermCount {
  TermId term = 0;
  std::uint32_t count = 0;
  bool operator==(const TermCount&) const = default;
};

class TermIndex {
 public:
  static constexpr std::size_t max_slots = 50'000'000;
  // More of one term in one text are taken for so many: they tell nothing more.
  static constexpr std::uint32_t max_count = 63;

  Slot add(std::span<const std::string_view> terms);  // in the order of the text
  void remove(Slot slot);                             // of one that is there
  // Frees what removed texts took; terms keep their numbers. Gives the new slot of each old one,
  // and `gone` for the removed.
  static constexpr Slot gone = 0xFFFFFFFF;
  std::vector<Slot> compact();

  const Dictionary& terms() const { return terms_; }
  std::size_t slots() const { return texts_.size(); }  // the removed ones too
  std::size_t size() const { return size_; }           // texts that are there
  bool holds(Slot slot) const { return texts_[slot].present; }
  std::uint32_t length(Slot slot) const { return lengths_[slot]; }  // terms, with repetitions
  double mean_length() const;
  std::uint32_t frequency(TermId term) const { return postings_[term].frequency; }  // texts

  // Calls visit(slot, count) for each text that holds or held the term, slots rising.
  template <class Visit>
  void each_posting(TermId term, Visit visit) const {
    for (const std::uint32_t each : postings_[term].texts) {
      visit(Slot{each >> count_bits}, each & max_count);
    }
  }
  // Calls visit(term) for each term of the text, in its order.
  template <class Visit>
  void each_term(Slot slot, Visit visit) const {
    const std::uint8_t* at = forward_.data() + texts_[slot].begin;
    for (std::uint32_t n = lengths_[slot]; n > 0; --n) visit(take_varint(at));
  }
  // Terms rising.
  std::vector<TermCount> terms_of(Slot slot) const;

  // The whole as bytes, and back; bytes that nobody wrote so are refused. The postings are not
  // among them: they are made again.
  std::string bytes() const;
  static Result<TermIndex> read(std::string_view bytes);
  std::size_t memory() const;  // bytes

 private:
  static constexpr unsigned count_bits = 6;
  static_assert(max_count < 1U << count_bits && max_slots <= 1U << (32 - count_bits));

  // Not packed further: a question reads a great many of them, and to unpack them step by step was
  // the greatest part of what a search took.
  struct Postings {
    std::vector<std::uint32_t> texts;  // the slot above, the count in the lowest `count_bits`
    std::uint32_t frequency = 0;       // texts that are there
  };
  struct Text {
    std::uint64_t begin = 0;  // in `forward_`
    bool present = true;
  };

  Slot append(std::span<const TermId> terms, bool present);

  Dictionary terms_;
  std::vector<Postings> postings_;  // by term
  std::vector<std::uint8_t> forward_;
  std::vector<Text> texts_;             // by slot
  std::vector<std::uint32_t> lengths_;  // by slot; apart, since every score needs them
  std::size_t size_ = 0;
  std::uint64_t total_length_ = 0;
};

}  // namespace pitwall::knowledge
