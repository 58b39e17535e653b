#include "tool/dispatch.h"

#include <fmt/ranges.h>

#include "desk/gate/outside.h"
#include "desk/gate/ruling.h"
#include "desk/gate/words.h"
#include "tool/circumstances.h"

namespace pitwall::tool {
namespace {

// What an error of the broker says of the order: that it did not take it, or nothing. Only what it
// surely refused is over; anything else is asked about.
desk::BrokerAnswer answer_of(const Error& error) {
  switch (error.code) {
    case Code::invalid_argument:
    case Code::permission_denied:
    case Code::not_found:
    case Code::no_data:
    case Code::too_large:
    case Code::unsupported:
      return desk::BrokerAnswer::refused;
    default:
      return desk::BrokerAnswer::unanswered;
  }
}

bool is_unclear(const Error& error) {
  return error.code == Code::unavailable || error.code == Code::deadline_exceeded ||
         error.code == Code::internal;
}

desk::OrderAnswered event_of(std::string client_id, desk::ActionKind kind,
                             const Result<port::Placed>& placed) {
  desk::OrderAnswered event;
  event.client_id = std::move(client_id);
  event.kind = kind;
  if (!placed) {
    event.answer = answer_of(placed.error());
    event.detail = placed.error().message;
  } else if (placed->questions.empty()) {
    event.answer = desk::BrokerAnswer::taken;
  } else {
    event.answer = desk::BrokerAnswer::questioned;
    std::vector<std::string_view> texts;
    for (const port::BrokerQuestion& question : placed->questions) texts.push_back(question.text);
    event.questions.assign(texts.begin(), texts.end());
    event.detail =
        fmt::format("The broker asks first, and sent nothing: {}", fmt::join(texts, " / "));
  }
  return event;
}

}  // namespace

void Dispatch::carry_out(desk::Effect effect) {
  std::visit([this](auto&& one) { carry_out(std::move(one)); }, std::move(effect));
}

void Dispatch::resume() {
  for (const desk::Approval& approval : context_.desk.state().gate.approvals)
    if (approval.state == desk::ApprovalState::pending) end_in_time(approval.expires);
}

port::Reply<port::Placed> Dispatch::answer_of(std::vector<std::string> client_ids,
                                              desk::ActionKind kind) {
  auto answered = std::make_shared<bool>(false);
  const std::weak_ptr<Dispatch*> self = self_;
  port::Reply<port::Placed> reply = [self, answered, client_ids = std::move(client_ids),
                                     kind](const Result<port::Placed>& placed) {
    const auto still = self.lock();
    if (!still || std::exchange(*answered, true)) return;
    for (const std::string& client_id : client_ids)
      (*still)->context_.desk.submit(event_of(client_id, kind, placed));
  };
  context_.timers.after(answer_within, [reply, answered] {
    if (!*answered)
      reply(error(Code::deadline_exceeded, "The broker did not answer within {}.",
                  answer_within.text()));
  });
  return reply;
}

void Dispatch::carry_out(desk::SubmitOrder submit) {
  const port::Reply<port::Placed> reply =
      answer_of({submit.order.client_id}, desk::ActionKind::place_order);
  context_.broker.place(std::move(submit.permit), std::move(submit.order), reply);
}

void Dispatch::carry_out(desk::SubmitGroup submit) {
  std::vector<std::string> client_ids;
  for (const port::Order& order : submit.orders) client_ids.push_back(order.client_id);
  const port::Reply<port::Placed> reply =
      answer_of(std::move(client_ids), desk::ActionKind::place_order);
  context_.broker.place_group(std::move(submit.permit), std::move(submit.orders), reply);
}

void Dispatch::carry_out(desk::ModifyAtBroker modify) {
  const port::Reply<port::Placed> reply =
      answer_of({modify.order.client_id}, desk::ActionKind::modify_order);
  context_.broker.modify(std::move(modify.permit), std::move(modify.order), reply);
}

void Dispatch::carry_out(desk::CancelAtBroker cancel) {
  const port::Reply<port::Placed> reply =
      answer_of({cancel.client_id}, desk::ActionKind::cancel_order);
  context_.broker.cancel(std::move(cancel.permit), std::move(cancel.client_id),
                         [reply](const Result<void>& cancelled) {
                           if (cancelled) return reply(port::Placed{});
                           reply(cancelled.error());
                         });
}

void Dispatch::carry_out(const desk::PrepareSending& prepare) {
  const desk::Approval* approval = context_.desk.state().gate.find(prepare.approval);
  if (!approval) return;
  if (approval->action.kind == desk::ActionKind::change_outside) return look_outside(*approval);
  const port::Order& order = approval->action.order;
  gather(context_, order.account, order.symbol)
      .start([self = std::weak_ptr<Dispatch*>(self_),
              id = prepare.approval](Result<Gathered> gathered) {
        const auto still = self.lock();
        // Without a last look nothing is sent: the approval runs out.
        if (!still || !gathered) return;
        (*still)->context_.desk.submit(
            desk::SendingPrepared{id, std::move(gathered->circumstances)});
      });
}

void Dispatch::carry_out(const desk::AskPerson& ask) {
  const desk::Approval* approval = context_.desk.state().gate.find(ask.approval);
  if (!approval) return;
  if (ask.number == 1) end_in_time(approval->expires);
  context_.desk.submit(
      desk::ApprovalShown{ask.approval, ask.number, desk::text_to_show(*approval)});
}

void Dispatch::end_in_time(Time expires) {
  const Duration left = std::max(expires - context_.clock.now(), Duration{});
  context_.timers.after(left, [self = std::weak_ptr<Dispatch*>(self_), expires] {
    const auto still = self.lock();
    if (!still) return;
    Context& context = (*still)->context_;
    // A clock that was set back meanwhile ends nothing early.
    if (context.clock.now() < expires) return (*still)->end_in_time(expires);
    context.desk.submit(desk::ApprovalsLapsed{context.clock.now()});
  });
}

void Dispatch::answer(Id approval, bool yes, std::string channel, HowAnswered how,
                      port::Reply<desk::Approval> done) {
  const desk::Approval* known = context_.desk.state().gate.find(approval);
  if (!known) return done(error(Code::not_found, "There is no such approval."));
  desk::ApprovalAnswered event;
  event.approval = approval;
  event.yes = yes;
  event.channel = std::move(channel);
  event.with_pin = how.with_pin;
  event.number = how.number;
  if (known->action.kind == desk::ActionKind::change_outside) {
    event.circumstances =
        desk::circumstances_outside(context_.clock.now(), context_.market.market_time());
    return submit_answer(std::move(event), std::move(done));
  }
  const port::Order& order = known->action.order;
  gather(context_, order.account, order.symbol)
      .start([self = std::weak_ptr<Dispatch*>(self_), event = std::move(event),
              done = std::move(done)](Result<Gathered> gathered) mutable {
        const auto still = self.lock();
        if (!still) return;
        if (!gathered) return done(gathered.error());
        event.circumstances = std::move(gathered->circumstances);
        (*still)->submit_answer(std::move(event), std::move(done));
      });
}

void Dispatch::submit_answer(desk::ApprovalAnswered event, port::Reply<desk::Approval> done) {
  const desk::Desk& desk = context_.desk;
  context_.desk.submit(event, [&desk, event, done](const Result<void>& applied) {
    if (!applied) return done(applied.error());
    const desk::State& state = desk.state();
    const desk::Approval* now = state.gate.find(event.approval);
    if (!now) return done(error(Code::not_found, "There is no such approval any more."));
    desk::Approval answered = *now;
    // A yes that the gate did not take and that may be tried again, or that is the first of two: in
    // the gate's words.
    if (event.yes && answered.state == desk::ApprovalState::pending) {
      answered.detail =
          answered.next_yes() > event.number
              ? fmt::format("One more yes is needed, because {}.", answered.second_step)
              : rule_on_answer(answered, state, event.circumstances, event.number, event.with_pin)
                    .words;
    }
    done(std::move(answered));
  });
}

// ---- Changes outside ---------------------------------------------------------------------------

void Dispatch::look_outside(const desk::Approval& approval) {
  const auto prepared = [self = std::weak_ptr<Dispatch*>(self_),
                         id = approval.id](const Result<desk::OutsideChange>& found) {
    const auto still = self.lock();
    if (!still) return;
    Context& context = (*still)->context_;
    desk::SendingPrepared event;
    event.approval = id;
    event.circumstances =
        desk::circumstances_outside(context.clock.now(), context.market.market_time());
    // Without a last look it is not what was approved, and the gate says so.
    if (found) event.outside = *found;
    context.desk.submit(std::move(event));
  };
  const auto performer = performers_.find(approval.action.tool);
  if (performer == performers_.end())
    return prepared(error(Code::not_found, "Nobody makes changes for the tool {} any more.",
                          approval.action.tool));
  performer->second->look(approval.action.arguments, prepared);
}

void Dispatch::carry_out(desk::PerformAction perform) {
  auto ended = std::make_shared<bool>(false);
  const Id approval = perform.permit.approval();
  const auto reply = [self = std::weak_ptr<Dispatch*>(self_), ended,
                      approval](const Result<std::string>& done) {
    const auto still = self.lock();
    if (!still || std::exchange(*ended, true)) return;
    desk::ActionPerformed event;
    event.approval = approval;
    if (done) {
      event.performed = desk::Performed::done;
      event.detail = *done;
    } else {
      event.performed =
          is_unclear(done.error()) ? desk::Performed::unknown : desk::Performed::failed;
      event.detail = done.error().message;
    }
    (*still)->context_.desk.submit(std::move(event));
  };
  const auto performer = performers_.find(perform.tool);
  if (performer == performers_.end())
    return reply(error(Code::not_found, "Nobody makes changes for the tool {}.", perform.tool));
  context_.timers.after(performed_within, [reply, ended] {
    if (!*ended)
      reply(error(Code::deadline_exceeded, "It had not come to an end after {}.",
                  performed_within.text()));
  });
  performer->second->perform(std::move(perform.permit), std::move(perform.arguments), reply);
}

// ---- An order that nobody knows of -------------------------------------------------------------

void Dispatch::carry_out(const desk::AskBroker& ask) {
  if (!asked_.insert(ask.account).second) return;
  context_.timers.after(settling, [self = std::weak_ptr<Dispatch*>(self_), account = ask.account] {
    if (const auto still = self.lock()) (*still)->ask_broker(account);
  });
}

void Dispatch::ask_broker(std::string account) {
  std::vector<std::string> unknown;
  for (const desk::BlotterEntry& entry : context_.desk.state().blotter.entries)
    if ((entry.phase == desk::OrderPhase::unknown || entry.change_unknown) &&
        entry.order.account == account)
      unknown.push_back(entry.order.client_id);
  if (unknown.empty()) {
    asked_.erase(account);
    return;
  }
  submit_record(account, std::move(unknown));
}

void Dispatch::submit_record(const std::string& account, std::vector<std::string> unknown) {
  auto record = std::make_shared<desk::BrokerRecord>();
  record->account = account;
  record->unknown = std::move(unknown);
  const std::weak_ptr<Dispatch*> self = self_;
  const auto executions_known = [self, record](const Result<port::Executions>& known) {
    const auto still = self.lock();
    if (!still) return;
    if (!known) return (*still)->record_failed(record->account);
    record->executions = known->executions;
    (*still)->context_.desk.submit(
        desk::OrdersReconciled{*record}, [self, record](const Result<void>&) {
          const auto later = self.lock();
          if (!later) return;
          (*later)->asked_.erase(record->account);
          // Another one may have got lost while the broker was asked about the first.
          if ((*later)->context_.desk.state().blotter.has_unknown(record->account))
            (*later)->carry_out(desk::AskBroker{record->account});
        });
  };
  const auto orders_known = [self, record,
                             executions_known](const Result<port::LiveOrders>& known) {
    const auto still = self.lock();
    if (!still) return;
    if (!known) return (*still)->record_failed(record->account);
    record->live = known->orders;
    (*still)->context_.broker.executions({record->account, port::ExecutionsQuery::max_days},
                                         executions_known);
  };
  context_.broker.live_orders(account, orders_known);
}

// Half a record settles nothing: what is not in it may well be there.
void Dispatch::record_failed(const std::string& account) {
  context_.timers.after(ask_again, [self = std::weak_ptr<Dispatch*>(self_), account] {
    if (const auto still = self.lock()) (*still)->ask_broker(account);
  });
}

}  // namespace pitwall::tool
