// A fragment of the memory as it is shown: its text, and where it is from.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "port/document_store.h"

namespace pitwall::knowledge {

struct Excerpt {
  port::FragmentId id;
  port::DocumentKind kind = port::DocumentKind::note;
  std::string provider;
  Untrusted title;
  Untrusted channel;
  std::string address;  // of a video: to the second where the fragment begins; may be empty
  port::PartRole role = port::PartRole::text;
  Untrusted text;
  std::optional<Time> time = {};
  std::optional<Duration> offset = {};
  bool active = true;
};

Excerpt excerpt_of(const port::DocumentFacts& facts, const port::StoredFragment& fragment);

// When a fragment was said: its own time, or its document's.
std::optional<Time> time_of(const port::DocumentFacts& facts, const port::StoredFragment& fragment);

// Where it is to be read; of subtitles with the second, as YouTube takes it: "&t=123s".
std::string address_of(const port::DocumentFacts& facts, const port::StoredFragment& fragment);

// What the document says of its language ("en-US": en), or else the script in which the text is
// written for the most part: ru for Cyrillic, en for Latin.
std::string language_of(std::string_view said, std::string_view text);

// The text's beginning or end, of at most so many bytes and cut between words where it can be; an
// ellipsis says that it was cut.
enum class Keep : std::uint8_t { beginning, end };
std::string cut_text(std::string_view text, std::size_t bytes, Keep keep);

}  // namespace pitwall::knowledge
