// What state the desk is in.
#include "tool/holdings.h"
#include "tool/registry.h"
#include "tool/tool.h"

namespace pitwall::tool {
namespace {

struct StatusIn {};
void describe(StatusIn&, Visitor&) {}

struct BrokerStatus {
  std::string broker;
  port::ConnectionState state = port::ConnectionState::disconnected;
  std::string detail;
};
void describe(BrokerStatus& status, Visitor& v) {
  v("broker", "Which session.", "paper market", status.broker, self_evident);
  v("state", "State of the session.", "connected", status.state, self_evident);
  v("detail", "In words.", "", status.detail, self_evident);
}

struct StatusOut {
  std::string version;
  std::string market;
  Time market_time;
  Time now;
  std::string uptime;
  std::string mode;
  std::vector<BrokerStatus> brokers;
  std::int64_t accounts = 0;
  std::int64_t instruments = 0;
  std::uint64_t journal_records = 0;
  std::optional<std::string> halted;
};
void describe(StatusOut& out, Visitor& v) {
  v("version", "Version of the daemon.", "0.1.0", out.version, self_evident);
  v("market", "Which market the desk runs on.", "paper market", out.market);
  v("market_time", "Time in that market; a replayed tape has its own.", "", out.market_time,
    self_evident);
  v("now", "Time of this machine.", "", out.now);
  v("uptime", "How long the daemon has run.", "1h30m", out.uptime);
  v("mode", "Loosest of the accounts, or stopped.", "approve", out.mode);
  v("brokers", "Broker sessions.", "", out.brokers, self_evident);
  v("accounts", "Accounts known.", "2", out.accounts, self_evident);
  v("instruments", "Instruments known.", "12", out.instruments, self_evident);
  v("journal_records", "Records in the journal.", "42", out.journal_records);
  v("halted", "Why the desk takes nothing up any more, if so.", "", out.halted);
}

// What it means for whoever reads it, and what to do.
std::string_view words_of(port::ConnectionState state) {
  switch (state) {
    case port::ConnectionState::disconnected:
      return "NOT CONNECTED, figures may be old";
    case port::ConnectionState::connecting:
      return "connecting";
    case port::ConnectionState::connected:
      return "connected";
    case port::ConnectionState::maintenance:
      return "paused by the broker as announced, nothing is wrong";
    case port::ConnectionState::needs_login:
      return "WAITS FOR THE USER TO LOG IN";
    case port::ConnectionState::competing:
      return "ANOTHER LOGIN of the same user holds the session";
    case port::ConnectionState::refused:
      return "REFUSED, paper and live disagree";
  }
  return "";
}

std::string summary(const StatusOut& out) {
  std::string text =
      fmt::format("Pitwall {} on {}, mode {}, up {}. Market time {}. {} accounts.", out.version,
                  out.market, out.mode, out.uptime, out.market_time.text(), out.accounts);
  for (const BrokerStatus& broker : out.brokers)
    text += fmt::format(" {}: {}{}{}{}", broker.broker, words_of(broker.state),
                        broker.detail.empty() ? "" : ": ", broker.detail,
                        broker.detail.ends_with('.') ? "" : ".");
  if (out.halted) text += fmt::format(" THE DESK HAS STOPPED: {}", *out.halted);
  return text;
}

std::string mode_now(const Context& context) {
  const desk::GateState& gate = context.desk.state().gate;
  if (gate.kill_switch.on) return "stopped";
  desk::Mode mode = desk::Mode::read_only;
  for (const desk::Account& account : accounts_here(context))
    mode = std::max(mode, mode_of(gate.policy, account.account, account.kind));
  return std::string(name_of(mode));
}

Result<StatusOut> run_status(const StatusIn&, Context& context) {
  StatusOut out;
  const desk::State& state = context.desk.state();
  out.version = context.daemon.version;
  out.market = context.daemon.market;
  out.market_time = context.market.market_time();
  out.now = context.clock.now();
  const Duration up = out.now - context.daemon.started;
  out.uptime = (up - up % seconds(1)).text();
  out.mode = mode_now(context);
  for (const port::ConnectionChanged& connection : state.connections)
    out.brokers.push_back({connection.broker, connection.state, connection.detail});
  out.accounts = static_cast<std::int64_t>(state.accounts.size());
  out.instruments = static_cast<std::int64_t>(context.market.catalogue().size());
  out.journal_records = context.desk.sequence();
  if (!context.desk.halted().empty()) out.halted = context.desk.halted();
  return out;
}

}  // namespace

extern const Tool desk_status;
const Tool desk_status{"desk_status", Category::desk, Effect::reads,
                       "State of the desk: broker sessions, market time, mode, what is wrong.",
                       run_status};

}  // namespace pitwall::tool
