// For tests: archives made by libzip, and by hand where it would not make them.
#pragma once

#include <zip.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"

namespace pitwall::archive {

struct MadeEntry {
  std::string name;
  std::string content;
  std::string password = {};
};

inline std::string make_zip(const std::vector<MadeEntry>& entries) {
  zip_error_t why;
  zip_error_init(&why);
  zip_source_t* out = zip_source_buffer_create(nullptr, 0, 0, &why);
  zip_source_keep(out);
  zip_t* archive = zip_open_from_source(out, ZIP_TRUNCATE, &why);
  PITWALL_CHECK(archive != nullptr, "no archive: {}", zip_error_strerror(&why));
  for (const MadeEntry& entry : entries) {
    zip_source_t* content =
        zip_source_buffer(archive, entry.content.data(), entry.content.size(), 0);
    const zip_int64_t index = zip_file_add(archive, entry.name.c_str(), content, ZIP_FL_ENC_UTF_8);
    PITWALL_CHECK(index >= 0, "not added: {}", zip_strerror(archive));
    if (!entry.password.empty())
      zip_file_set_encryption(archive, static_cast<zip_uint64_t>(index), ZIP_EM_AES_256,
                              entry.password.c_str());
  }
  PITWALL_CHECK(zip_close(archive) == 0, "not written: {}", zip_strerror(archive));
  std::string bytes;
  zip_source_open(out);
  char piece[4096];
  for (zip_int64_t got = 0; (got = zip_source_read(out, piece, sizeof piece)) > 0;)
    bytes.append(piece, static_cast<std::size_t>(got));
  zip_source_close(out);
  zip_source_free(out);
  return bytes;
}

}  // namespace pitwall::archive
