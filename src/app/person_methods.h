// What only the person may tell the daemon, over its own socket: yes to an approval, and that the
// kill switch may be off again. No tool leads here, nor does the TCP port; and because whatever
// runs as the same user could open that socket too, both ask for the PIN. A no, and turning the
// kill switch on, are anyone's: they only ever stop something.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/visitor.h"
#include "net/loop.h"
#include "serve/mcp/mcp_socket.h"
#include "tool/dispatch.h"

namespace pitwall::app {

// Answered with {"approvals":[{"id","text","expires"}…],"pin":true where one is set}.
struct ApprovalsWaiting {
  static constexpr std::string_view method = "pitwall/approvals";
};

struct ApprovalAnswer {
  static constexpr std::string_view method = "pitwall/approval_answer";
  Id approval;
  bool yes = false;
  std::string pin;  // of a yes; never journalled, never logged
};
void describe(ApprovalAnswer& message, Visitor& v);

struct KillSwitchTurn {
  static constexpr std::string_view method = "pitwall/kill_switch";
  bool on = true;
  std::string reason;
  std::string pin;  // to turn it off
};
void describe(KillSwitchTurn& message, Visitor& v);

class PersonMethods {
 public:
  static constexpr std::string_view channel = "terminal";

  struct Parts {
    net::Loop& loop;
    const port::Clock& clock;
    desk::Desk& desk;
    tool::Dispatch& dispatch;
    std::string data_folder;
  };
  // What the parts refer to outlives it.
  explicit PersonMethods(Parts parts) : parts_(std::move(parts)) {}

  // True where the message is one of these; it is answered once then.
  bool handle(const serve::RpcMessage& message, const serve::McpSocket::Done& done);

 private:
  using Then = std::function<void(Result<void>)>;
  // Calls back with success where this is the PIN. A try is in the journal before it is made.
  void check_pin(std::string pin, Then then);
  net::Awaitable<void> look_at(std::string pin, Then then);
  void list(const serve::RpcMessage& message, const serve::McpSocket::Done& done) const;
  void answer(const serve::RpcMessage& message, const serve::McpSocket::Done& done);
  void turn(const serve::RpcMessage& message, const serve::McpSocket::Done& done);

  Parts parts_;
  bool checking_ = false;  // one try at a time, so that they cannot be made side by side
};

}  // namespace pitwall::app
