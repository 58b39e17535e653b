#include "desk/audit/audit.h"

#include "desk/chart/one_line.h"
#include "desk/gate/policy_change.h"
#include "desk/gate/words.h"

namespace pitwall::desk {
namespace {

// What the state said of approvals and orders before an event, to see which of them it moved.
struct Before {
  std::vector<std::pair<Id, ApprovalState>> approvals;
  Policy policy;
  bool proposed = false;
};

std::string long_text(std::string_view text) { return one_line(text, 1000); }

std::string who(const Action& action) {
  std::string text = quoted(action.actor);
  if (action.actor_version) text += fmt::format(" version {}", quoted(*action.actor_version));
  if (action.session) text += fmt::format(", session {}", quoted(*action.session));
  return text;
}

std::string version_text(const Policy& policy) { return version_of(policy).text().substr(0, 12); }

// The rule's name of a sentence that the gate refused with.
std::string rule_in(std::string_view words) {
  constexpr std::string_view begin = "Rule ";
  const std::size_t at = words.find(begin);
  if (at == words.npos) return {};
  const std::size_t end = words.find(':', at);
  return std::string(words.substr(at + begin.size(), end - at - begin.size()));
}

class Teller {
 public:
  Teller(const port::JournalRecord& record, const State& state, const Before& before,
         const std::vector<Effect>& effects)
      : record_(record), state_(state), before_(before), effects_(effects) {}

  std::vector<AuditLine> tell(const Event& event) {
    std::visit([this](const auto& one) { on(one); }, event);
    tell_taken_back();
    return std::move(lines_);
  }

 private:
  AuditLine& add(std::string words) {
    AuditLine& line = lines_.emplace_back();
    line.sequence = record_.sequence;
    line.time = record_.time;
    line.type = record_.type;
    line.words = std::move(words);
    return line;
  }
  AuditLine& add(const Approval& approval, std::string words) {
    AuditLine& line = add(std::move(words));
    line.approval = approval.id;
    line.order = approval.client_id;
    return line;
  }
  void refused(AuditLine& line, const ReportRefusal& refusal) {
    line.words += fmt::format("; refused: {}", refusal.reason);
    line.rule = rule_in(refusal.reason);
    if (line.order.empty()) line.order = refusal.client_id;
  }
  const ReportRefusal* refusal() const {
    for (const Effect& effect : effects_)
      if (const auto* one = std::get_if<ReportRefusal>(&effect)) return one;
    return nullptr;
  }
  template <class E>
  bool has() const {
    return std::ranges::any_of(effects_,
                               [](const Effect& one) { return std::holds_alternative<E>(one); });
  }
  const Approval* find(Id id) const { return state_.gate.find(id); }
  // Approvals that this event brought to an end without being about one of them.
  void ended(std::string_view why) {
    for (const auto& [id, state] : before_.approvals) {
      const Approval* now = find(id);
      if (now && now->state != state)
        add(*now,
            fmt::format("{}: {}", name_of(now->state), now->detail.empty() ? why : now->detail));
    }
  }
  void tell_taken_back() {
    for (const Effect& effect : effects_)
      if (const auto* cancel = std::get_if<CancelAtBroker>(&effect))
        if (record_.type != SendingPrepared::event_name) {
          AuditLine& line = add("the kill switch asks the broker to cancel it");
          line.approval = cancel->permit.approval();
          line.order = cancel->client_id;
        }
  }

  template <class E>
  void on(const E&) {}

  void on(const DeskStarted& event) {
    add(fmt::format("the desk started, version {}, on {}", quoted(event.version),
                    quoted(event.market)));
    ended("the desk went down");
  }

