// The desk's effects carried out, and what comes of them brought back as events: orders to the
// broker with their permits, the last look before each, the broker's record where an order is
// unknown, and the end of approvals that nobody answers.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "tool/context.h"
#include "tool/forget.h"
#include "tool/performer.h"
#include "tool/trigger_removal.h"

namespace pitwall::tool {

// How a yes came.
struct HowAnswered {
  bool with_pin = false;    // the person typed it with this very answer
  std::int64_t number = 1;  // which yes it is, of an approval that needs two
};

class Dispatch {
 public:
  // A broker that has not answered by then is taken not to answer: the order is unknown.
  static constexpr Duration answer_within = seconds(30);
  // Before the broker is asked what it has, for an order on its way to get there.
  static constexpr Duration settling = seconds(10);
  static constexpr Duration ask_again = seconds(30);
  // A change outside that has not come to an end by then: nobody knows whether it was made.
  static constexpr Duration performed_within = minutes(10);

  // The context outlives it.
  explicit Dispatch(Context& context) : context_(context) {
    add_performer(std::string(TriggerRemoval::tool), trigger_removal_);
    add_performer(std::string(Forgetting::tool), forgetting_);
  }

  // Who makes the changes outside that this tool asks for; outlives the dispatch.
  void add_performer(std::string tool, Performer& performer) {
    performers_[std::move(tool)] = &performer;
  }

  void carry_out(desk::Effect effect);
  // After a start: approvals that waited when the desk went down still end in their time.
  void resume();

  // Answers an approval as things stand now. `done` is called once, when that is durable, with how
  // the approval stands then; one that still waits after a yes has the gate's words as its detail.
  void answer(Id approval, bool yes, std::string channel, port::Reply<desk::Approval> done) {
    answer(approval, yes, std::move(channel), {}, std::move(done));
  }
  void answer(Id approval, bool yes, std::string channel, HowAnswered how,
              port::Reply<desk::Approval> done);

 private:
  void carry_out(desk::SubmitOrder submit);
  void carry_out(desk::SubmitGroup submit);
  void carry_out(desk::ModifyAtBroker modify);
  void carry_out(desk::CancelAtBroker cancel);
  void carry_out(const desk::PrepareSending& prepare);
  void carry_out(const desk::AskPerson& ask);
  void carry_out(const desk::AskBroker& ask);
  void carry_out(const desk::ReportRefusal&) {}
  // Told by whoever has the channels.
  void carry_out(const desk::TellFiring&) {}
  void carry_out(const desk::TellAlerts&) {}
  void carry_out(const desk::StartWorkflow&) {}
  void carry_out(desk::PerformAction perform);
  void look_outside(const desk::Approval& approval);
  void submit_answer(desk::ApprovalAnswered event, port::Reply<desk::Approval> done);

  // A reply that counts once, for each of these orders: the broker's, or that there was none in
  // time.
  port::Reply<port::Placed> answer_of(std::vector<std::string> client_ids, desk::ActionKind kind);
  void end_in_time(Time expires);
  void ask_broker(std::string account);
  void submit_record(const std::string& account, std::vector<std::string> unknown);
  void record_failed(const std::string& account);

  Context& context_;
  TriggerRemoval trigger_removal_{context_};
  Forgetting forgetting_{context_};
  std::set<std::string> asked_;  // accounts whose broker is being asked
  std::map<std::string, Performer*, std::less<>> performers_;  // by tool
  // Expires with it: ports and timers may call back after it is gone.
  std::shared_ptr<Dispatch*> self_ = std::make_shared<Dispatch*>(this);
};

}  // namespace pitwall::tool
