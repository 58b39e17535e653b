// The memory's documents, kept for good in pieces of about a paragraph: what was imported, how it
// was cut, and the vectors that an embedding endpoint gave for it. One file that more than one
// program may write at the same time (the daemon, and an import at the terminal); each object
// belongs to one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "port/document.h"

namespace pitwall::port {

// A document but for its text.
struct DocumentFacts {
  std::string id;
  DocumentKind kind = DocumentKind::note;
  std::string provider;
  Untrusted title;
  Untrusted channel;
  std::string address;
  std::string language;
  std::optional<Time> created = {};
  std::optional<Time> updated = {};
  std::string origin;  // the file it came from, by the name that the user gave; empty: none
  Time imported;       // when this version of it was taken in
  std::string digest;  // SHA-256 in hex of what was taken in and how it was cut: equal is unchanged
  std::uint32_t fragments = 0;
  std::uint64_t bytes = 0;  // of its text
};

// A piece of a document. Put one after another, with a line feed between those of which the later
// does not continue the part of the earlier, they are its text again.
struct StoredFragment {
  std::uint32_t ordinal = 0;  // its place, from 0 and without gaps
  std::string part;           // id of the part that it begins with
  PartRole role = PartRole::text;
  Untrusted text;
  std::optional<Time> time = {};
  std::optional<Duration> offset = {};  // of subtitles: since the beginning
  bool active = true;                   // false: of a branch that was edited away
  bool continues = false;               // goes on in the part where the one before ended
};

struct FragmentId {
  std::string document;
  std::uint32_t ordinal = 0;
  auto operator<=>(const FragmentId&) const = default;
};

struct NewDocument {
  DocumentFacts facts;
  std::vector<StoredFragment> fragments;
};

enum class PutOutcome : std::uint8_t {
  added,
  changed,    // replaced one with the same id
  unchanged,  // the same digest: nothing was written
  older,      // what is kept was added to later, or says more: nothing was written
  forgotten,  // the person had it forgotten: it stays away
};
std::string_view name_of(PutOutcome outcome);
constexpr int count_of(PutOutcome) { return 5; }

// What was put or taken out, in the order in which it was.
struct DocumentChange {
  std::uint64_t number = 0;  // grows; the latest change of each document stands
  std::string document;      // of one that was taken out: forgotten_name of its id
  bool removed = false;
};
// SHA-256 of the id in hex: what was forgotten is not to be read in the list of it either.
std::string forgotten_name(std::string_view id);

struct DocumentQuery {
  std::optional<DocumentKind> kind = {};
  std::string provider = {};  // exactly; empty: any
  std::string channel = {};
  std::optional<Time> from = {};  // by the time it was last added to
  std::optional<Time> to = {};    // excluded
  std::string after = {};         // the id that the page before ended with
  std::size_t limit = 50;
};

struct StoreTotals {
  std::uint64_t documents = 0;
  std::uint64_t fragments = 0;
  std::uint64_t bytes = 0;  // of text
  std::uint64_t last_change = 0;
  // By provider, sorted by name.
  struct Provider {
    std::string name;
    std::uint64_t documents = 0;
    std::optional<Time> first = {};
    std::optional<Time> last = {};
  };
  std::vector<Provider> providers;
};

// Which embedding made a vector. Vectors of different ones are never compared.
struct VectorModel {
  std::string name;                 // as the endpoint calls it
  std::uint32_t dimension = 0;      // numbers in each
  std::string passage_prefix = {};  // put before each text
  bool operator==(const VectorModel&) const = default;
};

struct StoredVector {
  FragmentId fragment;
  std::uint64_t change = 0;  // of the document when its text was read: an older one is not stored
  std::vector<float> values;
};

struct TextToEmbed {
  FragmentId fragment;
  std::uint64_t change = 0;
  Untrusted text;
};

class DocumentStore {
 public:
  static constexpr std::size_t max_batch = 1000;     // documents of one put
  static constexpr std::size_t max_answer = 10'000;  // fragments, changes or vectors of one answer

  virtual ~DocumentStore() = default;

  // All or none, and durable when it returns. One outcome for each. Of two versions of a document
  // the one that was added to later stands, or at the same time the longer one, so that several
  // exports of the same give the same in any order.
  virtual Result<std::vector<PutOutcome>> put(const std::vector<NewDocument>& documents) = 0;
  // What putting it would come to, for a look beforehand.
  virtual Result<PutOutcome> compare(const DocumentFacts& facts) = 0;

  virtual Result<std::optional<DocumentFacts>> find(std::string_view id) = 0;
  virtual Result<std::vector<DocumentFacts>> list(const DocumentQuery& query) = 0;  // by id
  // In their order; empty where there are none (any more).
  virtual Result<std::vector<StoredFragment>> fragments(std::string_view id, std::uint32_t first,
                                                        std::size_t count) = 0;
  virtual Result<StoreTotals> totals() = 0;

  // Changes after this number, oldest first, at most max_answer.
  virtual Result<std::vector<DocumentChange>> changes(std::uint64_t after, std::size_t limit) = 0;
  // The number of the last change, cheap enough to be asked for each second.
  virtual Result<std::uint64_t> last_change() = 0;

  // Takes a document out, text, vectors and all, overwritten in the file, and keeps it away: an
  // import of the same id is `forgotten` from then on. False where there was none.
  virtual Result<bool> forget(std::string_view id, Time now) = 0;

  // Of vectors: what still lacks one of this model, in the order of the changes; their putting; all
  // of them, handed out one by one until it returns false; those asked for, absent ones left out.
  virtual Result<std::vector<TextToEmbed>> to_embed(const VectorModel& model,
                                                    std::size_t limit) = 0;
  virtual Result<void> put_vectors(const VectorModel& model,
                                   const std::vector<StoredVector>& vectors) = 0;
  virtual Result<void> each_vector(const VectorModel& model,
                                   const std::function<bool(const StoredVector&)>& take) = 0;
  virtual Result<std::vector<StoredVector>> vectors(const VectorModel& model,
                                                    const std::vector<FragmentId>& ids) = 0;
  // Vectors of all other models go; how many.
  virtual Result<std::uint64_t> drop_other_vectors(const VectorModel& model) = 0;
};

}  // namespace pitwall::port
