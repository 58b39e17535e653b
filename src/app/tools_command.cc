#include <cstdio>

#include "app/commands.h"
#include "base/help.h"
#include "base/schema.h"
#include "tool/registry.h"

namespace pitwall::app {
namespace {

int show(const tool::Tool& tool) {
  const std::string name(tool.name);
  std::printf("%s: %.*s\n\nInput:\n%s\nOutput:\n%s\npitwall call %s '%s'\n", name.c_str(),
              static_cast<int>(tool.doc.size()), tool.doc.data(),
              terminal_help(tool.input()).c_str(), terminal_help(tool.output()).c_str(),
              name.c_str(), example_json(tool.input()).c_str());
  return 0;
}

// With both schemas whole, as a program wants them that checks what it is answered; tools/list
// leaves out of them what a model need not carry around.
int show_json(const tool::Tool& tool) {
  const std::string text = fmt::format(
      "{{\"name\":\"{}\",\"inputSchema\":{},\"outputSchema\":{}}}\n", tool.name,
      json_schema(tool.input(), SchemaUse::input), json_schema(tool.output(), SchemaUse::output));
  std::fwrite(text.data(), 1, text.size(), stdout);
  return 0;
}

}  // namespace

int run_tools(const ToolsCommand& command) {
  const tool::Registry registry(tool::all_tools());
  if (!command.name.empty()) {
    const Result<const tool::Tool*> found = registry.find(command.name);
    if (!found) return fail(found.error());
    return command.form == ToolsCommand::Form::json ? show_json(**found) : show(**found);
  }
  std::string out;
  switch (command.form) {
    case ToolsCommand::Form::json:
      out = fmt::format("{{\"tools\":{}}}\n", registry.listing());
      break;
    case ToolsCommand::Form::markdown:
      out = registry.reference_page();
      break;
    case ToolsCommand::Form::typescript:
      out = registry.typescript_types();
      break;
    case ToolsCommand::Form::list:
      for (const auto& [name, tool] : registry.tools())
        out += fmt::format("{:<24} {}\n", name, tool->doc);
      out += "\nOne in detail: pitwall tools NAME\n";
      break;
  }
  std::fwrite(out.data(), 1, out.size(), stdout);
  return 0;
}

}  // namespace pitwall::app
