// One tool, one definition: two described structs, one function, and its traits.
//
//   const Tool get_session{"get_session", Category::market, Effect::reads,
//                          "Is a market open, and when next.", run_session};
//
// `run` is either `Result<Out> run(const In&, Context&)` or, where it waits for a port,
// `Task<Result<Out>> run(In, Context&)`. `std::string summary(const Out&)`, found beside Out, says
// the answer in words for whoever sees no structured content.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/json_in.h"
#include "base/json_out.h"
#include "base/visitor.h"
#include "tool/context.h"
#include "tool/task.h"

namespace pitwall::tool {

enum class Category { desk, account, market, analysis };
enum class Effect {
  reads,   // changes nothing
  writes,  // changes Pitwall's own state
  acts,    // acts on the world: through the gate only
};
std::string_view name_of(Category category);
std::string_view name_of(Effect effect);
constexpr int count_of(Category) { return 4; }
constexpr int count_of(Effect) { return 3; }

// What every tool answers: the same facts for programs and for people.
struct Answer {
  std::string structured;  // JSON of the output struct
  std::string text;
};
using Done = std::function<void(Result<Answer>)>;

class Tool {
 public:
  template <class In, class Out>
  constexpr Tool(std::string_view tool_name, Category tool_category, Effect tool_effect,
                 std::string_view tool_doc, Result<Out> (*run)(const In&, Context&))
      : name(tool_name),
        category(tool_category),
        effect(tool_effect),
        doc(tool_doc),
        input(type_of<In>),
        output(type_of<Out>),
        run_(reinterpret_cast<Erased>(run)),
        call_(call_at_once<In, Out>) {}

  template <class In, class Out>
  constexpr Tool(std::string_view tool_name, Category tool_category, Effect tool_effect,
                 std::string_view tool_doc, Task<Result<Out>> (*run)(In, Context&))
      : name(tool_name),
        category(tool_category),
        effect(tool_effect),
        doc(tool_doc),
        input(type_of<In>),
        output(type_of<Out>),
        run_(reinterpret_cast<Erased>(run)),
        call_(call_waiting<In, Out>) {}

  // Reads the arguments, runs, answers once: at once or later. Bad arguments are an error that
  // names every fault.
  void call(const Json& arguments, Context& context, Done done) const {
    call_(run_, arguments, context, std::move(done));
  }

  std::string_view name;  // verb_noun, the same everywhere
  Category category;
  Effect effect;
  std::string_view doc;  // for the model and for people: what it answers, in which units
  const Type& (*input)();
  const Type& (*output)();

 private:
  using Erased = void (*)();
  using Call = void (*)(Erased, const Json&, Context&, Done);

  template <class Out>
  static Result<Answer> to_answer(Result<Out> out) {
    if (!out) return std::move(out).error();
    Answer answer;
    answer.structured.reserve(256);
    JsonWriter writer(answer.structured);
    write_json(writer, type_of<Out>(), &*out);
    answer.text = summary(*out);
    return answer;
  }
  template <class In, class Out>
  static void call_at_once(Erased run, const Json& arguments, Context& context, Done done) {
    const Result<In> in = from_json<In>(arguments);
    if (!in) return done(in.error());
    done(to_answer(reinterpret_cast<Result<Out> (*)(const In&, Context&)>(run)(*in, context)));
  }
  template <class In, class Out>
  static void call_waiting(Erased run, const Json& arguments, Context& context, Done done) {
    Result<In> in = from_json<In>(arguments);
    if (!in) return done(in.error());
    reinterpret_cast<Task<Result<Out>> (*)(In, Context&)>(run)(std::move(*in), context)
        .start([done = std::move(done)](Result<Out> out) { done(to_answer(std::move(out))); });
  }

  Erased run_;
  Call call_;
};

}  // namespace pitwall::tool
