// From one block of a tape file to the next, over whatever is damaged in between.
#pragma once

#include <functional>
#include <string>

#include "adapter/tape/block.h"
#include "base/result.h"

namespace pitwall::tape {

// Up to `size` bytes at `offset` into `out`; fewer only at the end.
using ReadAt =
    std::function<Result<std::size_t>(std::uint64_t offset, char* out, std::size_t size)>;

class BlockWalk {
 public:
  struct Place {
    std::uint64_t offset = 0;  // of the header; the body follows
    BlockHeader header;
    std::uint64_t end() const { return offset + header_size + header.body_size; }
  };

  // `name` is the file's, for messages.
  BlockWalk(std::string name, ReadAt read) : name_(std::move(name)), read_(std::move(read)) {}

  // The next header, whose body may be damaged or cut off; nothing at the end. Code::unsupported
  // where a newer version begins.
  Result<std::optional<Place>> next();
  // Where it goes on: the end of the block given last; at the end, that of the file or beyond it.
  std::uint64_t position() const { return position_; }

 private:
  static constexpr std::size_t window = std::size_t{64} << 10;
  Result<std::optional<Place>> at(std::uint64_t offset, std::string_view bytes);

  std::string name_;
  ReadAt read_;
  std::uint64_t position_ = 0;
  std::string bytes_;
};

}  // namespace pitwall::tape
