#include "app/memory/history_report.h"

#include <map>

namespace pitwall::app {
namespace {

std::string counted(std::uint64_t count, std::string_view one, std::string_view several) {
  return fmt::format("{} {}", count, count == 1 ? one : several);
}

// Files that were passed over for the same reason stand in one line.
std::string skipped_words(const HistoryReport& report, std::size_t most_lines,
                          std::size_t most_names) {
  std::map<std::string, std::vector<std::string_view>> by_reason;
  for (const SkippedFile& skipped : report.skipped)
    by_reason[skipped.reason].push_back(skipped.file);
  std::string text;
  std::size_t lines = 0;
  for (const auto& [reason, files] : by_reason) {
    if (lines++ == most_lines) {
      text += fmt::format("  … and {} other reasons (--all-flaws shows them)\n",
                          by_reason.size() - most_lines);
      break;
    }
    text += fmt::format("  {}", files.front());
    for (std::size_t i = 1; i < std::min(files.size(), most_names); ++i)
      text += fmt::format(", {}", files[i]);
    if (files.size() > most_names) text += fmt::format(" and {} more", files.size() - most_names);
    text += fmt::format(": {}\n", reason);
  }
  return text;
}

std::string flaw_words(const HistoryReport& report, std::size_t most_lines) {
  std::string text;
  for (std::size_t i = 0; i < std::min(report.flaws.size(), most_lines); ++i)
    text += fmt::format("  {}, {}: {}\n", report.flaws[i].file, report.flaws[i].place,
                        report.flaws[i].what);
  const std::size_t told = std::min(report.flaws.size(), most_lines);
  if (report.flaw_count > told)
    text += fmt::format("  … and {} more{}\n", report.flaw_count - told,
                        told < report.flaws.size() ? " (--all-flaws shows them)" : "");
  return text;
}

}  // namespace

void describe(SkippedFile& skipped, Visitor& v) {
  v("file", "Its name.", "export.zip/user.json", skipped.file);
  v("reason", "Why it was passed over.", "The file is empty.", skipped.reason);
}

void describe(FileFlaw& flaw, Visitor& v) {
  v("file", "Its name.", "talk.vtt", flaw.file);
  v("place", "Line, or number of the conversation.", "12", flaw.place);
  v("what", "What was left out.", "no text under this time", flaw.what);
}

void describe(HistoryReport& report, Visitor& v) {
  v("dry_run", "Whether nothing was written.", "false", report.dry_run);
  v("files", "Files that held documents.", "12", report.files);
  v("bytes_read", "Bytes of all files.", "1000", report.bytes_read);
  v("added", "Documents that are new.", "3", report.added);
  v("changed", "Documents that replaced what was kept of them.", "1", report.changed);
  v("unchanged", "Documents that were there already.", "8", report.unchanged);
  v("older", "Older versions of what is kept.", "0", report.older);
  v("forgotten", "Documents that were forgotten before, and stay away.", "0", report.forgotten);
  v("fragments", "Of what is new or changed.", "120", report.fragments);
  v("text_bytes", "Of what is new or changed.", "90000", report.text_bytes);
  v("kept_documents", "All that the memory holds now.", "12", report.kept_documents);
  v("kept_fragments", "All that the memory holds now.", "900", report.kept_fragments);
  v("invisible", "Invisible characters that were taken out.", "0", report.invisible);
  v("skipped_count", "Files that were passed over.", "1", report.skipped_count);
  v("skipped", "The first of them.", "", report.skipped, {.max_items = HistoryReport::max_kept});
  v("flaw_count", "Places that were left out.", "1", report.flaw_count);
  v("flaws", "The first of them.", "", report.flaws, {.max_items = HistoryReport::max_kept});
}

void HistoryReport::count(port::PutOutcome outcome, const port::DocumentFacts& facts) {
  switch (outcome) {
    case port::PutOutcome::added:
      ++added;
      break;
    case port::PutOutcome::changed:
      ++changed;
      break;
    case port::PutOutcome::unchanged:
      ++unchanged;
      return;
    case port::PutOutcome::older:
      ++older;
      return;
    case port::PutOutcome::forgotten:
      ++forgotten;
      return;
  }
  fragments += facts.fragments;
  text_bytes += facts.bytes;
}

void HistoryReport::skip(std::string file, Error why) {
  ++skipped_count;
  if (skipped.size() < max_kept)
    skipped.push_back({std::move(file), std::move(why.message), why.code});
}

void HistoryReport::flaw(std::string file, std::uint64_t place, std::string what) {
  ++flaw_count;
  if (flaws.size() < max_kept) flaws.push_back({std::move(file), place, std::move(what)});
}

std::string words_of(const HistoryReport& report, bool all) {
  constexpr std::size_t lines = 20;
  constexpr std::size_t names = 3;
  std::string text = fmt::format("{} from {}: {} new, {} changed, {} unchanged.\n",
                                 counted(report.documents(), "document", "documents"),
                                 counted(report.files, "file", "files"), report.added,
                                 report.changed, report.unchanged);
  if (report.older > 0)
    text += fmt::format("{} of an older export: what is kept stays.\n", report.older);
  if (report.forgotten > 0)
    text += fmt::format("{} you had forgotten: they stay away.\n", report.forgotten);
  if (report.added + report.changed > 0)
    text += fmt::format(
        "{} {}, {:.1f} MB of text.\n", counted(report.fragments, "fragment", "fragments"),
        report.dry_run ? "would be kept" : "kept", static_cast<double>(report.text_bytes) / 1e6);
  if (report.invisible > 0)
    text += fmt::format("{} taken out that nobody sees, but a model would read.\n",
                        counted(report.invisible, "character", "characters"));
  if (report.skipped_count > 0) {
    text += fmt::format("{} passed over:\n", counted(report.skipped_count, "file", "files"));
    text += skipped_words(report, all ? HistoryReport::max_kept : lines,
                          all ? HistoryReport::max_kept : names);
  }
  if (report.flaw_count > 0) {
    text += fmt::format("{} left out:\n", counted(report.flaw_count, "place", "places"));
    text += flaw_words(report, all ? HistoryReport::max_kept : lines);
  }
  text += fmt::format("The memory holds {} in {}.\n",
                      counted(report.kept_documents, "document", "documents"),
                      counted(report.kept_fragments, "fragment", "fragments"));
  if (report.dry_run) text += "Nothing was written: this was a dry run.\n";
  return text;
}

}  // namespace pitwall::app
