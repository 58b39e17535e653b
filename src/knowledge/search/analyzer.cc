#include "knowledge/search/analyzer.h"

#include <libstemmer.h>

#include "base/check.h"
#include "knowledge/import/utf8.h"
#include "knowledge/search/letters.h"

namespace pitwall::knowledge {
namespace {

constexpr std::string_view stop_words =
    "a about after all also am an and any are as at be because been before being between both but "
    "by can could did do does doing down during each few for from further had has have having he "
    "her here hers him his how i if in into is it its just me more most my no nor not now of off "
    "on once only or other our out over own same she should so some such than that the their them "
    "then there these they this those through to too under until up very was we were what when "
    "where which while who whom whose why will with would you your "
    "а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже "
    "для до его ее если есть еще же за здесь и из или им их к как какая какие какое какой каком "
    "когда кто куда ли либо мне может мы на над нам нас не него нее нет ни них но ну о об однако "
    "он она они оно от по под при почему с сам сколько со так также такой там те тем то того тоже "
    "той только том ты у уже хотя чего чей чем что чтобы чье чья эта эти это этого этой этом этот "
    "этих я";

struct Glyph {
  char32_t value = 0;
  Letter letter = Letter::none;
  std::size_t size = 0;
};

// Reads words off a text, one after the other.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}

  struct Word {
    std::string text;  // folded
    std::size_t begin = 0;
    std::size_t end = 0;
    Letter script = Letter::none;  // digit where there is no letter in it
    bool has_digit = false;
  };

  bool next(Word& word);
  bool is_percent(const Word& word) const {
    return word.script == Letter::digit && at_ < text_.size() && text_[at_] == '%';
  }
  // The whole of a ticker whose first part was just read, folded: "$aapl", "brk.b"; or empty.
  // `end` is set to where it ends.
  std::string ticker(const Word& word, std::size_t& end) const;

 private:
  static constexpr std::size_t max_ticker = 6;

  Glyph glyph(std::size_t at) const {
    if (at >= text_.size()) return {};
    const Character found = character_at(text_, at);
    return {found.code, letter_of(found.code), found.size};
  }
  bool is_letter(std::size_t at) const {
    const Letter letter = glyph(at).letter;
    return letter != Letter::none && letter != Letter::invisible;
  }
  bool is_upper(std::size_t at) const {
    return at < text_.size() && text_[at] >= 'A' && text_[at] <= 'Z';
  }
  std::size_t capitals(std::size_t at) const {
    std::size_t count = 0;
    while (is_upper(at + count)) ++count;
    return count;
  }
  bool joins(const Word& word, std::size_t at) const;
  void read_number_mark(Word& word);
  bool extend(Word& word);

