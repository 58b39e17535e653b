// One tool, one definition: two described structs, one function, and its traits.
//
//   const Tool get_session{"get_session", Category::market, Effect::reads,
//                          "Is a market open, and when next.", run_session};
//
// `run` is `Result<Out> run(const In&, Context&)` or, where it waits for a port,
// `Task<Result<Out>> run(In, Context&)`; either may take the `Call&` (call.h) as a third parameter.
// `std::string summary(const Out&)`, found beside Out, says the answer in words for whoever sees no
// structured content; `void attach(const Out&, Answer&)`, where there is one, adds pictures and
// links.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/id.h"
#include "base/json_in.h"
#include "base/json_out.h"
#include "base/visitor.h"
#include "tool/call.h"
#include "tool/context.h"
#include "tool/task.h"

namespace pitwall::tool {

enum class Category { desk, account, market, analysis, memory };
enum class Effect {
  reads,   // changes nothing
  writes,  // changes Pitwall's own state
  acts,    // acts on the world: through the gate only
};
std::string_view name_of(Category category);
std::string_view name_of(Effect effect);
constexpr int count_of(Category) { return 5; }
constexpr int count_of(Effect) { return 3; }

// What stands beside an answer's text: a picture, or the address of something to read.
struct Attachment {
  enum class Kind { image, link };
  Kind kind = Kind::link;
  std::string mime;
  std::string bytes{};  // of an image, as they are
  std::string uri{};    // of a link
  std::string name{};
  std::string title{};
};

// What every tool answers: the same facts for programs and for people.
struct Answer {
  std::string structured;  // JSON of the output struct
  std::string text;
  std::vector<Attachment> attachments{};
  std::optional<Id> approval{};  // what it asked for waits for the person
};
using Done = std::function<void(Result<Answer>)>;

enum class Audience {
  everyone,
  view,  // the views that Pitwall shows inside a chat, and its dashboard; hidden from models
};

// What a tool may say of itself beside its name.
struct Traits {
  Audience audience = Audience::everyone;
  std::string_view view = {};  // ui:// address of the view that shows its answers
  bool destroys = false;       // of a tool that writes: what it changes cannot be had back
  bool idempotent = false;     // of a tool that writes: a second equal call changes nothing
  bool long_running = false;   // may take longer than a host likes to wait
  bool rare = false;           // not in tools/list: found by more_tools, run by call_more, act_more
};

class Tool {
 public:
  template <class In, class Out, class... Rest>
  constexpr Tool(std::string_view tool_name, Category tool_category, Effect tool_effect,
                 std::string_view tool_doc, Result<Out> (*run)(const In&, Context&, Rest...),
                 Traits tool_traits = {})
      : name(tool_name),
        category(tool_category),
        effect(tool_effect),
        doc(tool_doc),
        traits(tool_traits),
        input(type_of<In>),
        output(type_of<Out>),
        run_(reinterpret_cast<Erased>(run)),
        call_(call_at_once<In, Out, Rest...>) {}

  template <class In, class Out, class... Rest>
  constexpr Tool(std::string_view tool_name, Category tool_category, Effect tool_effect,
                 std::string_view tool_doc, Task<Result<Out>> (*run)(In, Context&, Rest...),
                 Traits tool_traits = {})
      : name(tool_name),
        category(tool_category),
        effect(tool_effect),
        doc(tool_doc),
        traits(tool_traits),
        input(type_of<In>),
        output(type_of<Out>),
        run_(reinterpret_cast<Erased>(run)),
        call_(call_waiting<In, Out, Rest...>) {}

  // Reads the arguments, runs, answers once: at once or later. Bad arguments are an error that
  // names every fault. The call lives until then.
  void call(const Json& arguments, Context& context, std::shared_ptr<Call> call, Done done) const {
    call_(run_, arguments, context, std::move(call), std::move(done));
  }

  std::string_view name;  // verb_noun, the same everywhere
  Category category;
  Effect effect;
  std::string_view doc;  // for the model and for people: what it answers, in which units
  Traits traits;
  const Type& (*input)();
  const Type& (*output)();

 private:
  using Erased = void (*)();
  using Run = void (*)(Erased, const Json&, Context&, std::shared_ptr<Call>, Done);

  template <class Out>
  static Result<Answer> to_answer(Result<Out> out) {
    if (!out) return std::move(out).error();
    Answer answer;
    answer.structured.reserve(256);
    JsonWriter writer(answer.structured);
    write_json(writer, type_of<Out>(), &*out);
    answer.text = summary(*out);
    if constexpr (requires { attach(*out, answer); }) attach(*out, answer);
    return answer;
  }
  template <class In, class Out, class... Rest>
  static void call_at_once(Erased erased, const Json& arguments, Context& context,
                           std::shared_ptr<Call> call, Done done) {
    const Result<In> in = from_json<In>(arguments);
    if (!in) return done(in.error());
    const auto run = reinterpret_cast<Result<Out> (*)(const In&, Context&, Rest...)>(erased);
    if constexpr (sizeof...(Rest) == 0) {
      done(to_answer(run(*in, context)));
    } else {
      done(to_answer(run(*in, context, *call)));
    }
  }
  template <class In, class Out, class... Rest>
  static void call_waiting(Erased erased, const Json& arguments, Context& context,
                           std::shared_ptr<Call> call, Done done) {
    Result<In> in = from_json<In>(arguments);
    if (!in) return done(in.error());
    const auto run = reinterpret_cast<Task<Result<Out>> (*)(In, Context&, Rest...)>(erased);
    const auto task = [&] {
      if constexpr (sizeof...(Rest) == 0) {
        return run(std::move(*in), context);
      } else {
        return run(std::move(*in), context, *call);
      }
    };
    task().start(
        [call, done = std::move(done)](Result<Out> out) { done(to_answer(std::move(out))); });
  }

  Erased run_;
  Run call_;
};

}  // namespace pitwall::tool
