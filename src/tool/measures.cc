// Figures of the machine and of the desk at work, now and over time.
#include "base/nearest.h"
#include "tool/page.h"
#include "tool/tool.h"
#include "tool/turn.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

constexpr Duration shortest_span = minutes(1);
constexpr Duration longest_span = days(30);
constexpr std::int64_t max_steps = 500;

struct MeasuresIn {
  std::optional<std::string> measure;
  Duration span = hours(1);
  std::int64_t steps = 120;
  std::int64_t limit = 200;
  std::optional<Cursor> cursor;
};
void describe(MeasuresIn& in, Visitor& v) {
  v("measure", "For its course; if absent: the latest of each.", "memory_available_share",
    in.measure, {.max_length = 120});
  v("span", "How far back the course goes, up to 30d.", "1h", in.span, with_default);
  v("steps", "Into how many steps it is divided, at most.", "120", in.steps,
    {.has_default = true, .minimum = 1, .maximum = max_steps});
  v("limit", "At most this many of the latest.", "200", in.limit,
    {.has_default = true, .minimum = 1, .maximum = 1000});
  describe_cursor(v, in.cursor);
}

struct MeasureRow {
  std::string measure;
  Time time;
  double value = 0;
};
void describe(MeasureRow& row, Visitor& v) {
  v("measure", "Its name.", "memory_available_share", row.measure, self_evident);
  v("time", "When.", "2020-12-15T14:30:00Z", row.time, self_evident);
  v("value", "In the unit that its name says.", "0.42", row.value);
}

struct MeasureStep {
  Time from;
  double least = 0;
  double average = 0;
  double most = 0;
  std::int64_t count = 0;
};
void describe(MeasureStep& step, Visitor& v) {
  v("from", "Where it begins.", "2020-12-15T14:30:00Z", step.from, self_evident);
  v("least", "The smallest.", "0.40", step.least, self_evident);
  v("average", "Their mean.", "0.42", step.average, self_evident);
  v("most", "The largest.", "0.45", step.most, self_evident);
  v("count", "How many samples.", "6", step.count, self_evident);
}

struct MeasureCourse {
  std::string measure;
  Time from;
  Time until;
  Duration step;
  std::vector<MeasureStep> steps;
};
void describe(MeasureCourse& course, Visitor& v) {
  v("measure", "Its name.", "memory_available_share", course.measure, self_evident);
  v("from", "Where it begins.", "2020-12-15T13:30:00Z", course.from, self_evident);
  v("until", "Where it ends.", "2020-12-15T14:30:00Z", course.until, self_evident);
  v("step", "Length of a step.", "30s", course.step, self_evident);
  v("steps", "Oldest first; those without a sample are left out.", "", course.steps);
}

struct MeasuresOut {
  std::vector<MeasureRow> latest;
  std::optional<MeasureCourse> course;
  std::optional<Cursor> next_cursor;
};
void describe(MeasuresOut& out, Visitor& v) {
  v("latest", "The latest of each measure, by name, or of the one asked about.", "", out.latest);
  v("course", "Of the one asked about.", "", out.course, self_evident);
  describe_next_cursor(v, out.next_cursor);
}

std::string summary(const MeasuresOut& out) {
  if (out.course) {
    const std::vector<MeasureStep>& steps = out.course->steps;
    double least = steps.front().least;
    double most = steps.front().most;
    for (const MeasureStep& step : steps) {
      least = std::min(least, step.least);
      most = std::max(most, step.most);
    }
    const MeasureRow& latest = out.latest.front();
    return fmt::format("{} is {:.6g} at {}; from {} on between {:.6g} and {:.6g}, in steps of {}.",
                       latest.measure, latest.value, second_text(latest.time),
                       second_text(out.course->from), least, most, out.course->step.text());
  }
  if (out.latest.empty()) return "Nothing has been measured yet.";
  std::vector<std::string> lines;
  for (const MeasureRow& row : out.latest)
    lines.push_back(fmt::format("{}: {:.6g} at {}", row.measure, row.value, second_text(row.time)));
  return count_text(out.latest.size(), "measure") + ":" + listed(lines) +
         (out.next_cursor ? "\nThere are more: pass next_cursor." : "");
}

