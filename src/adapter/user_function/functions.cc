#include "adapter/user_function/functions.h"

#include <cmath>
#include <map>

#include "base/json.h"
#include "base/json_out.h"
#include "net/process.h"

namespace pitwall::user_function {

using net::Awaitable;

std::string question_line(std::uint64_t id, const Question& question) {
  Json arguments = Json::array();
  for (const double argument : question.arguments)
    arguments.append(Json::number(fmt::format("{}", argument)));
  Json line = Json::object();
  line.set("id", Json::number(fmt::format("{}", id)));
  line.set("function", Json::string(question.function));
  line.set("arguments", std::move(arguments));
  line.set("symbol", Json::string(question.symbol));
  line.set("price", question.price > 0 ? Json::number(fmt::format("{}", question.price)) : Json());
  line.set("time", Json::string(question.time));
  return line.dump() + "\n";
}

Result<Answer> read_answer(std::string_view line) {
  const Result<Json> json = parse_json(line);
  const auto wrong = [] {
    return error(Code::invalid_argument,
                 "A line that is no answer: an answer is {{\"id\": …, \"value\": …}}.");
  };
  const Json* id = json ? json->find("id") : nullptr;
  if (!id || !id->is_number() || id->text().size() > 18 ||
      id->text().find_first_not_of("0123456789") != std::string::npos)
    return wrong();
  Answer answer{std::stoull(id->text()), 0.0};
  if (const Json* why = json->find("error"); why && why->is_string()) {
    answer.value = error(Code::unavailable, "{}", why->text().substr(0, 200));
    return answer;
  }
  const Json* value = json->find("value");
  if (!value || !(value->is_number() || value->is_null() || value->kind() == Json::Kind::boolean))
    return wrong();
  answer.value = value->is_null()     ? std::numeric_limits<double>::quiet_NaN()
                 : value->is_number() ? std::strtod(value->text().c_str(), nullptr)
                                      : (value->as_boolean() ? 1.0 : 0.0);
  if (!value->is_null() && !std::isfinite(*answer.value)) return wrong();
  return answer;
}

struct Functions::State : std::enable_shared_from_this<State> {
  struct Waiting {
    std::function<void(Result<double>)> reply;
    net::Timer deadline;
  };

  State(net::Loop& on, Options with, std::function<void(std::string)> tell)
      : loop(on), options(std::move(with)), on_fault(std::move(tell)), pause(options.first_pause) {}

  void ask(const Question& question, std::function<void(Result<double>)> reply) {
    if (waiting.size() >= max_waiting)
      return reply(
          error(Code::too_large, "{} questions wait for the program already.", waiting.size()));
    if (!process && !start()) return reply(error(Code::unavailable, "{}", trouble));
    const std::uint64_t id = ++last_id;
    Waiting& one = waiting[id];
    one.reply = std::move(reply);
    one.deadline = loop.after(options.deadline, [this] {
      fail(fmt::format("it has not answered within {}", options.deadline.text()),
           Code::deadline_exceeded);
    });
    unsent += question_line(id, question);
    if (!writing) loop.spawn("questions to a program of the user", write(shared_from_this()));
  }

  bool start() {
    if (loop.now() < rests_until || stopped) return false;
    net::ProcessOptions program;
    program.command = options.command;
    program.environment = options.environment;
    program.folder = options.folder;
    program.memory_bytes = options.memory_bytes;
    Result<std::unique_ptr<net::Process>> started = net::Process::start(loop, program);
    if (!started) {
      fail(started.error().message, Code::unavailable);
      return false;
    }
    process = std::move(*started);
    bad_lines = 0;
    loop.spawn("answers of a program of the user", read(shared_from_this(), process));
    return true;
  }

  static Awaitable<void> write(std::shared_ptr<State> self) {
    self->writing = true;
    while (!self->unsent.empty() && self->process) {
      const std::shared_ptr<net::Process> to = self->process;
      const std::string lines = std::exchange(self->unsent, {});
      to->stream().set_write_limit(self->options.deadline);
      const Result<void> written = co_await to->stream().write(lines);
      if (!written && to == self->process) self->fail("it reads nothing", Code::unavailable);
    }
    self->writing = false;
  }

  static Awaitable<void> read(std::shared_ptr<State> self, std::shared_ptr<net::Process> from) {
    std::string line;
    std::array<char, 4096> buffer;
    while (from == self->process) {
      const Result<std::size_t> count = co_await from->stream().read_some(buffer);
      if (from != self->process) break;
      if (!count || *count == 0) {
        const net::ProcessEnd end = co_await from->ended();
        if (from == self->process)
          self->fail(fmt::format("it ended by itself with {} {}; it may have {} MB of memory",
                                 end.signal != 0 ? "signal" : "code",
                                 end.signal != 0 ? end.signal : end.code,
                                 self->options.memory_bytes / 1'000'000),
                     Code::unavailable);
        break;
      }
      for (const char c : std::string_view(buffer.data(), *count)) {
        if (c != '\n') {
          line += c;
          continue;
        }
        self->take(std::exchange(line, {}));
        if (from != self->process) co_return;
      }
      if (line.size() > max_line) self->fail("it wrote a line without end", Code::unavailable);
    }
  }

  void take(const std::string& line) {
    const Result<Answer> answer = read_answer(line);
    const auto found = answer ? waiting.find(answer->id) : waiting.end();
    if (found == waiting.end()) {
      if (++bad_lines > max_bad_lines) fail("it writes what nobody asked for", Code::unavailable);
      return;
    }
    bad_lines = 0;
    pause = options.first_pause;
    auto reply = std::move(found->second.reply);
    waiting.erase(found);
    reply(answer->value);
  }

  // The program is ended, rests, and whoever waits for it is told.
  void fail(std::string why, Code code) {
    if (why.ends_with('.')) why.pop_back();
    end();
    rests_until = loop.now() + pause;
    trouble = fmt::format("The program {} is not running: {}. It rests for {}.",
                          options.command.front(), why, pause.text());
    const std::string words = trouble;  // who is told may ask again
    pause = std::min(pause * 2, options.longest_pause);
    auto all = std::exchange(waiting, {});
    if (!stopped) on_fault(words);
    for (auto& [id, one] : all) one.reply(error(code, "{}", words));
  }

  void end() {
    if (!process) return;
    process->kill();
    process->stream().cancel();
    process.reset();  // its reader holds it until it has returned
    unsent.clear();
  }

  net::Loop& loop;
  Options options;
  std::function<void(std::string)> on_fault;
  std::shared_ptr<net::Process> process;
  std::map<std::uint64_t, Waiting> waiting;
  std::string unsent;
  bool writing = false;
  bool stopped = false;
  std::uint64_t last_id = 0;
  int bad_lines = 0;
  Duration pause;
  Duration rests_until;
  std::string trouble;  // why it rests
};

Functions::Functions(net::Loop& loop, Options options, std::function<void(std::string)> on_fault)
    : state_(std::make_shared<State>(loop, std::move(options), std::move(on_fault))) {}

Functions::~Functions() {
  state_->stopped = true;
  state_->fail("the desk stops", Code::cancelled);
}

void Functions::ask(const Question& question, std::function<void(Result<double>)> reply) {
  state_->ask(question, std::move(reply));
}

bool Functions::running() const { return state_->process != nullptr; }

}  // namespace pitwall::user_function
