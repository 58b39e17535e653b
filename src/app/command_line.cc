#include "app/command_line.h"

#include <CLI/CLI.hpp>

#include "app/version.h"

namespace pitwall::app {
namespace {

// Every subcommand writes into its own struct; the one that was chosen is the command.
struct Commands {
  ServeCommand serve;
  BridgeCommand bridge;
  CallCommand call;
  ToolsCommand tools;
  ConfigCommand config;
  ImportBarsCommand import_bars;
  ImportHistoryCommand import_history;
  MemoryCommand memory;
  JournalCommand journal;
  PasswordCommand password;
  AccessCommand access;
  ConnectCommand connect;
  ChannelsCommand channels;
  GateCommand gate;
  ApproveCommand approve;
  ApproveCommand deny;
  PinCommand pin;
  GrantCommand grant;
  AuditCommand audit;
  ReplayCommand replay;
};

constexpr const char* data_help =
    "Folder of the desk's journal and bars (default: ~/.local/share/pitwall)";

CLI::App* add_serve(CLI::App& app, ServeCommand& command) {
  CLI::App* serve = app.add_subcommand("serve", "Run the desk: MCP, dashboard, market");
  serve->add_option("--config", command.config,
                    "Configuration file (default: ~/.config/pitwall/pitwall.yaml if it exists)");
  serve->add_option("--data", command.data, data_help);
  serve->add_option("--port", command.port, "TCP port on 127.0.0.1 (default 8000; 0: any free one)")
      ->check(CLI::Range(0, 65535));
  serve->add_option("--broker", command.broker, "What the desk runs on, whatever the file says")
      ->check(CLI::IsMember({"paper", "client_portal", "tws"}));
  serve->add_option("--tape", command.tape, "What the paper market plays")
      ->check(CLI::IsMember({"synthetic", "replay"}));
  serve->add_option("--seed", command.seed, "Seed of the synthetic tape");
  serve->add_option("--speed", command.speed, "Times faster than real time");
  serve->add_option("--from", command.from, "Where a replay begins, as 2020-12-15T14:30:00Z");
  serve->add_flag("--loop", command.loop, "Begin a replay again when it ends");
  serve->add_flag("--conformance", command.conformance,
                  "Offer assistants the fixtures of the MCP conformance suite, and nothing else");
  return serve;
}

CLI::App* add_call(CLI::App& app, CallCommand& command) {
  CLI::App* call = app.add_subcommand("call", "Call a tool of the running desk");
  call->add_option("tool", command.tool, "Name of the tool; pitwall tools lists them")->required();
  call->add_option("arguments", command.arguments,
                   "Its input as JSON, such as '{\"symbol\":\"SPY\"}'");
  call->add_option("--data", command.data, data_help);
  call->add_flag("--text", command.text, "Print the summary for people instead of JSON");
  return call;
}

CLI::App* add_tools(CLI::App& app, ToolsCommand& command) {
  CLI::App* tools = app.add_subcommand("tools", "List the tools, or show one");
  tools->add_option("name", command.name, "Show this tool's input and output");
  tools->add_flag_callback(
      "--json", [&] { command.form = ToolsCommand::Form::json; }, "As tools/list answers");
  tools->add_flag_callback(
      "--markdown", [&] { command.form = ToolsCommand::Form::markdown; },
      "As the reference page docs/tools.md");
  tools->add_flag_callback(
      "--typescript", [&] { command.form = ToolsCommand::Form::typescript; },
      "As TypeScript types");
  return tools;
}

// The memory's import is the one that needs no name: `pitwall import export.zip`.
void add_history_options(CLI::App& app, ImportHistoryCommand& command) {
  app.add_option("paths", command.paths, "Files, folders, zip archives");
  app.add_flag("--dry-run", command.dry_run, "Read and report, keep nothing");
  app.add_flag("--json", command.json, "The report as JSON");
  app.add_flag("--all-flaws", command.all_flaws,
               "Name everything that was passed over or left out");
  app.add_option("--data", command.data, data_help);
}

CLI::App* add_import(CLI::App& app, ImportHistoryCommand& history_command,
                     ImportBarsCommand& command) {
  CLI::App* import =
      app.add_subcommand("import", "Bring your own data in: chats, subtitles and notes, or bars");
  import->require_subcommand(0, 1);
  add_history_options(*import, history_command);
  add_history_options(
      *import->add_subcommand("history",
                              "Chats, subtitles and notes into the memory: the same as "
                              "pitwall import PATH"),
      history_command);
  CLI::App* bars = import->add_subcommand(
      "bars", "Bars from a CSV file (header found by itself; TradingView's export works)");
  bars->add_option("file", command.file, "The CSV file")->required()->check(CLI::ExistingFile);
  bars->add_option("--symbol", command.symbol, "Whose bars they are")->required();
  bars->add_option("--bar", command.bar, "Length of one bar: 1m, 5m, 1h, 1d …")->required();
  bars->add_option("--zone", command.zone, "Zone of the file's times, such as America/New_York");
  bars->add_option("--class", command.asset_class,
                   "For a new symbol: stock etf future option fx index crypto (default stock)");
  bars->add_option("--exchange", command.exchange,
                   "For a new symbol: its exchange (default IMPORT)");
  bars->add_option("--currency", command.currency, "For a new symbol: currency (default USD)");
  bars->add_option(
      "--calendar", command.calendar,
      "For a new symbol: NYSE CME_EQUITY CME_ENERGY CME_METALS FX ALWAYS (default NYSE, "
      "ALWAYS for crypto)");
  bars->add_flag("--skip-damaged", command.skip_damaged,
                 "Leave damaged lines out and name them, instead of refusing the file");
  bars->add_flag("--one-price", command.one_price, "Accept a file with one price for each bar");
  bars->add_flag("--day-first", command.day_first, "Dates such as 15/12/2020 have the day first");
  bars->add_flag("--dry-run", command.dry_run, "Read and report, store nothing");
  bars->add_option("--data", command.data, data_help);
  import->footer(
      "Example: pitwall import chatgpt-export.zip ~/notes\n"
      "         pitwall import bars spy.csv --symbol SPY --bar 1m");
  return import;
}

CLI::App* add_memory(CLI::App& app, MemoryCommand& command) {
  CLI::App* memory = app.add_subcommand("memory", "What the memory holds");
  memory->require_subcommand(0, 1);
  CLI::App* list = memory->add_subcommand("list", "Its documents, with their ids");
  list->add_option("words", command.words, "Only those with this in the title or the id");
  CLI::App* forget = memory->add_subcommand("forget", "Take a document out for good");
  forget->add_option("id", command.id, "As memory list shows it")->required();
  for (CLI::App* sub : {memory, list, forget}) sub->add_option("--data", command.data, data_help);
  list->callback([&] { command.what = MemoryCommand::What::list; });
  forget->callback([&] { command.what = MemoryCommand::What::forget; });
  return memory;
}

CLI::App* add_journal(CLI::App& app, JournalCommand& command) {
  CLI::App* journal = app.add_subcommand("journal", "Look at the desk's journal");
  journal->require_subcommand(1);
  CLI::App* verify =
      journal->add_subcommand("verify", "Check every record and the chain of hashes");
  CLI::App* tail = journal->add_subcommand("tail", "Show the latest records");
  tail->add_option("-n,--count", command.count, "How many")->check(CLI::Range(1, 100000));
  CLI::App* lines = journal->add_subcommand("export", "All records as lines of JSON");
  for (CLI::App* sub : {verify, tail, lines}) sub->add_option("--data", command.data, data_help);
  verify->callback([&] { command.what = JournalCommand::What::verify; });
  tail->callback([&] { command.what = JournalCommand::What::tail; });
  lines->callback([&] { command.what = JournalCommand::What::export_lines; });
  return journal;
}

CLI::App* add_password(CLI::App& app, PasswordCommand& command) {
  CLI::App* password =
      app.add_subcommand("password", "Set the password for signing in from outside");
  password->add_flag("--stdin", command.from_input,
                     "Read it from standard input, one line, instead of the terminal");
  password->add_option("--data", command.data, data_help);
  return password;
}

CLI::App* add_access(CLI::App& app, AccessCommand& command) {
  CLI::App* access = app.add_subcommand("access", "Assistants that are signed in from outside");
  access->require_subcommand(1);
  CLI::App* list = access->add_subcommand("list", "Who is signed in, and what each may do");
  CLI::App* revoke = access->add_subcommand("revoke", "End it for one, or for all");
  revoke->add_option("id", command.id, "As access list shows it, or: all")->required();
  for (CLI::App* sub : {list, revoke}) sub->add_option("--data", command.data, data_help);
  revoke->callback([&] { command.what = AccessCommand::What::revoke; });
  return access;
}

CLI::App* add_connect(CLI::App& app, ConnectCommand& command) {
  CLI::App* connect = app.add_subcommand("connect", "Connect a broker, step by step");
  connect->require_subcommand(1);
  CLI::App* ibkr = connect->add_subcommand(
      "ibkr",
      "Connect Interactive Brokers: looks whether TWS, IB Gateway or the Client Portal Gateway is "
      "there and usable, says what to do where it is not, and writes the configuration when you "
      "say "
      "yes. Logging in stays yours; no password is asked for or kept.");
  ibkr->add_option("--tws", command.tws,
                   "Socket of TWS or IB Gateway as HOST:PORT: 127.0.0.1:7497 is a paper TWS");
  ibkr->add_option("--client-portal", command.client_portal,
                   "Address of the Client Portal Gateway: https://127.0.0.1:5000");
  ibkr->add_option("--account", command.account, "Use this account alone (default: all)");
  ibkr->add_option("--region", command.region,
                   "Where your login lives, for the hours of the resets (default NA)")
      ->check(CLI::IsMember({"NA", "EU", "APAC"}));
  ibkr->add_option("--config", command.config,
                   "File to write (default: ~/.config/pitwall/pitwall.yaml)");
  ibkr->add_flag("--pin", command.pin,
                 "Accept the gateway's certificate as it is now, and no other");
  ibkr->add_flag("--yes", command.yes, "Write without asking");
  ibkr->add_flag("--check", command.check, "Look and say, write nothing");
  ibkr->footer(
      "Examples:\n"
      "  pitwall connect ibkr                           asks what it needs to know\n"
      "  pitwall connect ibkr --tws 127.0.0.1:7497      a paper TWS on this machine\n"
      "  pitwall connect ibkr --client-portal https://127.0.0.1:5000 --check\n"
      "The guide is docs/ibkr.md.");
  return connect;
}

CLI::App* add_channels(CLI::App& app, ChannelsCommand& command) {
  CLI::App* channels = app.add_subcommand("channels", "How Pitwall reaches you: Telegram, mail …");
  channels->require_subcommand(1);
  CLI::App* list = channels->add_subcommand("list", "Which are on");
  CLI::App* test = channels->add_subcommand(
      "test", "Send a test message, and say in plain words what went wrong");
  test->add_option("name", command.name,
                   "telegram, slack, ntfy, email or webhook (default: all that are on)");
  for (CLI::App* sub : {list, test})
    sub->add_option("--config", command.config,
                    "Configuration file (default: ~/.config/pitwall/pitwall.yaml if it exists)");
  test->callback([&] { command.what = ChannelsCommand::What::test; });
  return channels;
}

CLI::App* add_gate(CLI::App& app, GateCommand& command) {
  CLI::App* gate = app.add_subcommand("gate", "What the gate lets out, and what it does not");
  gate->require_subcommand(1);
  CLI::App* table = gate->add_subcommand(
      "table", "Its decision table: what it answers in every situation there is");
  table->add_flag("--all", command.all, "A line for each of the situations, comma-separated");
  CLI::App* stop = gate->add_subcommand(
      "stop", "Turn the kill switch on: nothing goes out any more, after a restart either");
  stop->add_option("reason", command.reason, "Why, for the journal");
  stop->add_flag("--cancel-orders", command.cancel_orders,
                 "Take back what works at the broker, too; also what turns out to work later");
  CLI::App* resume = gate->add_subcommand("resume", "Turn it off again; asks for your PIN");
  CLI::App* limits = gate->add_subcommand(
      "limits", "Looser limits of the configuration, which wait for you to accept them");
  CLI::App* reload = gate->add_subcommand("reload", "Read the limits of the configuration again");
  CLI::App* accept =
      gate->add_subcommand("accept-limits", "Let those looser limits hold; asks for your PIN");
  for (CLI::App* sub : {stop, resume, limits, reload, accept})
    sub->add_option("--data", command.data, data_help);
  limits->callback([&] { command.what = GateCommand::What::limits; });
  reload->callback([&] { command.what = GateCommand::What::reload; });
  accept->callback([&] { command.what = GateCommand::What::accept; });
  stop->callback([&] { command.what = GateCommand::What::stop; });
  resume->callback([&] { command.what = GateCommand::What::resume; });
  return gate;
}

CLI::App* add_approve(CLI::App& app, ApproveCommand& command) {
  CLI::App* approve =
      app.add_subcommand("approve", "Say yes to what waits for you; at a terminal, with your PIN");
  approve->add_option("id", command.id, "Which, where several wait; its beginning is enough");
  approve->add_option("--data", command.data, data_help);
  return approve;
}

CLI::App* add_deny(CLI::App& app, ApproveCommand& command) {
  command.deny = true;
  CLI::App* deny = app.add_subcommand("deny", "Say no to what waits for you");
  deny->add_option("id", command.id, "Which, where several wait; its beginning is enough");
  deny->add_option("--data", command.data, data_help);
  return deny;
}

CLI::App* add_pin(CLI::App& app, PinCommand& command) {
  CLI::App* pin = app.add_subcommand("pin", "Set the PIN that approves orders");
  pin->add_option("--data", command.data, data_help);
  return pin;
}

CLI::App* add_grant(CLI::App& app, GrantCommand& command) {
  CLI::App* grant =
      app.add_subcommand("grant", "What may go without asking you, in accounts in mode auto");
  grant->require_subcommand(1);
  CLI::App* give =
      grant->add_subcommand("give", "Give one; shows what it allows, asks for your PIN");
  give->add_option("--account", command.account, "Account of play money")->required();
  give->add_option("--symbol", command.symbols, "What may be traded; several times for several")
      ->required();
  give->add_option("--side", command.side, "Only this side (default: both)")
      ->check(CLI::IsMember({"buy", "sell"}));
  give->add_option("--min", command.min_quantity, "Least in one order (default 0)");
  give->add_option("--max", command.max_quantity, "Most in one order")->required();
  give->add_option("--max-value", command.max_value, "Most that one order is worth, base currency")
      ->required();
  give->add_option("--count", command.count, "How many orders (default 1)")
      ->check(CLI::Range(1, 1000));
  give->add_option("--for", command.lasts, "How long: 30m, 2h, 5d (default 1h)");
  give->add_option("--strategy", command.strategy, "Strategy that may use it (default: none)");
  give->add_option("--tool", command.tool, "Tool that may use it (default place_order)");
  CLI::App* list = grant->add_subcommand("list", "Those there are, and what rested on them");
  CLI::App* revoke = grant->add_subcommand("revoke", "Take one back; asks for nothing");
  revoke->add_option("id", command.id, "As grant list shows it; its beginning is enough")
      ->required();
  for (CLI::App* sub : {give, list, revoke}) sub->add_option("--data", command.data, data_help);
  give->callback([&] { command.what = GrantCommand::What::give; });
  revoke->callback([&] { command.what = GrantCommand::What::revoke; });
  return grant;
}

CLI::App* add_audit(CLI::App& app, AuditCommand& command) {
  CLI::App* audit = app.add_subcommand(
      "audit", "Who asked for what, what you were shown and said, what was sent, what came back");
  audit->require_subcommand(0, 1);
  CLI::App* file = audit->add_subcommand("export", "Write the records with the chain's proof");
  file->add_option("file", command.file, "File to write; it must not be there yet")->required();
  CLI::App* verify = audit->add_subcommand(
      "verify", "Check an export, to every byte; with --data against the journal, too");
  verify->add_option("file", command.file, "The file")->required();
  for (CLI::App* sub : {audit, file})
    sub->add_option("--since", command.since, "From then on, as 2020-12-15T14:30:00Z");
  audit->add_option("--order", command.order, "Only this order");
  audit->add_option("--approval", command.approval, "Only this approval; its beginning is enough");
  audit->add_flag("--json", command.json, "A line of JSON for each");
  for (CLI::App* sub : {audit, file, verify}) sub->add_option("--data", command.data, data_help);
  file->callback([&] { command.what = AuditCommand::What::export_file; });
  verify->callback([&] { command.what = AuditCommand::What::verify; });
  return audit;
}

CLI::App* add_replay(CLI::App& app, ReplayCommand& command) {
  CLI::App* replay = app.add_subcommand(
      "replay", "Take recorded or stored days through triggers, and say what would have been said");
  replay->add_option("triggers", command.file, "File of triggers (docs/triggers.md)")->required();
  replay->add_option("--day", command.day, "Day of UTC, as 2020-12-15")->required();
  replay->add_option("--until", command.until, "Last day (default: the same)");
  replay->add_option("--config", command.config, "Configuration file, for its alerts");
  replay->add_option("--data", command.data, data_help);
  replay->footer("Example: pitwall replay triggers.yaml --day 2020-12-14 --until 2020-12-18");
  return replay;
}

}  // namespace

std::variant<Command, int> parse_command_line(int argc, char** argv) {
  CLI::App app(
      "Pitwall: your own trading desk for an AI assistant. It runs on this machine, answers on "
      "127.0.0.1 only, and keeps you at the wheel.");
  app.set_version_flag("--version", std::string(version));
  app.require_subcommand(1);
  app.footer("Start with: pitwall serve   Then open http://127.0.0.1:8000/");
  Commands commands;
  const CLI::App* serve = add_serve(app, commands.serve);
  CLI::App* bridge = app.add_subcommand(
      "mcp", "MCP over standard input and output, for hosts that start their servers");
  bridge->add_option("--data", commands.bridge.data, data_help);
  bridge->add_option("--config", commands.bridge.config, "Configuration, should a desk be started");
  const CLI::App* call = add_call(app, commands.call);
  const CLI::App* tools = add_tools(app, commands.tools);
  CLI::App* config = app.add_subcommand("config", "Check a configuration file or list its keys");
  config->add_option("check", commands.config.check, "File to check");
  config->add_flag("--markdown", commands.config.markdown, "The keys as docs/configuration.md");
  const CLI::App* import = add_import(app, commands.import_history, commands.import_bars);
  const CLI::App* memory = add_memory(app, commands.memory);
  const CLI::App* password = add_password(app, commands.password);
  const CLI::App* access = add_access(app, commands.access);
  const CLI::App* connect = add_connect(app, commands.connect);
  const CLI::App* channels = add_channels(app, commands.channels);
  const CLI::App* gate = add_gate(app, commands.gate);
  const CLI::App* approve = add_approve(app, commands.approve);
  const CLI::App* deny = add_deny(app, commands.deny);
  const CLI::App* pin = add_pin(app, commands.pin);
  const CLI::App* grant = add_grant(app, commands.grant);
  const CLI::App* audit = add_audit(app, commands.audit);
  const CLI::App* replay = add_replay(app, commands.replay);
  add_journal(app, commands.journal);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }
  if (serve->parsed()) return Command(commands.serve);
  if (bridge->parsed()) return Command(commands.bridge);
  if (call->parsed()) return Command(commands.call);
  if (tools->parsed()) return Command(commands.tools);
  if (config->parsed()) return Command(commands.config);
  if (import->got_subcommand("bars")) return Command(commands.import_bars);
  if (import->parsed()) return Command(commands.import_history);
  if (memory->parsed()) return Command(commands.memory);
  if (password->parsed()) return Command(commands.password);
  if (access->parsed()) return Command(commands.access);
  if (connect->parsed()) return Command(commands.connect);
  if (channels->parsed()) return Command(commands.channels);
  if (gate->parsed()) return Command(commands.gate);
  if (approve->parsed()) return Command(commands.approve);
  if (deny->parsed()) return Command(commands.deny);
  if (pin->parsed()) return Command(commands.pin);
  if (grant->parsed()) return Command(commands.grant);
  if (replay->parsed()) return Command(commands.replay);
  if (audit->parsed()) return Command(commands.audit);
  return Command(commands.journal);
}

}  // namespace pitwall::app
