// What is said to alerts: that somebody has seen them, and that nobody wants to hear of them.
#include "tool/silence_row.h"
#include "tool/submit.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

using desk::Alerting;

// ---- acknowledge_alert ----

struct AcknowledgeIn {
  Digest group;
};
void describe(AcknowledgeIn& in, Visitor& v) {
  v("group", "Of alerts, as list_alerts has it.",
    "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4", in.group);
}

struct AcknowledgeOut {
  Digest group;
  std::int64_t alerts = 0;
  std::string acknowledged_by;
};
void describe(AcknowledgeOut& out, Visitor& v) {
  v("group", "Which group.", "", out.group, self_evident);
  v("alerts", "How many alerts are in it.", "3", out.alerts, self_evident);
  v("acknowledged_by", "By whom.", "dashboard", out.acknowledged_by, self_evident);
}

std::string summary(const AcknowledgeOut& out) {
  return fmt::format(
      "{} acknowledged by {}: not told again until something new fires in the group, something in "
      "it gets worse, or all of it has ended.",
      count_text(static_cast<std::size_t>(out.alerts), "alert"), out.acknowledged_by);
}

Task<Result<AcknowledgeOut>> run_acknowledge(AcknowledgeIn in, Context& context, Call& call) {
  const desk::AlertGroup* group = context.desk.state().alerting.find_group(in.group);
  if (!group)
    co_return error(Code::not_found, "There is no such group of alerts; list_alerts shows all.");
  if (group->told.empty())
    co_return error(Code::conflict,
                    "Nothing of that group was told as firing: there is nothing to acknowledge.");
  AcknowledgeOut out{in.group, static_cast<std::int64_t>(group->members.size()),
                     group->acknowledged_by};
  if (group->acknowledged()) co_return out;
  out.acknowledged_by = author_of(call);
  const Result<void> done = co_await submit(
      context, desk::AlertsAcknowledged{in.group, out.acknowledged_by, context.clock.now()});
  if (!done) co_return done.error();
  co_return out;
}

// ---- silence ----

constexpr Duration shortest_silence = minutes(1);
constexpr Duration longest_silence = days(7);
constexpr std::size_t max_comment = 200;  // bytes

struct SilenceIn {
  std::vector<desk::Matcher> match;
  std::optional<Duration> lasts;
  std::string comment;
  std::optional<Id> end;
};
void describe(SilenceIn& in, Visitor& v) {
  v("match",
    "Which alerts, by label or severity; all of these match: =, != and, with *, =~ and !~.",
    "alert = stale_quotes", in.match,
    {.has_default = true,
     .max_length = desk::Matcher::max_text,
     .max_items = desk::Silence::max_matchers,
     .exemplary = true});
  v("lasts", "How long, 1m to 7d.", "2h", in.lasts, exemplary);
  v("comment", "Why.", "replacing the router", in.comment,
    {.has_default = true, .max_length = max_comment});
  v("end", "Instead of all that: ends the silence of this id.", "", in.end);
}

struct SilenceOut {
  SilenceRow silence;
  bool ended = false;
  std::int64_t matching = 0;
};
void describe(SilenceOut& out, Visitor& v) {
  v("silence", "The silence.", "", out.silence, self_evident);
  v("ended", "It was ended.", "false", out.ended, self_evident);
  v("matching", "How many alerts that fire now it matches.", "2", out.matching);
}

std::string summary(const SilenceOut& out) {
  const std::string alerts = count_text(static_cast<std::size_t>(out.matching), "alert");
  if (out.ended)
    return fmt::format("Ended: {}. {} that it matches fire now.", sentence(out.silence), alerts);
  return fmt::format("Silence {}: {}. {} that it matches fire now.", out.silence.id.text(),
                     sentence(out.silence), alerts);
}

SilenceOut answer_of(const Alerting& alerting, const desk::Silence& silence, bool ended, Time now) {
  SilenceOut out{row_of(silence, now), ended, 0};
  for (const desk::Alert& alert : alerting.alerts)
    if (alert.fires() && desk::all_match(silence.matchers, alert)) ++out.matching;
  return out;
}

Result<desk::Silence> silence_of(const SilenceIn& in, const Call& call, const Alerting& alerting,
                                 Id id, Time now) {
  if (!in.lasts || *in.lasts < shortest_silence || *in.lasts > longest_silence)
    return error(Code::invalid_argument, "lasts is {} to {}.", shortest_silence.text(),
                 longest_silence.text());
  if (in.comment.find('\n') != std::string::npos || !desk::is_showable(in.comment))
    return error(Code::invalid_argument, "comment is one line of plain text.");
  desk::Silence silence;
  silence.id = id;
  silence.matchers = in.match;
  silence.from = now;
  silence.until = now + *in.lasts;
  silence.comment = in.comment;
  silence.by = author_of(call);
  PITWALL_TRY_VOID(desk::check(silence));
  if (alerting.silences.size() >= Alerting::max_silences)
    return error(Code::too_large, "{} silences are there; end one first.",
                 alerting.silences.size());
  return silence;
}

Task<Result<SilenceOut>> end_silence(Id id, std::string by, Context& context) {
  const Alerting& alerting = context.desk.state().alerting;
  const auto known = std::ranges::find(alerting.silences, id, &desk::Silence::id);
  if (known == alerting.silences.end())
    co_return error(Code::not_found, "There is no such silence; list_alerts shows all.");
  const Time now = context.clock.now();
  SilenceOut out = answer_of(alerting, *known, true, now);
  out.silence.active = false;
  const Result<void> done = co_await submit(context, desk::SilenceEnded{id, std::move(by), now});
  if (!done) co_return done.error();
  co_return out;
}

Task<Result<SilenceOut>> run_silence(SilenceIn in, Context& context, Call& call) {
  if (in.end && !in.match.empty())
    co_return error(Code::invalid_argument, "Either end one silence or begin another.");
  if (in.end) {
    Result<SilenceOut> out = co_await end_silence(*in.end, author_of(call), context);
    co_return out;
  }
  const Alerting& alerting = context.desk.state().alerting;
  const Time now = context.clock.now();
  const Result<desk::Silence> silence = silence_of(in, call, alerting, context.random.id(), now);
  if (!silence) co_return silence.error();
  const Result<void> done = co_await submit(context, desk::SilenceAdded{*silence, now});
  if (!done) co_return done.error();
  co_return answer_of(alerting, *silence, false, now);
}

}  // namespace

extern const Tool acknowledge_alert;
const Tool acknowledge_alert{"acknowledge_alert",
                             Category::desk,
                             Effect::writes,
                             "Says that the person has seen a group of alerts: no repeats, no "
                             "escalation.",
                             run_acknowledge,
                             {.idempotent = true, .rare = true}};

extern const Tool silence;
const Tool silence{"silence",      Category::desk,
                   Effect::writes, "Lets nobody be told of some alerts for a while, or ends that.",
                   run_silence,    {.rare = true}};

}  // namespace pitwall::tool
