// Reads a JSON list of texts on its standard input, and writes what an import would keep of each,
// and how much it took out. For invisible_test.mjs.
#include <cstdio>
#include <iostream>
#include <iterator>

#include "base/json.h"
#include "knowledge/import/invisible.h"

int main() {
  using namespace pitwall;
  const std::string input{std::istreambuf_iterator<char>(std::cin), {}};
  const Result<Json> texts = parse_json(input);
  if (!texts) {
    std::cerr << texts.error().message << '\n';
    return 1;
  }
  std::string out;
  JsonWriter writer(out);
  writer.begin_array();
  for (const Json& item : texts->items()) {
    std::string text = item.text();
    const knowledge::InvisibleCount removed = knowledge::remove_invisible(text);
    writer.begin_object().key("text").string(text).key("removed");
    writer.integer(static_cast<std::int64_t>(removed.total())).end_object();
  }
  writer.end_array();
  std::fwrite(out.data(), 1, out.size(), stdout);
}