  std::string_view text_;
  std::size_t at_ = 0;
};

// An apostrophe between Latin letters, a point or comma between digits.
bool Words::joins(const Word& word, std::size_t at) const {
  const Glyph mark = glyph(at);
  const Letter after = mark.size == 0 ? Letter::none : glyph(at + mark.size).letter;
  if (mark.value == '\'' || mark.value == 0x2019) {
    return word.script == Letter::latin && after == Letter::latin;
  }
  if (mark.value == '.' || mark.value == ',') {
    return word.script == Letter::digit && after == Letter::digit;
  }
  return false;
}

// A comma before three digits sets thousands apart, unless nothing but a zero is before it; any
// other is a decimal point.
void Words::read_number_mark(Word& word) {
  std::size_t digits = 0;
  while (glyph(at_ + 1 + digits).letter == Letter::digit) ++digits;
  const bool thousands = text_[at_] == ',' && digits == 3 && word.text != "0";
  if (!thousands) word.text.push_back('.');
  ++at_;
}

// Takes one more character into the word; false where the word is over.
bool Words::extend(Word& word) {
  const Glyph now = glyph(at_);
  if (now.letter == Letter::invisible) {
    // й may come as и and a mark.
    if (now.value == 0x306 && word.text.ends_with("и")) {
      word.text.resize(word.text.size() - 2);
      word.text += "й";
    }
    at_ += now.size;
    return true;
  }
  if (joins(word, at_)) {
    if (word.script == Letter::digit) {
      read_number_mark(word);
    } else {
      word.text.push_back('\'');
      at_ += now.size;
    }
    return true;
  }
  if (now.letter == Letter::none || now.letter == Letter::ideograph) return false;
  const bool fits = word.script == Letter::none || now.letter == word.script ||
                    now.letter == Letter::digit || word.script == Letter::digit;
  if (!fits) return false;
  if (now.letter == Letter::digit) word.has_digit = true;
  if (word.script == Letter::none || now.letter != Letter::digit) word.script = now.letter;
  append_utf8(word.text, folded(now.value));
  at_ += now.size;
  return true;
}

bool Words::next(Word& word) {
  word = {};
  while (at_ < text_.size() && !is_letter(at_)) at_ += glyph(at_).size;
  if (at_ >= text_.size()) return false;
  word.begin = at_;
  const Glyph first = glyph(at_);
  if (first.letter == Letter::ideograph) {
    word.script = Letter::ideograph;
    append_utf8(word.text, first.value);
    at_ += first.size;
  } else {
    while (at_ < text_.size() && extend(word)) {
    }
  }
  word.end = at_;
  if (word.text.size() > Analyzer::max_term) {
    std::size_t size = Analyzer::max_term;
    while ((static_cast<unsigned char>(word.text[size]) & 0xC0) == 0x80) --size;
    word.text.resize(size);
  }
  return true;
}

std::string Words::ticker(const Word& word, std::size_t& end) const {
  const std::size_t size = word.end - word.begin;
  if (size > max_ticker || capitals(word.begin) != size) return {};
  end = word.end;
  std::string text = word.text;
  const bool cash_tag = word.begin > 0 && text_[word.begin - 1] == '$';
  const std::size_t suffix = end < text_.size() && text_[end] == '.' ? capitals(end + 1) : 0;
  const bool dotted = (suffix == 1 || suffix == 2) && !is_letter(end + 1 + suffix);
  if (!cash_tag && !dotted) return {};
  if (dotted) {
    text.push_back('.');
    for (std::size_t i = 1; i <= suffix; ++i) {
      text.push_back(static_cast<char>(folded(static_cast<unsigned char>(text_[end + i]))));
    }
    end += suffix + 1;
  }
  return cash_tag ? "$" + text : text;
}

}  // namespace

void Analyzer::Delete::operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }

Analyzer::Analyzer()
    : english_(sb_stemmer_new("english", "UTF_8")), russian_(sb_stemmer_new("russian", "UTF_8")) {
  PITWALL_CHECK(english_ && russian_, "libstemmer has no english or no russian");
  Words words(stop_words);
  for (Words::Word word; words.next(word);) stop_words_.insert(stem(word.text));
}

std::string Analyzer::stem(std::string_view word) {
  if (word.empty()) return {};
  const Character first = character_at(word, 0);
  const Letter script = letter_of(first.code);
  if (script != Letter::latin && script != Letter::cyrillic) return std::string(word);
  sb_stemmer* stemmer = script == Letter::latin ? english_.get() : russian_.get();
  const auto* bytes = reinterpret_cast<const sb_symbol*>(word.data());
  const sb_symbol* result = sb_stemmer_stem(stemmer, bytes, static_cast<int>(word.size()));
  PITWALL_CHECK(result != nullptr, "out of memory for a stem");
  const auto size = static_cast<std::size_t>(sb_stemmer_length(stemmer));
  // A word that is nothing but an ending stays as it is.
  return size == 0 ? std::string(word) : std::string(reinterpret_cast<const char*>(result), size);
}

std::vector<Token> Analyzer::tokens(std::string_view text) {
  std::vector<Token> found;
  const auto put = [&](std::string term, std::size_t begin, std::size_t end, bool stop_word) {
    found.push_back({std::move(term), static_cast<std::uint32_t>(begin),
                     static_cast<std::uint32_t>(end), stop_word});
  };
  Words words(text.substr(0, max_text));
  for (Words::Word word; words.next(word);) {
    std::string term = word.has_digit ? word.text : stem(word.text);
    const bool stop_word = !word.has_digit && is_stop_word(term);
    put(std::move(term), word.begin, word.end, stop_word);
    if (words.is_percent(word)) put(word.text + "%", word.begin, word.end + 1, false);
    std::size_t end = 0;
    if (std::string whole = words.ticker(word, end); !whole.empty()) {
      put(std::move(whole), word.begin, end, false);
    }
  }
  return found;
}

}  // namespace pitwall::knowledge
