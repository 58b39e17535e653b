#include "app/memory/intake.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "adapter/sqlite/document_store.h"
#include "app/memory/drop_folder.h"
#include "app/memory/pdf_text.h"
#include "app/memory/video_channel.h"
#include "app/system.h"

namespace pitwall::app {
namespace {

namespace fs = std::filesystem;

constexpr Duration first_pause = hours(1);  // after a refusal; doubled each time
constexpr Duration longest_pause = days(7);
constexpr const char* last_round = ".fetched";  // its time is that of the last good round

std::string words_of(const DropFolder::Look& look) {
  if (look.refused_count == 0) return {};
  std::string text = fmt::format("{} {} not imported.", look.refused_count,
                                 look.refused_count == 1 ? "file was" : "files were");
  for (const SkippedFile& file : look.refused)
    text += fmt::format(" {}: {}", file.file, file.reason.substr(0, 300));
  return text;
}

// How long ago the last good round was; nothing where there was none.
std::optional<Duration> since_last_round(const fs::path& folder) {
  std::error_code failure;
  const fs::file_time_type then = fs::last_write_time(folder / last_round, failure);
  if (failure) return {};
  const auto passed = fs::file_time_type::clock::now() - then;
  return nanoseconds(std::chrono::duration_cast<std::chrono::nanoseconds>(passed).count());
}

}  // namespace

// Lives on the intake's thread.
class Intake::Worker {
 public:
  Worker(net::Loop& loop, Parts parts, const std::atomic<bool>& stopping)
      : loop_(loop), parts_(std::move(parts)), stopping_(stopping) {}

  void run() {
    if (const Result<void> opened = open(); !opened) return tell("store", "memory", opened);
    look();
    if (!channels_.empty()) loop_.spawn("video channels", fetch_all());
    loop_.run();
  }

 private:
  struct Channel {
    VideoChannelConfig config;
    fs::path folder;
    Duration due;  // by the loop's time
    Duration pause = first_pause;
  };

  Result<void> open() {
    PITWALL_TRY(store_, sqlite::SqliteDocumentStore::open(parts_.data));
    PITWALL_TRY(sqlite::SqliteImportedFiles files, sqlite::SqliteImportedFiles::open(parts_.data));
    files_ = std::make_unique<sqlite::SqliteImportedFiles>(std::move(files));
    for (const std::string& folder : parts_.config.folders) add_folder(folder);
    for (const VideoChannelConfig& config : parts_.config.channels) {
      Channel channel{config, video_folder(parts_.data, config), loop_.now()};
      if (const auto passed = since_last_round(channel.folder); passed && *passed < config.every)
        channel.due = loop_.now() + config.every - *passed;
      std::error_code failure;
      fs::create_directories(channel.folder, failure);  // a failure is told by the round itself
      add_folder(channel.folder);
      channels_.push_back(std::move(channel));
    }
    return {};
  }

  void add_folder(const fs::path& folder) {
    const auto go_on = [this](const HistoryReport&) { return !stopping_; };
    folders_.emplace_back(HistoryParts{*store_, clock_, pdf_text, go_on}, *files_, folder,
                          parts_.config.still);
  }

  void look() {
    for (DropFolder& folder : folders_) {
      if (stopping_) return;
      if (folder.path() == fetching_) continue;  // a video is whole when its round is over
      const Result<DropFolder::Look> seen = folder.look();
      if (!seen && seen.error().code == Code::cancelled) return;
      tell("store", "memory", seen ? Result<void>() : seen.error());
      if (seen) say("folder", folder.path().string(), words_of(*seen));
    }
    timer_ = loop_.after(parts_.config.look_every, [this] { look(); });
  }

  // One channel after the other, so that YouTube sees one reader.
  net::Awaitable<void> fetch_all() {
    while (true) {
      Channel& next = *std::ranges::min_element(channels_, {}, &Channel::due);
      if (next.due > loop_.now()) co_await loop_.sleep(next.due - loop_.now());
      fetching_ = next.folder;
      const Result<void> fetched =
          co_await fetch_subtitles(loop_, next.config, next.folder, parts_.home);
      fetching_.clear();
      tell("channel", next.config.name, fetched);
      if (fetched) {
        std::ofstream(next.folder / last_round) << "\n";
        next.pause = first_pause;
        next.due = loop_.now() + next.config.every;
      } else {
        next.due = loop_.now() + next.pause;
        next.pause = std::min(next.pause * 2, longest_pause);
      }
    }
  }

  void tell(std::string kind, std::string subject, const Result<void>& result) {
    say(std::move(kind), std::move(subject), result ? std::string() : result.error().message);
  }
  // Only what is new; that all is well is new at the start.
  void say(std::string kind, std::string subject, std::string trouble) {
    const std::string key = kind + " " + subject;
    const auto said = said_.find(key);
    if (said != said_.end() && said->second == trouble) return;
    said_[key] = trouble;
    parts_.tell({std::move(kind), std::move(subject), std::move(trouble)});
  }

  net::Loop& loop_;
  Parts parts_;
  const std::atomic<bool>& stopping_;
  SystemClock clock_;
  std::unique_ptr<sqlite::SqliteDocumentStore> store_;
  std::unique_ptr<sqlite::SqliteImportedFiles> files_;
  std::vector<DropFolder> folders_;
  std::vector<Channel> channels_;
  fs::path fetching_;  // the folder that is being filled; empty: none
  std::map<std::string, std::string> said_;
  net::Timer timer_;
};

Intake::Intake(Parts parts)
    : worker_(std::make_unique<Worker>(loop_, std::move(parts), stopping_)),
      thread_([this] { worker_->run(); }) {}

Intake::~Intake() {
  stop();
  thread_.join();
}

void Intake::stop() {
  stopping_ = true;
  loop_.post([this] { loop_.stop(); });
}

}  // namespace pitwall::app
