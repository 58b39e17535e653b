#include "knowledge/import/byte_source.h"

namespace pitwall::knowledge {

Result<bool> ByteSource::fill() {
  const std::size_t size = piece_.size();
  piece_.resize(piece_size);
  const Result<std::size_t> got = read_(std::span(piece_).subspan(size));
  piece_.resize(size + (got ? *got : 0));
  if (!got) return got.error();
  return *got > 0;
}

Result<std::string_view> ByteSource::peek() {
  if (held_) return std::string_view(piece_);
  piece_.clear();
  held_ = true;
  for (bool more = true; more && piece_.size() < piece_size;) {
    PITWALL_TRY(more, fill());
  }
  return std::string_view(piece_);
}

Result<std::string_view> ByteSource::next() {
  if (!held_) {
    piece_.clear();
    PITWALL_TRY_VOID(fill());
  }
  held_ = false;
  return std::string_view(piece_);
}

Result<std::string> ByteSource::all(std::size_t limit) {
  std::string whole;
  while (true) {
    PITWALL_TRY(const std::string_view piece, next());
    if (piece.empty()) return whole;
    if (whole.size() + piece.size() > limit)
      return error(Code::too_large, "A file of this kind may have {} MB, and this one has more.",
                   limit / (1024 * 1024));
    whole += piece;
  }
}

}  // namespace pitwall::knowledge
