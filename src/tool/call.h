// One call under way: who asks, and what passes between the tool and whoever asked before its
// answer. A tool that wants it takes it as a third parameter:
//
//   Task<Result<ImportOut>> run_import(ImportIn in, Context& context, Call& call) {
//     call.progress({.done = 1, .total = 3, .words = "Reading"});
//     const Result<Confirm> sure = co_await call.question<Confirm>("sure", "Delete 12 notes?");
//     if (!sure) co_return sure.error();
//
// A question may end the function: where the protocol has no way to wait, `question` fails, the
// person is asked, and the whole tool runs again with the answer at hand. So a tool asks before it
// changes anything, and passes the error on as it is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json_in.h"
#include "base/schema.h"
#include "tool/task.h"

namespace pitwall::tool {

struct Progress {
  double done = 0;  // grows from one to the next
  std::optional<double> total{};
  std::string words{};
};

// What a tool wants to know from the person, or from the host, before it goes on.
struct Question {
  std::string key;     // tells the questions of one tool apart, the same each time it runs
  std::string method;  // of MCP: elicitation/create for a person
  std::string params;  // JSON, as that method takes them
};

enum class Asker {
  assistant,  // a model, through a host
  person,     // the dashboard, a chart's view, the command line
};

class Call {
 public:
  Call(Asker kind, std::string who) : asker(kind), name(std::move(who)) {}
  virtual ~Call() = default;
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  virtual void progress(const Progress&) {}
  // The answers in the order of the questions, each as its method answers.
  virtual void ask(std::vector<Question>, port::Reply<std::vector<Json>> reply) {
    reply(error(Code::unsupported, "This needs an answer, and there is nobody to ask here."));
  }

  // The asker has gone or called it off: what is not begun need not be.
  bool cancelled() const { return cancelled_; }
  void on_cancel(std::function<void()> callback) { on_cancel_.push_back(std::move(callback)); }
  void cancel() {
    if (std::exchange(cancelled_, true)) return;
    for (const std::function<void()>& told : std::exchange(on_cancel_, {})) told();
  }

  // Asks the person to fill in a flat described struct. Code::permission_denied where they decline.
  template <class Form>
  Task<Result<Form>> question(std::string key, std::string message) {
    std::vector<Question> questions{
        form(std::move(key), message, json_schema<Form>(SchemaUse::input))};
    const Result<std::vector<Json>> answers = co_await tool::ask<std::vector<Json>>(
        [&](auto reply) { this->ask(std::move(questions), std::move(reply)); });
    if (!answers) co_return answers.error();
    const Json& answer = answers->front();
    if (answer.string_or("action", "") != "accept")
      co_return error(Code::permission_denied, "You did not agree to this; nothing was done.");
    const Json* content = answer.find("content");
    co_return from_json<Form>(content ? *content : Json::object());
  }

  const Asker asker;
  const std::string name;  // "claude-desktop", "dashboard", "command line"
  // What the host says of itself, where it does. A session's name here opens nothing.
  std::string host_version;
  std::string host_session;

 private:
  static Question form(std::string key, std::string_view message, std::string_view schema);

  bool cancelled_ = false;
  std::vector<std::function<void()>> on_cancel_;
};

}  // namespace pitwall::tool
