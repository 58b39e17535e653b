// Wanting the ticks of one instrument, for as long as this lives.
#pragma once

#include <utility>

#include "port/market_data.h"

namespace pitwall::port {

class [[nodiscard]] Following {
 public:
  Following() = default;
  // The market outlives it.
  Following(MarketData& market, market::InstrumentId instrument)
      : market_(&market), instrument_(instrument) {
    market.follow(instrument, true);
  }
  Following(Following&& other) noexcept
      : market_(std::exchange(other.market_, nullptr)), instrument_(other.instrument_) {}
  Following& operator=(Following&& other) noexcept {
    std::swap(market_, other.market_);
    std::swap(instrument_, other.instrument_);
    return *this;
  }
  ~Following() {
    if (market_) market_->follow(instrument_, false);
  }

 private:
  MarketData* market_ = nullptr;
  market::InstrumentId instrument_;
};

}  // namespace pitwall::port
