#include "knowledge/import/video_info.h"

#include "knowledge/import/json_time.h"

namespace pitwall::knowledge {
namespace {

bool is_web_address(std::string_view text) {
  return text.starts_with("https://") || text.starts_with("http://");
}

// "20250314"
std::optional<Time> day_in(std::string_view text) {
  if (text.size() != 8) return {};
  const Result<Date> day =
      Date::parse(fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6)));
  if (!day) return {};
  return day->midnight_utc();
}

}  // namespace

Result<VideoInfo> read_video_info(const JsonNode& file) {
  VideoInfo info;
  info.id = file["id"].text();
  info.title = file["title"].text();
  if (info.id.empty() || info.title.empty())
    return error(Code::invalid_argument,
                 "This describes no video: \"id\" and \"title\" are not both there.");
  info.channel = file["channel"].text();
  if (info.channel.empty()) info.channel = file["uploader"].text();
  if (const std::string_view address = file["webpage_url"].text(); is_web_address(address))
    info.address = address;
  info.language = file["language"].text();
  info.description = file["description"].text();
  info.published = time_in(file["timestamp"]);
  if (!info.published) info.published = day_in(file["upload_date"].text());
  info.duration = seconds_in(file["duration"]);
  for (const JsonNode chapter : file["chapters"])
    if (const auto start = seconds_in(chapter["start_time"]))
      info.chapters.push_back({*start, std::string(chapter["title"].text())});
  return info;
}

Result<VideoInfo> read_video_info(std::string json) {
  JsonTree tree;
  const Result<JsonNode> file = tree.read(json);
  if (!file)
    return error(file.error().code, "The description of a video cannot be read: {}.",
                 file.error().message);
  return read_video_info(*file);
}

}  // namespace pitwall::knowledge
