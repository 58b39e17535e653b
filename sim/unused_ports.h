// Ports that nothing on an order's way asks: they say so.
#pragma once

#include "port/bar_store.h"
#include "port/chart_painter.h"

namespace pitwall::sim {

class NoBars final : public port::BarStore {
 public:
  Result<std::vector<market::Bar>> read(const port::BarQuery&) override { return none(); }
  Result<std::vector<port::BarCoverage>> coverage() override { return none(); }
  Result<std::optional<port::BarCoverage>> coverage_of(market::Symbol, market::BarSize) override {
    return none();
  }
  Result<void> write(market::Symbol, market::BarSize, std::string_view,
                     const std::vector<market::Bar>&) override {
    return none();
  }

 private:
  static Error none() { return error(Code::unsupported, "Nothing is stored in a simulation."); }
};

class NoPainter final : public port::ChartPainter {
 public:
  void paint(port::ChartPicture, port::Reply<std::string> reply) override {
    reply(error(Code::unsupported, "Nothing is painted in a simulation."));
  }
};

}  // namespace pitwall::sim