  void on(const ActionProposed& event) {
    const Approval* approval = find(event.approval);
    AuditLine& line =
        add(fmt::format("{} asks: {} with {}", who(event.action), quoted(event.action.tool),
                        long_text(event.action.arguments)));
    line.approval = event.approval;
    line.order = event.action.order.client_id;
    if (approval) line.order = approval->client_id;
    if (const BlotterEntry* entry = state_.blotter.find(event.approval))
      line.order = entry->order.client_id;
    if (const ReportRefusal* no = refusal()) return refused(line, *no);
    if (!approval) {
      line.words += "; it had not left, and is called off";
      return ended("called off");
    }
    line.words += approval->state == ApprovalState::pending
                      ? fmt::format("; the person is asked: {}", approval->text)
                      : fmt::format("; allowed by {}: {}", approval->channel, approval->text);
  }

  void on(const ApprovalShown& event) {
    AuditLine& line = add(fmt::format("shown, for yes {}: {}", event.number, event.text));
    line.approval = event.approval;
    if (const Approval* approval = find(event.approval)) line.order = approval->client_id;
  }

  void on(const ApprovalAnswered& event) {
    AuditLine& line =
        add(fmt::format("{}{} by {}{}", event.yes ? "yes" : "no",
                        event.yes && event.number > 1 ? fmt::format(" {}", event.number) : "",
                        quoted(event.channel), event.with_pin ? ", with the PIN" : ""));
    line.approval = event.approval;
    const Approval* approval = find(event.approval);
    if (approval) {
      line.order = approval->client_id;
      line.after_ms = (event.circumstances.now - approval->asked) / milliseconds(1);
      line.words += fmt::format(", {} ms after it was asked for", *line.after_ms);
    }
    if (const ReportRefusal* no = refusal()) return refused(line, *no);
    if (has<AskPerson>())
      line.words += fmt::format("; one more yes is needed, because {}", approval->second_step);
    else if (approval)
      line.words += fmt::format("; {}", name_of(approval->state));
  }

  void on(const SendingPrepared& event) {
    const Approval* approval = find(event.approval);
    AuditLine& line = add("");
    line.approval = event.approval;
    if (approval) line.order = approval->client_id;
    for (const Effect& effect : effects_) {
      if (const auto* submit = std::get_if<SubmitOrder>(&effect))
        line.words = fmt::format("sent to the broker: {}, permit for {}",
                                 order_text(submit->order, approval->action.currency),
                                 submit->permit.action().text().substr(0, 12));
      if (const auto* cancel = std::get_if<CancelAtBroker>(&effect))
        line.words = fmt::format("the broker is asked to cancel it, permit for {}",
                                 cancel->permit.action().text().substr(0, 12));
      if (const auto* perform = std::get_if<PerformAction>(&effect))
        line.words = fmt::format("handed to {} to be done, permit for {}", quoted(perform->tool),
                                 perform->permit.action().text().substr(0, 12));
    }
    if (line.words.empty()) line.words = has<ReportRefusal>() ? "not sent" : "sent";
    if (const ReportRefusal* no = refusal()) refused(line, *no);
  }

  void on(const ActionPerformed& event) {
    AuditLine& line = add(fmt::format("{}: {}", name_of(event.performed), long_text(event.detail)));
    line.approval = event.approval;
  }

  void on(const OrderAnswered& event) {
    AuditLine& line = add(fmt::format("the broker answers to {}: {}{}", name_of(event.kind),
                                      name_of(event.answer),
                                      event.detail.empty() ? "" : " " + long_text(event.detail)));
    of_order(line, event.client_id);
  }

  void of_order(AuditLine& line, const std::string& client_id) {
    line.order = client_id;
    if (const BlotterEntry* entry = state_.blotter.find(client_id)) line.approval = entry->approval;
  }

  void on(const port::OrderReported& event) {
    if (!state_.blotter.find(event.order.client_id)) return;
    AuditLine& line = add(fmt::format(
        "the broker reports: {}, {} of {} filled{}", name_of(event.status), event.filled.text(),
        event.order.quantity.text(), event.detail.empty() ? "" : " " + long_text(event.detail)));
    of_order(line, event.order.client_id);
  }

  void on(const port::OrderExecuted& event) {
    if (!state_.blotter.find(event.client_id)) return;
    AuditLine& line = add(fmt::format(
        "traded: {} {} {} at {} {}, commission {}", name_of(event.side), event.quantity.text(),
        event.symbol.view(), event.price.text(), event.currency.view(), event.commission.text()));
    of_order(line, event.client_id);
  }

