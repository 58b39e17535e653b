// Whatever an archive holds: entries with names that lead nowhere, of which no more is read than
// the limits allow, or an error that says something.
#include <cstddef>
#include <cstdint>

#include "adapter/archive/zip_archive.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pitwall;
  using namespace pitwall::archive;
  ZipLimits limits;
  limits.unfolded = 1 << 20;
  limits.small = 1 << 16;
  Result<ZipArchive> archive =
      ZipArchive::open_bytes(std::string(reinterpret_cast<const char*>(data), size), limits);
  if (!archive) return 0;
  std::uint64_t all = 0;
  std::string piece(4096, '\0');
  for (const ZipEntry& entry : archive->entries()) {
    PITWALL_CHECK(clean_name(entry.name) == entry.name, "a name that is not clean");
    const Result<ZipArchive::ReadBytes> read = archive->read(entry);
    if (!read) continue;
    while (true) {
      const Result<std::size_t> got = (*read)(piece);
      PITWALL_CHECK(got || !got.error().message.empty(), "an error that says nothing");
      if (!got || *got == 0) break;
      all += *got;
    }
  }
  PITWALL_CHECK(all <= limits.unfolded, "more was read than allowed");
  return 0;
}
