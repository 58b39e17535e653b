#include "adapter/ibkr/account.h"

#include <doctest/doctest.h>

namespace pitwall::ibkr {

using market::AccountKind;

TEST_CASE("an account's number says whether it is play money") {
  CHECK(kind_of_account("DU1234567") == AccountKind::paper);
  CHECK(kind_of_account("DF1234567") == AccountKind::paper);
  CHECK(kind_of_account("U1234567") == AccountKind::live);
  CHECK(kind_of_account("F1234567") == AccountKind::live);
  CHECK(kind_of_account("du1234567") == AccountKind::live);  // no number of theirs is written so
  CHECK(kind_of_account("") == AccountKind::live);
}

TEST_CASE("a port of TWS says it where it is one of the four usual ones") {
  CHECK(kind_of_tws_port(7496) == AccountKind::live);
  CHECK(kind_of_tws_port(4001) == AccountKind::live);
  CHECK(kind_of_tws_port(7497) == AccountKind::paper);
  CHECK(kind_of_tws_port(4002) == AccountKind::paper);
  CHECK(kind_of_tws_port(7500) == AccountKind::none);
}

TEST_CASE("number and session must agree, or nothing is done") {
  CHECK(agreed_kind("DU1", AccountKind::paper, "port 7497").value() == AccountKind::paper);
  CHECK(agreed_kind("U1", AccountKind::live, "port 7496").value() == AccountKind::live);
  CHECK(agreed_kind("U1", AccountKind::none, "port 7500").value() == AccountKind::live);
  CHECK(agreed_kind("DU1", AccountKind::none, "port 7500").value() == AccountKind::paper);
  const Result<AccountKind> live = agreed_kind("U1", AccountKind::paper, "port 7497");
  REQUIRE_FALSE(live.ok());
  CHECK(live.error().code == Code::conflict);
  CHECK(live.error().message.starts_with(
      "Account U1 is a live account by its number, but port 7497 says paper."));
  CHECK_FALSE(agreed_kind("DU1", AccountKind::live, "the gateway").ok());
}

}  // namespace pitwall::ibkr
