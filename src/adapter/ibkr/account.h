// Which accounts are play money. Paper and live are told apart by the account's own number and by
// the door it was reached through, together: where the two disagree, nothing is done.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "market/origin.h"

namespace pitwall::ibkr {

// By the number: DU… and DF… are paper, the rest is live.
market::AccountKind kind_of_account(std::string_view account);

// 4001 and 7496 are live, 4002 and 7497 paper; `none` for any other port, which says nothing.
market::AccountKind kind_of_tws_port(std::uint16_t port);

// What the account is, where its number and what the session says of itself (`said`, none where it
// says nothing) agree; Code::conflict otherwise, in words for the person.
Result<market::AccountKind> agreed_kind(std::string_view account, market::AccountKind said,
                                        std::string_view said_by);

}  // namespace pitwall::ibkr
