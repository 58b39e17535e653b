#include "adapter/tws/outbox.h"

#include <algorithm>

#include "base/check.h"

namespace pitwall::tws {

std::optional<std::uint64_t> Outbox::put(Urgency urgency, std::string payload) {
  std::deque<Entry>& row = waiting_[static_cast<std::size_t>(urgency)];
  if (row.size() >= longest) return std::nullopt;
  row.push_back({next_, std::move(payload)});
  return next_++;
}

bool Outbox::take_back(std::uint64_t number) {
  for (std::deque<Entry>& row : waiting_) {
    const auto found = std::ranges::find(row, number, &Entry::number);
    if (found == row.end()) continue;
    row.erase(found);
    return true;
  }
  return false;
}

std::optional<Duration> Outbox::wait(Duration now) const {
  if (size() == 0) return std::nullopt;
  return pace_.wait(now);
}

std::string Outbox::take(Duration now) {
  for (std::deque<Entry>& row : waiting_) {
    if (row.empty()) continue;
    std::string payload = std::move(row.front().payload);
    row.pop_front();
    pace_.take(now);
    return payload;
  }
  PITWALL_CHECK(false, "took from an empty outbox");
  return {};
}

std::size_t Outbox::size() const {
  std::size_t total = 0;
  for (const std::deque<Entry>& row : waiting_) total += row.size();
  return total;
}

void Outbox::clear() {
  for (std::deque<Entry>& row : waiting_) row.clear();
}

}  // namespace pitwall::tws