// Steps of whole seconds, at multiples of their length; the last holds this instant.
MeasureCourse empty_course(std::string measure, Duration span, std::int64_t steps, Time now) {
  const std::int64_t whole_seconds = std::max<std::int64_t>(span / seconds(1), 1);
  MeasureCourse course;
  course.measure = std::move(measure);
  course.step = seconds((whole_seconds + steps - 1) / steps);
  course.until = now.floor(course.step) + course.step;
  const std::int64_t needed =
      (span.nanoseconds + course.step.nanoseconds - 1) / course.step.nanoseconds;
  course.from = course.until - course.step * std::min(needed, steps);
  return course;
}

Result<port::Sample> latest_of(const MeasuresIn& in, const std::vector<port::Sample>& latest) {
  const auto known = std::ranges::find(latest, *in.measure, &port::Sample::measure);
  if (known == latest.end()) {
    std::vector<std::string_view> names;
    for (const port::Sample& sample : latest) names.push_back(sample.measure);
    return error(Code::not_found, "There is no measure \"{}\"{}", in.measure->substr(0, 60),
                 nearest(*in.measure, names).empty() ? "; without `measure` all are named."
                                                     : did_you_mean(*in.measure, names));
  }
  return *known;
}

// A day at a time, so that the loop is not held for a month of samples.
Task<Result<MeasureCourse>> course_of(MeasuresIn in, Context& context) {
  MeasureCourse course = empty_course(*in.measure, in.span, in.steps, context.clock.now());
  const Duration stretch = course.step * std::max<std::int64_t>(days(1) / course.step, 1);
  for (Time from = course.from; from < course.until; from += stretch) {
    if (from > course.from) (void)co_await next_turn(context);
    const Time until = std::min(from + stretch, course.until);
    const Result<std::vector<port::SampleSpan>> spans =
        context.watch_log->samples(course.measure, from, until, course.step);
    if (!spans) co_return spans.error();
    for (const port::SampleSpan& span : *spans)
      course.steps.push_back(
          {span.from, span.least, span.average, span.most, static_cast<std::int64_t>(span.count)});
  }
  co_return course;
}

Task<Result<MeasuresOut>> run_measures(MeasuresIn in, Context& context) {
  if (!context.watch_log)
    co_return error(Code::unavailable, "This desk runs without the watch: it measures nothing.");
  if (in.span < shortest_span || in.span > longest_span)
    co_return error(Code::invalid_argument, "span is {}; it is {} to {}.", in.span.text(),
                    shortest_span.text(), longest_span.text());
  const Result<std::vector<port::Sample>> latest = context.watch_log->latest();
  if (!latest) co_return latest.error();
  MeasuresOut out;
  if (!in.measure) {
    for (const port::Sample& sample : *latest)
      out.latest.push_back({sample.measure, sample.time, sample.value});
    out.next_cursor = cut_page(out.latest, in.cursor, in.limit);
    co_return out;
  }
  const Result<port::Sample> known = latest_of(in, *latest);
  if (!known) co_return known.error();
  const Result<MeasureCourse> course = co_await course_of(in, context);
  if (!course) co_return course.error();
  if (course->steps.empty())
    co_return error(Code::no_data, "{} was not measured in the last {}; its latest is of {}.",
                    known->measure, in.span.text(), second_text(known->time));
  out.latest.push_back({known->measure, known->time, known->value});
  out.course = *course;
  co_return out;
}

}  // namespace

extern const Tool get_system_metrics;
const Tool get_system_metrics{"get_system_metrics",
                              Category::desk,
                              Effect::reads,
                              "Memory, disk, load, latencies and the like: the latest of each, or "
                              "the course of one.",
                              run_measures,
                              {.rare = true}};

}  // namespace pitwall::tool
