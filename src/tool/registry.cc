#include "tool/registry.h"

#include "base/help.h"
#include "base/nearest.h"
#include "base/schema.h"
#include "base/typescript.h"

namespace pitwall::tool {

std::string_view name_of(Category category) {
  switch (category) {
    case Category::desk:
      return "desk";
    case Category::account:
      return "account";
    case Category::market:
      return "market";
    case Category::analysis:
      return "analysis";
    case Category::memory:
      return "memory";
  }
  return "desk";
}

std::string_view name_of(Effect effect) {
  switch (effect) {
    case Effect::reads:
      return "reads";
    case Effect::writes:
      return "writes";
    case Effect::acts:
      return "acts";
  }
  return "acts";
}

std::string title_of(const Tool& tool) {
  std::string title(tool.name);
  std::replace(title.begin(), title.end(), '_', ' ');
  if (!title.empty() && title[0] >= 'a' && title[0] <= 'z')
    title[0] = static_cast<char>(title[0] - 'a' + 'A');
  return title;
}

namespace {

// As MCP Apps says it; the second form is for hosts that know only an earlier draft.
void write_view(JsonWriter& writer, const Traits& traits) {
  if (traits.view.empty() && traits.audience == Audience::everyone) return;
  writer.key("_meta").begin_object();
  writer.key("ui").begin_object();
  if (!traits.view.empty()) writer.key("resourceUri").string(traits.view);
  if (traits.audience == Audience::view)
    writer.key("visibility").begin_array().string("app").end_array();
  writer.end_object();
  if (!traits.view.empty()) writer.key("ui/resourceUri").string(traits.view);
  writer.end_object();
}

// A schema as it stands in the list, which every model carries around: which figures there are and
// of what kind. Left out are what an answer always has, how texts are formed, and the parts of an
// origin, which the instructions explain once. Whatever the whole schema allows, this allows.
Json outline(const Json& schema) {
  if (schema.is_array()) {
    Json out = Json::array();
    for (const Json& item : schema.items()) out.append(outline(item));
    return out;
  }
  if (!schema.is_object()) return schema;
  const Json* properties = schema.find("properties");
  if (properties && properties->find("quality") && properties->find("received_at")) {
    Json origin = Json::object();
    origin.set("type", Json::string("object"));
    origin.set("description", Json::string("Source, times, quality."));
    return origin;
  }
  Json out = Json::object();
  for (const auto& [name, value] : schema.members()) {
    if (name == "required" || name == "format") continue;
    if (name != "properties") {
      out.set(name, outline(value));
      continue;
    }
    Json fields = Json::object();  // a field may be called "format"
    for (const auto& [field, inner] : value.members()) fields.set(field, outline(inner));
    out.set(name, std::move(fields));
  }
  return out;
}

std::string input_in_list(const Tool& tool) {
  // A view knows what it asks; the list is carried around by models.
  if (tool.traits.audience == Audience::view) return R"({"type":"object"})";
  return json_schema(tool.input(), SchemaUse::input);
}

// Nothing where it can be left out: a view knows what it is answered, and where two tools answer
// the same, the one that reads says it.
std::string output_in_list(const Tool& tool, const std::map<std::string_view, const Tool*>& all) {
  if (tool.traits.audience == Audience::view) return "";
  const auto says_the_same = [&](const auto& entry) {
    const Tool& other = *entry.second;
    return other.effect == Effect::reads && !other.traits.rare && &other.output() == &tool.output();
  };
  if (tool.effect != Effect::reads && std::ranges::any_of(all, says_the_same)) return "";
  const Result<Json> whole = parse_json(json_schema(tool.output(), SchemaUse::output));
  PITWALL_CHECK(whole.ok(), "the schema of {} is no JSON", tool.name);
  return outline(*whole).dump();
}

void write_tool(JsonWriter& writer, const Tool& tool,
                const std::map<std::string_view, const Tool*>& all) {
  writer.begin_object();
  writer.key("name").string(tool.name);
  writer.key("title").string(title_of(tool));
  writer.key("description").string(tool.doc);
  writer.key("inputSchema").raw(input_in_list(tool));
  if (const std::string output = output_in_list(tool, all); !output.empty())
    writer.key("outputSchema").raw(output);
  writer.key("annotations").begin_object();
  writer.key("readOnlyHint").boolean(tool.effect == Effect::reads);
  writer.key("destructiveHint").boolean(tool.effect == Effect::acts || tool.traits.destroys);
  writer.key("idempotentHint").boolean(tool.effect == Effect::reads || tool.traits.idempotent);
  writer.key("openWorldHint").boolean(tool.effect == Effect::acts);
  writer.end_object();
  write_view(writer, tool.traits);
  writer.end_object();
}

std::string input_table(const Tool& tool) {
  const std::string table = markdown_table(tool.input());
  constexpr auto lines_of_the_head = 2;
  if (std::ranges::count(table, '\n') == lines_of_the_head) return "nothing.\n";
  return "\n\n" + table;
}

}  // namespace

Registry::Registry(std::vector<const Tool*> tools, const std::vector<Category>& hidden) {
  for (const Tool* tool : tools) {
    const bool fresh = tools_.emplace(tool->name, tool).second;
    PITWALL_CHECK(fresh, "two tools are called {}", tool->name);
  }
  JsonWriter writer(listing_);
  writer.begin_array();
  for (const auto& [name, tool] : tools_)
    if (!tool->traits.rare && std::ranges::find(hidden, tool->category) == hidden.end())
      write_tool(writer, *tool, tools_);
  writer.end_array();
}

Result<const Tool*> Registry::find(std::string_view name) const {
  const auto found = tools_.find(name);
  if (found != tools_.end()) return found->second;
  std::vector<std::string_view> names;
  for (const auto& [known, tool] : tools_) names.push_back(known);
  return error(
      Code::not_found, "There is no tool \"{}\"{}", name.substr(0, 80),
      nearest(name, names).empty() ? "; tools/list names all." : did_you_mean(name, names));
}

std::string Registry::reference_page() const {
  std::string page =
      "# Tools\n\nMade from the tools themselves by `pitwall tools --markdown`; not written by "
      "hand.\n";
  for (int i = 0; i < count_of(Category{}); ++i) {
    const auto category = static_cast<Category>(i);
    page += fmt::format("\n## {}\n", name_of(category));
    for (const auto& [name, tool] : tools_) {
      if (tool->category != category) continue;
      page +=
          fmt::format("\n### {}\n\n{} ({})\n\nInput: {}\nOutput:\n\n{}\n", name, tool->doc,
                      name_of(tool->effect), input_table(*tool), markdown_table(tool->output()));
      if (tool->traits.rare)
        page += fmt::format("Not in tools/list: found by `more_tools`, run by `{}`.\n\n",
                            tool->effect == Effect::reads ? "call_more" : "act_more");
      page +=
          tool->traits.audience == Audience::view
              ? "Called by Pitwall's own views only.\n"
              : fmt::format("```\npitwall call {} '{}'\n```\n", name, example_json(tool->input()));
    }
  }
  return page;
}

std::string Registry::typescript_types() const {
  TypeScript types;
  std::string map = "\nexport interface Tools {\n";
  for (const auto& [name, tool] : tools_) {
    types.add(tool->input().name, tool->input());
    types.add(tool->output().name, tool->output());
    map += fmt::format("  {}: {{ input: {}; output: {} }};\n", name, tool->input().name,
                       tool->output().name);
  }
  return "// Made from the tools themselves by `pitwall tools --typescript`; not written by "
         "hand.\n\n" +
         types.text() + map + "}\n";
}

}  // namespace pitwall::tool
