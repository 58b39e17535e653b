#include "app/memory/history_import.h"

#include <algorithm>

#include "adapter/archive/zip_archive.h"
#include "app/memory/source_file.h"
#include "knowledge/chunk.h"
#include "knowledge/import/subtitle_name.h"

namespace pitwall::app {
namespace {

namespace fs = std::filesystem;

std::string file_name_of(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));
}

// What stands in a name of a folder or an archive before the file's own.
std::string folder_of(std::string_view path) {
  return std::string(path.substr(0, path.rfind('/') + 1));
}

std::string title_of(std::string_view name) {
  const std::string file = file_name_of(name);
  const std::size_t dot = file.rfind('.');
  return dot == std::string::npos || dot == 0 ? file : file.substr(0, dot);
}

// A book or an office document is a zip archive as well.
std::optional<std::string_view> document_in(const archive::ZipArchive& archive) {
  for (const archive::ZipEntry& entry : archive.entries()) {
    if (entry.name == "[Content_Types].xml") return "an Office document";
    if (entry.name == "mimetype") return "a book or an OpenDocument text";
    if (entry.name == "META-INF/MANIFEST.MF") return "a program";
  }
  return {};
}

// What yt-dlp says of the video that these subtitles are of.
std::optional<knowledge::VideoInfo> described(const Result<std::string>& json,
                                              const knowledge::SubtitleName& name) {
  if (!json) return {};
  Result<knowledge::VideoInfo> info = knowledge::read_video_info(*json);
  if (!info) return {};
  if (!name.language.empty()) info->language = name.language;
  return std::move(*info);
}

}  // namespace

HistoryImport::HistoryImport(HistoryParts parts, bool dry_run) : parts_(std::move(parts)) {
  report_.dry_run = dry_run;
}

Result<void> HistoryImport::add(const fs::path& path) {
  std::error_code failure;
  const fs::file_status status = fs::status(path, failure);
  std::string name = shown_name(path.string());
  while (name.size() > 1 && name.ends_with('/')) name.pop_back();
  if (fs::is_directory(status)) return add_folder(path, name);
  if (fs::is_regular_file(status)) return add_file(path, name);
  if (fs::exists(status))
    return error(Code::invalid_argument, "{} is neither a file nor a folder.", name);
  return error(Code::not_found, "There is no file or folder {}.", name);
}

Result<void> HistoryImport::add_folder(const fs::path& folder, const std::string& name) {
  std::error_code failure;
  std::vector<fs::directory_entry> entries;
  for (fs::directory_iterator at(folder, failure), end; !failure && at != end;
       at.increment(failure))
    entries.push_back(*at);
  if (failure) {
    report_.skip(
        name, error(Code::permission_denied, "The folder cannot be read: {}.", failure.message()));
    return {};
  }
  std::ranges::sort(entries);
  for (const fs::directory_entry& entry : entries) {
    const std::string own = entry.path().filename().string();
    if (own.starts_with('.') || entry.is_symlink(failure)) continue;
    const std::string inner = fmt::format("{}/{}", name, shown_name(own));
    if (entry.is_directory(failure)) {
      PITWALL_TRY_VOID(add_folder(entry.path(), inner));
    } else if (entry.is_regular_file(failure)) {
      PITWALL_TRY_VOID(add_file(entry.path(), inner));
    }
  }
  return {};
}

Result<void> HistoryImport::add_file(const fs::path& file, const std::string& name) {
  Result<SourceFile> opened = SourceFile::open(file);
  if (!opened) {
    report_.skip(name, opened.error());
    return {};
  }
  if (opened->kind() == SourceFile::Kind::zip) return add_archive(file, name);
  if (opened->kind() == SourceFile::Kind::pdf) return add_pdf(file, name);
  knowledge::FileFacts facts;
  facts.title = title_of(name);
  facts.modified = opened->modified();
  for (const knowledge::SubtitleName& subtitles :
       knowledge::read_subtitle_name(file.filename().string())) {
    facts.video = described(read_whole(file.parent_path() / subtitles.description()), subtitles);
    if (facts.video) break;
  }
  report_.bytes_read += opened->size();
  return read([&opened](std::span<char> into) { return opened->read(into); }, facts, name);
}

Result<void> HistoryImport::add_archive(const fs::path& file, const std::string& name) {
  Result<archive::ZipArchive> archive = archive::ZipArchive::open(file);
  if (!archive) {
    report_.skip(name, archive.error());
    return {};
  }
  if (const auto kind = document_in(*archive)) {
    report_.skip(name, error(Code::unsupported, "This is {}: save it as text or as a PDF.", *kind));
    return {};
  }
  std::map<std::string, const archive::ZipEntry*> by_name;
  for (const archive::ZipEntry& entry : archive->entries()) by_name.emplace(entry.name, &entry);
  for (const archive::ZipEntry& entry : archive->entries()) {
    if (entry.name.starts_with("__MACOSX/") || file_name_of(entry.name).starts_with('.')) continue;
    knowledge::FileFacts facts;
    const std::string inner = fmt::format("{}/{}", name, shown_name(entry.name));
    facts.title = title_of(inner);
    for (const knowledge::SubtitleName& subtitles :
         knowledge::read_subtitle_name(file_name_of(entry.name))) {
      const auto found = by_name.find(folder_of(entry.name) + subtitles.description());
      if (found == by_name.end()) continue;
      facts.video = described(unfolded(*archive, *found->second), subtitles);
      if (facts.video) break;
    }
    PITWALL_TRY_VOID(add_entry(*archive, entry, inner, facts));
  }
  return {};
}

