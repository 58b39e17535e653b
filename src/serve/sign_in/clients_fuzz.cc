// What a client says of itself is a client within its limits, or a refusal.
#include "serve/sign_in/clients.h"

#include "base/check.h"
#include "serve/sign_in/redirect.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pitwall;
  using namespace pitwall::serve::sign_in;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Outcome<Client> read = read_client_metadata(text, "");
  if (const Client* client = std::get_if<Client>(&read)) {
    PITWALL_CHECK(client->name.size() <= max_client_name, "a name that is too long");
    PITWALL_CHECK(!client->redirects.empty() && client->redirects.size() <= max_redirects,
                  "no redirect, or too many");
    for (const std::string& redirect : client->redirects)
      PITWALL_CHECK(read_redirect(redirect).ok(), "a redirect that is none");
    PITWALL_CHECK(parse_json(registration_json(*client)).ok(), "an answer that is no JSON");
  }
  (void)is_document_address(text);
  if (is_same_redirect("http://localhost:1/cb", text))
    PITWALL_CHECK(net::parse_url(text)->host == "localhost", "sent to another host");
  return 0;
}
