#include "adapter/tape/day_reader.h"

namespace pitwall::tape {

void DayReader::skip(std::uint64_t from, std::uint64_t to) {
  if (skipped_from_ == skipped_to_) skipped_from_ = from;
  skipped_to_ = to;
  decoder_.lose();
}

void DayReader::tell() {
  if (skipped_from_ == skipped_to_) return;
  damaged_(error(Code::corrupt,
                 "{}: {} bytes from byte {} on are damaged; the ticks in them are left out.", name_,
                 skipped_to_ - skipped_from_, skipped_from_));
  skipped_from_ = skipped_to_;
}

Result<bool> DayReader::load() {
  while (true) {
    const std::uint64_t expected = walk_.position();
    PITWALL_TRY(const std::optional<BlockWalk::Place> place, walk_.next());
    block_ = place ? place->offset : walk_.position();
    if (block_ != expected) skip(expected, block_);
    if (!place) {
      tell();
      return false;
    }
    body_.resize(place->header.body_size);
    PITWALL_TRY(const std::size_t size, read_(block_ + header_size, body_.data(), body_.size()));
    body_.resize(size);
    if (belongs(place->header, body_) && decoder_.begin(place->header.position, body_)) {
      tell();
      return true;
    }
    skip(block_, block_ + header_size + size);
  }
}

Result<bool> DayReader::next(Entry& entry) {
  while (true) {
    const Result<bool> more = decoder_.next(entry);
    if (more && *more) return true;
    if (!more) skip(block_, walk_.position());
    PITWALL_TRY(const bool loaded, load());
    if (!loaded) return false;
  }
}

}  // namespace pitwall::tape
