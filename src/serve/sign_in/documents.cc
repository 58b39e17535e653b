#include "serve/sign_in/documents.h"

#include <charconv>

#include "net/http_client.h"
#include "net/public_address.h"

namespace pitwall::serve::sign_in {
namespace {

net::Awaitable<Result<net::Response>> fetch(net::Loop* loop, bool call_private,
                                            std::string address) {
  PITWALL_CO_TRY(const net::Url url, net::parse_url(address));
  net::HttpClientOptions options;
  options.limits.body_bytes = max_metadata_bytes;
  options.connect_deadline = document_deadline;
  options.first_byte_deadline = document_deadline;
  options.whole_deadline = document_deadline;
  options.keep_idle = Duration{};
  options.max_idle_per_host = 0;
  options.dial = [loop, url, call_private] {
    return net::connect_tcp(*loop, url.host, url.port, document_deadline,
                            call_private ? net::AddressFilter() : net::is_public_address);
  };
  net::HttpClient client(*loop, std::move(options));
  net::Request request;
  request.headers.add("Accept", "application/json");
  request.headers.add("User-Agent", "pitwall");
  request.headers.add("Connection", "close");
  co_return co_await client.send(std::move(address), std::move(request));
}

}  // namespace

Fetch fetch_documents(net::Loop& loop, bool call_private) {
  return [&loop, call_private](std::string address) {
    return fetch(&loop, call_private, std::move(address));
  };
}

Duration span_kept(std::string_view cache_control) {
  if (cache_control.find("no-store") != cache_control.npos ||
      cache_control.find("no-cache") != cache_control.npos)
    return {};
  constexpr std::string_view name = "max-age=";
  const std::size_t at = cache_control.find(name);
  if (at == cache_control.npos) return Documents::kept_usually;
  const std::string_view number = cache_control.substr(at + name.size());
  std::int64_t age = 0;
  const auto [_, failure] = std::from_chars(number.data(), number.data() + number.size(), age);
  if (failure == std::errc::result_out_of_range) return Documents::kept_longest;
  if (failure != std::errc{} || age < 0) return {};
  return age > Documents::kept_longest / seconds(1) ? Documents::kept_longest : seconds(age);
}

void Documents::keep(const Client& client, Duration span) {
  if (span <= Duration{}) return;
  const Time now = clock_.now();
  std::erase_if(kept_, [&](const auto& entry) { return entry.second.until <= now; });
  if (kept_.size() >= max_kept)
    kept_.erase(
        std::ranges::min_element(kept_, {}, [](const auto& entry) { return entry.second.until; }));
  kept_.insert_or_assign(client.id, Kept{client, now + span});
}

net::Awaitable<Outcome<Client>> Documents::find(std::string address) {
  if (!is_document_address(address))
    co_return Refusal{"invalid_client", "This client_id is no https address with a path."};
  if (const auto found = kept_.find(address);
      found != kept_.end() && found->second.until > clock_.now())
    co_return found->second.client;
  const Result<net::Response> answer = co_await fetch_(address);
  if (!answer)
    co_return Refusal{"invalid_client",
                      "The assistant's own page about itself could not be fetched."};
  if (answer->status != 200)
    co_return Refusal{
        "invalid_client",
        fmt::format("The assistant's own page about itself answers {}, not 200.", answer->status)};
  Outcome<Client> read = read_client_metadata(answer->body, address);
  if (const Client* client = std::get_if<Client>(&read))
    keep(*client, span_kept(answer->headers.get("Cache-Control")));
  co_return read;
}

}  // namespace pitwall::serve::sign_in
