// A made archive as files, as their programs export them: chats of several vendors, subtitles with
// their descriptions, notes. 987 of them hold documents, in 73,089 fragments.
//
//   bench_made_history FOLDER [SEED]
//   bench_made_history --questions COUNT [SEED]   what to ask it, a line each
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "bench/made_corpus.h"

namespace pitwall::bench {
namespace {

using Pieces = std::vector<MadeCorpus::Piece>;

// Made texts have nothing in them that JSON would escape but quotes and backslashes.
std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::int64_t unix_seconds(const MadeCorpus::Piece& piece) {
  return piece.facts.time->nanoseconds / 1'000'000'000;
}

// A fragment each: messages alternate, so that none is joined with the next.
std::string chatgpt(std::size_t number, const Pieces& pieces) {
  const auto node = [](std::size_t i) { return fmt::format("\"n{}\"", i); };
  std::string nodes;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    nodes += fmt::format(R"({}{}:{{"id":{},"parent":{},"children":[{}],"message":{{"id":"m{}",)",
                         i == 0 ? "" : ",", node(i), node(i), i == 0 ? "null" : node(i - 1),
                         i + 1 == pieces.size() ? "" : node(i + 1), i);
    nodes += fmt::format(R"("author":{{"role":"{}"}},"create_time":{},"weight":1,)",
                         i % 2 == 0 ? "user" : "assistant", unix_seconds(pieces[i]));
    nodes += fmt::format(R"("content":{{"content_type":"text","parts":[{}]}}}}}})",
                         json_text(pieces[i].text));
  }
  return fmt::format(R"([{{"id":"c{}","conversation_id":"c{}","title":"Chat {}",)", number, number,
                     number) +
         fmt::format(R"("create_time":{},"update_time":{},"mapping":{{{}}},"current_node":{}}}])",
                     unix_seconds(pieces.front()), unix_seconds(pieces.back()), nodes,
                     node(pieces.size() - 1));
}

std::string claude(std::size_t number, const Pieces& pieces) {
  std::string messages;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    messages += fmt::format(R"({}{{"uuid":"m{}","sender":"{}","created_at":"{}","text":"",)",
                            i == 0 ? "" : ",", i, i % 2 == 0 ? "human" : "assistant",
                            pieces[i].facts.time->text());
    messages += fmt::format(R"("content":[{{"type":"text","text":{}}}],"attachments":[]}})",
                            json_text(pieces[i].text));
  }
  return fmt::format(R"([{{"uuid":"u{}","name":"Chat {}","summary":"","created_at":"{}",)", number,
                     number, pieces.front().facts.time->text()) +
         fmt::format(R"("updated_at":"{}","account":{{"uuid":"a"}},"chat_messages":[{}]}}])",
                     pieces.back().facts.time->text(), messages);
}

