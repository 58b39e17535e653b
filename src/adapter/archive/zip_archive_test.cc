#include "adapter/archive/zip_archive.h"

#include <doctest/doctest.h>

#include "adapter/archive/test_zip.h"

namespace pitwall::archive {
namespace {

Result<std::string> content(ZipArchive& archive, const ZipEntry& entry) {
  PITWALL_TRY(const ZipArchive::ReadBytes read, archive.read(entry));
  std::string all;
  std::string piece(1000, '\0');
  while (true) {
    PITWALL_TRY(const std::size_t size, read(piece));
    if (size == 0) return all;
    all.append(piece, 0, size);
  }
}

std::string failure(const std::vector<MadeEntry>& entries, const ZipLimits& limits = {}) {
  Result<ZipArchive> archive = ZipArchive::open_bytes(make_zip(entries), limits);
  if (!archive) return archive.error().message;
  const Result<std::string> read = content(*archive, archive->entries().back());
  return read ? "read" : read.error().message;
}

TEST_CASE("entries are listed without folders, and read in pieces, in any order") {
  const std::string large(100'000, 'x');
  Result<ZipArchive> archive = ZipArchive::open_bytes(
      make_zip({{"a/", ""}, {"a/conversations.json", "[]"}, {"Заметки/март.md", large}}));
  REQUIRE(archive.ok());
  REQUIRE(archive->entries().size() == 2);
  CHECK(archive->entries()[0].name == "a/conversations.json");
  CHECK(archive->entries()[1].name == "Заметки/март.md");
  CHECK(archive->entries()[1].size == large.size());
  CHECK(content(*archive, archive->entries()[1]).value() == large);
  CHECK(content(*archive, archive->entries()[0]).value() == "[]");
}

TEST_CASE("names lead nowhere") {
  CHECK(clean_name("../../etc/passwd") == "etc/passwd");
  CHECK(clean_name("C:\\Users\\..\\a.txt") == "C/Users/a.txt");
  CHECK(clean_name("/root//./x\x1B[2J\n") == "root/x[2J");
  CHECK(clean_name("..") == "(no name)");
  CHECK(clean_name(std::string(9000, 'a') + "/b") == std::string(200, 'a') + "/b");
}

TEST_CASE("what unfolds beyond the limits is not read on") {
  const std::string zeros(10'000'000, '\0');  // a thousandth, folded
  const std::string expected =
      "zeros in the archive unfolds to more than an export does, and was not read on.";
  CHECK(failure({{"zeros", zeros}}) == expected);
  ZipLimits total;
  total.unfolded = 1000;
  CHECK(failure({{"zeros", std::string(2000, 'a')}}, total) == expected);
  ZipLimits few;
  few.entries = 1;
  CHECK(failure({{"a", "1"}, {"b", "2"}}, few) ==
        "This archive holds 2 entries; at most 1 are read.");
  CHECK(failure({{"small", std::string(1'000'000, 'a')}}) == "read");
}

TEST_CASE("what is encrypted or an archive itself is refused in words") {
  CHECK(failure({{"secret.json", "[]", "password"}}) ==
        "secret.json in the archive is encrypted: unpack it with its password first.");
  CHECK(failure({{"inner.zip", make_zip({{"a", "b"}})}}) ==
        "inner.zip is an archive within the archive: unpack it first.");
}

TEST_CASE("a damaged archive, and none") {
  std::string bytes = make_zip({{"note.txt", std::string(5000, 'a') + "the end of it"}});
  Result<ZipArchive> cut = ZipArchive::open_bytes(bytes.substr(0, bytes.size() / 2));
  REQUIRE_FALSE(cut.ok());
  CHECK(cut.error().message.starts_with("This zip archive cannot be read: "));
  bytes[45] = static_cast<char>(bytes[45] ^ 0x55);  // within the folded bytes
  Result<ZipArchive> flipped = ZipArchive::open_bytes(bytes);
  REQUIRE(flipped.ok());
  CHECK(content(*flipped, flipped->entries()[0]).error().code == Code::corrupt);
  CHECK_FALSE(ZipArchive::open("/nowhere/export.zip").ok());
}

}  // namespace
}  // namespace pitwall::archive
