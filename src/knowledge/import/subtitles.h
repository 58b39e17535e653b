// Files of subtitles, each format as its cues, and these as a document. Pure; any thread.
//
// A cue that is damaged is left out and told as a flaw with its line; a file without one that can
// be read is an error that names the first. Times of videos: since the beginning.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "knowledge/document.h"
#include "knowledge/import/cue.h"
#include "knowledge/import/json_tree.h"
#include "knowledge/import/video_info.h"

namespace pitwall::knowledge {

// WebVTT (W3C), with the rolling captions that YouTube makes by itself.
Result<Captions> read_webvtt(std::string_view text);
// SubRip: numbered cues, commas in their times; points are taken too.
Result<Captions> read_srt(std::string_view text);
// SubViewer, as YouTube exports it: "0:00:01.000,0:00:03.500" over each text.
Result<Captions> read_sbv(std::string_view text);
// YouTube's XML: <transcript> with seconds (srv1), or <timedtext> with milliseconds (srv3).
Result<Captions> read_srv(std::string_view text);
// YouTube's JSON, which never repeats a line.
Result<Captions> read_json3(const JsonNode& file);

// `digest` is the SHA-256 of the file in hexadecimal: the document's id where no video is known.
Document subtitles_document(const Captions& captions, const VideoInfo& video,
                            std::string_view digest);

}  // namespace pitwall::knowledge
