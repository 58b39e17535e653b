#include "adapter/ibkr/account.h"

namespace pitwall::ibkr {

market::AccountKind kind_of_account(std::string_view account) {
  return account.starts_with("DU") || account.starts_with("DF") ? market::AccountKind::paper
                                                                : market::AccountKind::live;
}

market::AccountKind kind_of_tws_port(std::uint16_t port) {
  switch (port) {
    case 4001:
    case 7496:
      return market::AccountKind::live;
    case 4002:
    case 7497:
      return market::AccountKind::paper;
    default:
      return market::AccountKind::none;
  }
}

Result<market::AccountKind> agreed_kind(std::string_view account, market::AccountKind said,
                                        std::string_view said_by) {
  const market::AccountKind kind = kind_of_account(account);
  if (said == market::AccountKind::none || said == kind) return kind;
  return error(Code::conflict,
               "Account {} is a {} account by its number, but {} says {}. Pitwall does not use it "
               "until both agree: check which login and which port you meant.",
               account, name_of(kind), said_by, name_of(said));
}

}  // namespace pitwall::ibkr
