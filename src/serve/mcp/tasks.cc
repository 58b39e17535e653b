#include "serve/mcp/tasks.h"

namespace pitwall::serve {
namespace {

enum class Status { working, input_required, completed, failed, cancelled };
constexpr std::string_view status_names[] = {"working", "input_required", "completed", "failed",
                                             "cancelled"};
bool is_terminal(Status status) { return status >= Status::completed; }

void append_error(std::string& out, const RpcError& error) {
  JsonWriter writer(out);
  writer.begin_object();
  writer.key("code").integer(static_cast<int>(error.code)).key("message").string(error.message);
  if (!error.data.empty()) writer.key("data").raw(error.data);
  writer.end_object();
}

}  // namespace

class Tasks::Work final : public TaskKeeper {
 public:
  Work(const port::Clock& clock, std::string task_id, std::string asked_by)
      : id(std::move(task_id)), owner(std::move(asked_by)), clock_(clock) {
    created_ = changed_ = clock.now();
  }

  const std::string id;
  const std::string owner;
  std::shared_ptr<Exchange> exchange;  // while it runs
  bool done() const { return is_terminal(status_); }
  bool waits() const { return status_ == Status::input_required; }
  Time changed() const { return changed_; }

  void ask(Exchange&, std::vector<tool::Question> questions,
           port::Reply<std::vector<Json>> reply) override {
    if (reply_) return reply(error(Code::conflict, "This task waits for answers already."));
    questions_ = std::move(questions);
    answers_.clear();
    reply_ = std::move(reply);
    become(Status::input_required);
  }

  void finish(Exchange&, Outcome outcome) override {
    if (done()) return;
    result_ = std::move(outcome);
    become(result_.error ? Status::failed : Status::completed);
    release();
  }

  void take(const Json& responses) {
    if (!reply_) return;
    for (const tool::Question& question : questions_)
      if (const Json* response = responses.find(question.key);
          response && response->is_object() && !answers_.contains(question.key))
        answers_.emplace(question.key, *response);
    changed_ = clock_.now();
    if (answers_.size() < questions_.size()) return;
    std::vector<Json> all;
    for (const tool::Question& question : questions_) all.push_back(answers_.at(question.key));
    become(Status::working);
    std::exchange(reply_, {})(std::move(all));
  }

  void call_off() {
    if (done()) return;
    become(Status::cancelled);
    if (reply_) std::exchange(reply_, {})(error(Code::cancelled, "The task was called off."));
    release();
  }

  std::string members(bool in_detail) const {
    std::string out = "\"taskId\":";
    append_json_string(out, id);
    out += fmt::format(
        R"(,"status":"{}","createdAt":"{}","lastUpdatedAt":"{}","ttlMs":{},"pollIntervalMs":{})",
        status_names[static_cast<std::size_t>(status_)], created_.text(), changed_.text(),
        keep_for / milliseconds(1), poll_interval / milliseconds(1));
    if (!in_detail) return out;
    if (status_ == Status::input_required) append_wanted(out);
    if (status_ == Status::completed) {
      out += R"(,"result":{)";
      if (!result_.meta.empty()) out.append(R"("_meta":{)").append(result_.meta).append("},");
      out.append(R"("resultType":"complete")");
      if (!result_.members.empty()) out.append(",").append(result_.members);
      out.push_back('}');
    }
    if (status_ == Status::failed) {
      out += R"(,"error":)";
      append_error(out, *result_.error);
    }
    return out;
  }

 private:
  void become(Status status) {
    status_ = status;
    changed_ = clock_.now();
  }
  // The call is told last: what it says from now on is not heard.
  void release() {
    if (const std::shared_ptr<Exchange> ended = std::exchange(exchange, nullptr);
        ended && status_ == Status::cancelled)
      ended->cancel();
  }
  void append_wanted(std::string& out) const {
    out += R"(,"inputRequests":{)";
    bool first = true;
    for (const tool::Question& question : questions_) {
      if (answers_.contains(question.key)) continue;
      if (!std::exchange(first, false)) out.push_back(',');
      append_json_string(out, question.key);
      out.append(R"(:{"method":")").append(question.method).append(R"(","params":)");
      out.append(question.params).push_back('}');
    }
    out.push_back('}');
  }

  const port::Clock& clock_;
  Status status_ = Status::working;
  Time created_;
  Time changed_;
  Outcome result_;
  std::vector<tool::Question> questions_;
  std::map<std::string, Json, std::less<>> answers_;
  port::Reply<std::vector<Json>> reply_;
};

// A task and its call hold each other as long as it runs.
Tasks::~Tasks() {
  for (const auto& [id, work] : std::exchange(tasks_, {})) work->call_off();
}

void Tasks::forget_old() {
  const Time now = clock_.now();
  std::vector<std::shared_ptr<Work>> unanswered;
  std::erase_if(tasks_, [&](const auto& entry) {
    const std::shared_ptr<Work>& work = entry.second;
    if (now - work->changed() <= keep_for) return false;
    if (work->waits()) unanswered.push_back(work);
    return work->done() || work->waits();
  });
  for (const std::shared_ptr<Work>& work : unanswered) work->call_off();
  while (tasks_.size() >= max_tasks) {
    auto oldest = tasks_.end();
    for (auto at = tasks_.begin(); at != tasks_.end(); ++at)
      if (at->second->done() &&
          (oldest == tasks_.end() || at->second->changed() < oldest->second->changed()))
        oldest = at;
    if (oldest == tasks_.end()) return;
    tasks_.erase(oldest);
  }
}

bool Tasks::begin(const std::shared_ptr<Exchange>& exchange) {
  forget_old();
  const auto running = std::count_if(tasks_.begin(), tasks_.end(),
                                     [](const auto& entry) { return !entry.second->done(); });
  if (static_cast<std::size_t>(running) >= max_running) return false;
  const auto work = std::make_shared<Work>(clock_, "task-" + random_.id().text(), exchange->name);
  work->exchange = exchange;
  tasks_.emplace(work->id, work);
  exchange->become_task(work, {.members = work->members(false), .type = "task"});
  return true;
}

std::shared_ptr<Tasks::Work> Tasks::find(Exchange& exchange) {
  if (!exchange.client.has_extension(tasks_extension)) {
    exchange.finish(
        {.error = RpcError{
             RpcCode::missing_client_capability, "Tasks are for clients that say they know them.",
             R"({"requiredCapabilities":{"extensions":{"io.modelcontextprotocol/tasks":{}}}})"}});
    return nullptr;
  }
  const auto found = tasks_.find(exchange.message.params.string_or("taskId", ""));
  if (found != tasks_.end() && found->second->owner == exchange.name) return found->second;
  exchange.finish(
      {.error = RpcError{RpcCode::invalid_params, "There is no such task (any more)."}});
  return nullptr;
}

void Tasks::get(Exchange& exchange) {
  if (const std::shared_ptr<Work> work = find(exchange))
    exchange.finish({.members = work->members(true)});
}

void Tasks::update(Exchange& exchange) {
  const std::shared_ptr<Work> work = find(exchange);
  if (!work) return;
  const Json* responses = exchange.message.params.find("inputResponses");
  if (!responses || !responses->is_object())
    return exchange.finish(
        {.error = RpcError{RpcCode::invalid_params, "inputResponses is an object."}});
  exchange.finish({});
  work->take(*responses);
}

void Tasks::cancel(Exchange& exchange) {
  const std::shared_ptr<Work> work = find(exchange);
  if (!work) return;
  exchange.finish({});
  work->call_off();
}

}  // namespace pitwall::serve