  void on(const OrdersReconciled& event) {
    for (const std::string& client_id : event.record.unknown) {
      const BlotterEntry* entry = state_.blotter.find(client_id);
      AuditLine& line = add(fmt::format("the broker's own lists settle it: {}",
                                        entry ? name_of(entry->phase) : "forgotten"));
      of_order(line, client_id);
    }
  }

  void on(const ApprovalsLapsed&) { ended("nobody said yes in time"); }

  void tell_policy(std::string words) {
    for (const PolicyChange& change : changes_between(before_.policy, state_.gate.policy))
      words += "; " + text_of(change);
    add(std::move(words));
    ended("the limits were changed");
  }
  void on(const PolicySet& event) {
    tell_policy(
        fmt::format("limits {} are set by {}", version_text(event.policy), quoted(event.by)));
  }
  void on(const PolicyConfigured& event) {
    tell_policy(
        fmt::format("limits {} are read from the {}{}", version_text(event.policy), event.by,
                    state_.gate.proposed ? "; what is looser in them waits for the person" : ""));
  }
  void on(const PolicyAccepted& event) {
    tell_policy(fmt::format("limits {} are accepted with the PIN by {}",
                            event.version.text().substr(0, 12), quoted(event.by)));
  }

  void on(const KillSwitchTurned& event) {
    const KillSwitch& kill = event.kill_switch;
    add(fmt::format("the kill switch is turned {} by {}{}{}", kill.on ? "on" : "off",
                    quoted(kill.by), kill.cancel_orders ? ", and takes working orders back" : "",
                    kill.reason.empty() ? "" : ": " + long_text(kill.reason)));
    ended("the kill switch was turned on");
  }
  void on(const GrantGiven& event) {
    add(fmt::format("grant {} is given by {}: {}", event.grant.id.text(), quoted(event.by),
                    text_of(event.grant)));
  }
  void on(const GrantRevoked& event) {
    add(fmt::format("grant {} is taken back by {}", event.grant.text(), quoted(event.by)));
  }
  void on(const PinTried& event) {
    const std::optional<Time> locked = state_.gate.pin.locked_until();
    // Each try is written before it is made, and once more where it was right.
    add(event.right ? fmt::format("the PIN was right, by {}", quoted(event.channel))
                    : fmt::format("a try at the PIN, by {}{}", quoted(event.channel),
                                  locked ? fmt::format("; locked until {}", locked->text()) : ""));
  }

  const port::JournalRecord& record_;
  const State& state_;
  const Before& before_;
  const std::vector<Effect>& effects_;
  std::vector<AuditLine> lines_;
};

}  // namespace

void describe(AuditLine& line, Visitor& v) {
  constexpr Rules unbounded{.max_length = SIZE_MAX};
  v("sequence", "Record of the journal.", "17", line.sequence);
  v("time", "When.", "2020-12-15T14:30:00Z", line.time);
  v("type", "Name of the event.", "approval_answered", line.type);
  v("approval", "Approval that it is about.", "", line.approval);
  v("order", "Order that it is about.", "", line.order, unbounded);
  v("words", "What happened.", "", line.words, unbounded);
  v("after_ms", "Milliseconds since it was asked for.", "5120", line.after_ms);
  v("rule", "Rule that refused it.", "", line.rule);
}

Result<std::vector<AuditLine>> Auditor::take(const port::JournalRecord& record) {
  PITWALL_TRY(const Event event, decode(record.type, record.payload));
  Before before;
  const GateState& gate = engine_.state().gate;
  for (const Approval& approval : gate.approvals)
    if (approval.state == ApprovalState::pending || approval.state == ApprovalState::approved)
      before.approvals.emplace_back(approval.id, approval.state);
  before.policy = gate.policy;
  before.proposed = gate.proposed.has_value();
  const std::vector<Effect> effects = engine_.apply(event);
  return Teller(record, engine_.state(), before, effects).tell(event);
}

}  // namespace pitwall::desk
