// What the gateway tells of orders: ours, and those that other clients or the person placed.
#include <algorithm>

#include "adapter/tws/order_desk.h"
#include "adapter/tws/order_terms.h"
#include "adapter/tws/order_waiting.h"
#include "adapter/tws/request.h"

namespace pitwall::tws {

std::string OrderDesk::key_of(std::string_view reference, std::int64_t client,
                              std::int64_t order_id, std::int64_t perm_id) const {
  if (const auto found = by_perm_id_.find(perm_id); perm_id != 0 && found != by_perm_id_.end())
    return found->second;
  if (const auto found = by_order_id_.find({client, order_id});
      order_id != 0 && found != by_order_id_.end())
    return found->second;
  if (!reference.empty()) {
    const auto other = known_.find(std::string(reference));
    // Another program may name many orders alike: only the first is known by that name.
    if (other == known_.end() || perm_id == 0 || other->second.perm_id == 0 ||
        other->second.perm_id == perm_id)
      return std::string(reference);
  }
  return fmt::format("broker:{}", perm_id != 0 ? perm_id : order_id);
}

OrderDesk::Known* OrderDesk::find(std::int64_t client, std::int64_t order_id,
                                  std::int64_t perm_id) {
  const auto of_perm = by_perm_id_.find(perm_id);
  if (perm_id != 0 && of_perm != by_perm_id_.end()) return &known_.at(of_perm->second);
  const auto of_order = by_order_id_.find({client, order_id});
  if (order_id != 0 && of_order != by_order_id_.end()) return &known_.at(of_order->second);
  return nullptr;
}

// ---- As it happens ------------------------------------------------------------------------------

void OrderDesk::on_open_order(std::string_view payload) {
  Result<answer::OpenOrder> open = answer::open_order(payload, core_.gateway.version());
  if (!open) return;
  if (const auto asked = previewing_.find(open->order_id);
      asked != previewing_.end() && open->client == core_.client_id) {
    asked->second->finish(std::move(*open));
    return;
  }
  if (open->what_if) return;
  if (Known* known = find(open->client, open->order_id, open->perm_id)) {
    update(*known, *open);
    acknowledge(*known);
    if (pulling_) return;  // told in order, once all are there
    tell(*known);
  } else if (pulling_) {
    pulled_.push_back(std::move(*open));
  } else {
    spawn_("tws order", adopt(std::move(*open)));
  }
}

void OrderDesk::on_status(std::string_view payload) {
  const Result<answer::OrderStatus> status = answer::order_status(payload);
  if (!status) return;
  if (previewing_.contains(status->order_id) && status->client == core_.client_id) return;
  Known* known = find(status->client, status->order_id, status->perm_id);
  if (!known) {
    constexpr std::size_t most = 1000;
    if (status->perm_id != 0 && early_.size() < most)
      early_.insert_or_assign(status->perm_id, *status);
    return;
  }
  apply_status(*known, *status);
  acknowledge(*known);
  if (!pulling_) tell(*known);
}

bool OrderDesk::on_notice(const answer::ErrorMessage& message) {
  const Notice notice = notice_of(message);
  if (const auto asked = previewing_.find(message.id); asked != previewing_.end()) {
    if (notice != Notice::information && notice != Notice::warning && notice != Notice::farm_broken)
      asked->second->finish(error_of(message));
    return true;
  }
  const auto named = by_order_id_.find({core_.client_id, message.id});
  if (named == by_order_id_.end()) return false;
  Known& known = known_.at(named->second);
  const auto waits = waiting_.find(message.id);
  Waiting* waiting = waits == waiting_.end() ? nullptr : waits->second;
  if (notice == Notice::information) return true;
  if (notice == Notice::read_only) core_.read_only = true;
  if (notice == Notice::warning || notice == Notice::partly_delayed) {
    known.detail = without_markup(message.text);
    known.told = false;
    tell(known);
    return true;
  }
  if (notice == Notice::order_cancelled) {
    known.detail = without_markup(message.text);
    if (!port::is_final(known.status)) known.status = port::OrderStatus::cancelled;
    known.told = false;
    if (waiting) {
      if (waiting->kind == Kind::cancel) {
        waiting->finish({});
      } else {
        waiting->finish(error_of(message));
      }
    }
    tell(known);
    return true;
  }
  const bool of_a_change = waiting && waiting->kind != Kind::place;
  if (waiting) waiting->finish(error_of(message));
  // A change or a cancellation that is refused leaves the order as it was.
  if (of_a_change || port::is_final(known.status)) return true;
  known.detail = without_markup(message.text);
  known.status = port::OrderStatus::rejected;
  known.told = false;
  tell(known);
  return true;
}

void OrderDesk::acknowledge(const Known& known) {
  const auto found = waiting_.find(known.order_id);
  if (found == waiting_.end() || known.client != core_.client_id) return;
  Waiting& waiting = *found->second;
  if (waiting.kind != Kind::cancel) return waiting.finish({});
  if (known.status == port::OrderStatus::cancelled) return waiting.finish({});
  if (port::is_final(known.status))
    waiting.finish(error(Code::conflict, "The order is {} already.", name_of(known.status)));
}

void OrderDesk::update(Known& known, const answer::OpenOrder& open) {
  Terms terms = terms_of(open);
  terms.order.client_id = known.order.client_id;
  terms.order.symbol = known.order.symbol;
  terms.order.accepted_questions = known.order.accepted_questions;
  terms.order.parent = known.order.parent;
  terms.order.oca_group = known.order.oca_group;
  const bool same = terms.order.quantity == known.order.quantity &&
                    terms.order.limit_price == known.order.limit_price &&
                    terms.order.stop_price == known.order.stop_price &&
                    terms.order.trail == known.order.trail &&
                    terms.order.time_in_force == known.order.time_in_force;
  if (!same) known.told = false;
  known.order = std::move(terms.order);
  if (!terms.remark.empty() && known.detail != terms.remark) {
    known.detail = std::move(terms.remark);
    known.told = false;
  }
  if (!open.reject_reason.empty()) known.detail = without_markup(open.reject_reason);
  known.seen = true;
  known.order_id = open.order_id;
  known.client = open.client;
  if (open.perm_id != 0) {
    known.perm_id = open.perm_id;
    by_perm_id_.insert_or_assign(open.perm_id, known.order.client_id);
  }
  if (open.order_id != 0)
    by_order_id_.insert_or_assign({open.client, open.order_id}, known.order.client_id);
  set_status(known, open.status, known.filled);
}

void OrderDesk::apply_status(Known& known, const answer::OrderStatus& status) {
  known.seen = true;
  if (status.perm_id != 0) {
    known.perm_id = status.perm_id;
    by_perm_id_.insert_or_assign(status.perm_id, known.order.client_id);
  }
  if (status.average_price && status.average_price->sign() != 0)
    known.average_price = status.average_price;
  if (!status.why_held.empty() && known.detail != status.why_held) {
    known.detail = status.why_held;
    known.told = false;
  }
  set_status(known, status.status, status.filled);
}

void OrderDesk::set_status(Known& known, std::string_view text, Quantity filled) {
  // A message that is late must not open again what is over, nor take a fill back.
  if (filled > known.filled) {
    known.filled = filled;
    known.told = false;
  }
  const std::optional<port::OrderStatus> status = status_of(text, known.filled);
  if (!status || *status == known.status) return;
  if (port::is_final(known.status)) return;
  known.status = *status;
  known.told = false;
}

void OrderDesk::tell(Known& known) {
  if (known.told) return;
  known.told = true;
  known.changed = core_.clock.now();
  core_.tell(
      port::OrderReported{known.order, known.status, known.filled, known.detail, known.changed});
}

net::Awaitable<void> OrderDesk::adopt(answer::OpenOrder open) {
  const Result<Known*> known = co_await take(std::move(open));
  if (known) tell(**known);
}

net::Awaitable<Result<OrderDesk::Known*>> OrderDesk::take(answer::OpenOrder open) {
  if (!core_.wants(open.account))
    co_return error(Code::not_found, "Account {} is not watched.", open.account);
  const Result<market::InstrumentId> instrument = co_await contracts_.instrument_for(open.contract);
  if (!instrument) co_return instrument.error();
  Known* known = find(open.client, open.order_id, open.perm_id);
  if (!known) {
    Known fresh;
    fresh.order.client_id = key_of(open.reference, open.client, open.order_id, open.perm_id);
    fresh.order.symbol = core_.catalogue.at(*instrument).symbol;
    fresh.instrument = *instrument;
    const std::string key = fresh.order.client_id;
    known = &known_.insert_or_assign(key, std::move(fresh)).first->second;
  }
  update(*known, open);
  if (const auto early = early_.find(known->perm_id); early != early_.end()) {
    apply_status(*known, early->second);
    early_.erase(early);
  }
  co_return known;
}

// ---- Reconciliation -----------------------------------------------------------------------------

net::Awaitable<Result<void>> OrderDesk::pull() {
  pulling_ = true;
  pulled_.clear();
  Question question;
  question.key = unnumbered::open_orders;
  question.payload = request::all_open_orders();
  question.urgency = Urgency::account;
  question.take = [](std::string_view) { return true; };
  const Result<void> asked = co_await core_.gateway.ask(std::move(question));
  std::vector<answer::OpenOrder> pulled = std::move(pulled_);
  pulled_.clear();
  if (!asked) {
    pulling_ = false;
    co_return asked;
  }
  for (answer::OpenOrder& open : pulled) {
    const Result<Known*> taken = co_await take(std::move(open));
    if (!taken && !core_.gateway.connected()) break;
  }
  pulling_ = false;
  co_return Result<void>();
}

// Orders that were open and are not told any more have come to an end while nobody listened.
net::Awaitable<Result<void>> OrderDesk::pull_completed() {
  std::vector<answer::OpenOrder> completed;
  Question question;
  question.key = unnumbered::completed_orders;
  question.payload = request::completed_orders(false);
  question.urgency = Urgency::account;
  question.take = [this, &completed](std::string_view payload) {
    if (answer::id_of(payload) == static_cast<int>(In::completed_orders_end)) return true;
    Result<answer::OpenOrder> one = answer::completed_order(payload, core_.gateway.version());
    if (one) completed.push_back(std::move(*one));
    return false;
  };
  const Result<void> asked = co_await core_.gateway.ask(std::move(question));
  if (!asked) co_return asked;
  for (const answer::OpenOrder& one : completed) {
    Known* known = find(-1, 0, one.perm_id);
    if (!known && !one.reference.empty()) {
      const auto found = known_.find(one.reference);
      if (found != known_.end() && found->second.perm_id == 0) known = &found->second;
    }
    if (!known) continue;
    if (one.perm_id != 0) {
      known->perm_id = one.perm_id;
      by_perm_id_.insert_or_assign(one.perm_id, known->order.client_id);
    }
    if (one.status == "Filled") known->filled = std::max(known->filled, known->order.quantity);
    set_status(*known, one.status, known->filled);
  }
  co_return Result<void>();
}

net::Awaitable<Result<void>> OrderDesk::reconcile() {
  for (auto& [key, known] : known_) known.seen = port::is_final(known.status);
  const Result<void> pulled = co_await pull();
  // Where the API may look only, open orders are among what it may not look at.
  if (!pulled && !core_.read_only) co_return pulled;
  const bool missing = std::ranges::any_of(
      known_, [](const auto& entry) { return !entry.second.seen && entry.second.order_id != 0; });
  if (missing && pulled) {
    const Result<void> completed = co_await pull_completed();
    if (!completed && !core_.gateway.connected()) co_return completed;
  }
  // Every order that is open is told anew: the desk may have missed how it came to be so.
  for (auto& [key, known] : known_) {
    if (known.seen && !port::is_final(known.status)) known.told = false;
    tell(known);
  }
  co_return Result<void>();
}

net::Awaitable<void> OrderDesk::look_again() {
  if (looking_again_) co_return;
  looking_again_ = true;
  const Result<void> looked = co_await reconcile();
  looking_again_ = false;
  // What is not found now is found when the session begins again.
  if (!looked) core_.gateway.close(looked.error().message);
}

}  // namespace pitwall::tws
