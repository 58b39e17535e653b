#include "app/channel/approvals.h"

#include "app/channel/outcome.h"
#include "desk/gate/words.h"

namespace pitwall::app {
namespace {

using desk::ApprovalState;

// Letters and digits that nobody takes for one another, as ids have them: four are typed quickly,
// and only whoever may answer can type them.
constexpr std::size_t code_length = 4;

port::Message note(std::string title, std::string text = {}) {
  return {port::Severity::info, std::move(title), std::move(text), {}};
}

std::string key_of(Id approval, int round) {
  return fmt::format("approval:{}:{}", approval.text(), round);
}

std::string clock_text(Time time) {
  const std::string text = time.text();  // 2020-12-15T14:31:00Z, with a fraction perhaps
  return text.substr(11, 8) + " UTC";
}

std::string what(const desk::Action& action) {
  return action.kind == desk::ActionKind::place_order ? "An order waits for your yes"
                                                      : "An action waits for your yes";
}

bool same(const port::Message& a, const port::Message& b) {
  const auto button = [](const port::Button& one, const port::Button& other) {
    return one.id == other.id;
  };
  return a.title == b.title && a.text == b.text && std::ranges::equal(a.buttons, b.buttons, button);
}

const std::string& event_of(const port::ChannelEvent& event) {
  static const std::string none;
  if (const auto* tap = std::get_if<port::ButtonTapped>(&event)) return tap->event;
  if (const auto* command = std::get_if<port::CommandTyped>(&event)) return command->event;
  return none;
}

}  // namespace

// ---- Asked -------------------------------------------------------------------------------------

std::string Approvals::key_of(const Question& question) const {
  return app::key_of(question.approval, question.round);
}

const desk::Approval* Approvals::approval_of(const Question& question) const {
  return parts_.desk.state().gate.find(question.approval);
}

Approvals::Question* Approvals::find(Id approval) {
  for (Question& question : questions_)
    if (question.approval == approval) return &question;
  return nullptr;
}

Approvals::Question* Approvals::find_code(std::string_view code) {
  if (code.empty()) return nullptr;
  for (Question& question : questions_)
    if (question.code == code) return &question;
  return nullptr;
}

void Approvals::make_ids(Question& question) {
  if (const desk::Approval* approval = approval_of(question))
    question.number = approval->next_yes();
  question.yes = parts_.random.id().text();
  question.no = parts_.random.id().text();
}

Approvals::Question& Approvals::remember(Id approval, int round) {
  if (questions_.size() >= max_questions) {
    const auto over =
        std::ranges::find_if(questions_, [this](const Question& one) { return is_over(one); });
    questions_.erase(over == questions_.end() ? questions_.begin() : over);
  }
  Question question;
  question.approval = approval;
  question.round = round;
  make_ids(question);
  do {
    question.code = parts_.random.id().text().substr(0, code_length);
  } while (find_code(question.code));
  return questions_.emplace_back(std::move(question));
}

std::string Approvals::in_writing(const Question& question) const {
  const desk::Approval* approval = approval_of(question);
  if (approval && approval->needs_pin()) return fmt::format("/deny {}", question.code);
  return fmt::format("/approve {0}  or  /deny {0}", question.code);
}

port::Message Approvals::message_of(const Question& question) const {
  const desk::Approval* approval = approval_of(question);
  if (!approval) return note("Forgotten", "The desk does not know this any more.");
  if (approval->state != ApprovalState::pending)
    return outcome_message(*approval, parts_.desk.state());
  port::Message message;
  message.severity = port::Severity::urgent;
  message.title = approval->yeses.empty() ? what(approval->action) : "A second yes is needed";
  message.text = desk::text_to_show(*approval);
  if (!question.note.empty()) message.text += "\nNot yet: " + question.note;
  message.text += fmt::format("\nUntil {}.", clock_text(approval->expires));
  if (approval->needs_pin())
    message.text += "\nSay it on the dashboard or at a terminal, where the PIN is asked for.";
  else
    message.buttons.push_back({question.yes, "Approve", port::ButtonStyle::confirm});
  message.buttons.push_back({question.no, "Deny", port::ButtonStyle::refuse});
  return message;
}

bool Approvals::asks_too_often() {
  const Time now = parts_.clock.now();
  while (!asked_.empty() && asked_.front() <= now - minutes(1)) asked_.pop_front();
  if (asked_.size() < most_in_a_minute) {
    asked_.push_back(now);
    return false;
  }
  // Said once for each such minute.
  parts_.channels.tell(
      fmt::format("approvals:too many:{}", asked_.front().nanoseconds),
      {port::Severity::urgent,
       "Too many questions",
       fmt::format("More than {} actions were asked for within a minute. The further ones wait on "
                   "the dashboard and at the terminal only. /kill stops everything.",
                   most_in_a_minute),
       {}},
      minutes(10));
  return true;
}

void Approvals::ask(Id id) {
  const desk::Approval* approval = parts_.desk.state().gate.find(id);
  if (!approval || approval->state != ApprovalState::pending || find(id)) return;
  if (asks_too_often()) return;
  int round = 1;
  // A message of an earlier run of the desk has buttons that stand for nothing any more.
  while (round <= max_rounds &&
         parts_.channels.settle(app::key_of(id, round), note("Asked anew below", approval->text)))
    ++round;
  const Duration left = approval->expires - parts_.clock.now();
  if (left <= Duration{}) return;
  Question& question = remember(id, round);
  question.shown = message_of(question);
  parts_.channels.ask(key_of(question), question.shown, in_writing(question), left);
}

void Approvals::resume() {
  const Time now = parts_.clock.now();
  std::vector<Id> waits;
  for (const desk::Approval& approval : parts_.desk.state().gate.approvals) {
    if (approval.asked < now - looks_back) continue;
    if (approval.state == ApprovalState::pending && now < approval.expires) {
      waits.push_back(approval.id);
      continue;
    }
    // What was on its way is shown to its end; of the rest, what a crash kept from being shown.
    const port::Message outcome = outcome_message(approval, parts_.desk.state());
    int round = 1;
    while (round <= max_rounds && parts_.channels.settle(app::key_of(approval.id, round), outcome))
      ++round;
    if (round > 1 && !app::is_over(approval, parts_.desk.state()))
      remember(approval.id, round - 1).shown = outcome;
  }
  for (const Id id : waits) ask(id);
}

std::vector<std::string> Approvals::waiting() const {
  std::vector<std::string> lines;
  for (const Question& question : questions_) {
    const desk::Approval* approval = approval_of(question);
    if (approval && approval->state == ApprovalState::pending)
      lines.push_back(fmt::format("{}: {}", question.code, approval->text));
  }
  return lines;
}

// ---- Shown -------------------------------------------------------------------------------------

bool Approvals::is_over(const Question& question) const {
  const desk::Approval* approval = approval_of(question);
  return !approval || app::is_over(*approval, parts_.desk.state());
}

void Approvals::look_soon() {
  if (looking_ || questions_.empty()) return;
  looking_ = true;
  parts_.timers.after(shown_after, [self = std::weak_ptr<Approvals*>(self_)] {
    if (const auto still = self.lock()) (*still)->look();
  });
}

void Approvals::look() {
  looking_ = false;
  for (Question& question : questions_) {
    // A yes was given elsewhere: the buttons are for the next one.
    const desk::Approval* approval = approval_of(question);
    if (approval && approval->state == ApprovalState::pending &&
        approval->next_yes() != question.number)
      make_ids(question);
    port::Message now = message_of(question);
    if (same(now, question.shown)) continue;
    question.shown = std::move(now);
    if (question.shown.buttons.empty())
      parts_.channels.settle(key_of(question), question.shown);
    else
      parts_.channels.ask_anew(key_of(question), question.shown, in_writing(question));
  }
}

// ---- Answered ----------------------------------------------------------------------------------

bool Approvals::is_new(const std::string& event, const std::function<void()>& taken) {
  for (Heard& heard : heard_) {
    if (heard.event != event) continue;
    if (heard.done)
      taken();
    else
      heard.taken.push_back(taken);
    return false;
  }
  if (heard_.size() >= max_events) heard_.pop_front();
  heard_.push_back({event, false, {taken}});
  return true;
}

void Approvals::done_with(const std::string& event) {
  for (Heard& heard : heard_) {
    if (heard.event != event || heard.done) continue;
    heard.done = true;
    for (const std::function<void()>& taken : std::exchange(heard.taken, {})) taken();
    return;
  }
}

bool Approvals::take(const port::ChannelEvent& event, const std::function<void()>& taken) {
  const std::string& name = event_of(event);
  if (name.empty()) return false;
  if (!is_new(name, taken)) return true;
  const auto* tap = std::get_if<port::ButtonTapped>(&event);
  const bool known = tap ? take_tap(*tap) : take_command(std::get<port::CommandTyped>(event));
  if (!known) heard_.pop_back();
  return known;
}

bool Approvals::take_tap(const port::ButtonTapped& tap) {
  const auto meant = std::ranges::find_if(questions_, [&](const Question& one) {
    return !tap.button.empty() && (one.yes == tap.button || one.no == tap.button);
  });
  if (meant == questions_.end()) return false;
  pass_on(*meant, meant->yes == tap.button, tap.sender, tap.event,
          [this, tap](std::string words) { parts_.channels.acknowledge(tap, std::move(words)); });
  return true;
}

bool Approvals::take_command(const port::CommandTyped& command) {
  if (command.verb == port::Verb::kill) return kill(command), true;
  if (command.verb == port::Verb::status) return false;
  Question* meant = find_code(command.code);
  if (!meant) return false;
  pass_on(*meant, command.verb == port::Verb::approve, command.sender, command.event,
          [this, command](std::string words) {
            parts_.channels.reply(command.sender, "reply:" + command.event, note(std::move(words)));
          });
  return true;
}

void Approvals::pass_on(Question& question, bool yes, const port::Sender& sender,
                        const std::string& event, const Say& say) {
  const desk::Approval* approval = approval_of(question);
  if (question.answering) {
    say("The desk is looking at your answer already.");
    return done_with(event);
  }
  if (!approval || approval->state != ApprovalState::pending) {
    say(approval ? outcome_sentence(*approval, parts_.desk.state())
                 : std::string("The desk does not know this any more."));
    return done_with(event);
  }
  question.answering = true;
  parts_.answer(question.approval, yes, question.number,
                fmt::format("{} {}", sender.channel, sender.id),
                [self = std::weak_ptr<Approvals*>(self_), id = question.approval, yes, event,
                 say](const Result<desk::Approval>& outcome) {
                  const auto still = self.lock();
                  if (!still) return;
                  (*still)->answered(id, yes, outcome, say);
                  (*still)->done_with(event);
                });
}

void Approvals::answered(Id approval, bool yes, const Result<desk::Approval>& outcome,
                         const Say& say) {
  Question* question = find(approval);
  if (question) question->answering = false;
  const bool waits = !outcome || outcome->state == ApprovalState::pending;
  const bool counted = outcome && question && outcome->next_yes() > question->number;
  if (question && waits && yes) {
    // The button has counted; another try needs another one.
    question->note = outcome ? outcome->detail : outcome.error().message;
    if (counted) question->note.clear();
    make_ids(*question);
    look_soon();
  }
  if (!outcome) return say(outcome.error().message);
  if (waits && counted) return say("Your yes counts; this needs a second one.");
  say(outcome_sentence(*outcome, parts_.desk.state()));
}

void Approvals::kill(const port::CommandTyped& command) {
  const auto reply = [this, command](port::Message message) {
    parts_.channels.reply(command.sender, "reply:" + command.event, message);
    done_with(command.event);
  };
  const desk::KillSwitch& now = parts_.desk.state().gate.kill_switch;
  // Any other word after it is no reason to hesitate.
  const bool cancel = command.code == "CANCEL" || (now.on && now.cancel_orders);
  const std::string how_off = fmt::format(
      "Nothing goes out until you turn it off at a terminal (pitwall gate resume) or on the "
      "dashboard. {}",
      cancel ? "Orders at the broker are taken back."
             : "Orders at the broker stay there; /kill cancel takes them back.");
  if (now.on && cancel == now.cancel_orders)
    return reply(note("The kill switch is on already", how_off));
  parts_.stop_trading(
      fmt::format("{} {}", command.sender.channel, command.sender.id),
      cancel ? "/kill cancel" : "/kill", cancel,
      [self = std::weak_ptr<Approvals*>(self_), reply, how_off](const Result<bool>& stopped) {
        if (!self.lock()) return;
        if (stopped) return reply(note("The kill switch is on", how_off));
        reply(note("It could not be turned on", stopped.error().message));
      });
}

}  // namespace pitwall::app
