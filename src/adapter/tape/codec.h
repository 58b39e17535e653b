// Entries as bytes and back, each told as what changed since the entry before it and since the
// latest of its symbol in the same run (block.h). Pure; any thread, one at a time.
//
//   entry   = count(lane << 3 | received apart << 2 | time apart << 1 | kind)
//           · symbol, where the lane is the run's first new one
//           · number(at) · [number(received_at)] · [number(tick.time)]
//           · count(changes) · what those name, in the order of the bits
//
// Times are differences: of `at` to the entry before, of received_at to `at`, of the tick's to the
// tick before in its lane. Unless they are told, received_at is `at`, the tick's time received_at,
// and the quote's time and as_of are the tick's. Without its bit the tick says what the quote says
// of the last trade, or of bid and ask. Counts, numbers and texts: numbers.h.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/tape/block.h"
#include "adapter/tape/entry.h"
#include "adapter/tape/numbers.h"
#include "base/result.h"

namespace pitwall::tape {

inline constexpr std::size_t figure_count = 11;  // of a quote

// What an entry is told against.
struct Lane {
  Time tick_time;
  std::array<std::int64_t, figure_count> figures{};  // the latest that were there
  std::uint64_t present = 0;                         // a bit for each figure
  std::uint64_t source = 0;                          // 1 for the run's first
  market::Quality quality = market::Quality::live;
};

class Encoder {
 public:
  Encoder();

  bool has_room() const;  // for any entry more
  // There is room, and the symbol is not empty. Allocates nothing once every symbol has come.
  void add(Time at, const market::Symbol& symbol, const market::Tick& tick,
           const market::Quote& quote);
  std::uint64_t entries() const { return entries_; }  // since the last block
  // What was added since the last block, as one; there is something. Good until the next call.
  std::string_view block();
  void advance();  // that block is where a reader finds it
  void restart();  // forgets it: what is added now begins a run

 private:
  struct Known {
    std::uint64_t run = 0;
    std::uint64_t index = 0;
    Lane lane;
  };
  Known& lane_of(const market::Symbol& symbol, bool& fresh);
  void put_quote(Lane& lane, const market::Tick& tick, const market::Quote& quote);
  void put_origin(Lane& lane, const market::Origin& origin);

  std::string block_;  // from header_size on the body
  std::uint64_t entries_ = 0;
  std::uint64_t run_ = 1;
  std::uint16_t position_ = 0;
  std::size_t run_size_ = 0;
  std::uint64_t lanes_ = 0;  // of this run
  Time at_;
  std::map<market::Symbol, Known> known_;
  std::vector<market::Source> sources_;  // of this run
};

class Decoder {
 public:
  Decoder() : taker_({}) {}

  // Goes on with a body, which stays where it is until all was taken. False where it continues a
  // run that is not known.
  bool begin(std::uint16_t position, std::string_view body);
  void lose();  // nothing is known until a run begins
  // The next entry; false at the end of the body. Code::corrupt where it makes no sense, which is
  // not damage under a good checksum; it is lost then.
  Result<bool> next(Entry& entry);

 private:
  struct Named {
    market::Symbol symbol;
    Lane lane;
  };
  bool take(Entry& entry);
  bool take_quote(Lane& lane, Entry& entry);
  bool take_origin(Lane& lane);

  Taker taker_;
  bool known_ = false;
  std::uint16_t position_ = 0;
  std::size_t run_size_ = 0;
  Time at_;
  std::vector<Named> lanes_;
  std::vector<market::Source> sources_;
};

}  // namespace pitwall::tape
