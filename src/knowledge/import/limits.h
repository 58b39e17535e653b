// How much of a file is held in memory at once.
#pragma once

#include <cstddef>

namespace pitwall::knowledge {

// One conversation, or one line of a session, as JSON. Read, it takes up to five times as much.
inline constexpr std::size_t max_record = 16 * 1024 * 1024;  // bytes
// A file that is read whole: subtitles, a note, a table, a page.
inline constexpr std::size_t max_whole_file = 32 * 1024 * 1024;  // bytes

}  // namespace pitwall::knowledge
