#include "app/person_methods.h"

#include "app/kill_file.h"
#include "app/pin.h"
#include "base/json_in.h"
#include "base/json_out.h"
#include "desk/gate/words.h"
#include "tool/audit_row.h"

namespace pitwall::app {

void describe(ApprovalAnswer& message, Visitor& v) {
  v("approval", "Which.", "", message.approval);
  v("yes", "Yes or no.", "true", message.yes);
  v("pin", "The PIN, of a yes.", "", message.pin, with_default);
  v("number", "Which yes.", "1", message.number, with_default);
}

void describe(KillSwitchTurn& message, Visitor& v) {
  v("on", "On or off.", "true", message.on);
  v("reason", "Why.", "", message.reason, with_default);
  v("pin", "The PIN, to turn it off.", "", message.pin, with_default);
  v("cancel_orders", "Take working orders back, too.", "false", message.cancel_orders,
    with_default);
}

namespace {

struct WaitingRow {
  Id id;
  std::string text;
  Time expires;
  std::int64_t number = 1;
};
void describe(WaitingRow& row, Visitor& v) {
  v("id", "Its id.", "", row.id);
  v("text", "What it is for.", "", row.text);
  v("expires", "Until when it waits.", "2020-12-15T14:31:00Z", row.expires);
  v("number", "Which yes it waits for.", "1", row.number);
}

struct WaitingList {
  std::vector<WaitingRow> approvals;
  bool pin = false;
  std::optional<Time> locked_until;
  desk::KillSwitch kill_switch;
};
void describe(WaitingList& list, Visitor& v) {
  v("approvals", "What waits, oldest first.", "", list.approvals);
  v("pin", "One is set.", "true", list.pin);
  v("locked_until", "Until when no PIN is taken, after too many wrong ones.",
    "2020-12-15T14:31:00Z", list.locked_until);
  v("kill_switch", "How it stands.", "", list.kill_switch);
}

}  // namespace

PersonMethods::PersonMethods(Parts parts)
    : parts_(std::move(parts)),
      gate_({parts_.clock, parts_.desk, parts_.random, parts_.read_policy,
             [this](std::string pin, const std::string& channel, Then then) {
               check_pin(std::move(pin), channel, std::move(then));
             }}) {}

bool PersonMethods::handle(std::string_view method, const Json& params, const std::string& channel,
                           const Done& done) {
  if (method == ApprovalsWaiting::method) {
    list(done);
  } else if (method == ApprovalAnswer::method) {
    answer(params, channel, done);
  } else if (method == KillSwitchTurn::method) {
    turn(params, channel, done);
  } else if (method == AuditMethod::method) {
    done(to_json(tool::audit_of(parts_.desk.state(), 100)));
  } else {
    return gate_.handle(method, params, channel, done);
  }
  return true;
}

void PersonMethods::list(const Done& done) const {
  WaitingList out;
  out.pin = has_pin(parts_.data_folder);
  const desk::GateState& gate = parts_.desk.state().gate;
  out.kill_switch = gate.kill_switch;
  if (const auto locked = gate.pin.locked_until(); locked && parts_.clock.now() < *locked)
    out.locked_until = locked;
  for (const desk::Approval& approval : gate.approvals)
    if (approval.state == desk::ApprovalState::pending && parts_.clock.now() < approval.expires)
      out.approvals.push_back(
          {approval.id, desk::text_to_show(approval), approval.expires, approval.next_yes()});
  done(to_json(out));
}

void PersonMethods::check_pin(std::string pin, const std::string& channel, Then then) {
  if (!has_pin(parts_.data_folder)) return then(is_pin(parts_.data_folder, pin).error());
  const Time now = parts_.clock.now();
  const std::optional<Time> locked = parts_.desk.state().gate.pin.locked_until();
  if (locked && now < *locked)
    return then(error(Code::permission_denied, "Too many wrong PINs; it is locked until {}.",
                      locked->text()));
  if (checking_)
    return then(error(Code::unavailable, "Another PIN is being looked at; try again."));
  checking_ = true;
  parts_.desk.submit(desk::PinTried{false, channel, now},
                     [this, pin = std::move(pin), channel, then](const Result<void>& applied) {
                       if (applied) return parts_.loop.spawn("PIN", look_at(pin, channel, then));
                       checking_ = false;
                       then(applied.error());
                     });
}

net::Awaitable<void> PersonMethods::look_at(std::string pin, std::string channel, Then then) {
  const Result<bool> right = co_await parts_.loop.in_pool(
      [folder = parts_.data_folder, pin = std::move(pin)] { return is_pin(folder, pin); });
  checking_ = false;
  if (!right) {
    then(right.error());
  } else if (!*right) {
    then(error(Code::permission_denied, "That is not the PIN."));
  } else {
    parts_.desk.submit(desk::PinTried{true, channel, parts_.clock.now()}, then);
  }
}

void PersonMethods::answer(const Json& params, const std::string& channel, const Done& done) {
  Result<ApprovalAnswer> told = from_json<ApprovalAnswer>(params);
  if (!told) return done(told.error());
  const auto answered = [done, yes = told->yes,
                         number = told->number](const Result<desk::Approval>& approval) {
    if (!approval) return done(approval.error());
    Json out = Json::object();
    out.set("state", Json::string(std::string(name_of(approval->state))));
    out.set("order", Json::string(approval->client_id));
    // Another yes is asked for by itself, with why.
    if (yes && approval->state == desk::ApprovalState::pending && approval->next_yes() > number) {
      out.set("number", Json::number(std::to_string(approval->next_yes())));
      out.set("text", Json::string(desk::text_to_show(*approval)));
      return done(out.dump());
    }
    const bool is_yes = approval->state == desk::ApprovalState::approved ||
                        approval->state == desk::ApprovalState::consumed;
    if (yes && !is_yes)
      return done(error(
          Code::conflict, "Not approved: {}",
          approval->detail.empty()
              ? fmt::format("it is {}; pitwall call get_order says more.", name_of(approval->state))
              : approval->detail));
    done(out.dump());
  };
  // Whoever comes by here has typed the PIN with it, where it is a yes.
  const tool::HowAnswered how{told->yes, told->number};
  const auto pass_on = [this, id = told->approval, yes = told->yes, channel, how, answered] {
    parts_.dispatch.answer(id, yes, channel, how, answered);
  };
  if (!told->yes) return pass_on();
  check_pin(std::move(told->pin), channel, [done, pass_on](const Result<void>& right) {
    if (!right) return done(right.error());
    pass_on();
  });
}

void PersonMethods::stop_trading(const std::string& channel, std::string reason,
                                 port::Reply<bool> done, bool cancel_orders) {
  parts_.desk.submit(
      desk::KillSwitchTurned{{true, channel, std::move(reason), parts_.clock.now(), cancel_orders}},
      [done = std::move(done)](const Result<void>& applied) {
        if (!applied) return done(applied.error());
        done(true);
      });
}

void PersonMethods::turn(const Json& params, const std::string& channel, const Done& done) {
  Result<KillSwitchTurn> told = from_json<KillSwitchTurn>(params);
  if (!told) return done(told.error());
  if (told->on)
    return stop_trading(
        channel, told->reason,
        [done](const Result<bool>& stopped) {
          if (!stopped) return done(stopped.error());
          done(std::string("{}"));
        },
        told->cancel_orders);
  if (find_kill_file(parts_.data_folder))
    return done(error(Code::conflict,
                      "The file {} is in the data folder and keeps the kill switch on; take it "
                      "away first.",
                      kill_file_name));
  const desk::KillSwitchTurned off{{false, channel, told->reason, parts_.clock.now()}};
  check_pin(std::move(told->pin), channel, [this, done, off](const Result<void>& right) {
    if (!right) return done(right.error());
    parts_.desk.submit(off, [done](const Result<void>& applied) {
      if (!applied) return done(applied.error());
      done(std::string("{}"));
    });
  });
}

}  // namespace pitwall::app
