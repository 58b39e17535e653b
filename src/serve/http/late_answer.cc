#include "serve/http/late_answer.h"

#include "serve/http/answer.h"

namespace pitwall::serve {

void LateAnswer::set(net::Response response) {
  if (answer_) return;
  answer_ = std::move(response);
  if (arrived_) arrived_->notify();
}

net::Reply LateAnswer::reply(net::Loop& loop) {
  if (answer_) return std::move(*answer_);
  arrived_ = std::make_unique<net::Notice>(loop);
  return wait(loop, shared_from_this());
}

net::Awaitable<net::Reply> LateAnswer::wait(net::Loop& loop, std::shared_ptr<LateAnswer> answer) {
  const net::Timer late = loop.after(deadline, [answer] {
    answer->set(error_answer(504, Code::deadline_exceeded,
                             fmt::format("No answer within {}.", deadline.text())));
  });
  co_await answer->arrived_->wait();
  net::Response response = *answer->answer_;
  co_return net::Reply(std::move(response));
}

}  // namespace pitwall::serve
