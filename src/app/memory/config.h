// The configuration's `memory`: where history comes from by itself.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "base/visitor.h"

namespace pitwall::app {

// The subtitles of a video channel, by the user's own yt-dlp.
struct VideoChannelConfig {
  std::string name;     // of its folder as well
  std::string address;  // https
  std::vector<std::string> languages{"en", "ru"};
  Duration every = days(1);
  std::string command = "yt-dlp";
  Duration deadline = minutes(30);  // of one round
};
void describe(VideoChannelConfig& config, Visitor& v);

struct MemoryConfig {
  std::vector<std::string> folders;
  std::vector<VideoChannelConfig> channels;
  Duration look_every = seconds(30);
  Duration still = seconds(30);

  bool takes_in() const { return !folders.empty() || !channels.empty(); }
};
void describe(MemoryConfig& config, Visitor& v);

// What the description cannot say.
Result<void> check(const MemoryConfig& config);

}  // namespace pitwall::app
