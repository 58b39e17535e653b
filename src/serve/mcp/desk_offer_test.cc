// What of the desk's offer can be listed and watched; its answers are tested by a real client.
#include "serve/mcp/desk_offer.h"

#include <doctest/doctest.h>

#include "tool/test_desk.h"

namespace pitwall::serve {
namespace {
using namespace tool::testing;

std::vector<std::string> fields(const Page& page, std::string_view name) {
  std::vector<std::string> found;
  const Result<Json> items = parse_json(page.items);
  REQUIRE(items.ok());
  for (const Json& item : items->items()) found.emplace_back(item.string_or(name, ""));
  return found;
}

bool has(const std::vector<std::string>& all, std::string_view one) {
  return std::ranges::find(all, one) != all.end();
}

TEST_CASE("decisions are resources that can be watched, one by one and all together") {
  TestDesk desk;
  DeskOffer offer(desk.registry, desk.context, {}, {});
  CHECK(has(fields(offer.templates("").value(), "uriTemplate"), "pitwall://decision/{decision}"));
  CHECK(has(fields(offer.resources("").value(), "uri"), "pitwall://decisions"));
  CHECK(offer.watch("pitwall://decision/3"));
  CHECK(offer.watch("pitwall://decisions"));
  CHECK_FALSE(offer.watch("pitwall://decision/three"));
  CHECK_FALSE(offer.watch("pitwall://decision/"));
}

TEST_CASE("documents of the memory are resources, and are not watched") {
  TestDesk desk;
  DeskOffer offer(desk.registry, desk.context, {}, {});
  CHECK(has(fields(offer.templates("").value(), "uriTemplate"), "pitwall://memory/{document}"));
  CHECK_FALSE(offer.watch("pitwall://memory/chatgpt:6f1c"));
}

TEST_CASE("sessions that continue and look back have prompts, in the order of their names") {
  TestDesk desk;
  DeskOffer offer(desk.registry, desk.context, {}, {});
  const std::vector<std::string> names = fields(offer.prompts("").value(), "name");
  CHECK(has(names, "continue_where_we_stopped"));
  CHECK(has(names, "review_my_last_week"));
  CHECK(std::ranges::is_sorted(names));
}

}  // namespace
}  // namespace pitwall::serve
