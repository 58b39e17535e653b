// One round of a video channel: the user's own yt-dlp puts the subtitles of new videos, with their
// descriptions, into a folder of ours. For the loop's thread.
#pragma once

#include <filesystem>
#include <string>

#include "app/memory/config.h"
#include "net/process.h"

namespace pitwall::app {

// Where the subtitles of a channel are put, in the data folder.
std::filesystem::path video_folder(const std::string& data, const VideoChannelConfig& channel);

// Makes the folder. `home` is the user's, for yt-dlp's own configuration. An error says in words
// what to do. Some videos are fetched in each round, the newest first; the next round goes on.
net::Awaitable<Result<void>> fetch_subtitles(net::Loop& loop, VideoChannelConfig channel,
                                             std::filesystem::path folder, std::string home);

}  // namespace pitwall::app
