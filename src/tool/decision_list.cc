// Decisions, and how they came out.
#include <charconv>

#include "market/statistics.h"
#include "tool/decision_view.h"
#include "tool/instrument.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

// Where the page before ended.
struct DecisionCursor {
  std::int64_t before = 0;  // the number of its last decision

  static Result<DecisionCursor> parse(std::string_view text) {
    DecisionCursor cursor;
    const std::string_view digits = text.substr(text.starts_with('d') ? 1 : text.size());
    const auto [end, code] =
        std::from_chars(digits.data(), digits.data() + digits.size(), cursor.before);
    if (digits.empty() || code != std::errc() || end != digits.data() + digits.size())
      return error(
          Code::invalid_argument,
          "\"{}\" is no cursor; pass a next_cursor as it came, or none for the first page.",
          text.substr(0, 40));
    return cursor;
  }
  std::string text() const { return fmt::format("d{}", before); }
};

enum class ReviewState { open, reviewed };
std::string_view name_of(ReviewState state) {
  return state == ReviewState::open ? "open" : "reviewed";
}
constexpr int count_of(ReviewState) { return 2; }

struct ListDecisionsIn {
  std::optional<SymbolText> symbol;
  std::optional<Time> from;
  std::optional<Time> to;
  std::optional<ReviewState> state;
  std::optional<desk::DecisionVerdict> verdict;
  bool figures = true;
  std::int64_t limit = 10;
  std::optional<DecisionCursor> cursor;
};
void describe(ListDecisionsIn& in, Visitor& v) {
  v("symbol", "Only of this instrument.", "SPY", in.symbol);
  v("from", "Not before.", "2020-12-01T00:00:00Z", in.from);
  v("to", "Before this.", "2021-01-01T00:00:00Z", in.to);
  v("state", "open (without a verdict) or reviewed; if absent: both.", "open", in.state);
  v("verdict", "Only those: right, wrong, mixed or too_early.", "wrong", in.verdict);
  v("figures", "What became of each, and of all together.", "true", in.figures, with_default);
  v("limit", "At most this many.", "10", in.limit,
    {.has_default = true, .minimum = 1, .maximum = 50});
  v("cursor", "next_cursor of the page before.", "d41", in.cursor);
}

// Of the decisions shown. Averages are over those that have the figure.
struct DecisionsTogether {
  std::int64_t with_result = 0;
  std::optional<double> hit_rate;
  std::optional<double> average_percent;
  std::optional<double> average_multiple;
  std::optional<double> average_favourable;
  std::optional<double> average_adverse;
};
void describe(DecisionsTogether& all, Visitor& v) {
  v("with_result", "How many were entered, with figures since.", "8", all.with_result,
    self_evident);
  v("hit_rate", "Of these, how many gained, percent; a running one as it stands.", "62.5",
    all.hit_rate, self_evident);
  v("average_percent", "Average return where the plan ended.", "0.8", all.average_percent,
    self_evident);
  v("average_multiple", "Average of it in multiples of what was risked.", "0.4",
    all.average_multiple, self_evident);
  v("average_favourable", "Average farthest way for it, percent.", "2.9", all.average_favourable,
    self_evident);
  v("average_adverse", "Average farthest way against it, percent.", "1.2", all.average_adverse,
    self_evident);
}

struct ListDecisionsOut {
  std::vector<DecisionView> decisions;
  std::optional<DecisionsTogether> together;
  std::optional<DecisionCursor> next_cursor;
};
void describe(ListDecisionsOut& out, Visitor& v) {
  v("decisions", "Newest first.", "", out.decisions, self_evident);
  v("together", "Of those shown.", "", out.together, self_evident);
  v("next_cursor", "There is more: pass it as cursor.", "d41", out.next_cursor);
}

std::string line_of(const DecisionView& view) {
  std::string line = headline_of(view);
  if (view.figures && view.figures->result_percent) {
    line += fmt::format(" {}: {}", view.figures->result, gain_text(*view.figures->result_percent));
    if (view.figures->result_multiple)
      line += fmt::format(" ({:+.2f} R)", *view.figures->result_multiple);
    line += ".";
  }
  if (view.no_figures) line += " No figures: " + *view.no_figures;
  return line;
}

