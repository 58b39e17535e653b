#include "knowledge/import/subtitles.h"

namespace pitwall::knowledge {

Document subtitles_document(const Captions& captions, const VideoInfo& video,
                            std::string_view digest) {
  Document document;
  document.kind = DocumentKind::subtitles;
  document.language = captions.language.empty() ? video.language : captions.language;
  if (video.id.empty()) {
    document.id = fmt::format("file:{}", digest);
    document.provider = "file";
  } else {
    // Subtitles of one video in two languages are two documents.
    document.id = fmt::format("youtube:{}", video.id);
    if (!document.language.empty()) document.id += ":" + document.language;
    document.provider = "youtube";
  }
  document.title.value = video.title;
  document.channel.value = video.channel;
  document.address = video.address;
  document.created = video.published;
  document.updated = video.published;
  document.parts = parts_of(captions.cues);
  return document;
}

}  // namespace pitwall::knowledge