// Captions a minute apart are fragments of their own.
std::string json3(const Pieces& pieces) {
  std::string events;
  for (std::size_t i = 0; i < pieces.size(); ++i)
    events += fmt::format(R"({}{{"tStartMs":{},"dDurationMs":5000,"segs":[{{"utf8":{}}}]}})",
                          i == 0 ? "" : ",", i * 60'000, json_text(pieces[i].text));
  return fmt::format(R"({{"wireMagic":"pb3","events":[{}]}})", events);
}

std::string webvtt(const Pieces& pieces, bool russian) {
  std::string cues = fmt::format("WEBVTT\nKind: captions\nLanguage: {}\n", russian ? "ru" : "en");
  for (std::size_t i = 0; i < pieces.size(); ++i)
    cues += fmt::format("\n{:02}:{:02}:00.000 --> {:02}:{:02}:05.000\n{}\n", i / 60, i % 60, i / 60,
                        i % 60, pieces[i].text);
  return cues;
}

std::string description(std::size_t number, const Pieces& pieces, bool russian) {
  return fmt::format(R"({{"id":"video{:06}","title":"Video {}","channel":{},)", number, number,
                     json_text(pieces.front().facts.channel)) +
         fmt::format(R"("webpage_url":"https://www.youtube.com/watch?v=video{:06}",)", number) +
         fmt::format(R"("language":"{}","timestamp":{}}})", russian ? "ru" : "en",
                     unix_seconds(pieces.front()));
}

// A text said again and again, up to 800 characters: too long to be joined with another one.
std::string section(std::string_view text) {
  constexpr int length = 800;
  std::string out;
  for (int count = 0; count < length; out += '\n')
    for (const char c : text) {
      const bool begins = (static_cast<unsigned char>(c) & 0xC0) != 0x80;
      if (begins && count++ == length) return out;
      out += c;
    }
  return out;
}

std::string note(std::size_t number, const Pieces& pieces) {
  std::string text;
  for (std::size_t i = 0; i < pieces.size(); ++i)
    text += fmt::format("# Note {}, {}\n\n{}\n", number, i + 1, section(pieces[i].text));
  return text;
}

struct File {
  std::string name;
  std::string content;
};

std::vector<File> files_of(std::size_t number, const Pieces& pieces) {
  const bool russian = number % 2 == 0;
  const std::string video = fmt::format("Video {} [video{:06}]", number, number);
  switch (number % 6) {
    case 0:
      return {{fmt::format("{}.{}.json3", video, russian ? "ru" : "en"), json3(pieces)},
              {video + ".info.json", description(number, pieces, russian)}};
    case 3:
      return {{fmt::format("{}.{}.vtt", video, russian ? "ru" : "en"), webvtt(pieces, russian)},
              {video + ".info.json", description(number, pieces, russian)}};
    case 1:
    case 4:
      return {{fmt::format("chatgpt-{}.json", number), chatgpt(number, pieces)}};
    case 2:
      return {{fmt::format("claude-{}.json", number), claude(number, pieces)}};
    default:
      return {{fmt::format("note-{}.md", number), note(number, pieces)}};
  }
}

int write(const std::filesystem::path& folder, std::uint64_t seed) {
  std::filesystem::create_directories(folder);
  MadeCorpus corpus(seed);
  std::map<std::string, Pieces> documents;
  std::vector<std::string> order;
  for (std::size_t number = 0; number < MadeCorpus::fragments; ++number) {
    MadeCorpus::Piece piece = corpus.piece(number);
    while (piece.text.ends_with(' ')) piece.text.pop_back();
    if (!documents.contains(piece.facts.key.document)) order.push_back(piece.facts.key.document);
    documents[piece.facts.key.document].push_back(std::move(piece));
  }
  std::uint64_t bytes = 0;
  for (std::size_t number = 0; number < order.size(); ++number) {
    for (const File& file : files_of(number, documents[order[number]])) {
      std::ofstream out(folder / file.name, std::ios::binary);
      out << file.content;
      bytes += file.content.size();
      if (!out.flush()) return 1;
    }
  }
  std::printf("%zu documents, %.1f MB, in %s\n", order.size(), static_cast<double>(bytes) / 1e6,
              folder.c_str());
  return 0;
}

}  // namespace
}  // namespace pitwall::bench

int main(int argc, char** argv) {
  if (argc < 2 || argc > 4) {
    std::fputs("bench_made_history FOLDER [SEED] | --questions COUNT [SEED]\n", stderr);
    return 2;
  }
  if (std::string_view(argv[1]) == "--questions" && argc > 2) {
    pitwall::bench::MadeCorpus corpus(argc == 4 ? std::strtoull(argv[3], nullptr, 10) : 2);
    for (int i = std::atoi(argv[2]); i > 0; --i) std::puts(corpus.question().c_str());
    return 0;
  }
  return pitwall::bench::write(argv[1], argc == 3 ? std::strtoull(argv[2], nullptr, 10) : 1);
}
