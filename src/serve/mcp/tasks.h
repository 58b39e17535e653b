// Tasks (the extension io.modelcontextprotocol/tasks): a call that goes on after its answer. The
// client asks how it stands, answers what it is asked, or calls it off. A task lives in memory for
// `keep_for` after its last change, also one that waits for answers; what must survive a restart is
// a workflow, not a task.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "port/clock.h"
#include "serve/mcp/exchange.h"

namespace pitwall::serve {

class Tasks {
 public:
  static constexpr Duration keep_for = minutes(30);
  static constexpr Duration poll_interval = milliseconds(500);  // what clients are advised
  static constexpr std::size_t max_tasks = 512;                 // the oldest finished ones go first
  static constexpr std::size_t max_running = 128;

  Tasks(const port::Clock& clock, port::Random& random) : clock_(clock), random_(random) {}
  ~Tasks();  // calls off what runs

  // Answers the exchange with the new task; what it does later belongs to that. False where too
  // many run, and nothing has happened.
  bool begin(const std::shared_ptr<Exchange>& exchange);

  // tasks/get, tasks/update and tasks/cancel, of whoever `exchange` says it is. A task of somebody
  // else is not found.
  void get(Exchange& exchange);
  void update(Exchange& exchange);
  void cancel(Exchange& exchange);

 private:
  class Work;
  std::shared_ptr<Work> find(Exchange& exchange);
  void forget_old();

  const port::Clock& clock_;
  port::Random& random_;
  std::map<std::string, std::shared_ptr<Work>, std::less<>> tasks_;
};

}  // namespace pitwall::serve
