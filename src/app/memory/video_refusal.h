// What yt-dlp's words mean to a person: why there are no new subtitles, and what to do. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace pitwall::app {

// `said` is all that it wrote. Code::unavailable where another try may do, Code::permission_denied
// where a person has to do something first. Whatever is quoted is cleaned and short.
Error video_refusal(std::string_view said);

}  // namespace pitwall::app
