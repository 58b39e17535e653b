#include "app/memory/video_channel.h"

#include "app/memory/video_refusal.h"

namespace pitwall::app {
namespace {

constexpr std::size_t max_said = 1024 * 1024;  // bytes of what it writes
constexpr int videos_of_one_round = 30;
constexpr int ended_by_limit = 101;  // yt-dlp's code where --max-downloads ended it

net::ProcessOptions command_of(const VideoChannelConfig& channel,
                               const std::filesystem::path& folder, const std::string& home) {
  std::string languages;
  for (const std::string& language : channel.languages)
    languages.append(languages.empty() ? "" : ",").append(language).append(".*");
  net::ProcessOptions options;
  options.command = {channel.command, "--skip-download", "--write-subs", "--write-auto-subs",
                     "--sub-langs", languages, "--sub-format", "json3/vtt", "--write-info-json",
                     "--no-write-playlist-metafiles", "--download-archive", ".seen",
                     // Without a video nothing would be noted there.
                     "--force-write-archive",
                     // A refusal is not passed over, and its video not noted as seen.
                     "--abort-on-error", "--max-downloads", fmt::format("{}", videos_of_one_round),
                     "--sleep-requests", "1", "--no-progress", "--color", "never", "--output",
                     "%(title).100B [%(id)s].%(ext)s", "--", channel.address};
  options.environment = {"HOME=" + home};
  options.path = home + "/.local/bin:" + options.path;
  options.folder = folder.string();
  options.with_errors = true;
  return options;
}

}  // namespace

std::filesystem::path video_folder(const std::string& data, const VideoChannelConfig& channel) {
  return std::filesystem::path(data) / "videos" / channel.name;
}

net::Awaitable<Result<void>> fetch_subtitles(net::Loop& loop, VideoChannelConfig channel,
                                             std::filesystem::path folder, std::string home) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure)
    co_return error(Code::permission_denied, "The folder {} cannot be made: {}.", folder.string(),
                    failure.message());
  const Result<net::Finished> ran = co_await net::run_process(
      loop, command_of(channel, folder, home), channel.deadline, max_said);
  if (!ran && ran.error().code == Code::not_found)
    co_return error(Code::permission_denied,
                    "There is no program {}: install yt-dlp, or name it in memory.channels.",
                    channel.command);
  if (!ran && ran.error().code == Code::deadline_exceeded)
    co_return error(Code::unavailable, "yt-dlp did not end within {} and was stopped.",
                    channel.deadline.text());
  if (!ran) co_return ran.error();
  if (ran->end.good() || ran->end.code == ended_by_limit) co_return Result<void>();
  co_return video_refusal(ran->output);
}

}  // namespace pitwall::app
