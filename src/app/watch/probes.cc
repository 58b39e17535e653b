#include "app/watch/probes.h"

#include "adapter/ibkr/supervision.h"
#include "desk/alert/window.h"
#include "net/http.h"

namespace pitwall::app {
namespace {

using desk::ProbeSpec;

Error about(const ProbeConfig& config, std::string_view why) {
  return error(Code::invalid_argument, "health.probes '{}': {}", config.name.substr(0, 60), why);
}

Result<probe::TcpTarget> tcp_target(const ProbeConfig& config) {
  const Result<net::Url> url = net::parse_url("http://" + config.tcp);
  if (!url || url->target != "/" || config.tcp.find(':') == std::string::npos)
    return about(config, "tcp is a host and a port, such as 127.0.0.1:5432.");
  return probe::TcpTarget{url->host, url->port};
}

// Exactly one says what is probed.
Result<ProbeTarget> target_of(const ProbeConfig& config) {
  std::vector<ProbeTarget> all;
  if (!config.tcp.empty()) {
    PITWALL_TRY(probe::TcpTarget tcp, tcp_target(config));
    all.emplace_back(probe::Target(std::move(tcp)));
  }
  if (!config.http.empty()) {
    if (const Result<net::Url> url = net::parse_url(config.http);
        !url || (url->scheme != "http" && url->scheme != "https"))
      return about(config, "http is an address that begins with http:// or https://.");
    all.emplace_back(probe::Target(
        probe::HttpTarget{config.http, static_cast<int>(config.status), config.contains}));
  }
  if (!config.unit.empty()) all.emplace_back(probe::Target(probe::UnitTarget{config.unit}));
  if (!config.container.empty())
    all.emplace_back(probe::Target(probe::ContainerTarget{.name = config.container}));
  if (!config.process.empty())
    all.emplace_back(probe::Target(probe::ProcessTarget{config.process}));
  if (!config.log.empty()) {
    if (config.texts.empty()) return about(config, "log needs texts that no line may contain.");
    all.emplace_back(probe::Target(probe::LogTarget{config.log, config.texts}));
  }
  if (!config.disk.empty())
    all.emplace_back(
        probe::Target(probe::DiskTarget{config.disk, config.least_free_percent / 100}));
  if (config.heartbeat) {
    if (*config.heartbeat < seconds(1)) return about(config, "heartbeat is 1s or more.");
    all.emplace_back(HeartbeatTarget{*config.heartbeat});
  }
  if (all.size() != 1)
    return about(config,
                 "it names exactly one of tcp, http, unit, container, process, log, disk and "
                 "heartbeat.");
  return std::move(all.front());
}

Result<desk::RecurringWindow> window_of(const ProbeConfig& config, const std::string& begins,
                                        Duration length, const Zone& zone, std::string reason) {
  Result<desk::Cron> cron = desk::Cron::parse(begins);
  if (!cron) return about(config, cron.error().message);
  return desk::RecurringWindow{std::move(*cron), length, zone, std::move(reason)};
}

Result<void> set_schedule(const ProbeConfig& config, const market::CalendarSet& calendars,
                          ProbeSpec& spec) {
  const Result<Zone> zone = Zone::find(config.zone);
  if (!zone) return about(config, zone.error().message);
  const market::Calendar* calendar = nullptr;
  if (!config.market.empty()) {
    const Result<const market::Calendar*> found = calendars.find(config.market);
    if (!found) return about(config, found.error().message);
    calendar = *found;
    spec.schedule.market = desk::MarketHours{
        calendar, config.extended ? market::Hours::extended : market::Hours::regular, config.before,
        config.after};
  }
  if (!config.active.empty()) {
    PITWALL_TRY(desk::RecurringWindow window,
                window_of(config, config.active, config.active_for, *zone, {}));
    spec.schedule.hours.push_back(std::move(window));
  }
  if (!config.maintenance.empty()) {
    PITWALL_TRY(
        desk::RecurringWindow window,
        window_of(config, config.maintenance, config.maintenance_for, *zone, "maintenance"));
    spec.schedule.maintenance.push_back(std::move(window));
  }
  if (!config.up_by.empty()) {
    const Result<desk::TimeOfDay> time = desk::TimeOfDay::parse(config.up_by);
    if (!time) return about(config, time.error().message);
    spec.up_by = desk::UpBy{minutes(time->minutes), *zone, calendar};
  }
  return {};
}

Result<PlannedProbe> plan(const ProbeConfig& config, const market::CalendarSet& calendars) {
  PlannedProbe planned;
  PITWALL_TRY(planned.target, target_of(config));
  ProbeSpec& spec = planned.spec;
  spec.name = config.name;
  spec.every = config.every;
  spec.failures = static_cast<int>(config.failures);
  spec.successes = static_cast<int>(config.successes);
  spec.grace = config.grace;
  spec.depends_on = config.depends_on;
  PITWALL_TRY_VOID(set_schedule(config, calendars, spec));
  if (config.deadline < milliseconds(10) || config.deadline > minutes(5))
    return about(config, "deadline is 10ms to 5m.");
  planned.deadline = config.deadline;
  planned.severity = config.severity;
  return planned;
}

ibkr::Interface interface_of(BrokerKind kind) {
  return kind == BrokerKind::tws ? ibkr::Interface::tws : ibkr::Interface::client_portal;
}

PlannedProbe inside(std::string_view name, Inside what) {
  PlannedProbe planned;
  planned.spec.name = name;
  planned.target = what;
  return planned;
}

PlannedProbe own_page(std::string_view name, std::string path, int status) {
  PlannedProbe planned;
  planned.spec.name = name;
  planned.target = OwnPage{std::move(path), status};
  return planned;
}

PlannedProbe machine(std::string_view name, probe::Target target,
                     desk::AlertSeverity severity = desk::AlertSeverity::warning) {
  PlannedProbe planned;
  planned.spec.name = name;
  planned.target = std::move(target);
  planned.severity = severity;
  return planned;
}

// What every desk stands on.
void add_built_in(const Config& config, const market::CalendarSet& calendars,
                  const std::string& folder, std::vector<PlannedProbe>& all) {
  PlannedProbe session = inside(session_probe, Inside::session);
  session.alerts = false;
  if (config.broker.kind != BrokerKind::paper) {
    const Region region =
        config.broker.kind == BrokerKind::tws ? config.tws.region : config.client_portal.region;
    session.spec.schedule.away =
        ibkr::pauses_of(interface_of(config.broker.kind), std::string(name_of(region)), calendars);
  }
  all.push_back(std::move(session));
  PlannedProbe data = inside(data_probe, Inside::data);
  data.spec.depends_on = {std::string(session_probe)};
  all.push_back(std::move(data));
  all.push_back(inside("journal", Inside::journal));
  all.push_back(own_page("rest", "/healthz", 200));
  // Its answer to a bare GET is a refusal in words, which is an answer.
  PlannedProbe mcp = own_page("mcp", "/mcp", 405);
  mcp.spec.depends_on = {"rest"};
  all.push_back(std::move(mcp));
  all.push_back(
      machine("disk", probe::DiskTarget{.folder = folder}, desk::AlertSeverity::critical));
  all.push_back(machine("memory", probe::MemoryTarget{}));
  all.push_back(machine("processor", probe::ProcessorTarget{}));
  all.push_back(machine("load", probe::LoadTarget{}));
  all.push_back(machine("temperature", probe::TemperatureTarget{}));
  all.push_back(machine("gpu", probe::GpuTarget{}));
  all.push_back(machine("clock", probe::ClockTarget{}));
}

}  // namespace

Result<std::vector<PlannedProbe>> plan_probes(const Config& config,
                                              const market::CalendarSet& calendars,
                                              const std::string& folder) {
  std::vector<PlannedProbe> all;
  if (config.health.built_in) add_built_in(config, calendars, folder, all);
  for (const ProbeConfig& one : config.health.probes) {
    PITWALL_TRY(PlannedProbe planned, plan(one, calendars));
    all.push_back(std::move(planned));
  }
  return all;
}

}  // namespace pitwall::app
