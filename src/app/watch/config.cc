#include "app/watch/config.h"

#include "base/visitor.h"

namespace pitwall::app {
namespace {

constexpr std::size_t max_probes = 200;
constexpr std::size_t max_functions = 100;
constexpr std::size_t max_words = 32;  // of a command

}  // namespace

void describe(FunctionConfig& config, Visitor& v) {
  v("name", "As conditions call it: lower-case letters, digits and _.", "my_score", config.name,
    {.max_length = 40});
  v("arguments", "How many numbers stand in its parentheses.", "1", config.arguments,
    {.has_default = true, .minimum = 0, .maximum = 8});
  v("truth", "It answers yes (1) or no (0), and not a figure.", "false", config.truth,
    with_default);
}

void describe(FunctionsConfig& config, Visitor& v) {
  v("command", "The program and its arguments, without a shell; docs/functions.md.", "python3",
    config.command, {.has_default = true, .max_items = max_words});
  v("functions", "What it answers.", "", config.functions,
    {.has_default = true, .max_items = max_functions});
  v("every", "How often each is asked anew.", "5s", config.every, with_default);
  v("deadline", "For each answer.", "1s", config.deadline, with_default);
  v("memory_megabytes", "As much memory as the program may have.", "512", config.memory_megabytes,
    {.has_default = true, .minimum = 16, .maximum = 65'536});
}

void describe(TapeConfig& config, Visitor& v) {
  v("record", "Keeps the ticks of watched instruments, for `pitwall replay`.", "true",
    config.record, with_default);
  v("days", "For so many days.", "30", config.days,
    {.has_default = true, .minimum = 1, .maximum = 3'650});
  v("megabytes", "And no more than this in all; the oldest day goes first.", "1000",
    config.megabytes, {.has_default = true, .minimum = 1, .maximum = 10'000'000});
}

void describe(WatchConfig& config, Visitor& v) {
  v("triggers", "File of triggers (docs/triggers.md), read again on SIGHUP.",
    "/etc/pitwall/triggers.yaml", config.triggers, with_default);
  v("functions", "A program of your own that conditions may ask.", "", config.functions,
    with_default);
  v("tape", "Recording ticks.", "", config.tape, with_default);
  v("keep_events", "How long what happened can be looked up.", "730d", config.keep_events,
    with_default);
  v("keep_measures", "How long measures of the machine are kept.", "30d", config.keep_measures,
    with_default);
}

void describe(ProbeConfig& config, Visitor& v) {
  v("name", "What it is called.", "gateway", config.name, {.max_length = 60});
  v("tcp", "Something takes connections there.", "127.0.0.1:5432", config.tcp, with_default);
  v("http", "A page answers there.", "http://127.0.0.1:3000/health", config.http, with_default);
  v("unit", "A unit of systemd is active.", "ibgateway.service", config.unit, with_default);
  v("container", "A container of Docker runs, and is healthy where it says.", "database",
    config.container, with_default);
  v("process", "A process runs that has this text in its name or command line.", "java",
    config.process, with_default);
  v("log", "A file in which no new line contains any of `texts`.", "/var/log/feed.log", config.log,
    with_default);
  v("disk", "A folder on whose disk there is room.", "/var/lib", config.disk, with_default);
  v("heartbeat", "Somebody tells POST /heartbeat/NAME at least this often.", "10m",
    config.heartbeat);
  v("status", "Of http: the status that is good; 0: 200 to 399.", "200", config.status,
    {.has_default = true, .minimum = 0, .maximum = 599});
  v("contains", "Of http: what the page contains.", "ok", config.contains, with_default);
  v("texts", "Of log.", "FATAL", config.texts, {.has_default = true, .max_items = 50});
  v("least_free_percent", "Of disk.", "5", config.least_free_percent, with_default);
  v("every", "How often it is probed.", "60s", config.every, with_default);
  v("deadline", "For each probe.", "10s", config.deadline, with_default);
  v("failures", "Failures in a row until it is down.", "3", config.failures,
    {.has_default = true, .minimum = 1, .maximum = 100});
  v("successes", "Successes in a row until it is up again.", "2", config.successes,
    {.has_default = true, .minimum = 1, .maximum = 100});
  v("grace", "To come up in, once it has to be up.", "2m", config.grace, with_default);
  v("severity", "Of its alert: info, warning or critical.", "critical", config.severity,
    with_default);
  v("depends_on", "Probes whose failure explains its own.", "broker", config.depends_on,
    {.has_default = true, .max_items = 8});
  v("market", "A calendar: it has to be up only while that market is open.", "NYSE", config.market,
    with_default);
  v("extended", "And in that market's extended hours.", "false", config.extended, with_default);
  v("before", "So long before each session, too.", "30m", config.before, with_default);
  v("after", "And so long after it.", "0s", config.after, with_default);
  v("active", "When it begins to have to be up, as crontab writes it.", "0 8 * * mon-fri",
    config.active, with_default);
  v("active_for", "For how long then.", "8h", config.active_for, with_default);
  v("maintenance", "When somebody works on it, as crontab writes it.", "0 3 * * sun",
    config.maintenance, with_default);
  v("maintenance_for", "For how long then.", "1h", config.maintenance_for, with_default);
  v("up_by", "Has to be up by this time of day; with `market`, of its trading days.", "09:25",
    config.up_by, with_default);
  v("zone", "Time zone of these times.", "America/New_York", config.zone, with_default);
}

void describe(HealthConfig& config, Visitor& v) {
  v("built_in",
    "Watches what every desk stands on: broker, market data, journal, disk, memory, "
    "processor, temperature, clock.",
    "true", config.built_in, with_default);
  v("probes", "What is watched besides.", "", config.probes,
    {.has_default = true, .max_items = max_probes});
}

Result<expr::Vocabulary> vocabulary_of(const FunctionsConfig& config) {
  expr::Vocabulary vocabulary;
  for (const FunctionConfig& one : config.functions) {
    const Result<void> added =
        vocabulary.add({one.name, one.truth ? expr::Unit::truth : expr::Unit::number,
                        static_cast<std::size_t>(one.arguments)});
    if (!added) return error(added.error().code, "watch.functions: {}", added.error().message);
  }
  if (!config.functions.empty() && config.command.empty())
    return error(Code::invalid_argument,
                 "watch.functions names functions and no command that answers them.");
  return vocabulary;
}

}  // namespace pitwall::app
