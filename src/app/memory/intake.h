// What the memory takes in by itself while the desk runs: watched folders, and the subtitles of
// video channels. On a thread and with connections of its own, so that no import keeps the desk
// waiting.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "app/memory/config.h"
#include "net/loop.h"

namespace pitwall::app {

// Of a folder, a channel, or the memory itself: what is wrong with it, or that nothing is.
struct IntakeNews {
  std::string kind;     // "folder", "channel", "store"
  std::string subject;  // its path or its name
  std::string trouble;  // sentences; empty: all is well
};

class Intake {
 public:
  struct Parts {
    MemoryConfig config;
    std::string data;  // folder of memory.db
    std::string home;  // of the user, for yt-dlp's own configuration
    // From the intake's thread: it has to get to where it belongs.
    std::function<void(IntakeNews)> tell;
  };
  explicit Intake(Parts parts);  // begins at once
  ~Intake();                     // stops, and waits until it has
  Intake(const Intake&) = delete;
  Intake& operator=(const Intake&) = delete;
  // An import under way ends after the document that it is at; yt-dlp is killed.
  void stop();

 private:
  class Worker;
  std::atomic<bool> stopping_ = false;
  net::Loop loop_;
  std::unique_ptr<Worker> worker_;
  std::thread thread_;
};

}  // namespace pitwall::app
