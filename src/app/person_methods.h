// What only the person may tell the daemon: yes to an approval, and that the kill switch may be off
// again. It is said over the daemon's own socket (the terminal) or by the dashboard's page; no tool
// leads here, nor does the public name. Because whatever runs as the same user could speak there
// too, both ask for the PIN. A no, and turning the kill switch on, are anyone's: they only ever
// stop something.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/gate_methods.h"
#include "base/visitor.h"
#include "net/loop.h"
#include "port/reply.h"
#include "tool/dispatch.h"

namespace pitwall::app {

// Answered with {"approvals":[{"id","text","expires","number"}…],"pin":true where one is set}.
struct ApprovalsWaiting {
  static constexpr std::string_view method = "pitwall/approvals";
};

struct ApprovalAnswer {
  static constexpr std::string_view method = "pitwall/approval_answer";
  Id approval;
  bool yes = false;
  std::string pin;          // of a yes; never journalled, never logged
  std::int64_t number = 1;  // which yes, of an approval that needs two
};
void describe(ApprovalAnswer& message, Visitor& v);

struct KillSwitchTurn {
  static constexpr std::string_view method = "pitwall/kill_switch";
  bool on = true;
  std::string reason;
  std::string pin;             // to turn it off
  bool cancel_orders = false;  // turned on: working orders are taken back, too
};
void describe(KillSwitchTurn& message, Visitor& v);

// What was asked for and what became of it, newest first; {"limit":100}.
struct AuditMethod {
  static constexpr std::string_view method = "pitwall/audit";
};

class PersonMethods {
 public:
  struct Parts {
    net::Loop& loop;
    const port::Clock& clock;
    desk::Desk& desk;
    tool::Dispatch& dispatch;
    std::string data_folder;
    port::Random& random;
    std::function<Result<desk::Policy>()> read_policy;  // GateMethods::Parts
  };
  // What the parts refer to outlives it.
  explicit PersonMethods(Parts parts);

  // True where the method is one of these; `done` is called once then, with the result as JSON.
  // `channel` is where it was said: "terminal", "dashboard".
  using Done = port::Reply<std::string>;
  bool handle(std::string_view method, const Json& params, const std::string& channel,
              const Done& done);

  // Reads the limits of the configuration again.
  void reload_limits(port::Reply<bool> done) { gate_.reload(std::move(done)); }

  // Turns the kill switch on, which needs nobody's leave.
  void stop_trading(const std::string& channel, std::string reason, port::Reply<bool> done,
                    bool cancel_orders = false);

 private:
  using Then = std::function<void(Result<void>)>;
  // Calls back with success where this is the PIN. A try is in the journal before it is made.
  void check_pin(std::string pin, const std::string& channel, Then then);
  net::Awaitable<void> look_at(std::string pin, std::string channel, Then then);
  void list(const Done& done) const;
  void answer(const Json& params, const std::string& channel, const Done& done);
  void turn(const Json& params, const std::string& channel, const Done& done);

  Parts parts_;
  GateMethods gate_;
  bool checking_ = false;  // one try at a time, so that they cannot be made side by side
};

}  // namespace pitwall::app
