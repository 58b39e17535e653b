// Random conditions over random figures, many of them missing: a Sweep, Expression::evaluate and a
// plain interpreter of the tree agree, look after look; and the canonical text is the same program.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "expr/parser.h"
#include "expr/sweep.h"

namespace pitwall::expr {
namespace {

class Numbers {  // the same on every machine
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed * 2654435761U + 88172645463325252U) {}
  int below(int bound) {
    state_ ^= state_ << 13, state_ ^= state_ >> 7, state_ ^= state_ << 17;
    return static_cast<int>((state_ >> 11) % static_cast<std::uint64_t>(bound));
  }

 private:
  std::uint64_t state_;
};

// ---- Any condition
// --------------------------------------------------------------------------------

class Writer {
 public:
  explicit Writer(Numbers& numbers) : numbers_(numbers) {}

  std::string condition(int depth) {
    switch (numbers_.below(depth > 0 ? 9 : 3)) {
      case 0:
        return pick({"session is regular", "session is not post", "time >= 09:45 New_York",
                     "time < 16:00", "rsi(14, 5m) < 30", "true", "risk_on(1)",
                     "volume > 2 * average_volume(3, 5m)", "SPY.percent_change(1d) < -1.5%"});
      case 1:
        return price(depth) + pick({" < ", " <= ", " > ", " >= ", " = ", " != "}) + price(depth);
      case 2:
        return price(depth) + pick({" crosses ", " crosses above ", " crosses below "}) +
               price(depth);
      case 3:
        return "not " + closed(depth);
      case 4:
        return "missing(" + (numbers_.below(2) ? price(depth - 1) : condition(depth - 1)) + ")";
      case 5:
        return "or_else(" + condition(depth - 1) + ", " + condition(depth - 1) + ")";
      case 6:
        return closed(depth) + fmt::format(" for {} bars of 5m", 1 + numbers_.below(3));
      default:
        return closed(depth) + pick({" and ", " or "}) + closed(depth);
    }
  }

 private:
  std::string pick(std::vector<std::string> of) {
    return of[static_cast<std::size_t>(numbers_.below(static_cast<int>(of.size())))];
  }
  std::string closed(int depth) { return "(" + condition(depth - 1) + ")"; }
  std::string price(int depth) {
    switch (numbers_.below(depth > 0 ? 9 : 4)) {
      case 0:
        return pick({"bid", "ask", "price", "SPY.price", "close(5m)[1]", "sma(3, 5m)"});
      case 1:
        return pick({"bid", "ask"});
      case 2:
        return fmt::format("{}", numbers_.below(4));
      case 3:
        return pick({"spread", "0.5", "-1"});
      case 4:
        return pick({"(", "-("}) + price(depth - 1) + pick({" + ", " - "}) + price(depth - 1) + ")";
      case 5:
        return pick({"2", "bid / ask", "50%", "gap"}) + " * " + atom(depth);
      case 6:
        return atom(depth) + " / " + pick({"2", "0", "(bid / ask)", "25%"});
      case 7:
        return pick({"min(", "max(", "or_else("}) + price(depth - 1) + ", " + price(depth - 1) +
               ")";
      default:
        return "abs(" + price(depth - 1) + ")";
    }
  }
  // A price whatever stands in it: a number alone would take another unit.
  std::string atom(int depth) {
    return "(" + pick({"bid", "ask"}) + " + " + price(depth - 1) + ")";
  }

  Numbers& numbers_;
};

// ---- What the words say, step by step
// ---------------------------------------------------------------

using Figure = std::optional<double>;
using Logic = std::optional<bool>;

// By optionals and branches, and with all of a condition's past: nothing in common with the
// program.
class Interpreter {
 public:
  Interpreter(Tree tree, std::vector<Input> inputs)
      : tree_(std::move(tree)), inputs_(std::move(inputs)), past_(tree_.nodes.size()) {}

  Truth look(const std::vector<double>& values) {
    values_ = &values;
    const Logic answer = logic(tree_.nodes.size() - 1);
    return !answer ? Truth::missing : *answer ? Truth::yes : Truth::no;
  }

 private:
  struct Past {
    int side = 9;              // of a crossing; 9 is not known
    Figure bars;               // of `for`
    std::vector<Logic> ended;  // the condition at each bar that ended, as far as anyone looked
  };

  Figure value_of(const Input& input) const {
    const auto at = std::ranges::find(inputs_, input) - inputs_.begin();
    const double value = (*values_)[static_cast<std::size_t>(at)];
    return std::isnan(value) ? Figure() : value;
  }
  Figure share(std::size_t at, bool as_share) {
    const Figure value = figure(at);
    return value && as_share ? *value / 100 : value;
  }

