#include "adapter/paper/tape.h"

#include <algorithm>

namespace pitwall::paper {

bool Tape::Lane::advance() {
  while (!ticks.next(next)) {
    PlayedBar bar;
    if (!feed->next(bar)) return false;
    ticks.begin(bar);
  }
  return true;
}

bool Tape::later(std::uint32_t a, std::uint32_t b) const {
  const market::Tick& first = lanes_[a].next;
  const market::Tick& second = lanes_[b].next;
  if (first.time != second.time) return first.time > second.time;
  return first.instrument > second.instrument;
}

void Tape::add(const market::Instrument& instrument, std::unique_ptr<BarFeed> feed) {
  Lane lane{std::move(feed), BarTicks(instrument), {}};
  if (!lane.advance()) return;
  lanes_.push_back(std::move(lane));
  heap_.push_back(static_cast<std::uint32_t>(lanes_.size() - 1));
  std::ranges::push_heap(heap_, [this](auto a, auto b) { return later(a, b); });
}

const market::Tick* Tape::peek() const {
  return heap_.empty() ? nullptr : &lanes_[heap_.front()].next;
}

void Tape::pop() {
  const auto order = [this](std::uint32_t a, std::uint32_t b) { return later(a, b); };
  std::ranges::pop_heap(heap_, order);
  if (lanes_[heap_.back()].advance())
    std::ranges::push_heap(heap_, order);
  else
    heap_.pop_back();
}

}  // namespace pitwall::paper
