#include "serve/mcp/http_session.h"

#include <charconv>

namespace pitwall::serve {
namespace {

constexpr std::size_t comfortable_queue = 64 * 1024;  // bytes; beyond, better wait with more

template <class Number>
bool read_number(std::string_view text, Number& out) {
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), out);
  return code == std::errc() && end == text.data() + text.size() && !text.empty();
}

}  // namespace

net::StreamedResponse Channel::attach(std::uint64_t after, bool primed) {
  if (body_) body_->finish();
  body_ = std::make_shared<net::BodyStream>(loop_, max_queued);
  if (primed && last_ == 0) body_->write(net::sse_text({.data = "", .id = id(0)}));
  for (const Event& event : kept_)
    if (event.number > after) body_->write(event.text);
  if (finished_) body_->finish();
  return net::event_stream(body_);
}

void Channel::write(std::string_view message) {
  if (finished_) return;
  std::string text =
      net::sse_text({.data = std::string(message), .event = "message", .id = id(++last_)});
  if (body_) body_->write(text);
  kept_bytes_ += text.size();
  kept_.push_back({last_, std::move(text)});
  while (kept_.size() > max_kept || (kept_bytes_ > max_kept_bytes && kept_.size() > 1)) {
    kept_bytes_ -= kept_.front().text.size();
    kept_.pop_front();
  }
}

void Channel::finish() {
  finished_ = true;
  finished_at_ = loop_.now();
  if (body_) body_->finish();
}

void Channel::pause(Duration retry) {
  if (!body_) return;
  body_->write(net::sse_text({.data = "", .id = id(last_), .retry = retry}));
  body_->finish();
}

bool Channel::keeps_up() const { return !body_ || body_->queued() < comfortable_queue; }

HttpSession::HttpSession(net::Loop& loop, Subscriptions& subscriptions, std::string session_id,
                         std::string_view caller)
    : Session(loop, subscriptions),
      id(std::move(session_id)),
      owner(caller),
      used(loop.now()),
      own_(std::make_shared<Channel>(loop, 0)) {}

std::shared_ptr<Channel> HttpSession::open_channel() {
  const Duration now = loop().now();
  std::erase_if(channels_, [now](const auto& entry) {
    return entry.second->finished() && now - entry.second->finished_at() > kept_after_end;
  });
  if (channels_.size() >= max_channels) channels_.erase(channels_.begin());
  const std::uint32_t number = ++last_channel_;
  return channels_[number] = std::make_shared<Channel>(loop(), number);
}

std::shared_ptr<Channel> HttpSession::find(std::string_view event_id, std::uint64_t& event) {
  const std::size_t dash = event_id.find('-');
  std::uint32_t number = 0;
  if (dash == event_id.npos || !read_number(event_id.substr(0, dash), number) ||
      !read_number(event_id.substr(dash + 1), event))
    return nullptr;
  if (number == 0) return own_;
  const auto found = channels_.find(number);
  return found == channels_.end() ? nullptr : found->second;
}

void HttpSession::close() {
  cancel_all();
  own_->finish();
  for (const auto& [number, channel] : channels_) channel->finish();
}

}  // namespace pitwall::serve
