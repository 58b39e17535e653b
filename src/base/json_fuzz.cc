// Whatever bytes come, reading answers with a tree or an error; a tree, written, reads back to the
// same text; and reading row by row finds what the tree holds.
#include "base/json.h"

namespace {

using namespace pitwall;

std::string_view scalar_text(const Json& value) {
  return value.is_string() || value.is_number() ? std::string_view(value.text())
                                                : std::string_view();
}

void check_rows(std::string_view text, const Result<Json>& whole) {
  std::vector<const Json*> objects;
  if (whole)
    for (const Json& item : whole->items())
      if (item.is_object()) objects.push_back(&item);
  std::size_t rows = 0;
  JsonReader reader;
  const Result<void> read = reader.read_rows(text, [&](JsonRow row) {
    if (!whole) return;
    PITWALL_CHECK(rows < objects.size(), "a row that the tree lacks");
    const std::vector<Json::Member>& members = objects[rows++]->members();
    PITWALL_CHECK(row.size() == members.size(), "a row of another size");
    for (std::size_t at = 0; at < row.size(); ++at)
      PITWALL_CHECK(
          row[at].name == members[at].first && row[at].text == scalar_text(members[at].second),
          "a row of other fields");
  });
  PITWALL_CHECK(read.ok() == (whole.ok() && whole->is_array()),
                "rows and tree disagree on whether this is JSON");
  PITWALL_CHECK(!read.ok() || rows == objects.size(), "rows are missing");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Result<Json> json = parse_json(bytes);
  check_rows(bytes, json);
  if (!json) return 0;
  const std::string text = json->dump();
  const Result<Json> again = parse_json(text);
  PITWALL_CHECK(again.ok(), "written JSON does not read: {}", again.error().message);
  PITWALL_CHECK(again->dump() == text, "written JSON reads to something else");
  return 0;
}
