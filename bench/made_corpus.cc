#include "bench/made_corpus.h"

#include <array>
#include <cmath>
#include <span>

namespace pitwall::bench {
namespace {

using Words = std::span<const std::string_view>;

// N a noun, V a verb, A an adjective, R a rare word, T a ticker, # a number.
constexpr std::array<std::string_view, 12> english_sentences{
    "I V T at # because the N looked A and the N did not V.",
    "The A N on T was # and the N V after R.",
    "What did we say about the N of R when T V to #?",
    "R says the A N will V, but my N is # and I V it.",
    "Next time V the N before the N, the A R was a mistake.",
    "T V # percent on A N, so I V half and left the N at #.",
    "It was a A N and I should V the R N at # instead.",
    "If the N V below #, V the N; if not, wait for a A N.",
    "My plan for T: N at #, N at #, and no A R before the N.",
    "The R N and the A N tell me that T may V.",
    "On the chart of T the N is A, the N near # held, R.",
    "You asked why the A N V; the answer is the N of R and the N."};
constexpr std::array<std::string_view, 12> russian_sentences{
    "Я V T по #, потому что N был A, а N не V.",
    "По T вышел A N на #, и N V после R.",
    "Что мы говорили про N и R, когда T V до #?",
    "R считает, что A N скоро V, но мой N стоит на #.",
    "В следующий раз сначала V N, а потом N: A R был ошибкой.",
    "T V на # процентов, A N, поэтому я V половину на #.",
    "Это был A N, и надо было V R ещё по #.",
    "Если N V ниже #, то V N, иначе ждём A N.",
    "План на T: N на #, N на #, и никакого A R до N.",
    "R и A N говорят о том, что T может V.",
    "На графике T N выглядит A, N около # устоял, R.",
    "Ты спрашивал, почему A N V: дело в N, в R и в N."};

constexpr std::array<std::string_view, 48> english_nouns{
    "price",    "market",   "position", "stop",     "trade",     "risk",    "level",   "gap",
    "volume",   "trend",    "support",  "target",   "earnings",  "option",  "spread",  "rate",
    "margin",   "signal",   "breakout", "candle",   "inventory", "premium", "hedge",   "strike",
    "leverage", "drawdown", "entry",    "exit",     "report",    "yield",   "balance", "futures",
    "pullback", "reversal", "session",  "order",    "profit",    "loss",    "journal", "news",
    "range",    "momentum", "dividend", "forecast", "inflation", "crude",   "gold",    "bond"};
constexpr std::array<std::string_view, 24> english_verbs{
    "bought",  "sold",    "closed",    "moved",   "broke",    "held",  "fell",    "rallied",
    "chased",  "waited",  "reduced",   "added",   "followed", "faded", "hedged",  "rolled",
    "covered", "stopped", "recovered", "drifted", "jumped",   "ran",   "dropped", "confirmed"};
constexpr std::array<std::string_view, 20> english_adjectives{
    "strong", "weak",     "early",   "late",      "clean",   "ugly",    "overnight",
    "small",  "large",    "slow",    "fast",      "bullish", "bearish", "implied",
    "daily",  "volatile", "patient", "emotional", "narrow",  "wide"};
constexpr std::array<std::string_view, 48> russian_nouns{
    "цена",     "рынок",      "позиция", "стоп",      "сделка",    "риск",     "уровень",
    "гэп",      "объём",      "тренд",   "поддержка", "цель",      "отчёт",    "опцион",
    "спред",    "ставка",     "маржа",   "сигнал",    "пробой",    "свеча",    "запасы",
    "премия",   "хедж",       "страйк",  "плечо",     "просадка",  "вход",     "выход",
    "новость",  "доходность", "баланс",  "фьючерс",   "откат",     "разворот", "сессия",
    "заявка",   "прибыль",    "убыток",  "дневник",   "прогноз",   "диапазон", "импульс",
    "дивиденд", "инфляция",   "нефть",   "золото",    "облигация", "эмоция"};
constexpr std::array<std::string_view, 24> russian_verbs{
    "купил",    "продал",    "закрыл",     "сдвинул", "пробил",   "удержал",
    "упал",     "вырос",     "догонял",    "ждал",    "сократил", "добавил",
    "следовал", "шортил",    "хеджировал", "перенёс", "откупил",  "остановил",
    "отскочил", "дрейфовал", "прыгнул",    "пошёл",   "обвалил",  "подтвердил"};
constexpr std::array<std::string_view, 20> russian_adjectives{
    "сильный",   "слабый",      "ранний",     "поздний", "чистый", "плохой",   "ночной",
    "маленький", "большой",     "медленный",  "быстрый", "бычий",  "медвежий", "ожидаемый",
    "дневной",   "волатильный", "терпеливый", "нервный", "узкий",  "широкий"};
constexpr std::array<std::string_view, 24> tickers{
    "SPY", "AAPL", "QQQ", "CL",  "TSLA", "GC",   "NVDA", "ES",  "MSFT", "BRK.B", "AMZN", "XOM",
    "TLT", "META", "JPM", "VIX", "NG",   "GOOG", "IWM",  "AMD", "SLV",  "UBER",  "COIN", "BA"};
constexpr std::array<std::string_view, 32> english_syllables{
    "ba",  "cor", "den",  "fal", "gri", "hol", "jan",  "ker",  "lin",  "mar",  "nov",
    "ost", "pra", "quin", "ros", "sel", "tor", "und",  "var",  "wes",  "yor",  "zel",
    "ham", "ton", "bury", "ley", "man", "son", "wick", "ford", "dale", "stone"};
constexpr std::array<std::string_view, 32> russian_syllables{
    "ба",  "кор", "ден",  "фал", "гри", "хол", "ян",  "кер",  "лин", "мар", "нов",
    "ост", "пра", "квин", "рос", "сел", "тор", "унд", "вар",  "вес", "юр",  "зел",
    "хам", "тон", "бор",  "лей", "ман", "сон", "вик", "форд", "дол", "стон"};

constexpr std::string_view ends_word = " .,;:?";
constexpr std::size_t rare_words = 60'000;
constexpr std::array<std::string_view, 4> channels{"Desk notes", "Рынок за день", "Options",
                                                   "Нефть"};

}  // namespace

// SplitMix64 (Steele, Lea and Flood, 2014).
std::uint64_t MadeCorpus::random() {
  std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

std::size_t MadeCorpus::below(std::size_t limit) { return random() % limit; }

std::size_t MadeCorpus::rank(std::size_t limit) {
  const double share = static_cast<double>(random() >> 11) / 9007199254740992.0;
  const double place = std::exp(share * std::log(static_cast<double>(limit) + 1));
  return std::min(limit - 1, static_cast<std::size_t>(place) - 1);
}

std::string MadeCorpus::rare_word(bool russian) {
  const Words syllables = russian ? Words(russian_syllables) : Words(english_syllables);
  std::string word;
  for (std::size_t left = rank(rare_words) + syllables.size(); left > 0; left /= syllables.size()) {
    word += syllables[left % syllables.size()];
  }
  return word;
}

std::string MadeCorpus::fill(std::string_view pattern, bool russian) {
  const auto one = [&](Words words) { return std::string(words[rank(words.size())]); };
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool alone =
        (i == 0 || pattern[i - 1] == ' ') &&
        (i + 1 == pattern.size() || ends_word.find(pattern[i + 1]) != std::string_view::npos);
    if (!alone) {
      text.push_back(pattern[i]);
      continue;
    }
    switch (pattern[i]) {
      case 'N':
        text += one(russian ? Words(russian_nouns) : Words(english_nouns));
        break;
      case 'V':
        text += one(russian ? Words(russian_verbs) : Words(english_verbs));
        break;
      case 'A':
        text += one(russian ? Words(russian_adjectives) : Words(english_adjectives));
        break;
      case 'T':
        text += one(tickers);
        break;
      case 'R':
        text += rare_word(russian);
        break;
      case '#':
        text += fmt::format("{}.{}", rank(500) + 1, below(10));
        break;
      default:
        text.push_back(pattern[i]);
    }
  }
  return text;
}

MadeCorpus::Piece MadeCorpus::piece(std::size_t number) {
  constexpr std::size_t sentences = 6;
  const std::size_t document = number * documents / fragments;
  const std::size_t first = (document * fragments + documents - 1) / documents;
  const bool russian = document % 2 == 0;
  Piece made;
  made.facts.key = {fmt::format("made:{}", document), static_cast<std::uint32_t>(number - first)};
  made.facts.kind =
      document % 3 == 0 ? knowledge::DocumentKind::subtitles : knowledge::DocumentKind::chat;
  made.facts.role = number % 2 == 0 ? knowledge::PartRole::person : knowledge::PartRole::assistant;
  made.facts.provider = document % 3 == 0 ? "youtube" : "chatgpt";
  made.facts.channel = channels[document % channels.size()];
  made.facts.language = russian ? "ru" : "en";
  made.facts.time =
      Time::from_unix_seconds(1'600'000'000 + static_cast<std::int64_t>(number) * 900);
  for (std::size_t i = sentences - 2 + below(5); i > 0; --i) {
    const bool other = below(10) == 0;
    const Words patterns = russian != other ? Words(russian_sentences) : Words(english_sentences);
    made.text += fill(patterns[below(patterns.size())], russian != other) + " ";
  }
  return made;
}

std::string MadeCorpus::question() {
  const bool russian = below(2) == 0;
  const Words patterns = russian ? Words(russian_sentences) : Words(english_sentences);
  return fill(patterns[below(patterns.size())], russian);
}

}  // namespace pitwall::bench
