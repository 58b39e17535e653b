// One request under way, whatever its era and whatever carries it. The carrier makes one for each
// request (mcp_http.cc, mcp_socket.cc) and says how a text is sent; everything else is here: what
// the client can do, notifications that belong to the request, questions, and the one answer.
//
// A question goes its era's way. Before 2026-07-28 it is a request to the client, on the stream of
// this one, and the tool waits. Since then the request ends with what is wanted, sealed; the client
// sends it again with the answers, and the tool runs again and finds them. A task parks instead.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "serve/mcp/json_rpc.h"
#include "tool/call.h"

namespace pitwall::serve {

class Session;
class Exchange;

// What a method answers with.
struct Outcome {
  std::string members{};  // of the result, as JSON without the braces: "a":1,"b":2
  std::string meta{};     // of the result's _meta, likewise
  std::optional<RpcError> error{};
  std::string_view type = "complete";
};

// Severity as RFC 5424 has it, the least grave first.
enum class LogLevel { debug, info, notice, warning, error, critical, alert, emergency };
std::optional<LogLevel> log_level_of(std::string_view name);

struct Client {
  bool modern = false;
  std::string name;                    // as it calls itself; for people to read
  std::string version{};               // likewise
  std::string session_name{};          // of its session; opens nothing
  const Json* capabilities = nullptr;  // of an object that lives as long as the request
  std::optional<LogLevel> log_level{};

  // "elicitation", "sampling", "roots"
  bool can(std::string_view capability) const;
  bool has_extension(std::string_view extension) const;
};

// Who takes the questions and the outcome of an exchange that has become a task.
class TaskKeeper {
 public:
  virtual ~TaskKeeper() = default;
  virtual void ask(Exchange& exchange, std::vector<tool::Question> questions,
                   port::Reply<std::vector<Json>> reply) = 0;
  virtual void finish(Exchange& exchange, Outcome outcome) = 0;
};

class Exchange : public tool::Call, public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(tool::Asker asker, std::string who, Client from, RpcMessage said);

  const Client client;
  const RpcMessage message;
  std::shared_ptr<Session> session;  // of an older client that has one
  // Where questions of a modern client have been answered: by key. Read by the server before the
  // method runs.
  std::map<std::string, Json, std::less<>> answers;
  bool nearby = true;  // the client is on this machine, as far as the desk can tell
  // A server with a public face: what is wanted once the method has finished.
  const std::vector<tool::Question>& wanted() const { return wanted_; }
  const std::vector<std::string>& missing_capabilities() const { return missing_; }

  void progress(const tool::Progress& progress) override;
  void log(LogLevel level, std::string_view text);
  void ask(std::vector<tool::Question> questions, port::Reply<std::vector<Json>> reply) override;

  // Answers the request, once; what comes later is dropped.
  void finish(Outcome outcome);
  bool finished() const { return finished_; }
  // The answer goes out at once, and what the method says later belongs to the task.
  void become_task(std::shared_ptr<TaskKeeper> task, Outcome created);
  bool is_task() const { return task_ != nullptr; }

  // A message of ours that belongs to this request and goes before its answer.
  virtual void send(std::string text) = 0;
  // Whether the client reads what was sent; false: better wait with more.
  virtual bool keeps_up() const { return true; }
  // Ends the connection but not the request, where the client can fetch the rest on another.
  virtual void pause_stream(Duration) {}
  // Called by the server with the outcome before it is sent: turns wanted questions into an answer.
  std::function<Outcome(Exchange&, Outcome)> before_answer;

 protected:
  // The answer; `code` is that of its error, for a carrier that has a status of its own.
  virtual void deliver(std::string text, std::optional<RpcCode> code) = 0;

 private:
  void answer(Outcome outcome);

  bool finished_ = false;
  std::optional<double> last_progress_;
  std::vector<tool::Question> wanted_;
  std::vector<std::string> missing_;
  std::shared_ptr<TaskKeeper> task_;
};

// The capability that a client must have said to be asked by `method`.
std::string_view capability_for(std::string_view method);

// Of `answers`: what the server itself has to find again. No client can answer under this name.
inline constexpr std::string_view own_state = "pitwall/state";

inline constexpr std::string_view protocol_meta = "io.modelcontextprotocol/protocolVersion";
inline constexpr std::string_view capabilities_meta = "io.modelcontextprotocol/clientCapabilities";
inline constexpr std::string_view client_meta = "io.modelcontextprotocol/clientInfo";
inline constexpr std::string_view log_level_meta = "io.modelcontextprotocol/logLevel";
inline constexpr std::string_view server_meta = "io.modelcontextprotocol/serverInfo";
inline constexpr std::string_view subscription_meta = "io.modelcontextprotocol/subscriptionId";
inline constexpr std::string_view tasks_extension = "io.modelcontextprotocol/tasks";
inline constexpr std::string_view apps_extension = "io.modelcontextprotocol/ui";

}  // namespace pitwall::serve
