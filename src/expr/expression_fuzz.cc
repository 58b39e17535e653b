// Any text is a condition or an error that says something; a condition has one way to be written,
// reads back as the same program, and comes to one of the three answers whatever the figures are.
#include <array>
#include <cstddef>
#include <cstdint>

#include "expr/sweep.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pitwall::expr;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto made = Expression::compile(text);
  if (!made) {
    PITWALL_CHECK(!made.error().message.empty(), "an error that says nothing");
    return 0;
  }
  const auto again = Expression::compile(made->text());
  PITWALL_CHECK(again.ok(), "{} is not read: {}", made->text(), again.error().message);
  PITWALL_CHECK(again->text() == made->text() && again->inputs() == made->inputs() &&
                    again->program().steps == made->program().steps,
                "{} reads as {}", made->text(), again->text());
  const std::size_t count = made->inputs().size();
  std::vector<std::uint32_t> slots;
  for (std::uint32_t i = 0; i < count; ++i) slots.push_back(i);
  Sweep sweep;
  sweep.add(*made, slots);
  State state;
  // Figures of all sorts, in an order that the text decides.
  constexpr std::array<double, 8> figures{0, 1, -1, 2.5, missing_figure, 1e300, -1e-300, 34200};
  std::vector<double> values(count + 1);
  for (std::size_t look = 0; look < 8; ++look) {
    for (std::size_t i = 0; i < count; ++i)
      values[i] = figures[(look * 3 + i * 5 + data[(look + i) % size]) % figures.size()];
    Truth swept = Truth::missing;
    sweep.run(values, {&swept, 1});
    const Truth alone = made->evaluate(std::span(values).first(count), state);
    PITWALL_CHECK(alone == swept && alone <= Truth::yes, "{} is {} and {}", made->text(),
                  name_of(alone), name_of(swept));
  }
  return 0;
}
