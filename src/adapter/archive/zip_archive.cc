#include "adapter/archive/zip_archive.h"

#include <zip.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace pitwall::archive {
namespace {

struct CloseArchive {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseFile {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using ArchiveHandle = std::unique_ptr<zip_t, CloseArchive>;
using FileHandle = std::unique_ptr<zip_file_t, CloseFile>;

// An entry whose bytes are being read, and how many they may be.
struct Reading {
  FileHandle file;
  std::string name;
  std::uint64_t read = 0;
  std::uint64_t most = 0;
};

bool is_archive(std::string_view beginning) {
  constexpr std::array<std::string_view, 6> marks{"PK\x03\x04", "PK\x05\x06", "\x1F\x8B",
                                                  "7z\xBC\xAF", "Rar!",       "BZh"};
  return std::ranges::any_of(marks,
                             [&](std::string_view mark) { return beginning.starts_with(mark); });
}

Error cannot_open(zip_error_t* why) {
  Error failed = error(Code::invalid_argument, "This zip archive cannot be read: {}.",
                       zip_error_strerror(why));
  zip_error_fini(why);
  return failed;
}

}  // namespace

struct ZipArchive::Open {
  std::string bytes;  // of one in memory, which the archive reads
  ArchiveHandle archive;
  ZipLimits limits;
  std::uint64_t unfolded = 0;  // bytes, of all that was read
  Reading reading;

  Result<std::size_t> read(std::span<char> into);
};

Result<std::size_t> ZipArchive::Open::read(std::span<char> into) {
  if (!reading.file || into.empty()) return std::size_t{0};
  const zip_int64_t got = zip_fread(reading.file.get(), into.data(), into.size());
  if (got < 0)
    return error(Code::corrupt, "{} in the archive is damaged: {}.", reading.name,
                 zip_error_strerror(zip_file_get_error(reading.file.get())));
  const auto size = static_cast<std::size_t>(got);
  if (reading.read == 0 && is_archive({into.data(), size}))
    return error(Code::unsupported, "{} is an archive within the archive: unpack it first.",
                 reading.name);
  reading.read += size;
  unfolded += size;
  if (reading.read > reading.most || unfolded > limits.unfolded)
    return error(Code::too_large,
                 "{} in the archive unfolds to more than an export does, and was not read on.",
                 reading.name);
  return size;
}

std::string clean_name(std::string_view name) {
  constexpr std::size_t longest = 500;  // bytes
  constexpr std::size_t longest_step = 200;
  std::string clean;
  while (!name.empty()) {
    const std::size_t end = std::min(name.find_first_of("/\\"), name.size());
    std::string step(name.substr(0, end));
    name.remove_prefix(std::min(end + 1, name.size()));
    std::erase_if(step, [](char c) { return (c >= 0 && c < ' ') || c == 0x7F || c == ':'; });
    if (step.size() > longest_step) step.resize(longest_step);
    if (step.empty() || step == "." || step == "..") continue;
    if (clean.size() + step.size() + 1 > longest) break;
    clean.append(clean.empty() ? "" : "/").append(step);
  }
  return clean.empty() ? "(no name)" : clean;
}

ZipArchive::ZipArchive(std::unique_ptr<Open> open) : open_(std::move(open)) {}
ZipArchive::~ZipArchive() = default;
ZipArchive::ZipArchive(ZipArchive&&) noexcept = default;
ZipArchive& ZipArchive::operator=(ZipArchive&&) noexcept = default;

Result<ZipArchive> ZipArchive::open(const std::filesystem::path& file, const ZipLimits& limits) {
  auto open = std::make_unique<Open>();
  open->limits = limits;
  int code = 0;
  open->archive.reset(zip_open(file.c_str(), ZIP_RDONLY, &code));
  if (!open->archive) {
    zip_error_t why;
    zip_error_init_with_code(&why, code);
    return cannot_open(&why);
  }
  return listed(std::move(open));
}

Result<ZipArchive> ZipArchive::open_bytes(std::string bytes, const ZipLimits& limits) {
  auto open = std::make_unique<Open>();
  open->limits = limits;
  open->bytes = std::move(bytes);
  zip_error_t why;
  zip_error_init(&why);
  zip_source_t* source = zip_source_buffer_create(open->bytes.data(), open->bytes.size(), 0, &why);
  if (source == nullptr) return cannot_open(&why);
  open->archive.reset(zip_open_from_source(source, ZIP_RDONLY, &why));
  if (!open->archive) {
    zip_source_free(source);
    return cannot_open(&why);
  }
  zip_error_fini(&why);
  return listed(std::move(open));
}

Result<ZipArchive> ZipArchive::listed(std::unique_ptr<Open> open) {
  const auto count = static_cast<std::uint64_t>(zip_get_num_entries(open->archive.get(), 0));
  if (count > open->limits.entries)
    return error(Code::too_large, "This archive holds {} entries; at most {} are read.", count,
                 open->limits.entries);
  ZipArchive archive(std::move(open));
  for (std::uint64_t index = 0; index < count; ++index) {
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat_index(archive.open_->archive.get(), index, 0, &stat) != 0) continue;
    const std::string_view name = stat.name == nullptr ? "" : stat.name;
    if (name.ends_with('/')) continue;
    ZipEntry entry;
    entry.index = index;
    entry.name = clean_name(name);
    entry.size = (stat.valid & ZIP_STAT_SIZE) != 0 ? stat.size : 0;
    entry.encrypted =
        (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE;
    archive.entries_.push_back(std::move(entry));
  }
  return archive;
}

Result<ZipArchive::ReadBytes> ZipArchive::read(const ZipEntry& entry) {
  if (entry.encrypted)
    return error(Code::unsupported,
                 "{} in the archive is encrypted: unpack it with its password first.", entry.name);
  zip_stat_t stat;
  zip_stat_init(&stat);
  zip_t* archive = open_->archive.get();
  FileHandle file(zip_fopen_index(archive, entry.index, 0));
  if (!file || zip_stat_index(archive, entry.index, 0, &stat) != 0)
    return error(Code::corrupt, "{} in the archive cannot be read: {}.", entry.name,
                 zip_error_strerror(zip_get_error(archive)));
  const ZipLimits& limits = open_->limits;
  const std::uint64_t folded = (stat.valid & ZIP_STAT_COMP_SIZE) != 0 ? stat.comp_size : 0;
  open_->reading = {
      std::move(file), entry.name, 0,
      std::max(limits.small,
               folded > limits.unfolded / limits.ratio ? limits.unfolded : folded * limits.ratio)};
  Open* open = open_.get();
  return ReadBytes([open](std::span<char> into) { return open->read(into); });
}

}  // namespace pitwall::archive
