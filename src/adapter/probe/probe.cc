#include "adapter/probe/probe.h"

#include <sys/stat.h>

#include <charconv>
#include <fstream>
#include <thread>

#include "base/json.h"
#include "net/http_client.h"
#include "net/process.h"
#include "net/stream.h"

namespace pitwall::probe {
namespace {

using net::Awaitable;

std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }

Finding good(std::string words, std::vector<Measure> measures = {}) {
  return {true, std::move(words), {}, std::move(measures)};
}
Finding bad(std::string words, std::string_view outside = {}) {
  return {false, std::move(words), std::string(outside.substr(0, Prober::max_outside)), {}};
}
Finding of(const Error& error) { return bad(error.message); }

// ---- Elsewhere ---------------------------------------------------------------------------------

Awaitable<Finding> look(net::Loop& loop, const TcpTarget& target, Duration deadline) {
  const Duration begun = loop.now();
  auto stream = co_await net::connect_tcp(loop, target.host, target.port, deadline);
  if (!stream) co_return of(stream.error());
  (*stream)->close();
  const double took = (loop.now() - begun).to_seconds();
  co_return good(fmt::format("It took a connection after {:.0f} ms.", 1000 * took),
                 {{"connect_seconds", took}});
}

Awaitable<Finding> look(net::Loop& loop, const HttpTarget& target, Duration deadline) {
  net::HttpClientOptions options;
  options.connect_deadline = options.first_byte_deadline = options.whole_deadline = deadline;
  options.limits.body_bytes = 64 * 1024;
  net::HttpClient client(loop, options);
  const Duration begun = loop.now();
  const Result<net::Response> response = co_await client.get(target.url);
  if (!response) co_return of(response.error());
  const double took = (loop.now() - begun).to_seconds();
  const int status = response->status;
  if (target.status != 0 ? status != target.status : status < 200 || status >= 400)
    co_return bad(fmt::format("It answered {}.", status), response->body);
  if (response->body.find(target.contains) == std::string::npos)
    co_return bad(fmt::format("It answered {}, without the text that is looked for.", status),
                  response->body);
  co_return good(fmt::format("It answered {} after {:.0f} ms.", status, 1000 * took),
                 {{"answer_seconds", took}});
}

Awaitable<Finding> look(net::Loop& loop, const ContainerTarget& target, Duration deadline) {
  net::HttpClientOptions options;
  options.first_byte_deadline = options.whole_deadline = deadline;
  options.dial = net::dial_unix(loop, target.socket, deadline);
  net::HttpClient client(loop, options);
  const Result<net::Response> response =
      co_await client.get(fmt::format("http://docker/containers/{}/json", target.name));
  if (!response) co_return of(response.error());
  co_return read_container(response->status, response->body);
}

// ---- By other programs -------------------------------------------------------------------------

Awaitable<Finding> look(net::Loop& loop, const UnitTarget& target, Duration deadline) {
  const Result<net::Finished> said = co_await net::run_process(
      loop,
      {{"systemctl", "show", "--property=LoadState,ActiveState,SubState,Result", "--",
        target.unit}},
      deadline);
  if (!said) co_return of(said.error());
  if (!said->end.good()) co_return bad(fmt::format("systemctl: {}", said->end.words()));
  co_return read_unit(said->output);
}

Awaitable<Finding> look(net::Loop& loop, const GpuTarget& target, Duration deadline) {
  const Result<net::Finished> said = co_await net::run_process(
      loop,
      {{"nvidia-smi", "--query-gpu=temperature.gpu,utilization.gpu,memory.used,memory.total",
        "--format=csv,noheader,nounits"}},
      deadline);
  if (!said && said.error().code == Code::not_found) co_return good("There is no nvidia-smi here.");
  if (!said) co_return of(said.error());
  if (!said->end.good()) co_return bad(fmt::format("nvidia-smi: {}", said->end.words()));
  const Result<Finding> found = read_gpu(said->output, target);
  co_return found ? *found : of(found.error());
}

// ---- On this machine ---------------------------------------------------------------------------

Finding look(const ProcessTarget& target) {
  const std::size_t count = find_processes(target.text).size();
  return count > 0 ? good(fmt::format("{} such processes run.", count),
                          {{"processes", static_cast<double>(count)}})
                   : bad("No such process runs.");
}

Finding look(const DiskTarget& target) {
  const Result<Disk> disk = read_disk(target.folder);
  if (!disk) return of(disk.error());
  if (disk->total == 0) return good("The file system has no size.");
  const double share = static_cast<double>(disk->available) / static_cast<double>(disk->total);
  return {share >= target.least_free_share,
          fmt::format("{} of {:.1f} GB are free.", percent(share),
                      static_cast<double>(disk->total) / 1e9),
          {},
          {{"disk_free_share", share}}};
}

Finding look(const MemoryTarget& target) {
  const Result<std::string> text = read_kernel_file("/proc/meminfo");
  if (!text) return of(text.error());
  const Result<Memory> memory = read_memory(*text);
  if (!memory) return of(memory.error());
  const double share = static_cast<double>(memory->available) / static_cast<double>(memory->total);
  return {share >= target.least_available_share,
          fmt::format("{} of {:.1f} GB are available.", percent(share),
                      static_cast<double>(memory->total) / 1e9),
          {},
          {{"memory_available_share", share}}};
}

Finding look(const LoadTarget& target) {
  const Result<std::string> text = read_kernel_file("/proc/loadavg");
  if (!text) return of(text.error());
  const Result<Load> load = read_load(*text);
  if (!load) return of(load.error());
  const double each = load->five / std::max(1U, std::thread::hardware_concurrency());
  return {each <= target.most_for_each_processor,
          fmt::format("The load of five minutes is {:.2f}, {:.2f} for each processor.", load->five,
                      each),
          {},
          {{"load_five_minutes", load->five}}};
}

Finding look(const TemperatureTarget& target) {
  const std::optional<double> hottest = hottest_celsius();
  if (!hottest) return good("This machine has no sensor that can be read.");
  return {*hottest <= target.most_celsius,
          fmt::format("The hottest sensor is at {:.0f} °C.", *hottest),
          {},
          {{"temperature_celsius", *hottest}}};
}

Finding look(const ClockTarget& target) {
  const ClockState clock = read_clock();
  if (!clock.in_step) return bad("The clock is not kept in step with any other.");
  return {clock.most_error_seconds <= target.most_error_seconds,
          fmt::format("The clock is wrong by {:.3f} s at most.", clock.most_error_seconds),
          {},
          {{"clock_error_seconds", clock.most_error_seconds}}};
}

template <class Number>
std::optional<Number> take_number(std::string_view& text) {
  const std::size_t end = std::min(text.find(','), text.size());
  std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
  while (!part.empty() && (part.back() == ' ' || part.back() == '\r')) part.remove_suffix(1);
  Number number{};
  const auto [last, failure] = std::from_chars(part.data(), part.data() + part.size(), number);
  if (failure != std::errc() || last != part.data() + part.size()) return std::nullopt;
  return number;
}

}  // namespace

