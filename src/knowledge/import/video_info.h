// What yt-dlp writes about a video beside its subtitles: NAME.info.json. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "knowledge/import/json_tree.h"

namespace pitwall::knowledge {

struct Chapter {
  Duration start;  // since the beginning
  std::string title;
  bool operator==(const Chapter&) const = default;
};

struct VideoInfo {
  std::string id;  // YouTube's, as in watch?v=ID; empty where nothing is known of the video
  std::string title;
  std::string channel;
  std::string address;   // http or https
  std::string language;  // of the video
  std::string description;
  std::optional<Time> published = {};  // its day at 00:00 UTC where only that is said
  std::optional<Duration> duration = {};
  std::vector<Chapter> chapters;
};

Result<VideoInfo> read_video_info(std::string json);
Result<VideoInfo> read_video_info(const JsonNode& file);

}  // namespace pitwall::knowledge