Result<void> HistoryImport::add_entry(archive::ZipArchive& archive, const archive::ZipEntry& entry,
                                      const std::string& name, const knowledge::FileFacts& facts) {
  Result<archive::ZipArchive::ReadBytes> bytes = archive.read(entry);
  if (!bytes) {
    report_.skip(name, bytes.error());
    return {};
  }
  // The first bytes say whether it is a PDF, which another program has to read from a file.
  std::array<char, 5> beginning{};
  std::size_t held = 0;
  while (held < beginning.size()) {
    const Result<std::size_t> got = (*bytes)(std::span(beginning).subspan(held));
    if (!got) {
      report_.skip(name, got.error());
      return {};
    }
    if (*got == 0) break;
    held += *got;
  }
  const auto whole = [&, at = std::size_t{0}](std::span<char> into) mutable -> Result<std::size_t> {
    if (at < held && !into.empty()) {
      const std::size_t size = std::min(into.size(), held - at);
      std::copy_n(beginning.begin() + static_cast<std::ptrdiff_t>(at), size, into.begin());
      at += size;
      return size;
    }
    Result<std::size_t> got = (*bytes)(into);
    if (got) report_.bytes_read += *got;
    return got;
  };
  if (std::string_view(beginning.data(), held) != pdf_mark) return read(whole, facts, name);
  const Result<ScratchFile> scratch = ScratchFile::of(whole);
  if (scratch) return add_pdf(scratch->path(), name);
  report_.skip(name, scratch.error());
  return {};
}

Result<void> HistoryImport::add_pdf(const fs::path& file, const std::string& name) {
  Result<std::string> text = parts_.pdf_text(file);
  if (!text) {
    report_.skip(name, text.error());
    return {};
  }
  knowledge::FileFacts facts;
  facts.title = title_of(name);
  report_.bytes_read += text->size();
  const auto bytes = [&text, at = std::size_t{0}](std::span<char> into) mutable {
    const std::size_t size = text->copy(into.data(), into.size(), at);
    at += size;
    return Result<std::size_t>(size);
  };
  return read(bytes, facts, name);
}

Result<void> HistoryImport::read(knowledge::ReadBytes bytes, const knowledge::FileFacts& facts,
                                 const std::string& name) {
  // An error of the taker's comes back as if it were the file's.
  std::optional<Error> stop;
  const auto take_one = [&](const knowledge::Document& document) -> Result<void> {
    Result<void> taken = take(document, name);
    if (!taken) stop = taken.error();
    return taken;
  };
  const Result<knowledge::ImportReport> read =
      knowledge::import_file(std::move(bytes), facts, take_one);
  if (stop) return *stop;
  if (!read) {
    report_.skip(name, read.error());
    return tell();
  }
  report_.invisible += read->removed.total();
  for (const knowledge::Flaw& flaw : read->flaws.kept()) report_.flaw(name, flaw.place, flaw.what);
  report_.flaw_count += read->flaws.count() - read->flaws.kept().size();
  if (read->documents > 0) {
    ++report_.files;
  } else if (read->format != knowledge::FileFormat::video_info) {
    report_.skip(name, error(Code::unsupported, "It holds nothing that was said or written."));
  }
  return tell();
}

Result<void> HistoryImport::take(const knowledge::Document& document, const std::string& name) {
  port::NewDocument made = knowledge::cut(document, name, parts_.clock.now());
  if (report_.dry_run) {
    const auto seen = looked_at_.find(made.facts.id);
    PITWALL_TRY(port::PutOutcome outcome, parts_.store.compare(made.facts));
    if (seen != looked_at_.end() && outcome == port::PutOutcome::added)
      outcome = port::PutOutcome::unchanged;
    looked_at_[made.facts.id] = made.facts.digest;
    report_.count(outcome, made.facts);
    return tell();
  }
  batch_size_ += made.facts.bytes;
  batch_.push_back(std::move(made));
  if (batch_size_ < batch_bytes && batch_.size() < batch_documents) return {};
  PITWALL_TRY_VOID(put_batch());
  return tell();
}

Result<void> HistoryImport::put_batch() {
  if (batch_.empty()) return {};
  // Each try waits two seconds for another program's write to end.
  constexpr int tries = 5;
  Result<std::vector<port::PutOutcome>> put = parts_.store.put(batch_);
  for (int i = 1; i < tries && !put && put.error().code == Code::unavailable; ++i)
    put = parts_.store.put(batch_);
  PITWALL_TRY(const std::vector<port::PutOutcome> outcomes, std::move(put));
  for (std::size_t i = 0; i < batch_.size(); ++i) report_.count(outcomes[i], batch_[i].facts);
  batch_.clear();
  batch_size_ = 0;
  return {};
}

Result<void> HistoryImport::tell() {
  if (parts_.progress && !parts_.progress(report_))
    return error(Code::cancelled, "The import was interrupted; what was counted is kept.");
  return {};
}

Result<void> HistoryImport::finish() {
  PITWALL_TRY_VOID(put_batch());
  return tell();
}

}  // namespace pitwall::app
