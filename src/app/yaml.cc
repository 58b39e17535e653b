#include "app/yaml.h"

#include <yaml-cpp/yaml.h>

#include <fstream>
#include <sstream>

namespace pitwall::app {
namespace {

constexpr std::size_t max_file = 1 << 20;
constexpr int max_depth = 16;

// YAML has no types of its own for plain scalars: what JSON would read as a number or a truth value
// is one, everything else, and everything quoted, is text.
Result<Json> to_json_tree(const YAML::Node& node, int depth) {
  if (depth > max_depth) return error(Code::invalid_argument, "it is nested too deeply");
  switch (node.Type()) {
    case YAML::NodeType::Undefined:
    case YAML::NodeType::Null:
      return Json();
    case YAML::NodeType::Scalar: {
      const std::string& text = node.Scalar();
      const bool quoted = node.Tag() == "!";
      if (!quoted && (text == "true" || text == "false")) return Json::boolean(text == "true");
      if (!quoted && is_json_number(text)) return Json::number(text);
      return Json::string(text);
    }
    case YAML::NodeType::Sequence: {
      Json json = Json::array();
      for (const YAML::Node& item : node) {
        PITWALL_TRY(Json converted, to_json_tree(item, depth + 1));
        json.append(std::move(converted));
      }
      return json;
    }
    case YAML::NodeType::Map: {
      Json json = Json::object();
      for (const auto& entry : node) {
        const std::string key = entry.first.as<std::string>();
        if (json.find(key))
          return error(Code::invalid_argument, "line {}: the key \"{}\" stands twice",
                       entry.first.Mark().line + 1, key);
        PITWALL_TRY(Json converted, to_json_tree(entry.second, depth + 1));
        json.set(key, std::move(converted));
      }
      return json;
    }
  }
  return Json();
}

}  // namespace

Result<Json> parse_yaml(std::string_view text, std::string_view what) {
  try {
    Result<Json> tree = to_json_tree(YAML::Load(std::string(text)), 0);
    if (!tree) return error(Code::invalid_argument, "{}: {}.", what, tree.error().message);
    if (tree->is_null()) return Json::object();
    return tree;
  } catch (const YAML::Exception& e) {
    return error(Code::invalid_argument, "{}, line {}: {}.", what, e.mark.line + 1, e.msg);
  }
}

Result<std::string> read_text_file(const std::string& path, std::string_view what) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return error(Code::not_found, "The {} {} cannot be read.", what, path);
  std::ostringstream text;
  text << file.rdbuf();
  if (text.view().size() > max_file)
    return error(Code::too_large, "The {} {} is larger than 1 MiB.", what, path);
  return std::move(text).str();
}

}  // namespace pitwall::app
