#include "serve/sign_in/rate_limit.h"

#include <cmath>

namespace pitwall::serve::sign_in {

std::optional<Duration> RateLimit::refuse(std::string_view asker, Time now) {
  auto found = buckets_.find(asker);
  if (found == buckets_.end() && buckets_.size() >= max_askers) forget_full(now);
  if (found == buckets_.end() && buckets_.size() >= max_askers) {
    asker = "";
    found = buckets_.find(asker);
  }
  if (found == buckets_.end())
    found = buckets_.emplace(std::string(asker), Bucket{rate_.burst, now}).first;
  Bucket& bucket = found->second;
  const double passed = std::max(0.0, (now - bucket.filled).to_seconds());
  bucket.left = std::min(rate_.burst, bucket.left + passed * rate_.per_second);
  bucket.filled = now;
  if (bucket.left >= 1) {
    bucket.left -= 1;
    return std::nullopt;
  }
  return seconds(static_cast<std::int64_t>(std::ceil((1 - bucket.left) / rate_.per_second)));
}

void RateLimit::forget_full(Time now) {
  std::erase_if(buckets_, [&](const auto& entry) {
    const double passed = (now - entry.second.filled).to_seconds();
    return entry.second.left + passed * rate_.per_second >= rate_.burst;
  });
}

}  // namespace pitwall::serve::sign_in