Result<Finding> read_gpu(std::string_view line, const GpuTarget& target) {
  line = line.substr(0, line.find('\n'));
  std::array<double, 4> figures{};
  for (double& figure : figures) {
    const std::optional<double> number = take_number<double>(line);
    // "[N/A]" is what a card says that lacks the sensor.
    if (!number || !(*number >= 0 && *number < 1e12))
      return error(Code::unsupported, "nvidia-smi does not tell the card's figures.");
    figure = *number;
  }
  const auto [celsius, busy, used, total] = figures;
  const double share = total > 0 ? used / total : 0;
  return Finding{
      celsius <= target.most_celsius && share <= target.most_memory_share,
      fmt::format("The card is at {:.0f} °C, {:.0f} % busy, {} of its memory in use.", celsius,
                  busy, percent(share)),
      {},
      {{"gpu_celsius", celsius}, {"gpu_busy_share", busy / 100}, {"gpu_memory_share", share}}};
}

Finding read_unit(std::string_view properties) {
  std::map<std::string, std::string, std::less<>> found;
  while (!properties.empty()) {
    const std::size_t end = std::min(properties.find('\n'), properties.size());
    const std::string_view line = properties.substr(0, end);
    properties.remove_prefix(std::min(end + 1, properties.size()));
    if (const std::size_t equals = line.find('='); equals != line.npos && found.size() < 16)
      found.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  if (found["LoadState"] == "not-found") return bad("There is no such unit.");
  const std::string& active = found["ActiveState"];
  if (active == "active" || active == "reloading") return good("The unit is active.");
  return bad("The unit is not active.",
             fmt::format("{} {} {}", active, found["SubState"], found["Result"]));
}

Finding read_container(int status, std::string_view body) {
  if (status == 404) return bad("There is no such container.");
  const Result<Json> json = parse_json(body);
  const Json* state = status == 200 && json ? json->find("State") : nullptr;
  const Json* running = state ? state->find("Running") : nullptr;
  if (!running || running->kind() != Json::Kind::boolean)
    return bad(fmt::format("Docker answered {}, and not with a container's state.", status), body);
  if (!running->as_boolean()) return bad("The container is not running.");
  const Json* health = state->find("Health");
  const Json* word = health ? health->find("Status") : nullptr;
  if (word && word->is_string() && word->text() == "unhealthy")
    return bad("The container runs, and says that it is unhealthy.");
  return good("The container runs.");
}

Finding Prober::look(const std::string& name, const LogTarget& target) {
  struct stat now{};
  if (::stat(target.file.c_str(), &now) != 0)
    return bad(fmt::format("The log cannot be read: {}.", std::generic_category().message(errno)));
  const LogEnd end{now.st_ino, static_cast<std::uint64_t>(now.st_size)};
  const auto [known, first] = logs_.try_emplace(name, end);
  const LogEnd before = std::exchange(known->second, end);
  if (first) return good("Read from here on.");
  std::uint64_t from = end.inode == before.inode && before.size <= end.size ? before.size : 0;
  if (from == end.size) return good("Nothing new.");
  const bool skipped = end.size - from > max_log_piece;
  if (skipped) from = end.size - max_log_piece;
  std::ifstream file(target.file, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(from));
  std::string text(end.size - from, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  // The last line may be half written: it is read next time.
  const std::size_t whole = text.rfind('\n') + 1;
  known->second.size -= text.size() - whole;
  for (std::size_t at = 0; at < whole;) {
    const std::size_t line_end = text.find('\n', at);
    const std::string_view line = std::string_view(text).substr(at, line_end - at);
    at = line_end + 1;
    for (const std::string& sought : target.texts)
      if (line.find(sought) != line.npos)
        return bad("The log has a line that is looked for.", line);
  }
  return good(skipped ? "Nothing in the last megabyte; more than that was written."
                      : "Nothing of what is looked for.");
}

Finding Prober::look(const std::string& name, const ProcessorTarget& target) {
  const Result<std::string> text = read_kernel_file("/proc/stat");
  if (!text) return of(text.error());
  const Result<ProcessorTime> now = read_processor_time(*text);
  if (!now) return of(now.error());
  const auto [known, first] = processors_.try_emplace(name, *now);
  const std::optional<double> share = busy_share(std::exchange(known->second, *now), *now);
  if (first || !share) return good("Measured from here on.");
  return {*share <= target.most_busy_share,
          fmt::format("The processors were {} busy.", percent(*share)),
          {},
          {{"processor_busy_share", *share}}};
}

Awaitable<Finding> Prober::probe(std::string name, Target target, Duration deadline) {
  if (const auto* tcp = std::get_if<TcpTarget>(&target))
    co_return co_await probe::look(loop_, *tcp, deadline);
  if (const auto* http = std::get_if<HttpTarget>(&target))
    co_return co_await probe::look(loop_, *http, deadline);
  if (const auto* container = std::get_if<ContainerTarget>(&target))
    co_return co_await probe::look(loop_, *container, deadline);
  if (const auto* unit = std::get_if<UnitTarget>(&target))
    co_return co_await probe::look(loop_, *unit, deadline);
  if (const auto* gpu = std::get_if<GpuTarget>(&target))
    co_return co_await probe::look(loop_, *gpu, deadline);
  if (const auto* log = std::get_if<LogTarget>(&target)) co_return look(name, *log);
  if (const auto* processor = std::get_if<ProcessorTarget>(&target))
    co_return look(name, *processor);
  if (const auto* process = std::get_if<ProcessTarget>(&target)) co_return probe::look(*process);
  if (const auto* disk = std::get_if<DiskTarget>(&target)) co_return probe::look(*disk);
  if (const auto* memory = std::get_if<MemoryTarget>(&target)) co_return probe::look(*memory);
  if (const auto* load = std::get_if<LoadTarget>(&target)) co_return probe::look(*load);
  if (const auto* heat = std::get_if<TemperatureTarget>(&target)) co_return probe::look(*heat);
  co_return probe::look(std::get<ClockTarget>(target));
}

}  // namespace pitwall::probe
