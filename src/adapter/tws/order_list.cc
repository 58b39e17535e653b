// The open orders as a list.
#include <algorithm>

#include "adapter/tws/order_desk.h"

namespace pitwall::tws {

void OrderDesk::live_orders(const std::string& account, port::Reply<port::LiveOrders> reply) {
  if (const Result<void> ready = core_.ready(); !ready) return reply(ready.error());
  if (!account.empty() && !core_.wants(account))
    return reply(error(Code::not_found, "{} has no account {} here.", ibkr::broker_name, account));
  listing_.ask(account, std::move(reply), [&] { return list(account); });
}

net::Awaitable<Result<port::LiveOrders>> OrderDesk::list(std::string account) {
  // The broker's word of now; where it may not be asked, there are none that we could have placed.
  const Result<void> pulled = co_await reconcile();
  if (!pulled) co_return pulled.error();
  if (core_.read_only)
    co_return error(Code::permission_denied,
                    "TWS or IB Gateway tells no orders while \"Read-Only API\" is ticked.");
  std::vector<const Known*> open;
  for (const auto& [key, known] : known_)
    if (!port::is_final(known.status) && (account.empty() || known.order.account == account))
      open.push_back(&known);
  std::ranges::sort(open, std::ranges::greater{},
                    [](const Known* known) { return std::tie(known->changed, known->perm_id); });
  port::LiveOrders all;
  for (const Known* known : open) {
    port::LiveOrder order;
    order.order = known->order;
    order.broker_id = fmt::to_string(known->perm_id);
    order.status = known->status;
    order.filled = known->filled;
    order.average_price = known->average_price;
    order.detail = known->detail;
    all.orders.push_back(std::move(order));
  }
  all.origin = core_.origin_now();
  co_return all;
}

}  // namespace pitwall::tws
