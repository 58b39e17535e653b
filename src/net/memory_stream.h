// Two connected streams in memory, the twin of a socket for tests and simulation: same interface,
// no kernel, no real time. Faults come from the options and from the handle. Both ends belong to
// one loop's thread.
#pragma once

#include <memory>
#include <utility>

#include "net/stream.h"

namespace pitwall::net {

struct MemoryPipeOptions {
  std::size_t capacity = 64 * 1024;  // bytes under way in each direction before write() waits
  std::size_t max_read = 0;          // no read returns more than this; 0: as many as there are
  // Both directions are cut, with what is under way lost, after this many bytes from first to
  // second; 0: never.
  std::size_t cut_after = 0;
};

struct MemoryPipe {
  std::unique_ptr<Stream> first;
  std::unique_ptr<Stream> second;
  std::function<void()> cut;  // as a cable is cut: both ends fail with Code::unavailable
};

MemoryPipe memory_pipe(Loop& loop, MemoryPipeOptions options);
inline MemoryPipe memory_pipe(Loop& loop) { return memory_pipe(loop, MemoryPipeOptions{}); }

}  // namespace pitwall::net
