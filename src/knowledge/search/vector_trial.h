// Whether a model of meaning is to be believed, tried on the user's own texts: it is asked a part
// of a text as a question, and the text it was taken from has to be among the first to be found. A
// model that does no better than chance (broken, another one than made the vectors, answers mixed
// up) gets no say; one that does middling well gets a part of it.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace pitwall::knowledge {

// Texts that are asked for in one trial, where there are so many.
inline constexpr std::size_t trial_texts = 100;
// Fewer vectors say nothing: by chance too many would be found.
inline constexpr std::size_t min_trial_vectors = 20;

// Whether so many vectors are worth a trial, after one among `tried_among`.
bool is_trial_due(std::size_t vectors, std::size_t tried_among);

// A part of the text to find it by: its first sentence of some length, at most half of it. Empty
// where the text is too short to be told by a part.
std::string trial_question(std::string_view text);

// Where the text was found: how many others lie nearer, those that lie as near counted by half, of
// how many in all. Its neighbours are not counted, for they may share its words.
struct TrialPlace {
  double nearer = 0;
  std::size_t others = 0;
  double nearness = 0;  // of the text itself: VectorIndex::nearness
};

struct VectorTrust {
  double trust = 0;       // 0 to 1: how much of its say the model has
  double near = 1;        // how near half of the texts lie to a part of them, at least
  std::size_t tried = 0;  // texts
  std::size_t found = 0;  // of them
  std::string words;      // for a person: a sentence
};
VectorTrust judge(std::span<const TrialPlace> places);

}  // namespace pitwall::knowledge
