#include "adapter/client_portal/gateway.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "adapter/client_portal/figures.h"
#include "base/sha256.h"

namespace pitwall::client_portal {
namespace {

constexpr Duration connect_deadline = seconds(5);
constexpr Duration whole_deadline = seconds(60);
constexpr std::uint64_t largest_answer = 16ULL * 1024 * 1024;
constexpr int history_at_once = 5;
constexpr Duration alone_deadline = seconds(2);
constexpr std::size_t kept_limit = 64;

net::HttpClientOptions client_options(const GatewayOptions& options) {
  net::HttpClientOptions result;
  result.limits.body_bytes = largest_answer;
  result.connect_deadline = connect_deadline;
  result.first_byte_deadline = whole_deadline;
  result.whole_deadline = whole_deadline;
  result.tls = options.tls;
  result.dial = options.dial;
  return result;
}

std::string key_of(const Call& call) {
  return fmt::format("{} {}\n{}{}", call.method, call.path, call.body,
                     call.arrays == Arrays::as_text ? "\n[" : "");
}

bool is_history(const Call& call) { return call.path.starts_with("/iserver/marketdata/history"); }

Error stopped_error() {
  return error(Code::cancelled, "The session with Interactive Brokers has been ended.");
}

}  // namespace

struct Gateway::Flight {
  explicit Flight(Call what) : call(std::move(what)) {}
  struct Waiter {
    explicit Waiter(net::Loop& loop) : notice(loop) {}
    net::Notice notice;
    std::optional<Answered> answered;
  };
  Call call;
  std::vector<Rule> rules;
  Duration turn;
  bool reserved = false;
  bool out = false;  // it has been sent
  std::vector<std::shared_ptr<Waiter>> waiters;
};

Gateway::Gateway(net::Loop& loop, const port::Clock& clock, GatewayOptions options)
    : loop_(loop),
      clock_(clock),
      options_(std::move(options)),
      client_(loop, client_options(options_)) {}

Error Gateway::resting() const {
  return error(Code::unavailable,
               "Interactive Brokers was asked too often and answers nothing until about {}. "
               "Nothing is asked before that.",
               resting_until().value_or(clock_.now()).text());
}

std::optional<Time> Gateway::resting_until() const {
  if (loop_.now() >= rest_until_) return std::nullopt;
  return clock_.now() + (rest_until_ - loop_.now());
}

// The instant at which the call may go out, given to it.
Result<Duration> Gateway::turn(const Call& call, std::span<const Rule> rules) {
  const Duration now = loop_.now();
  book_.forget_before(now);
  const Duration at = book_.earliest(rules, now);
  if (at - now > call.patience)
    return error(Code::unavailable,
                 "Interactive Brokers may be asked this again at {}: it limits how often.",
                 (clock_.now() + (at - now)).floor(seconds(1)).text());
  book_.give(rules, at);
  return at;
}

std::string Gateway::disk_name(const Call& call) const {
  return options_.cache + "/" + sha256(key_of(call)).text().substr(0, 32) + ".json";
}

// An answer from before that is not older than the call allows.
std::optional<Answered> Gateway::kept_answer(const Call& call, Duration oldest) {
  if (call.good_for <= Duration{}) return std::nullopt;
  auto found = kept_.find(key_of(call));
  if (found == kept_.end() && call.on_disk && !options_.cache.empty()) {
    std::ifstream file(disk_name(call), std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    const Result<Json> stored = parse_json(text.str());
    const Json* body = stored ? stored->find("answer") : nullptr;
    const std::optional<Time> at =
        stored ? milliseconds_of(text_of(*stored, "at")) : std::optional<Time>();
    if (body && at) found = kept_.emplace(key_of(call), Kept{*body, *at}).first;
  }
  if (found == kept_.end() || clock_.now() - found->second.at > oldest) return std::nullopt;
  Answered answered;
  answered.body = found->second.body;
  answered.answered = true;
  answered.at = found->second.at;
  return answered;
}

void Gateway::keep(const Call& call, const Json& body) {
  if (call.good_for <= Duration{}) return;
  if (kept_.size() >= kept_limit) kept_.clear();
  const Time now = clock_.now();
  kept_.insert_or_assign(key_of(call), Kept{body, now});
  if (!call.on_disk || options_.cache.empty()) return;
  std::error_code ignored;
  std::filesystem::create_directories(options_.cache, ignored);
  Json stored = Json::object();
  stored.set("at", Json::number(std::to_string(now.nanoseconds / 1'000'000)));
  stored.set("answer", body);
  // Whole or not at all: somebody may read it, or the power fail.
  const std::string name = disk_name(call);
  std::ofstream file(name + ".new", std::ios::binary | std::ios::trunc);
  file << stored.dump();
  file.close();
  if (file) std::filesystem::rename(name + ".new", name, ignored);
}

net::Awaitable<Answered> Gateway::ask(Call call) {
  const std::shared_ptr<Gateway> self = shared_from_this();
  Answered refused;
  refused.at = clock_.now();
  if (stopped_) {
    refused.body = stopped_error();
    co_return refused;
  }
  if (std::optional<Answered> kept = kept_answer(call, call.good_for)) co_return std::move(*kept);
  const std::string key = key_of(call);
  if (call.method == "GET") {
    const auto found = shared_.find(key);
    if (found != shared_.end()) {
      Answered answered = co_await wait(found->second);
      co_return answered;
    }
  }
  auto flight = std::make_shared<Flight>(std::move(call));
  flight->rules = rules_of(flight->call.method, flight->call.path);
  const Result<Duration> turn_at =
      resting_until() ? Result<Duration>(resting()) : turn(flight->call, flight->rules);
  if (!turn_at) {
    // Better an answer with its age than none.
    if (std::optional<Answered> kept = kept_answer(flight->call, days(3650)))
      co_return std::move(*kept);
    refused.body = turn_at.error();
    co_return refused;
  }
  flight->turn = *turn_at;
  flight->reserved = true;
  if (flight->call.method == "GET") shared_.emplace(key, flight);
  loop_.spawn("client portal request", fly(self, flight));
  Answered answered = co_await wait(flight);
  co_return answered;
}

net::Awaitable<Result<Json>> Gateway::get(std::string path) {
  Call call;
  call.path = std::move(path);
  Answered answered = co_await ask(std::move(call));
  co_return std::move(answered.body);
}

net::Awaitable<Result<Json>> Gateway::post(std::string path, std::string body) {
  Call call;
  call.method = "POST";
  call.path = std::move(path);
  call.body = std::move(body);
  Answered answered = co_await ask(std::move(call));
  co_return std::move(answered.body);
}

net::Awaitable<Answered> Gateway::wait(std::shared_ptr<Flight> flight) {
  auto waiter = std::make_shared<Flight::Waiter>(loop_);
  flight->waiters.push_back(waiter);
  co_await waiter->notice.wait();
  co_return std::move(*waiter->answered);
}

void Gateway::land(const std::shared_ptr<Flight>& flight, Answered answered) {
  const auto found = shared_.find(key_of(flight->call));
  if (found != shared_.end() && found->second == flight) shared_.erase(found);
  for (const std::shared_ptr<Flight::Waiter>& waiter : std::exchange(flight->waiters, {})) {
    waiter->answered = answered;
    waiter->notice.notify();
  }
}

void Gateway::wake_waiting() {
  for (const std::shared_ptr<net::Notice>& notice : std::exchange(waiting_, {})) notice->notify();
}

// Waits for the instant that was given, for those who hold the gateway, and until so many have
// their answers that this one breaks no rule, however long each of them travelled.
net::Awaitable<Result<void>> Gateway::until_turn(std::shared_ptr<Flight> flight) {
  while (true) {
    if (flight->turn > loop_.now()) co_await loop_.sleep(flight->turn - loop_.now());
    if (stopped_) co_return stopped_error();
    if (resting_until()) co_return resting();
    const bool held = holder_ != 0 && holder_ != flight->call.holder;
    const bool crowded = is_history(flight->call) && history_under_way_ >= history_at_once;
    if (!held && !crowded) {
      const std::optional<Duration> more = gate_.wait(flight->rules, loop_.now());
      if (more && *more <= Duration{}) co_return Result<void>{};
      if (more)
        co_await loop_.sleep(*more);
      else
        co_await until_news();
      continue;
    }
    book_.take_back(flight->rules, flight->turn);
    flight->reserved = false;
    co_await until_news();
    if (stopped_) co_return stopped_error();
    PITWALL_CO_TRY(flight->turn, turn(flight->call, flight->rules));
    flight->reserved = true;
  }
}

// Until something was answered, or the gateway is held by somebody else, or ended.
net::Awaitable<void> Gateway::until_news() {
  auto notice = std::make_shared<net::Notice>(loop_);
  waiting_.push_back(notice);
  co_await notice->wait();
}

net::Awaitable<void> Gateway::fly(std::shared_ptr<Gateway> self, std::shared_ptr<Flight> flight) {
  Answered answered;
  const Result<void> may = co_await self->until_turn(flight);
  if (!may) {
    if (flight->reserved) self->book_.take_back(flight->rules, flight->turn);
    answered.body = may.error();
    answered.at = self->clock_.now();
    self->land(flight, std::move(answered));
    co_return;
  }
  const bool history = is_history(flight->call);
  ++self->under_way_;
  self->gate_.sent(flight->rules);
  self->history_under_way_ += history ? 1 : 0;
  // Whoever asked waits no longer than the deadline; what was sent is let come to its end.
  const std::weak_ptr<Gateway> weak = self;
  const auto give_up = [weak, flight] {
    const std::shared_ptr<Gateway> gateway = weak.lock();
    if (!gateway) return;
    Answered late;
    late.body = error(Code::deadline_exceeded,
                      "The Client Portal Gateway gave no answer within {}. It may have lost its "
                      "connection to Interactive Brokers.",
                      flight->call.deadline.text());
    late.sent = true;
    late.at = gateway->clock_.now();
    gateway->land(flight, std::move(late));
  };
  net::Timer deadline = self->loop_.after(flight->call.deadline, give_up);
  answered = co_await self->send(flight->call);
  --self->under_way_;
  self->gate_.answered(flight->rules, self->loop_.now());
  self->history_under_way_ -= history ? 1 : 0;
  if (answered.body && answered.trouble == Trouble::none) self->keep(flight->call, *answered.body);
  const Trouble trouble = answered.trouble;
  const std::string words = answered.body ? std::string() : answered.body.error().message;
  self->land(flight, std::move(answered));
  self->wake_waiting();
  if (trouble != Trouble::none && self->on_trouble) self->on_trouble(trouble, words);
}

net::Awaitable<Answered> Gateway::send(Call call) {
  net::Request request;
  request.method = call.method;
  request.headers.add("User-Agent", "Pitwall");
  request.headers.add("Accept", "application/json");
  if (!call.body.empty()) request.headers.add("Content-Type", "application/json");
  // The gateway passes on what it got: a request without a length is refused behind it.
  if (call.body.empty() && call.method == "DELETE") request.headers.add("Content-Length", "0");
  request.body = std::move(call.body);
  ++requests_sent_;
  std::string url = options_.address + "/v1/api" + call.path;
  const Result<net::Response> response = co_await client_.send(std::move(url), std::move(request));
  Answered answered;
  answered.at = clock_.now();
  answered.sent = true;
  if (!response) {
    answered.body = response.error();
    co_return answered;
  }
  answered.answered = true;
  Meaning meaning = meaning_of(*response, call.arrays);
  answered.trouble = meaning.trouble;
  answered.body = std::move(meaning.body);
  if (answered.trouble == Trouble::too_often) {
    rest_until_ = loop_.now() + penalty_time;
    answered.body = resting();
  }
  co_return answered;
}

net::Awaitable<std::uint64_t> Gateway::hold() {
  const std::shared_ptr<Gateway> self = shared_from_this();
  while (holder_ != 0 && !stopped_) {
    auto notice = std::make_shared<net::Notice>(loop_);
    waiting_.push_back(notice);
    co_await notice->wait();
  }
  const std::uint64_t mine = ++last_holder_;
  holder_ = mine;
  const Duration give_up = loop_.now() + alone_deadline;
  while (under_way_ > 0 && loop_.now() < give_up && !stopped_) {
    auto notice = std::make_shared<net::Notice>(loop_);
    waiting_.push_back(notice);
    net::Timer timer = loop_.after(give_up - loop_.now(), [notice] { notice->notify(); });
    co_await notice->wait();
  }
  co_return mine;
}

void Gateway::let_go(std::uint64_t holder) {
  if (holder_ != holder) return;
  holder_ = 0;
  wake_waiting();
}

void Gateway::stop() {
  stopped_ = true;
  holder_ = 0;
  // Those whose request is out wait no longer for it; the others wake up and find the end.
  for (const auto& [key, flight] : std::exchange(shared_, {})) {
    Answered cancelled;
    cancelled.body = stopped_error();
    cancelled.at = clock_.now();
    land(flight, std::move(cancelled));
  }
  wake_waiting();
}

}  // namespace pitwall::client_portal
