#include <algorithm>
#include <cstdio>

#include "adapter/sqlite/document_store.h"
#include "app/commands.h"
#include "app/paths.h"
#include "app/pin.h"
#include "app/system.h"
#include "app/terminal.h"

namespace pitwall::app {
namespace {

constexpr std::string_view kept = "nothing was forgotten";

std::string day_of(const std::optional<Time>& time) {
  return time ? Date::of_utc(*time).text() : "          ";
}

std::string totals_of(const port::StoreTotals& totals) {
  std::string text =
      fmt::format("{} documents, {} fragments, {:.1f} MB of text.\n", totals.documents,
                  totals.fragments, static_cast<double>(totals.bytes) / 1e6);
  for (const port::StoreTotals::Provider& provider : totals.providers) {
    text += fmt::format("  {:<12} {:>7}", provider.name, provider.documents);
    if (provider.first)
      text += fmt::format("  {} to {}", day_of(provider.first), day_of(provider.last));
    text += "\n";
  }
  return text;
}

// Without regard to the case of Latin letters.
bool contains(std::string_view text, std::string_view words) {
  const auto same = [](char a, char b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : +c; };
    return lower(a) == lower(b);
  };
  return std::ranges::search(text, words, same).begin() != text.end() || words.empty();
}

Result<std::string> list(port::DocumentStore& store, std::string_view words) {
  std::string text;
  port::DocumentQuery query;
  query.limit = port::DocumentStore::max_answer;
  while (true) {
    PITWALL_TRY(const std::vector<port::DocumentFacts> page, store.list(query));
    for (const port::DocumentFacts& facts : page)
      if (contains(facts.title.value, words) || contains(facts.id, words))
        text += fmt::format("{}  {}  {}\n", day_of(facts.updated), facts.id, facts.title.value);
    if (page.size() < query.limit) break;
    query.after = page.back().id;
  }
  if (text.empty()) return std::string("There is no such document.\n");
  return text;
}

Result<std::string> forget(port::DocumentStore& store, const std::string& data,
                           const std::string& id) {
  PITWALL_TRY(const std::optional<port::DocumentFacts> facts, store.find(id));
  if (!facts)
    return error(Code::not_found, "There is no document {}: pitwall memory list shows them.", id);
  if (!has_terminal())
    return error(Code::permission_denied,
                 "A document is forgotten by a person at a terminal; there is none here.");
  const std::string question = fmt::format("\"{}\", {} fragments, will be gone for good.\n",
                                           facts->title.value, facts->fragments);
  std::fputs(question.c_str(), stderr);
  if (has_pin(data)) {
    PITWALL_TRY(const std::string typed, ask_hidden("Your PIN forgets it: ", kept));
    PITWALL_TRY(const bool right, is_pin(data, typed));
    if (!right) return error(Code::permission_denied, "That is not the PIN; {}.", kept);
  } else {
    PITWALL_TRY(const std::string typed, ask_shown("Type forget: ", kept));
    if (typed != "forget") return error(Code::cancelled, "That is no yes; {}.", kept);
  }
  PITWALL_TRY([[maybe_unused]] const bool was_there, store.forget(id, SystemClock().now()));
  return std::string("It is forgotten, and stays away when its export is imported again.\n");
}

Result<std::string> answer(const MemoryCommand& command) {
  PITWALL_TRY(const Paths paths, prepare_paths(command.data));
  PITWALL_TRY(const std::unique_ptr<sqlite::SqliteDocumentStore> store,
              sqlite::SqliteDocumentStore::open(paths.data));
  switch (command.what) {
    case MemoryCommand::What::list:
      return list(*store, command.words);
    case MemoryCommand::What::forget:
      return forget(*store, paths.data, command.id);
    case MemoryCommand::What::totals:
      break;
  }
  PITWALL_TRY(const port::StoreTotals totals, store->totals());
  return totals_of(totals);
}

}  // namespace

int run_memory(const MemoryCommand& command) {
  const Result<std::string> text = answer(command);
  if (!text) return fail(text.error());
  std::fwrite(text->data(), 1, text->size(), stdout);
  return 0;
}

}  // namespace pitwall::app
