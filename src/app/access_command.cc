#include <cstdio>

#include "app/commands.h"
#include "app/local_methods.h"
#include "app/paths.h"
#include "app/socket_client.h"

namespace pitwall::app {
namespace {

constexpr Duration answer_deadline = seconds(20);

void print_grants(const Json& listing) {
  const Json* enabled = listing.find("enabled");
  if (!enabled || !enabled->as_boolean()) {
    std::printf("Remote use is off: nobody is signed in. docs/remote.md says how to begin.\n");
    return;
  }
  const Json* grants = listing.find("grants");
  std::printf("Remote use is on at %s\n", std::string(listing.string_or("public_url", "")).c_str());
  if (!grants || grants->items().empty()) std::printf("Nobody is signed in.\n");
  if (!grants) return;
  for (const Json& grant : grants->items()) {
    const auto text = [&](std::string_view name) { return std::string(grant.string_or(name, "")); };
    std::printf("%s  %-24s  may %-14s  since %s, last used %s\n", text("id").c_str(),
                text("client_name").c_str(), text("scopes").c_str(), text("created").c_str(),
                text("used").c_str());
  }
}

}  // namespace

int run_access(const AccessCommand& command) {
  Result<SocketClient> client = SocketClient::connect(find_paths(command.data).socket);
  if (!client) return fail(client.error());
  Json params = Json::object();
  const bool revoke = command.what == AccessCommand::What::revoke;
  if (revoke) params.set("id", Json::string(command.id));
  const Result<Json> listing = client->request(revoke ? AccessMethods::revoke : AccessMethods::list,
                                               params, answer_deadline);
  if (!listing) return fail(listing.error());
  if (revoke) std::printf("Ended.\n");
  print_grants(*listing);
  return 0;
}

}  // namespace pitwall::app
