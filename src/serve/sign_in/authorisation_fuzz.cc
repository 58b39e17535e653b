// Whatever comes as a query to /authorize, the browser is only ever sent to the client's own
// address.
#include "serve/sign_in/authorisation.h"

#include "base/check.h"
#include "net/http.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pitwall;
  using namespace pitwall::serve::sign_in;
  const Result<Form> form = Form::parse({reinterpret_cast<const char*>(data), size});
  if (!form) return 0;
  Client client;
  client.id = "c";
  client.redirects = {"http://localhost/cb", "https://a.example/cb?x=1"};
  const auto read = read_authorisation(*form, client, "https://desk.example");
  std::string location;
  if (const auto* asked = std::get_if<Authorisation>(&read)) {
    PITWALL_CHECK(!asked->asked.empty() && asked->challenge.size() == 43, "let through unread");
    location = location_with_code(*asked, "code", "https://desk.example");
  } else if (const auto* back = std::get_if<SentBack>(&read)) {
    location = back->location;
  } else {
    return 0;
  }
  const Result<net::Url> url = net::parse_url(location);
  PITWALL_CHECK(url.ok(), "sent to what is no address");
  PITWALL_CHECK((url->host == "localhost" && url->target.starts_with("/cb?")) ||
                    (url->host == "a.example" && url->target.starts_with("/cb?x=1&")),
                "sent elsewhere");
  return 0;
}
