// What the user typed, as values: parsed in command_line.cc, the only file that knows CLI11.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace pitwall::app {

struct ServeCommand {
  std::string config;  // file; empty: the default place, if it is there
  std::string data;
  std::optional<int> port;
  std::optional<std::string> broker;  // as broker.kind
  std::optional<std::string> tape;    // "synthetic" or "replay"
  std::optional<std::int64_t> seed;
  std::optional<std::int64_t> speed;
  std::optional<std::string> from;
  bool loop = false;
  bool conformance = false;
};
struct BridgeCommand {
  std::string data;
  std::string config;
};
struct CallCommand {
  std::string data;
  std::string tool;
  std::string arguments;  // JSON
  bool text = false;      // the summary for people instead of the JSON
};
struct ToolsCommand {
  enum class Form { list, json, markdown, typescript } form = Form::list;
  std::string name;  // one tool's help; empty: all
};
struct ConfigCommand {
  bool markdown = false;
  std::string check;  // a file to check
};
struct ImportBarsCommand {
  std::string data;
  std::string file;
  std::string symbol;
  std::string bar;
  std::string zone;         // empty: the file's times say their own, or it is daily
  std::string asset_class;  // of a symbol that is new; with the three below
  std::string exchange;
  std::string currency;
  std::string calendar;
  bool skip_damaged = false;
  bool one_price = false;
  bool day_first = false;
  bool dry_run = false;
};
struct ImportHistoryCommand {
  std::string data;
  std::vector<std::string> paths;
  bool dry_run = false;
  bool json = false;
  bool all_flaws = false;
};
struct MemoryCommand {
  enum class What { totals, list, forget } what = What::totals;
  std::string data;
  std::string words;
  std::string id;
};
struct JournalCommand {
  enum class What { verify, tail, export_lines } what = What::verify;
  std::string data;
  std::uint64_t count = 20;
};

struct PasswordCommand {
  std::string data;
  bool from_input = false;
};
struct ConnectCommand {
  std::string config;  // file to write; empty: the default place
  std::string client_portal;
  std::string tws;  // HOST:PORT
  std::string account;
  std::string region;
  bool pin = false;    // the certificate that is met
  bool yes = false;    // write without asking
  bool check = false;  // write nothing
};
struct AccessCommand {
  enum class What { list, revoke } what = What::list;
  std::string data;
  std::string id;  // a grant's, or "all"
};

struct ChannelsCommand {
  enum class What { list, test } what = What::list;
  std::string config;  // file; empty: the default place, if it is there
  std::string name;    // empty: all that are on
};
struct GateCommand {
  enum class What { table, stop, resume, limits, reload, accept } what = What::table;
  std::string data;
  std::string reason;          // of a stop
  bool cancel_orders = false;  // likewise
  bool all = false;            // of the table: each situation on a line of its own
};
struct ApproveCommand {
  std::string data;
  std::string id;  // its beginning is enough; empty: the only one that waits
  bool deny = false;
};
struct GrantCommand {
  enum class What { give, list, revoke } what = What::list;
  std::string data;
  std::string id;  // of revoke; its beginning is enough
  std::string account;
  std::string tool = "place_order";
  std::string strategy;
  std::vector<std::string> symbols;
  std::string side;
  std::string min_quantity = "0";
  std::string max_quantity;
  std::string max_value;
  std::int64_t count = 1;
  std::string lasts = "1h";
};
struct ReplayCommand {
  std::string config;  // for its alerts and functions
  std::string data;
  std::string file;   // of triggers
  std::string day;    // 2020-12-15, of UTC
  std::string until;  // the last such day; empty: the same
};
struct AuditCommand {
  enum class What { show, export_file, verify } what = What::show;
  std::string data;
  std::string file;
  std::string since;  // a time, as 2020-12-15T14:30:00Z
  std::string order;
  std::string approval;  // its beginning is enough
  bool json = false;
};
struct PinCommand {
  std::string data;
};

using Command =
    std::variant<ServeCommand, BridgeCommand, CallCommand, ToolsCommand, ConfigCommand,
                 ImportBarsCommand, ImportHistoryCommand, MemoryCommand, JournalCommand,
                 PasswordCommand, AccessCommand, ConnectCommand, ChannelsCommand, GateCommand,
                 ApproveCommand, PinCommand, GrantCommand, AuditCommand, ReplayCommand>;

// The command, or the exit code after help, version or a mistake was printed.
std::variant<Command, int> parse_command_line(int argc, char** argv);

}  // namespace pitwall::app
