#include "serve/mcp/session.h"

namespace pitwall::serve {

bool Session::begin(const std::shared_ptr<Exchange>& exchange) {
  if (under_way_.size() >= max_under_way) {
    std::erase_if(under_way_, [](const auto& entry) {
      const auto held = entry.second.lock();
      return !held || held->finished();
    });
    if (under_way_.size() >= max_under_way) return false;
  }
  under_way_[*exchange->message.id] = exchange;
  return true;
}

void Session::cancel(std::string_view request_id) {
  const auto found = under_way_.find(request_id);
  if (found == under_way_.end()) return;
  if (const std::shared_ptr<Exchange> exchange = found->second.lock()) exchange->cancel();
  under_way_.erase(found);
}

void Session::cancel_all() {
  const auto requests = std::exchange(under_way_, {});
  for (const auto& [id, weak] : requests)
    if (const std::shared_ptr<Exchange> exchange = weak.lock()) exchange->cancel();
}

void Session::cancel_listening() {
  const auto requests = under_way_;
  for (const auto& [id, weak] : requests)
    if (const auto exchange = weak.lock();
        exchange && exchange->message.method == "subscriptions/listen")
      exchange->cancel();
}

void Session::settle(Round& round, Result<std::vector<Json>> result) {
  round.deadline.cancel();
  if (round.reply) std::exchange(round.reply, {})(std::move(result));
}

void Session::ask(Exchange& exchange, std::vector<tool::Question> questions,
                  port::Reply<std::vector<Json>> reply) {
  if (questions_.size() + questions.size() > max_questions)
    return reply(error(Code::too_large, "Too many questions wait for an answer already."));
  const auto round = std::make_shared<Round>();
  round->answers.resize(questions.size());
  round->reply = std::move(reply);
  round->deadline = loop().after(answer_within, [weak = std::weak_ptr<Round>(round)] {
    if (const auto waiting = weak.lock())
      settle(*waiting,
             error(Code::deadline_exceeded, "Nobody answered within {}.", answer_within.text()));
  });
  exchange.on_cancel([weak = std::weak_ptr<Round>(round)] {
    if (const auto waiting = weak.lock())
      settle(*waiting, error(Code::cancelled, "The request was called off."));
  });
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const std::string id = fmt::format("\"ask-{}\"", ++last_question_);
    questions_.emplace(id, Place{round, i});
    exchange.send(rpc_call(questions[i].method, questions[i].params, id));
  }
}

void Session::take_answer(std::string_view id, const Json& result) {
  const auto found = questions_.find(id);
  if (found == questions_.end()) return;
  const Place place = found->second;
  questions_.erase(found);
  Round& round = *place.round;
  if (!result.is_object())
    return settle(round, error(Code::unavailable, "The client could not answer the question."));
  round.answers[place.index] = result;
  std::vector<Json> all;
  for (const std::optional<Json>& answer : round.answers) {
    if (!answer) return;
    all.push_back(*answer);
  }
  settle(round, std::move(all));
}

void Session::tell(std::string_view method, std::string_view params) {
  push(rpc_call(method, fmt::format("{{{}}}", params)));
}

}  // namespace pitwall::serve
