#include "app/memory/intake_alerts.h"

#include "app/memory/source_file.h"
#include "app/memory/video_channel.h"

namespace pitwall::app {
namespace {

constexpr const char* origin = "memory";

// Up to so many bytes, whole characters.
std::string cut(std::string text, std::size_t longest) {
  if (text.size() <= longest) return text;
  while (longest > 0 && (static_cast<unsigned char>(text[longest]) & 0xC0) == 0x80) --longest;
  text.resize(longest);
  return text;
}

desk::AlertLabels labels_of(const std::string& kind, const std::string& subject) {
  return {{"alert", "memory_" + kind},
          {"subject", cut(shown_name(subject), desk::AlertLabel::max_value)}};
}

std::string summary_of(const IntakeNews& news) {
  const std::string subject = cut(shown_name(news.subject), 120);
  if (news.kind == "folder") return fmt::format("Files in {} are not imported", subject);
  if (news.kind == "channel") return fmt::format("No new subtitles of {}", subject);
  return "The memory takes nothing in";
}

}  // namespace

void IntakeAlerts::end_all_but(const MemoryConfig& config, const std::string& data) {
  std::vector<desk::AlertLabels> known{labels_of("store", "memory")};
  for (const std::string& folder : config.folders) known.push_back(labels_of("folder", folder));
  for (const VideoChannelConfig& channel : config.channels) {
    known.push_back(labels_of("channel", channel.name));
    known.push_back(labels_of("folder", video_folder(data, channel).string()));
  }
  std::vector<desk::AlertLabels> ended;
  for (const desk::Alert& alert : desk_.state().alerting.alerts)
    if (alert.origin == origin && alert.fires() && std::ranges::count(known, alert.labels) == 0)
      ended.push_back(alert.labels);
  for (desk::AlertLabels& labels : ended)
    desk_.submit(desk::AlertEnded{std::move(labels), clock_.now()});
}

void IntakeAlerts::take(const IntakeNews& news) {
  const desk::AlertLabels labels = labels_of(news.kind, news.subject);
  const desk::Alert* known = desk_.state().alerting.find(desk::fingerprint_of(labels));
  const bool fires = known && known->fires();
  if (news.trouble.empty()) {
    if (fires) desk_.submit(desk::AlertEnded{labels, clock_.now()});
    return;
  }
  desk::AlertRaised raised;
  raised.labels = labels;
  raised.summary = summary_of(news);
  raised.detail = cut(news.trouble, desk::Alert::max_detail);
  raised.origin = origin;
  raised.now = clock_.now();
  if (fires && known->detail == raised.detail) return;
  desk_.submit(std::move(raised));
}

}  // namespace pitwall::app
