#include "app/local_methods.h"

#include "base/json_in.h"

namespace pitwall::app {

void describe(BarsStored& message, Visitor& v) {
  v("import", "What was imported.", "", message.import);
  v("added", "The instrument, where it was new.", "", message.added);
}

serve::McpServer::LocalMethods local_methods(desk::Desk& desk,
                                             std::function<Result<void>()> stored) {
  return [&desk, stored = std::move(stored)](const serve::RpcMessage& message,
                                             const serve::McpServer::Done& done) {
    if (message.method != BarsStored::method) return false;
    Result<BarsStored> told = from_json<BarsStored>(message.params);
    if (!told) {
      done(serve::rpc_error(*message.id, serve::RpcCode::invalid_params, told.error().message));
      return true;
    }
    if (told->added) desk.submit(*told->added);
    desk.submit(told->import, [stored, done, id = *message.id](Result<void> applied) {
      if (applied) applied = stored();
      done(applied ? serve::rpc_result(id, "{}")
                   : serve::rpc_error(id, serve::RpcCode::internal_error, applied.error().message));
    });
    return true;
  };
}

}  // namespace pitwall::app