  Figure figure(std::size_t at) {
    const Node& node = tree_.nodes[at];
    if (node.operation == Operation::number) return node.number;
    if (node.operation == Operation::input) return value_of(node.input);
    const Figure a = share(node.left, node.left_as_share);
    if (node.operation == Operation::negate) return a ? Figure(-*a) : a;
    if (node.operation == Operation::absolute) return a ? Figure(std::abs(*a)) : a;
    const Figure b = share(node.right, node.right_as_share);
    if (node.operation == Operation::or_else) return a ? a : b;
    if (!a || !b) return std::nullopt;
    switch (node.operation) {
      case Operation::add:
        return *a + *b;
      case Operation::subtract:
        return *a - *b;
      case Operation::multiply:
        return *a * *b;
      case Operation::divide:
        return *b == 0 ? Figure() : *a / *b;
      case Operation::minimum:
        return std::min(*a, *b);
      default:
        REQUIRE(node.operation == Operation::maximum);
        return std::max(*a, *b);
    }
  }

  Logic compared(const Node& node) {
    const Figure a = share(node.left, node.left_as_share);
    const Figure b = share(node.right, node.right_as_share);
    if (!a || !b) return std::nullopt;
    switch (node.operation) {
      case Operation::less:
        return *a < *b;
      case Operation::less_equal:
        return *a <= *b;
      case Operation::greater:
        return *a > *b;
      case Operation::greater_equal:
        return *a >= *b;
      case Operation::equal:
        return *a == *b;
      default:
        REQUIRE(node.operation == Operation::not_equal);
        return *a != *b;
    }
  }

  Logic crossed(const Node& node, Past& past) {
    const Figure a = share(node.left, node.left_as_share);
    const Figure b = share(node.right, node.right_as_share);
    if (!a || !b) return std::nullopt;
    const int now = *a > *b ? 1 : *a < *b ? -1 : 0;
    const int before = std::exchange(past.side, now);
    if (before == 9) return std::nullopt;
    const bool above = now == 1 && before != 1;
    const bool below = now == -1 && before != -1;
    return node.operation == Operation::cross_above   ? above
           : node.operation == Operation::cross_below ? below
                                                      : above || below;
  }

  Logic held(const Node& node, Past& past) {
    const Logic now = logic(node.left);
    const Figure bars = value_of(node.input);
    if (bars && past.bars && *bars > *past.bars) {
      for (double skipped = *past.bars + 1; skipped < *bars; ++skipped)
        past.ended.push_back(std::nullopt);
      past.ended.push_back(now);
    }
    if (bars) past.bars = bars;
    Logic all = true;
    for (std::size_t i = 1; i <= static_cast<std::size_t>(node.number); ++i) {
      const Logic one = i <= past.ended.size() ? past.ended[past.ended.size() - i] : Logic();
      all = both(all, one);
    }
    return all;
  }

  static Logic both(Logic a, Logic b) {
    if ((a && !*a) || (b && !*b)) return false;
    return a && b ? Logic(true) : Logic();
  }
  static Logic opposite(Logic a) { return a ? Logic(!*a) : a; }

  Logic logic(std::size_t at) {
    const Node& node = tree_.nodes[at];
    REQUIRE(node.unit == Unit::truth);
    switch (node.operation) {
      case Operation::number:
        return node.number != 0;
      case Operation::input: {
        const Figure value = value_of(node.input);
        return value ? Logic(*value != 0) : Logic();
      }
      case Operation::negation:
        return opposite(logic(node.left));
      case Operation::both:
      case Operation::either: {
        const Logic a = logic(node.left);
        const Logic b = logic(node.right);
        return node.operation == Operation::both ? both(a, b)
                                                 : opposite(both(opposite(a), opposite(b)));
      }
      case Operation::missing:
        return tree_.nodes[node.left].unit == Unit::truth ? !logic(node.left).has_value()
                                                          : !figure(node.left).has_value();
      case Operation::or_else: {
        const Logic a = logic(node.left);
        const Logic b = logic(node.right);
        return a ? a : b;
      }
      case Operation::cross:
      case Operation::cross_above:
      case Operation::cross_below:
        return crossed(node, past_[at]);
      case Operation::held:
        return held(node, past_[at]);
      default:
        return compared(node);
    }
  }

  Tree tree_;
  std::vector<Input> inputs_;
  std::vector<Past> past_;
  const std::vector<double>* values_ = nullptr;
};

// ---- All three
// --------------------------------------------------------------------------------------

Vocabulary vocabulary() {
  Vocabulary words;
  PITWALL_CHECK(words.add({"risk_on", Unit::truth, 1}).ok(), "risk_on is taken");
  return words;
}

// One condition for a table of values that all of them share.
struct Instance {
  Expression expression;
  Interpreter interpreter;
  std::vector<std::uint32_t> slots;
  State state;
};

class Looks {
 public:
  explicit Looks(std::uint64_t seed) : numbers_(seed) {}

