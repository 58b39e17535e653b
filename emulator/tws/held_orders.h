// Orders that TWS has and the market has not: those not transmitted yet, and children whose parent
// is not filled. And groups, of which the first fill calls off the rest. Belongs to the loop's
// thread.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "emulator/brokerage.h"

namespace pitwall::emulator::tws {

struct HeldOrder {
  std::int64_t client = 0;
  std::int64_t id = 0;  // the client's own
  std::int64_t parent_id = 0;
  std::string oca_group;
  std::string reference;
  bool transmit = false;
  port::Order order;
  market::InstrumentId instrument;
};

class HeldOrders {
 public:
  static constexpr std::size_t max_held = 1'000;

  explicit HeldOrders(Brokerage& brokerage) : brokerage_(brokerage) {}

  // What becomes of a held order, for its client: held, refused by the market (with its words), or
  // called off because its parent was.
  enum class Fate { held, refused, called_off };
  using Tell = std::function<void(const HeldOrder&, Fate, const std::string& reason)>;
  void on_fate(Tell tell) { tell_ = std::move(tell); }

  // Takes an order that is new, or takes the place of a held one. What can go to the market now
  // goes: the order itself, and the parent and siblings that waited for it.
  void take(HeldOrder order);
  const HeldOrder* find(std::int64_t client, std::int64_t id) const;
  // With its children. False where it is not held.
  bool cancel(std::int64_t client, std::int64_t id);
  std::vector<HeldOrder> all() const;

  // An order of the market has changed: its children and its group follow.
  void on_order(const Ticket& ticket);

  // What the client said of an order that is in the market now.
  std::int64_t parent_of(const Ticket& ticket) const;
  std::string group_of(const Ticket& ticket) const;

 private:
  using Key = std::pair<std::int64_t, std::int64_t>;  // client and id
  struct Ties {
    std::int64_t parent_id = 0;
    std::string oca_group;
  };
  void transmit_with(const HeldOrder& last);
  bool may_go(const HeldOrder& order) const;
  void release();
  void call_off_children(const Key& parent, const std::string& reason);
  void call_off_group(const Ticket& filled);
  const Ticket* ticket_of(const Key& key) const;

  Brokerage& brokerage_;
  Tell tell_;
  std::map<Key, HeldOrder> held_;
  std::map<Key, Ties> ties_;
};

}  // namespace pitwall::emulator::tws
