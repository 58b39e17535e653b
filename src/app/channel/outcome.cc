#include "app/channel/outcome.h"

namespace pitwall::app {
namespace {

using desk::ApprovalState;
using desk::OrderPhase;

const desk::BlotterEntry* entry_of(const desk::Approval& approval, const desk::State& state) {
  return state.blotter.find(approval.client_id);
}

// Where the order stands that was said yes to.
std::string title_of(OrderPhase phase) {
  switch (phase) {
    case OrderPhase::drafted:
    case OrderPhase::previewed:
    case OrderPhase::waiting:
    case OrderPhase::approved:
    case OrderPhase::sending:
      return "Approved";
    case OrderPhase::unknown:
      return "Approved, unanswered";
    case OrderPhase::working:
      return "Working";
    case OrderPhase::partly_filled:
      return "Partly filled";
    case OrderPhase::filled:
      return "Filled";
    case OrderPhase::cancelled:
      return "Cancelled";
    case OrderPhase::rejected:
      return "Rejected";
    case OrderPhase::expired:
      return "Expired";
  }
  return "Approved";
}

bool said_no(const desk::Approval& approval) {
  return approval.answered && approval.detail == fmt::format("Denied ({}).", approval.channel);
}

std::string refused_title(const desk::Approval& approval, const desk::State& state) {
  if (said_no(approval)) return "Denied";
  const desk::BlotterEntry* entry = entry_of(approval, state);
  return entry && entry->phase == OrderPhase::cancelled ? "Withdrawn" : "Refused";
}

std::string phase_words(const desk::BlotterEntry& entry) {
  if (entry.phase == OrderPhase::unknown)
    return "The broker has not answered; the desk finds out what became of it and sends nothing "
           "twice.";
  if (entry.phase == OrderPhase::partly_filled || entry.phase == OrderPhase::filled)
    return fmt::format("{} of {} traded.", entry.filled.text(), entry.order.quantity.text());
  return entry.detail;
}

// When and where it was answered, and how fast.
std::string answered_words(const desk::Approval& approval) {
  if (!approval.answered || approval.state == ApprovalState::denied) return {};
  const Duration took = std::max(*approval.answered - approval.asked, Duration{});
  return fmt::format("Approved by {} after {:.1f} s.", approval.channel, took.to_seconds());
}

void add_line(std::string& text, const std::string& line) {
  if (!line.empty()) text += "\n" + line;
}

}  // namespace

bool is_over(const desk::Approval& approval, const desk::State& state) {
  switch (approval.state) {
    case ApprovalState::pending:
    case ApprovalState::approved:
      return false;
    case ApprovalState::denied:
    case ApprovalState::expired:
      return true;
    case ApprovalState::consumed:
      break;
  }
  if (approval.performed == desk::Performed::under_way) return false;
  const desk::BlotterEntry* entry = entry_of(approval, state);
  return !entry || is_final(entry->phase);
}

std::string outcome_title(const desk::Approval& approval, const desk::State& state) {
  switch (approval.state) {
    case ApprovalState::pending:
      return "Waits";
    case ApprovalState::denied:
      return refused_title(approval, state);
    case ApprovalState::expired:
      return "Expired";
    case ApprovalState::approved:
      return "Approved";
    case ApprovalState::consumed:
      break;
  }
  if (approval.performed == desk::Performed::done) return "Done";
  if (approval.performed == desk::Performed::failed) return "Failed";
  if (approval.performed == desk::Performed::unknown) return "Approved, unanswered";
  const desk::BlotterEntry* entry = entry_of(approval, state);
  if (!entry || approval.action.kind != desk::ActionKind::place_order)
    return entry && entry->phase == OrderPhase::cancelled ? "Cancelled" : "Approved, sent";
  return title_of(entry->phase);
}

std::string outcome_sentence(const desk::Approval& approval, const desk::State& state) {
  switch (approval.state) {
    case ApprovalState::pending:
      return approval.detail.empty() ? "It still waits." : approval.detail;
    case ApprovalState::expired:
      return "Its time is over: it has expired, and nothing goes out.";
    case ApprovalState::denied:
      if (said_no(approval)) return "Denied: nothing goes out.";
      return fmt::format("{}: {}", outcome_title(approval, state), approval.detail);
    case ApprovalState::approved:
      return "Approved: it goes out.";
    case ApprovalState::consumed:
      break;
  }
  return fmt::format("Approved: {}.", outcome_title(approval, state));
}

port::Message outcome_message(const desk::Approval& approval, const desk::State& state) {
  port::Message message;
  message.title = outcome_title(approval, state);
  message.text = approval.text;
  add_line(message.text, answered_words(approval));
  if (approval.state == ApprovalState::denied || approval.state == ApprovalState::expired) {
    add_line(message.text, approval.detail);
  } else if (const desk::BlotterEntry* entry = entry_of(approval, state);
             entry && approval.state == ApprovalState::consumed) {
    add_line(message.text, phase_words(*entry));
  }
  return message;
}

}  // namespace pitwall::app
