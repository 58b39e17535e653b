#include "desk/chart/hint.h"

#include "desk/chart/one_line.h"

namespace pitwall::desk {
namespace {

constexpr std::size_t max_question = 300;  // bytes of it that are repeated

// "2020-12-15 15:35 UTC"; seconds only where there are some.
std::string minute_text(Time time) {
  std::string text = time.floor(seconds(1)).text();
  text[10] = ' ';
  text.resize(time.floor(minutes(1)) == time.floor(seconds(1)) ? 16 : 19);
  return text + " UTC";
}

std::string selected(const Selection& selection) {
  if (selection.kind == SelectionKind::candle)
    return fmt::format("selected the {} candle at {}", selection.bar.view(),
                       minute_text(selection.from));
  return fmt::format("selected the {} candles from {} to {}", selection.bar.view(),
                     minute_text(selection.from), minute_text(selection.to));
}

using Act = ChartTouch::Act;

// "drew a trend line", "removed 3 drawings"; empty where the act was not done.
std::string done(const std::vector<const ChartTouch*>& touches, Act act) {
  const ChartTouch* last = nullptr;
  std::size_t count = 0;
  for (const ChartTouch* touch : touches) {
    if (touch->act != act) continue;
    last = touch;
    ++count;
  }
  if (count == 0) return {};
  if (count > 1) return fmt::format("{} {} drawings", name_of(act), count);
  return fmt::format("{} a {}", name_of(act),
                     last->kind ? words_of(*last->kind) : std::string_view("drawing"));
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " and " : ", ";
    text += parts[i];
  }
  return text;
}

std::string name_of_chart(const ChartTouch& touch) {
  return touch.chart == dashboard_chart ? "the dashboard's chart" : touch.chart;
}

}  // namespace

std::optional<std::string> chart_hint(const State& state, std::uint64_t told) {
  const Charts& charts = state.charts;
  if (charts.user_events <= told || charts.touches.empty()) return std::nullopt;
  const ChartTouch& newest = charts.touches.back();
  std::vector<const ChartTouch*> touches;  // of the instrument that was touched last
  bool elsewhere = false;
  for (const ChartTouch& touch : charts.touches) {
    if (touch.number <= told) continue;
    if (touch.symbol == newest.symbol) {
      touches.push_back(&touch);
    } else {
      elsewhere = true;
    }
  }
  const auto did = [&](Act act) {
    return std::ranges::any_of(touches, [act](const ChartTouch* t) { return t->act == act; });
  };
  const ChartBook* book = charts.find_book(newest.symbol);
  std::vector<std::string> parts;
  if (did(Act::selected) && book && book->selection && book->selection->author == Author::user)
    parts.push_back(selected(*book->selection));
  if (did(Act::cleared) && book && !book->selection) parts.emplace_back("cleared the selection");
  for (const Act act : {Act::drew, Act::changed, Act::removed})
    if (std::string words = done(touches, act); !words.empty()) parts.push_back(std::move(words));

  std::string hint;
  if (!parts.empty())
    hint =
        fmt::format("The user {} on {} of {}", joined(parts), name_of_chart(newest), newest.symbol);
  if (did(Act::asked) && book && book->question)
    hint += fmt::format("{}he user asks about {} on {} (their words, quoted): {}",
                        hint.empty() ? "T" : ". T", newest.symbol, name_of_chart(newest),
                        one_line(book->question->text, max_question));
  if (hint.empty())
    hint = fmt::format("The user was at work on {} of {}", name_of_chart(newest), newest.symbol);
  if (elsewhere) hint += "; they touched charts of other instruments too";
  return hint + "; get_chart says more.";
}

}  // namespace pitwall::desk
