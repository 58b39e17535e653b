#include "tool/registry.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/help.h"
#include "base/schema.h"
#include "base/typescript.h"
#include "tool/test_desk.h"

namespace pitwall::tool {
namespace {

const Type& bare(const Type& type) { return type.optional ? *type.inner : type; }
// The type of one item where it is a list.
const Type& item_of(const Type& type) {
  const Type& whole = bare(type);
  return whole.shape == Shape::list ? bare(*whole.inner) : whole;
}

class Walker : public Visitor {
 public:
  void walk(const Type& record) {
    const std::shared_ptr<void> scratch = record.make();
    record.describe(scratch.get(), *this);
  }
};

// Every field that holds a price or an amount without an origin beside it or around it.
class OriginCheck final : public Walker {
 public:
  OriginCheck(std::string path, bool covered) : path_(std::move(path)), covered_(covered) {}

  std::vector<std::string> bare_figures() {
    std::vector<std::string> all;
    for (const auto& [name, type] : fields_) {
      const Type& item = item_of(*type);
      const bool figure =
          &item == &type_of<Price>() || &item == &type_of<Money>() || &item == &type_of<Notional>();
      if (figure && !covered_) all.push_back(path_ + name);
      if (item.shape != Shape::record) continue;
      OriginCheck inner(path_ + name + ".", covered_);
      inner.walk(item);
      const std::vector<std::string> found = inner.bare_figures();
      all.insert(all.end(), found.begin(), found.end());
    }
    return all;
  }

 protected:
  void field(const Field& field, const Type& type, void*) override {
    if (&bare(type) == &type_of<market::Origin>()) covered_ = true;
    fields_.emplace_back(std::string(field.name), &type);
  }

 private:
  std::string path_;
  bool covered_;
  std::vector<std::pair<std::string, const Type*>> fields_;
};

// Terms of a contract are not figures of a market: the rulebook says them, not a source of data.
const std::set<std::string> terms{"get_instrument.tick_size", "get_instrument.tick_value",
                                  "get_instrument.strike"};

TEST_CASE("no price and no amount leaves a tool without its origin") {
  for (const Tool* tool : all_tools()) {
    OriginCheck check(std::string(tool->name) + ".", false);
    check.walk(tool->output());
    for (const std::string& path : check.bare_figures())
      CHECK_MESSAGE(terms.contains(path), path, " has no origin beside it or around it");
  }
}

// Examples that do not read, and fields that say nothing.
class ExampleCheck final : public Walker {
 public:
  explicit ExampleCheck(std::string path) : path_(std::move(path)) {}

 protected:
  void field(const Field& field, const Type& type, void*) override {
    const std::string path = path_ + "." + std::string(field.name);
    CHECK_MESSAGE(!field.doc.empty(), path, " says nothing of itself");
    const Type& item = item_of(type);
    if (item.shape == Shape::record) {
      ExampleCheck inner(path);
      inner.walk(item);
      return;
    }
    if (field.example.empty()) return;
    const std::shared_ptr<void> scratch = item.make();
    const Result<void> read = item.read_text(scratch.get(), field.example);
    const std::string why = read.ok() ? "" : read.error().message;
    CHECK_MESSAGE(read.ok(), path, ": ", why);
  }

