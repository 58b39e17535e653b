#include "serve/sign_in/scope_check.h"

#include "base/json.h"

namespace pitwall::serve::sign_in {

Scope scope_of(const tool::Registry& registry, std::string_view body) {
  const Result<Json> message = parse_json(body);
  if (!message || message->string_or("method", "") != "tools/call") return Scope::read;
  const Json* params = message->find("params");
  const Result<const tool::Tool*> tool =
      registry.find(params ? params->string_or("name", "") : std::string_view());
  return tool ? scope_for((*tool)->effect) : Scope::read;
}

std::optional<net::Response> refuse_call(const Front& front, const Principal& who,
                                         const tool::Registry& registry, std::string_view body) {
  if (who.local || who.scopes == Scopes::all()) return std::nullopt;
  return front.refuse_scope(who, scope_of(registry, body));
}

}  // namespace pitwall::serve::sign_in
