// Documents cut into what is searched and shown: fragments of about a paragraph. Pure; any thread.
//
// Lengths are characters, not bytes, so that Russian and English are cut alike. Of 240 paragraphs
// of an encyclopedia (XQuAD) half have less than 700 characters in English, 770 in Russian, and
// nine of ten less than 1300: a paragraph of the usual length stays whole.
#pragma once

#include <cstddef>
#include <string>

#include "base/time.h"
#include "knowledge/document.h"
#include "port/document_store.h"

namespace pitwall::knowledge {

inline constexpr std::size_t fragment_target = 700;  // characters: what is shorter is joined
inline constexpr std::size_t fragment_max = 1300;    // what is longer is cut
inline constexpr std::size_t fragment_least = fragment_target / 4;  // of what is cut off
// Parts of one fragment begin within this time of each other: of subtitles, so that a link leads to
// where it is said; of messages, so that the fragment's time is that of all.
inline constexpr Duration caption_span = seconds(30);
inline constexpr Duration message_span = minutes(30);
// Of these rules: part of each digest, so that an import with newer ones cuts again.
inline constexpr int fragment_rules = 1;

// Cut at the end of a paragraph, else of a line, a sentence, a word; never within a character.
// Short parts that follow each other are joined, if the same role wrote them: a question and its
// answer stay apart.
std::vector<port::StoredFragment> fragments_of(const Document& document);

// SHA-256 in hex of what a document says and of the rules. What is known by its content ("file:")
// has no other name: two copies of a note are the same, whatever their files are called.
std::string digest_of(const Document& document);

// As the store takes it. `origin` is the file it came from; `now` when it is taken in.
port::NewDocument cut(const Document& document, std::string origin, Time now);

}  // namespace pitwall::knowledge
