#include "net/retry_after.h"

#include <doctest/doctest.h>

namespace pitwall::net {
namespace {

Duration asked(std::string_view header) {
  Response response{.status = 429};
  response.headers.set("Retry-After", header);
  return retry_after(response, seconds(60));
}

}  // namespace

TEST_CASE("a server's wish to be left alone") {
  CHECK(asked("0") == Duration());
  CHECK(asked("7") == seconds(7));
  CHECK(asked("60") == seconds(60));
  CHECK(asked("61") == seconds(60));
  CHECK(asked("99999999999999999999999") == seconds(60));
  CHECK(asked("-7") == Duration());
  CHECK(asked("-99999999999999999999999") == Duration());
  CHECK(asked("7 seconds") == Duration());
  CHECK(asked("Fri, 31 Dec 1999 23:59:59 GMT") == Duration());
  CHECK(asked("") == Duration());
  CHECK(retry_after(Response{.status = 429}, seconds(60)) == Duration());
}

}  // namespace pitwall::net