std::string summary(const ListDecisionsOut& out) {
  if (out.decisions.empty())
    return "There is no decision of the kind; record_decision writes one down.";
  std::vector<std::string> lines;
  for (const DecisionView& view : out.decisions) lines.push_back(line_of(view));
  std::string text = count_text(out.decisions.size(), "decision") + ":" + listed(lines);
  if (out.together && out.together->hit_rate) {
    text += fmt::format("\n{} gained of {}", percent_text(*out.together->hit_rate),
                        out.together->with_result);
    text += fmt::format(", on average {}", gain_text(*out.together->average_percent));
    if (out.together->average_multiple)
      text += fmt::format(", {:+.2f} R", *out.together->average_multiple);
    text += ".";
  }
  return text + (out.next_cursor ? "\nThere are more: pass next_cursor." : "");
}

class Average {
 public:
  void add(const std::optional<double>& value) {
    if (!value) return;
    sum_ += *value;
    ++count_;
  }
  std::optional<double> value() const {
    return count_ ? std::optional(market::rounded(sum_ / static_cast<double>(count_), 4))
                  : std::nullopt;
  }

 private:
  double sum_ = 0;
  std::int64_t count_ = 0;
};

DecisionsTogether add_up(const std::vector<DecisionView>& views) {
  DecisionsTogether all;
  Average hits;
  Average percent;
  Average multiple;
  Average favourable;
  Average adverse;
  for (const DecisionView& view : views) {
    if (!view.figures || view.figures->result == "not_entered") continue;
    const DecisionFigures& figures = *view.figures;
    if (!figures.result_percent) continue;
    ++all.with_result;
    hits.add(*figures.result_percent > 0 ? 100 : 0);
    percent.add(figures.result_percent);
    multiple.add(figures.result_multiple);
    if (figures.outcome.favourable) favourable.add(figures.outcome.favourable->percent);
    if (figures.outcome.adverse) adverse.add(figures.outcome.adverse->percent);
  }
  all.hit_rate = hits.value();
  all.average_percent = percent.value();
  all.average_multiple = multiple.value();
  all.average_favourable = favourable.value();
  all.average_adverse = adverse.value();
  return all;
}

bool is_wanted(const ListDecisionsIn& in, const desk::DecisionEntry& entry) {
  const desk::Decision& decision = entry.decision;
  if (in.cursor && entry.number >= in.cursor->before) return false;
  if (in.from && decision.time < *in.from) return false;
  if (in.to && decision.time >= *in.to) return false;
  if (in.state && entry.reviews.empty() != (*in.state == ReviewState::open)) return false;
  if (!in.verdict) return true;
  return !entry.reviews.empty() && entry.reviews.back().verdict == *in.verdict;
}

Task<Result<ListDecisionsOut>> run_list(ListDecisionsIn in, Context& context) {
  std::optional<market::Symbol> only;
  if (in.symbol) {
    const Result<const market::Instrument*> found =
        co_await resolve_instrument(context, in.symbol->value);
    if (!found) co_return found.error();
    only = (*found)->symbol;
  }
  // Values: while figures are loaded the notebook may change.
  std::vector<desk::DecisionEntry> found;
  ListDecisionsOut out;
  const std::vector<desk::DecisionEntry>& all = context.desk.state().notebook.decisions;
  for (auto entry = all.rbegin(); entry != all.rend(); ++entry) {
    if (!is_wanted(in, *entry) || (only && entry->decision.symbol != *only)) continue;
    if (found.size() == static_cast<std::size_t>(in.limit)) {
      out.next_cursor = DecisionCursor{found.back().number};
      break;
    }
    found.push_back(*entry);
  }
  for (desk::DecisionEntry& entry : found) {
    if (!in.figures) {
      out.decisions.push_back(view_of(entry));
      continue;
    }
    Result<DecisionView> view = co_await load_view(context, std::move(entry));
    if (!view) co_return view.error();
    out.decisions.push_back(std::move(*view));
  }
  if (in.figures) out.together = add_up(out.decisions);
  co_return out;
}

}  // namespace

extern const Tool list_decisions;
const Tool list_decisions{"list_decisions",
                          Category::memory,
                          Effect::reads,
                          "Decisions with their reasons and what became of them: how many gained, "
                          "average return and risk multiple, farthest way for and against.",
                          run_list,
                          {.rare = true}};

}  // namespace pitwall::tool
