// The way from a chat to the page where an approval is answered. Where a client can open an address
// for its user (elicitation of mode url, MCP 2025-11-25 and later), a call that waits for the
// person offers the dashboard's page, and the answer of the tool waits a while for what comes of
// it.
//
// What the client answers says whether the page was opened and nothing more: the page asks for the
// PIN, and no answer of a client approves or denies anything.
//
// Before 2026-07-28 the offer is a request to the client; since then the call ends with it, and
// when the client calls again with the sealed state, that is the same action and no second one.
// Belongs to the loop's thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "serve/mcp/exchange.h"
#include "tool/context.h"
#include "tool/tool.h"

namespace pitwall::serve {

class ApprovalPage {
 public:
  // For the person, before the tool answers that it still waits: shorter than hosts wait for a
  // tool.
  static constexpr Duration patience = seconds(40);
  static constexpr std::size_t max_held = 256;  // calls that wait

  explicit ApprovalPage(tool::Context& context) : context_(context) {}

  // Where the dashboard is: "http://127.0.0.1:8000". Nothing is offered before it is set.
  void set_address(std::string address) { address_ = std::move(address); }

  using Finish = std::function<void(Result<tool::Answer>)>;
  // Takes the answer of a tool that waits for the person; `finish` is called once, unless the
  // exchange ends with a question. False where nothing can be offered: the answer goes out as it
  // is.
  bool offer(const std::shared_ptr<Exchange>& exchange, const tool::Answer& answer,
             const Finish& finish);
  // A call that comes back with the state that was sealed for it. False where it is none.
  bool resume(const std::shared_ptr<Exchange>& exchange, const Finish& finish);
  // After each event: what has been answered meanwhile goes out.
  void look();

 private:
  struct Held {
    Id approval;
    std::weak_ptr<Exchange> exchange;
    Finish finish;
  };
  struct Told {
    Id approval;
    std::weak_ptr<Session> session;
  };
  bool can_open(const Exchange& exchange) const;
  tool::Question question(const desk::Approval& approval, bool modern) const;
  void hold(Id approval, const std::shared_ptr<Exchange>& exchange, const Finish& finish);
  void release(std::uint64_t number);

  tool::Context& context_;
  std::string address_;
  std::map<std::uint64_t, Held> held_;
  std::vector<Told> told_;  // sessions that want to hear that it is over
  std::uint64_t last_ = 0;
  // Expires with it: timers may go off after it is gone.
  std::shared_ptr<ApprovalPage*> self_ = std::make_shared<ApprovalPage*>(this);
};

}  // namespace pitwall::serve
