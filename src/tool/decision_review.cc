// Was it right? What became of a decision, and what the person says to that.
#include "tool/decision_view.h"
#include "tool/submit.h"
#include "tool/tool.h"

namespace pitwall::tool {
namespace {

// ---- get_decision ----

struct GetDecisionIn {
  std::int64_t decision = 0;
};
void describe(GetDecisionIn& in, Visitor& v) {
  v("decision", "Its number.", "3", in.decision, {.minimum = 1});
}

Task<Result<DecisionView>> run_get(GetDecisionIn in, Context& context) {
  const Result<const desk::DecisionEntry*> found = find_decision(context, in.decision);
  if (!found) co_return found.error();
  Result<DecisionView> view = co_await load_view(context, **found);
  co_return view;
}

// ---- review_decision ----

struct ReviewDecisionIn {
  std::int64_t decision = 0;
  std::optional<desk::DecisionVerdict> verdict;
  std::optional<desk::PlanFollowed> plan_followed;
  std::string lesson;
};
void describe(ReviewDecisionIn& in, Visitor& v) {
  v("decision", "Its number.", "3", in.decision, {.minimum = 1});
  v("verdict", "The person's; if absent nothing is kept, and the figures are answered.", "right",
    in.verdict);
  v("plan_followed", "If absent: as far as the figures show it.", "yes", in.plan_followed);
  v("lesson", "What is to be learnt.", "", in.lesson,
    {.has_default = true, .max_length = desk::DecisionReview::max_lesson});
}

desk::PlanFollowed followed_by(const std::optional<DecisionFigures>& figures) {
  if (!figures || !figures->traded || !figures->traded->followed)
    return desk::PlanFollowed::unknown;
  return *figures->traded->followed ? desk::PlanFollowed::yes : desk::PlanFollowed::no;
}

Task<Result<DecisionView>> run_review(ReviewDecisionIn in, Context& context, Call& call) {
  in.lesson = cleaned(std::move(in.lesson));
  if (!in.verdict && (in.plan_followed || !in.lesson.empty()))
    co_return error(Code::invalid_argument,
                    "A review needs a verdict: right, wrong, mixed or too_early.");
  const Result<const desk::DecisionEntry*> found = find_decision(context, in.decision);
  if (!found) co_return found.error();
  Result<DecisionView> view = co_await load_view(context, **found);
  if (!view || !in.verdict) co_return view;
  desk::DecisionReview review;
  review.time = context.clock.now();
  review.by = author_of(call);
  review.verdict = *in.verdict;
  review.plan_followed = in.plan_followed.value_or(followed_by(view->figures));
  review.lesson = std::move(in.lesson);
  if (view->figures) review.outcome = view->figures->outcome;
  const desk::DecisionReviewed event{in.decision, std::move(review)};
  const Result<void> room = desk::may_take(context.desk.state().notebook, event);
  if (!room) co_return room.error();
  const Result<void> reviewed = co_await submit(context, event);
  if (!reviewed) co_return reviewed.error();
  const Result<const desk::DecisionEntry*> now = find_decision(context, in.decision);
  if (!now) co_return now.error();
  DecisionView after = view_of(**now);
  after.figures = std::move(view->figures);
  after.no_figures = std::move(view->no_figures);
  co_return after;
}

}  // namespace

extern const Tool get_decision;
const Tool get_decision{"get_decision",
                        Category::memory,
                        Effect::reads,
                        "One decision: why, the plan, and what became of it: returns, the farthest "
                        "for and against it, which level came first, whether the plan was kept.",
                        run_get,
                        {.rare = true}};

extern const Tool review_decision;
const Tool review_decision{"review_decision",
                           Category::memory,
                           Effect::writes,
                           "Keeps the person's verdict and lesson on a decision, with the figures "
                           "of what became of it.",
                           run_review,
                           {.rare = true}};

}  // namespace pitwall::tool
