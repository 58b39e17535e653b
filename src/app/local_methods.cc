#include "app/local_methods.h"

#include "base/json_in.h"
#include "base/json_out.h"
#include "serve/sign_in/owner.h"

namespace pitwall::app {

void describe(BarsStored& message, Visitor& v) {
  v("import", "What was imported.", "", message.import);
  v("added", "The instrument, where it was new.", "", message.added);
}

namespace {

void tell_known(const market::Catalogue& catalogue, const serve::RpcMessage& message,
                const serve::McpSocket::Done& done) {
  const Result<market::Symbol> symbol =
      market::Symbol::parse(message.params.string_or("symbol", ""));
  if (!symbol)
    return done(
        serve::rpc_error(*message.id, serve::RpcCode::invalid_params, symbol.error().message));
  const market::Instrument* known = catalogue.find(*symbol);
  done(serve::rpc_result(*message.id, known ? to_json(*known) : "null"));
}

void take_stored(desk::Desk& desk, const std::function<Result<void>()>& stored,
                 const serve::RpcMessage& message, const serve::McpSocket::Done& done) {
  Result<BarsStored> told = from_json<BarsStored>(message.params);
  if (!told)
    return done(
        serve::rpc_error(*message.id, serve::RpcCode::invalid_params, told.error().message));
  if (told->added) desk.submit(*told->added);
  desk.submit(told->import, [stored, done, id = *message.id](Result<void> applied) {
    if (applied) applied = stored();
    done(applied ? serve::rpc_result(id, "{}")
                 : serve::rpc_error(id, serve::RpcCode::internal_error, applied.error().message));
  });
}

void list_access(serve::sign_in::Front* front, const serve::RpcMessage& message,
                 const serve::McpSocket::Done& done) {
  done(serve::rpc_result(*message.id,
                         front ? front->listing() : std::string(serve::sign_in::listing_when_off)));
}

void revoke_access(serve::sign_in::Front* front, const serve::RpcMessage& message,
                   const serve::McpSocket::Done& done) {
  if (!front)
    return done(serve::rpc_error(*message.id, serve::RpcCode::invalid_params,
                                 "Remote use is off; nobody is signed in."));
  front->revoke(std::string(message.params.string_or("id", "")), [front, done, id = *message.id](
                                                                     const Result<void>& ended) {
    done(ended ? serve::rpc_result(id, front->listing())
               : serve::rpc_error(id, serve::RpcCode::invalid_params, ended.error().message));
  });
}

bool tell_person(PersonMethods& person, const serve::RpcMessage& message,
                 const serve::McpSocket::Done& done) {
  return person.handle(
      message.method, message.params, "terminal",
      [done, id = *message.id](const Result<std::string>& answer) {
        done(answer ? serve::rpc_result(id, *answer)
                    : serve::rpc_error(id, serve::RpcCode::invalid_params, answer.error().message));
      });
}

}  // namespace

serve::McpSocket::LocalMethods local_methods(desk::Desk& desk, const market::Catalogue& catalogue,
                                             std::function<Result<void>()> stored,
                                             serve::sign_in::Front* front, PersonMethods* person) {
  return [&desk, &catalogue, front, person, stored = std::move(stored)](
             const serve::RpcMessage& message, const serve::McpSocket::Done& done) {
    if (message.method == KnownInstrument::method) {
      tell_known(catalogue, message, done);
    } else if (message.method == BarsStored::method) {
      take_stored(desk, stored, message, done);
    } else if (message.method == AccessMethods::list) {
      list_access(front, message, done);
    } else if (message.method == AccessMethods::revoke) {
      revoke_access(front, message, done);
    } else {
      return tell_person(*person, message, done);
    }
    return true;
  };
}

}  // namespace pitwall::app