 private:
  std::string path_;
};

// Every schema within a schema: an object that says of what kind its values are.
void check_schema(const Json& schema, const std::string& path) {
  INFO(path, " ", schema.dump());
  REQUIRE(schema.is_object());
  CHECK(
      (schema.find("type") || schema.find("$ref") || schema.find("anyOf") || schema.find("enum")));
  for (const std::string_view name : {"properties", "$defs"})
    if (const Json* inner = schema.find(name))
      for (const auto& [field, value] : inner->members()) check_schema(value, path + "." + field);
  if (const Json* items = schema.find("items")) check_schema(*items, path + "[]");
}

TEST_CASE("the list's schemas are schemas all the way down") {
  const Result<Json> listing = parse_json(Registry(all_tools()).listing());
  REQUIRE(listing.ok());
  REQUIRE_FALSE(listing->items().empty());
  for (const Json& tool : listing->items()) {
    const std::string name(tool.string_or("name", ""));
    check_schema(*tool.find("inputSchema"), name);
    if (const Json* output = tool.find("outputSchema")) check_schema(*output, name);
  }
}

TEST_CASE("every tool is documented, and every example reads") {
  for (const Tool* tool : all_tools()) {
    INFO(tool->name);
    CHECK(tool->doc.ends_with('.'));
    ExampleCheck(std::string(tool->name)).walk(tool->input());
    ExampleCheck(std::string(tool->name)).walk(tool->output());
    const Result<Json> example = parse_json(example_json(tool->input()));
    REQUIRE(example.ok());
    const std::shared_ptr<void> input = tool->input().make();
    const std::vector<Fault> faults = read_json(*example, tool->input(), input.get());
    INFO(as_error(faults).message);
    CHECK(faults.empty());
  }
}

// Records by their name, as the TypeScript types know them.
class RecordNames final : public Walker {
 public:
  explicit RecordNames(std::map<std::string, std::string>& known) : known_(known) {}
  void add(const Type& record) {
    const std::string schema = json_schema(record, SchemaUse::input);
    const auto [entry, fresh] = known_.emplace(record.name, schema);
    CHECK_MESSAGE(entry->second == schema, record.name, " names two different records");
    if (fresh) walk(record);
  }

 protected:
  void field(const Field&, const Type& type, void*) override {
    if (item_of(type).shape == Shape::record) add(item_of(type));
  }

 private:
  std::map<std::string, std::string>& known_;
};

TEST_CASE("no two records share a name") {
  std::map<std::string, std::string> known;
  for (const Tool* tool : all_tools()) {
    RecordNames(known).add(tool->input());
    RecordNames(known).add(tool->output());
  }
}

TEST_CASE("the list of tools stays small enough for every host") {
  constexpr std::size_t max_listing = 59'900;  // hosts choke at 60,000
  const Registry registry(all_tools());
  MESSAGE(registry.tools().size(), " tools, ", registry.listing().size(), " bytes");
  for (const auto& [name, tool] : registry.tools())
    MESSAGE(name, " in ", json_schema(tool->input(), SchemaUse::input).size(), " out ",
            json_schema(tool->output(), SchemaUse::output).size());
  CHECK(registry.listing().size() < max_listing);
}

TEST_CASE("the list says what each tool takes, and keeps what models need not carry") {
  const Registry registry(all_tools());
  const Result<Json> listing = parse_json(registry.listing());
  REQUIRE(listing.ok());
  for (const Json& listed : listing->items()) {
    const std::string name(listed.string_or("name", ""));
    CAPTURE(name);
    const Tool* tool = registry.find(name).value();
    CHECK_FALSE(tool->traits.rare);
    const Json* output = listed.find("outputSchema");
    if (tool->traits.audience == Audience::view) {
      CHECK(listed.find("inputSchema")->dump() == R"({"type":"object"})");
      CHECK(output == nullptr);
      continue;
    }
    CHECK(listed.find("inputSchema")->dump() == json_schema(tool->input(), SchemaUse::input));
    if (!output) continue;
    const Result<Json> whole = parse_json(json_schema(tool->output(), SchemaUse::output));
    CHECK(output->find("properties")->members().size() ==
          whole->find("properties")->members().size());
    CHECK(output->find("required") == nullptr);
  }
  CHECK(registry.listing().find(R"("name":"draw_chart")") != std::string::npos);
}

TEST_CASE("a hidden category is out of the list, and works by name") {
  const Registry whole(all_tools());
  const Registry registry(all_tools(), {Category::analysis});
  CHECK(registry.listing().size() < whole.listing().size());
  CHECK(whole.listing().find(R"("analyze_position")") != std::string::npos);
  CHECK(registry.listing().find(R"("analyze_position")") == std::string::npos);
  CHECK(registry.listing().find(R"("get_quotes")") != std::string::npos);
  CHECK(registry.find("analyze_position").ok());
}

TEST_CASE("docs/tools.md is what the tools say of themselves") {
  const std::string made = Registry(all_tools()).reference_page();
  std::ifstream file("docs/tools.md");
  std::stringstream committed;
  committed << file.rdbuf();
  const bool same = committed.str() == made;
  if (!same) {
    std::filesystem::create_directories("build/generated");
    std::ofstream("build/generated/tools.md") << made;
  }
  CHECK_MESSAGE(same, "the tools have changed: cp build/generated/tools.md docs/ and commit it");
}

}  // namespace
}  // namespace pitwall::tool
