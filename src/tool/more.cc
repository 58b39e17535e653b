// The tools that tools/list leaves out, so that it stays small: found by one tool, run by another.
#include "base/help.h"
#include "base/schema.h"
#include "tool/registry.h"
#include "tool/tool.h"

namespace pitwall::tool {
namespace {

// ---- more_tools ----

struct MoreToolsIn {
  std::optional<std::string> tool;
};
void describe(MoreToolsIn& in, Visitor& v) {
  v("tool", "For its input schema; if absent all are listed.", "list_scanner_codes", in.tool,
    {.max_length = 80});
}

struct RareTool {
  std::string name;
  std::string description;
};
void describe(RareTool& tool, Visitor& v) {
  v("name", "What call_more takes.", "list_scanner_codes", tool.name, self_evident);
  v("description", "What it answers.", "", tool.description, self_evident);
}

struct MoreToolsOut {
  std::vector<RareTool> tools;
  std::optional<Json> input_schema;
  std::optional<std::string> example;
};
void describe(MoreToolsOut& out, Visitor& v) {
  v("tools", "By name.", "", out.tools, self_evident);
  v("input_schema", "Of the one asked about.", "", out.input_schema, self_evident);
  v("example", "Arguments that it takes.", "", out.example, self_evident);
}

std::string summary(const MoreToolsOut& out) {
  std::string text;
  for (const RareTool& tool : out.tools)
    text += fmt::format("{}: {}\n", tool.name, tool.description);
  if (!out.input_schema)
    return text +
           "more_tools with tool says what one takes; call_more runs it, act_more where it "
           "changes something.";
  return text + "Arguments: " + out.input_schema->dump() + "\nFor example: " + *out.example;
}

// A tool that models may run through call_more.
Result<const Tool*> find_rare(std::string_view name, const Context& context) {
  PITWALL_TRY(const Tool* tool, context.registry->find(name));
  if (tool->traits.rare) return tool;
  return error(Code::invalid_argument, "{} is a tool of its own; call it directly.", name);
}

Result<MoreToolsOut> run_more(const MoreToolsIn& in, Context& context) {
  MoreToolsOut out;
  if (in.tool) {
    PITWALL_TRY(const Tool* tool, find_rare(*in.tool, context));
    out.tools.push_back({std::string(tool->name), std::string(tool->doc)});
    PITWALL_TRY(out.input_schema, parse_json(json_schema(tool->input(), SchemaUse::input)));
    out.example = example_json(tool->input());
    return out;
  }
  for (const auto& [name, tool] : context.registry->tools())
    if (tool->traits.rare) out.tools.push_back({std::string(name), std::string(tool->doc)});
  return out;
}

// ---- call_more ----

struct CallMoreIn {
  std::string tool;
  std::optional<Json> arguments;
};
void describe(CallMoreIn& in, Visitor& v) {
  v("tool", "One that more_tools names.", "list_scanner_codes", in.tool, {.max_length = 80});
  v("arguments", "As its schema has them.", "", in.arguments);
}

struct ActMoreIn : CallMoreIn {};
void describe(ActMoreIn& in, Visitor& v) {
  v("tool", "One that more_tools names.", "cancel_all", in.tool, {.max_length = 80});
  v("arguments", "As its schema has them.", "", in.arguments);
}

struct CallMoreOut {
  std::string tool;
  Json answer;
  std::string text;
  std::vector<Attachment> attachments;
};
void describe(CallMoreOut& out, Visitor& v) {
  v("tool", "Which answered.", "list_scanner_codes", out.tool, self_evident);
  v("answer", "What it answers.", "", out.answer, self_evident);
}

std::string summary(const CallMoreOut& out) { return out.text; }

void attach(const CallMoreOut& out, Answer& answer) { answer.attachments = out.attachments; }

// The inner tool's call: what it says goes to whoever called the outer one.
class InnerCall final : public Call {
 public:
  explicit InnerCall(Call& outer) : Call(outer.asker, outer.name), outer_(outer) {
    host_version = outer.host_version;
    host_session = outer.host_session;
  }
  void progress(const Progress& progress) override { outer_.progress(progress); }
  void ask(std::vector<Question> questions, port::Reply<std::vector<Json>> reply) override {
    outer_.ask(std::move(questions), std::move(reply));
  }

 private:
  Call& outer_;  // lives until it is answered, which is after this one is
};

enum class Runs { what_reads, what_changes };

// By the caller that says of itself no less than the tool does.
Task<Result<CallMoreOut>> run_rare(CallMoreIn in, Context& context, Call& call, Runs runs) {
  const Result<const Tool*> tool = find_rare(in.tool, context);
  if (!tool) co_return tool.error();
  const bool reads = (*tool)->effect == Effect::reads;
  if (reads != (runs == Runs::what_reads))
    co_return error(Code::invalid_argument, "{} is run by {}.", (*tool)->name,
                    reads ? "call_more" : "act_more");
  const auto inner = std::make_shared<InnerCall>(call);
  call.on_cancel([weak = std::weak_ptr<InnerCall>(inner)] {
    if (const std::shared_ptr<InnerCall> still = weak.lock()) still->cancel();
  });
  const Json arguments = in.arguments.value_or(Json::object());
  const auto begin = [&](port::Reply<Answer> reply) {
    (*tool)->call(arguments, context, inner, std::move(reply));
  };
  Result<Answer> answer = co_await ask<Answer>(begin);
  if (!answer) co_return answer.error();
  Result<Json> structured = parse_json(answer->structured);
  if (!structured) co_return structured.error();
  co_return CallMoreOut{in.tool, std::move(*structured), std::move(answer->text),
                        std::move(answer->attachments)};
}

Task<Result<CallMoreOut>> run_call_more(CallMoreIn in, Context& context, Call& call) {
  Result<CallMoreOut> out = co_await run_rare(std::move(in), context, call, Runs::what_reads);
  co_return out;
}

Task<Result<CallMoreOut>> run_act_more(ActMoreIn in, Context& context, Call& call) {
  Result<CallMoreOut> out = co_await run_rare(std::move(in), context, call, Runs::what_changes);
  co_return out;
}

}  // namespace

extern const Tool more_tools;
const Tool more_tools{"more_tools", Category::desk, Effect::reads,
                      "Further tools that this list leaves out, rarely needed: what there is, and "
                      "what one takes.",
                      run_more};

extern const Tool call_more;
const Tool call_more{"call_more", Category::desk, Effect::reads,
                     "Runs a tool that more_tools names; all of them only read.", run_call_more};

extern const Tool act_more;
const Tool act_more{
    "act_more", Category::desk, Effect::acts,
    "Runs a tool that more_tools names which changes something; orders and deletions "
    "wait for the person.",
    run_act_more};

}  // namespace pitwall::tool
