#include "serve/mcp/approval_page.h"

#include "serve/mcp/session.h"
#include "tool/approval_answer.h"

namespace pitwall::serve {
namespace {

constexpr std::string_view question_key = "approval";

std::string complete_params(Id approval) {
  return fmt::format(R"({{"elicitationId":"{}"}})", approval.text());
}

}  // namespace

// A client says so by naming the mode; one that names none means forms only. Somebody at another
// machine would find another desk at this address, or none.
bool ApprovalPage::can_open(const Exchange& exchange) const {
  if (address_.empty() || !exchange.nearby || exchange.is_task()) return false;
  const Json* capabilities = exchange.client.capabilities;
  const Json* elicitation = capabilities ? capabilities->find("elicitation") : nullptr;
  if (!elicitation || !elicitation->is_object() || !elicitation->find("url")) return false;
  return exchange.client.modern ||
         (exchange.session && exchange.session->version == legacy_with_urls);
}

tool::Question ApprovalPage::question(const desk::Approval& approval, bool modern) const {
  tool::Question question{std::string(question_key), "elicitation/create", {}};
  JsonWriter writer(question.params);
  writer.begin_object();
  writer.key("mode").string("url");
  writer.key("message").string(fmt::format(
      "This waits for you on the desk's own page, which asks for your PIN: {}", approval.text));
  writer.key("url").string(fmt::format("{}/#approval={}", address_, approval.id.text()));
  if (!modern) writer.key("elicitationId").string(approval.id.text());
  writer.end_object();
  return question;
}

bool ApprovalPage::offer(const std::shared_ptr<Exchange>& exchange, const tool::Answer& answer,
                         const Finish& finish) {
  if (!answer.approval || !can_open(*exchange) || held_.size() >= max_held) return false;
  const Id id = *answer.approval;
  const desk::Approval* approval = context_.desk.state().gate.find(id);
  if (!approval) return false;
  std::vector<tool::Question> questions{question(*approval, exchange->client.modern)};
  if (exchange->client.modern) {
    exchange->answers.insert_or_assign(std::string(own_state), Json::string(id.text()));
    exchange->ask(std::move(questions), [](const Result<std::vector<Json>>&) {});
    exchange->finish({});
    return true;
  }
  hold(id, exchange, finish);
  told_.push_back({id, exchange->session});
  const std::uint64_t number = last_;
  exchange->ask(std::move(questions), [self = std::weak_ptr<ApprovalPage*>(self_),
                                       number](const Result<std::vector<Json>>& answers) {
    const auto still = self.lock();
    if (!still) return;
    const bool opened = answers && answers->front().string_or("action", "") == "accept";
    // The page stands open: what comes of it is waited for a little longer.
    if (!opened) (*still)->release(number);
  });
  return true;
}

bool ApprovalPage::resume(const std::shared_ptr<Exchange>& exchange, const Finish& finish) {
  const auto sealed = exchange->answers.find(own_state);
  if (sealed == exchange->answers.end() || !sealed->second.is_string()) return false;
  const Result<Id> id = Id::parse(sealed->second.text());
  if (!id) return false;
  const auto said = exchange->answers.find(question_key);
  const bool opened =
      said != exchange->answers.end() && said->second.string_or("action", "") == "accept";
  if (opened && tool::is_under_way(context_.desk.state(), *id) && held_.size() < max_held) {
    hold(*id, exchange, finish);
  } else {
    finish(tool::answer_now(context_.desk.state(), *id));
  }
  return true;
}

void ApprovalPage::hold(Id approval, const std::shared_ptr<Exchange>& exchange,
                        const Finish& finish) {
  const std::uint64_t number = ++last_;
  held_.emplace(number, Held{approval, exchange, finish});
  const auto let_go = [self = std::weak_ptr<ApprovalPage*>(self_), number] {
    if (const auto still = self.lock()) (*still)->release(number);
  };
  exchange->on_cancel(let_go);
  context_.timers.after(patience, let_go);
}

void ApprovalPage::release(std::uint64_t number) {
  const auto found = held_.find(number);
  if (found == held_.end()) return;
  const Held held = std::move(found->second);
  held_.erase(found);
  held.finish(tool::answer_now(context_.desk.state(), held.approval));
}

void ApprovalPage::look() {
  const desk::State& state = context_.desk.state();
  std::vector<std::uint64_t> over;
  for (const auto& [number, held] : held_)
    if (!tool::is_under_way(state, held.approval)) over.push_back(number);
  std::erase_if(told_, [&](const Told& told) {
    const std::shared_ptr<Session> session = told.session.lock();
    if (session && tool::is_under_way(state, told.approval)) return false;
    if (session)
      session->push(rpc_call("notifications/elicitation/complete", complete_params(told.approval)));
    return true;
  });
  for (const std::uint64_t number : over) release(number);
}

}  // namespace pitwall::serve
