#include "adapter/tape/walk.h"

namespace pitwall::tape {

Result<std::optional<BlockWalk::Place>> BlockWalk::at(std::uint64_t offset,
                                                      std::string_view bytes) {
  const std::optional<BlockHeader> header = decode_header(bytes.substr(0, header_size));
  if (!header) return std::optional<Place>();
  if (header->version != version)
    return error(Code::unsupported,
                 "{} was recorded by a newer Pitwall, in version {}: this one reads version {}.",
                 name_, header->version, version);
  const Place place{offset, *header};
  position_ = place.end();
  return std::optional(place);
}

Result<std::optional<BlockWalk::Place>> BlockWalk::next() {
  // As a rule there is a header right here; what is between two is searched by the window.
  for (std::size_t size = header_size;; size = window) {
    bytes_.resize(size);
    PITWALL_TRY(const std::size_t count, read_(position_, bytes_.data(), size));
    const std::string_view bytes(bytes_.data(), count);
    for (std::size_t found = bytes.find(magic); found != bytes.npos;
         found = bytes.find(magic, found + 1)) {
      PITWALL_TRY(const std::optional<Place> place, at(position_ + found, bytes.substr(found)));
      if (place) return place;
    }
    if (count < size) {
      position_ += count;
      return std::optional<Place>();
    }
    position_ += count - (header_size - 1);
  }
}

}  // namespace pitwall::tape
