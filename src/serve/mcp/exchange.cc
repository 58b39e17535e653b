#include "serve/mcp/exchange.h"

#include "serve/mcp/session.h"

namespace pitwall::serve {
namespace {

constexpr std::string_view level_names[] = {"debug", "info",     "notice", "warning",
                                            "error", "critical", "alert",  "emergency"};

}  // namespace

std::optional<LogLevel> log_level_of(std::string_view name) {
  const auto found = std::find(std::begin(level_names), std::end(level_names), name);
  if (found == std::end(level_names)) return std::nullopt;
  return static_cast<LogLevel>(found - std::begin(level_names));
}

bool Client::can(std::string_view capability) const {
  return capabilities && capabilities->find(capability) != nullptr;
}

bool Client::has_extension(std::string_view extension) const {
  const Json* extensions = capabilities ? capabilities->find("extensions") : nullptr;
  return extensions && extensions->find(extension) != nullptr;
}

std::string_view capability_for(std::string_view method) {
  if (method == "sampling/createMessage") return "sampling";
  if (method == "roots/list") return "roots";
  return "elicitation";
}

Exchange::Exchange(tool::Asker kind, std::string who, Client from, RpcMessage said)
    : Call(kind, std::move(who)), client(from), message(std::move(said)) {
  host_version = client.version;
  host_session = client.session_name;
}

void Exchange::progress(const tool::Progress& progress) {
  if (finished_ || task_ || cancelled()) return;
  const Json* meta = message.meta();
  const Json* token = meta ? meta->find("progressToken") : nullptr;
  if (!token || !(token->is_string() || token->is_number())) return;
  // The protocol wants it to grow.
  if (last_progress_ && progress.done <= *last_progress_) return;
  last_progress_ = progress.done;
  std::string params;
  JsonWriter writer(params);
  writer.begin_object();
  writer.key("progressToken").value(*token);
  writer.key("progress").number(progress.done);
  if (progress.total) writer.key("total").number(*progress.total);
  if (!progress.words.empty()) writer.key("message").string(progress.words);
  writer.end_object();
  send(rpc_call("notifications/progress", params));
}

void Exchange::log(LogLevel level, std::string_view text) {
  if (finished_ || task_ || !client.log_level || level < *client.log_level) return;
  std::string params;
  JsonWriter writer(params);
  writer.begin_object();
  writer.key("level").string(level_names[static_cast<std::size_t>(level)]);
  writer.key("logger").string("pitwall").key("data").string(text);
  writer.end_object();
  send(rpc_call("notifications/message", params));
}

void Exchange::ask(std::vector<tool::Question> questions, port::Reply<std::vector<Json>> reply) {
  if (cancelled()) return reply(error(Code::cancelled, "The request was called off."));
  if (task_) return task_->ask(*this, std::move(questions), std::move(reply));
  std::vector<Json> given;
  for (const tool::Question& question : questions) {
    if (const auto answer = answers.find(question.key); answer != answers.end()) {
      given.push_back(answer->second);
      continue;
    }
    const std::string_view capability = capability_for(question.method);
    if (!client.can(capability)) missing_.emplace_back(capability);
  }
  if (given.size() == questions.size()) return reply(std::move(given));
  if (!missing_.empty())
    return reply(error(Code::unsupported,
                       "This needs an answer from you, and your assistant's program cannot ask: it "
                       "does not offer {}.",
                       fmt::join(missing_, ", ")));
  if (client.modern) {
    for (tool::Question& question : questions)
      if (!answers.contains(question.key)) wanted_.push_back(std::move(question));
    return reply(error(Code::cancelled, "An answer is wanted first."));
  }
  if (!session)
    return reply(error(Code::unsupported,
                       "This needs an answer from you, and a client without a session cannot be "
                       "asked."));
  session->ask(*this, std::move(questions), std::move(reply));
}

void Exchange::finish(Outcome outcome) {
  if (task_) return task_->finish(*this, std::move(outcome));
  if (finished_) return;
  if (before_answer) outcome = before_answer(*this, std::move(outcome));
  answer(std::move(outcome));
}

void Exchange::become_task(std::shared_ptr<TaskKeeper> task, Outcome created) {
  if (finished_ || task_) return;
  answer(std::move(created));
  task_ = std::move(task);
}

void Exchange::answer(Outcome outcome) {
  finished_ = true;
  const std::string& id = *message.id;
  if (outcome.error) return deliver(rpc_error(id, *outcome.error), outcome.error->code);
  std::string text;
  text.reserve(outcome.members.size() + outcome.meta.size() + id.size() + 96);
  text.append(R"({"jsonrpc":"2.0","id":)").append(id).append(R"(,"result":{)");
  bool first = true;
  const auto separate = [&] {
    if (!std::exchange(first, false)) text.push_back(',');
  };
  if (client.modern) {
    separate();
    text.append(R"("resultType":")").append(outcome.type).push_back('"');
  }
  if (!outcome.meta.empty()) {
    separate();
    text.append(R"("_meta":{)").append(outcome.meta).push_back('}');
  }
  if (!outcome.members.empty()) {
    separate();
    text += outcome.members;
  }
  text += "}}";
  deliver(std::move(text), std::nullopt);
}

}  // namespace pitwall::serve
