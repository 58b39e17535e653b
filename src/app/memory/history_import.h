// Files, folders and archives into the memory: read, cut, and put in batches that are each on the
// disk before they are counted. A kill between two of them loses nothing that was counted, and the
// same import again completes it. Belongs to one thread; blocks.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "app/memory/history_report.h"
#include "knowledge/import/import.h"
#include "port/clock.h"
#include "port/document_store.h"

namespace pitwall::archive {
class ZipArchive;
struct ZipEntry;
}  // namespace pitwall::archive

namespace pitwall::app {

struct HistoryParts {
  port::DocumentStore& store;
  const port::Clock& clock;
  std::function<Result<std::string>(const std::filesystem::path&)> pdf_text;
  // After each document and each file; what it says ends the import: false.
  std::function<bool(const HistoryReport&)> progress;
};

class HistoryImport {
 public:
  HistoryImport(HistoryParts parts, bool dry_run);

  // All that is in it; hidden files and links within a folder are left out. What cannot be read is
  // told in the report. An error is the store's, Code::not_found where there is nothing by this
  // name, or Code::cancelled.
  Result<void> add(const std::filesystem::path& path);
  // Puts what waits. Without it, what was read last is not kept.
  Result<void> finish();
  const HistoryReport& report() const { return report_; }

 private:
  static constexpr std::size_t batch_bytes = 4 * 1024 * 1024;
  static constexpr std::size_t batch_documents = 200;

  Result<void> add_folder(const std::filesystem::path& folder, const std::string& name);
  Result<void> add_file(const std::filesystem::path& file, const std::string& name);
  Result<void> add_archive(const std::filesystem::path& file, const std::string& name);
  Result<void> add_entry(archive::ZipArchive& archive, const archive::ZipEntry& entry,
                         const std::string& name, const knowledge::FileFacts& facts);
  Result<void> add_pdf(const std::filesystem::path& file, const std::string& name);
  Result<void> read(knowledge::ReadBytes bytes, const knowledge::FileFacts& facts,
                    const std::string& name);
  Result<void> take(const knowledge::Document& document, const std::string& name);
  Result<void> put_batch();
  Result<void> tell();

  HistoryParts parts_;
  HistoryReport report_;
  std::vector<port::NewDocument> batch_;
  std::size_t batch_size_ = 0;                    // bytes of text
  std::map<std::string, std::string> looked_at_;  // of a dry run: digests by id
};

}  // namespace pitwall::app
