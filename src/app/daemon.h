// A desk put together from a configuration, and run on one event loop until it is told to stop.
#pragma once

#include <memory>

#include "app/config.h"
#include "app/paths.h"
#include "app/system.h"
#include "tool/registry.h"

namespace pitwall::app {

// What is shown to an assistant.
enum class Face {
  desk,
  conformance,  // the fixtures of the protocol's conformance suite, and nothing of the desk
};

class Daemon {
 public:
  // Opens the stores, recovers the desk, listens. Nothing is answered before all of it stands.
  static Result<std::unique_ptr<Daemon>> start(
      const Config& config, const Paths& paths,
      std::vector<const tool::Tool*> tools = tool::all_tools(), Face face = Face::desk);
  ~Daemon();

  std::uint16_t port() const;
  // Runs until SIGINT or SIGTERM, then shuts down in order. 0, or 1 where the desk had stopped.
  int run();

 private:
  struct Parts;
  explicit Daemon(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace pitwall::app