  // False where the text is beyond a limit.
  bool add(const std::string& text, const Vocabulary& words) {
    const Result<Expression> made = Expression::compile(text, words);
    if (!made) {
      CHECK_MESSAGE(made.error().code == Code::too_large, text << "\n" << made.error().message);
      return false;
    }
    Instance one{*made, Interpreter(parse(text, words).value(), made->inputs()), {}, {}};
    // Each condition is on a symbol of its own, at random: its inputs stand in that one's columns.
    const auto symbol = static_cast<std::uint32_t>(numbers_.below(symbols));
    for (const Input& input : made->inputs()) one.slots.push_back(slot(symbol, input));
    sweep_.add(*made, one.slots);
    instances_.push_back(std::move(one));
    return true;
  }

  void look() {
    for (auto& [key, column] : columns_) change(key.second, values_[column]);
    std::vector<Truth> results(sweep_.size());
    sweep_.run(values_, results);
    for (std::size_t i = 0; i < instances_.size(); ++i) {
      Instance& one = instances_[i];
      std::vector<double> own;
      for (const std::uint32_t at : one.slots) own.push_back(values_[at]);
      const Truth expected = one.interpreter.look(own);
      INFO(one.expression.text());
      REQUIRE(name_of(one.expression.evaluate(own, one.state)) == name_of(expected));
      REQUIRE(name_of(results[i]) == name_of(expected));
      ++count[static_cast<std::size_t>(expected)];
    }
  }

  std::size_t groups() const { return sweep_.groups(); }
  std::array<std::size_t, 3> count{};

 private:
  static constexpr int symbols = 3;

  std::uint32_t slot(std::uint32_t symbol, const Input& input) {
    const auto next = static_cast<std::uint32_t>(values_.size());
    const auto [found, is_new] = columns_.try_emplace({symbol, input}, next);
    if (is_new) values_.push_back(missing_figure);
    return found->second;
  }
  void change(const Input& input, double& value) {
    if (input.kind == InputKind::bar_count) {
      // Bars end one after the other, mostly.
      value = std::isnan(value) ? numbers_.below(2) : value + std::max(0, numbers_.below(7) - 4);
    } else if (numbers_.below(3) == 0) {
      value = numbers_.below(4) == 0 ? missing_figure : numbers_.below(7) / 2.0 - 1;
    }
  }

  Numbers numbers_;
  Sweep sweep_;
  std::vector<Instance> instances_;
  std::map<std::pair<std::uint32_t, Input>, std::uint32_t> columns_;
  std::vector<double> values_;
};

TEST_CASE("a sweep, one evaluation and a plain interpreter agree") {
  const Vocabulary words = vocabulary();
  std::array<std::size_t, 3> count{};
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Numbers numbers(seed);
    Looks looks(seed);
    Writer writer(numbers);
    for (int i = 0; i < 20; ++i) {
      const std::string text = writer.condition(1 + numbers.below(4));
      // Of one shape there are often more than a block holds.
      const int copies = i == 0 && seed % 8 == 1 ? 600 : 1 + numbers.below(4);
      for (int copy = 0; copy < copies; ++copy)
        if (!looks.add(text, words)) break;
    }
    for (int i = 0; i < 12; ++i) looks.look();
    for (std::size_t i = 0; i < count.size(); ++i) count[i] += looks.count[i];
  }
  // All three happen, and often.
  for (const std::size_t one : count) CHECK(one > 5'000);
}

TEST_CASE("the canonical text is the same program") {
  const Vocabulary words = vocabulary();
  int compiled = 0;
  for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
    Numbers numbers(seed);
    const std::string text = Writer(numbers).condition(1 + numbers.below(4));
    const Result<Expression> made = Expression::compile(text, words);
    if (!made) continue;
    ++compiled;
    const Result<Expression> again = Expression::compile(made->text(), words);
    INFO(text << "\n" << made->text());
    REQUIRE(again.ok());
    CHECK(again->text() == made->text());
    CHECK(again->program().steps == made->program().steps);
    CHECK(again->program().constants == made->program().constants);
    CHECK(again->inputs() == made->inputs());
  }
  CHECK(compiled > 2500);
}

TEST_CASE("conditions of one shape are one group, and keep their state when moved") {
  Sweep sweep;
  const auto add = [&sweep](const char* text, const State& state = {}) {
    const Expression made = Expression::compile(text).value();
    return sweep.add(made, std::vector<std::uint32_t>(made.inputs().size(), 0), state);
  };
  add("price crosses above 5");
  add("bid crosses above 7");
  add("sma(20, 1d) crosses above 6");
  add("price > 5");
  CHECK(sweep.groups() == 2);
  std::vector<Truth> results(sweep.size());
  sweep.run(std::vector<double>{4}, results);
  Sweep moved;
  const Expression made = Expression::compile("price crosses above 5").value();
  moved.add(made, std::vector<std::uint32_t>{0}, sweep.state(0));
  moved.add(made, std::vector<std::uint32_t>{0});
  moved.run(std::vector<double>{6}, results);
  CHECK(results[0] == Truth::yes);
  CHECK(results[1] == Truth::missing);
}

}  // namespace
}  // namespace pitwall::expr
