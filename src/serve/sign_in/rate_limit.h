// How often one asker may ask: a bucket for each, which fills by and by. Bounded: who comes when
// there are too many askers shares one bucket with the others.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace pitwall::serve::sign_in {

struct Rate {
  double burst = 1;       // so many at once
  double per_second = 1;  // and so many again each second
};

class RateLimit {
 public:
  static constexpr std::size_t max_askers = 1000;
  explicit RateLimit(Rate rate) : rate_(rate) {}

  // Takes one; or says after how long the next is allowed.
  std::optional<Duration> refuse(std::string_view asker, Time now);
  std::size_t askers() const { return buckets_.size(); }

 private:
  struct Bucket {
    double left = 0;
    Time filled;
  };
  void forget_full(Time now);

  Rate rate_;
  std::map<std::string, Bucket, std::less<>> buckets_;
};

}  // namespace pitwall::serve::sign_in
