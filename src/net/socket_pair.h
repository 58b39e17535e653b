// A connection whose other end is for another process.
#pragma once

#include <memory>

#include "net/stream.h"

namespace pitwall::net {

struct SocketPair {
  std::unique_ptr<Stream> near;
  // Bare and blocking, as the other process wants it; closed on exec, and by whoever holds this.
  int far = -1;
};
Result<SocketPair> socket_pair(Loop& loop);

}  // namespace pitwall::net
