// pitwall-sim: runs the desk under faults, seed after seed. Exit code 0 if all runs passed, 1 if
// one failed, 2 if the arguments make no sense.
#include <charconv>
#include <csignal>
#include <cstdio>
#include <optional>

#include "sim/run.h"

namespace pitwall::sim {
namespace {

constexpr std::string_view usage =
    "Usage: pitwall-sim [--seed N | --seeds N [--from M]] [--scenario NAME] [--plant FAULT]\n"
    "                   [--trace] [--list] [--help]\n"
    "\n"
    "Runs the desk in virtual time under faults drawn from a seed, and checks that nothing is "
    "lost,\n"
    "nothing is sent twice, and that the books agree with the broker's in the end. Each seed runs\n"
    "twice, and both runs must agree to the last byte.\n"
    "\n"
    "  --seed N         one seed, in every scenario\n"
    "  --seeds N        N seeds (100 unless given), one scenario each, in turn\n"
    "  --from M         the first of them (1 unless given)\n"
    "  --scenario NAME  this scenario only\n"
    "  --plant FAULT    put a fault in, to see it found: lose_append, skip_replay,\n"
    "                   send_twice, swap_order\n"
    "  --trace          print everything that happens\n"
    "  --list           list the scenarios\n";

struct Arguments {
  std::optional<std::uint64_t> seed;
  std::uint64_t seeds = 100;
  std::uint64_t from = 1;
  const Scenario* scenario = nullptr;
  Plant plant = Plant::none;
  bool trace = false;
  bool list = false;
  bool help = false;
};

Result<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size())
    return error(Code::invalid_argument, "\"{}\" is not a whole number.", text);
  return number;
}

Result<Arguments> parse(std::span<const std::string_view> words) {
  Arguments arguments;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word == "--trace") {
      arguments.trace = true;
    } else if (word == "--list") {
      arguments.list = true;
    } else if (word == "--help") {
      arguments.help = true;
    } else if (i + 1 == words.size()) {
      return error(Code::invalid_argument, "{} is no option, or misses its value.", word);
    } else if (word == "--seed") {
      PITWALL_TRY(arguments.seed, parse_number(words[++i]));
    } else if (word == "--seeds") {
      PITWALL_TRY(arguments.seeds, parse_number(words[++i]));
    } else if (word == "--from") {
      PITWALL_TRY(arguments.from, parse_number(words[++i]));
    } else if (word == "--scenario") {
      arguments.scenario = find_scenario(words[++i]);
      if (!arguments.scenario)
        return error(Code::not_found, "There is no scenario \"{}\": --list names them.", words[i]);
    } else if (word == "--plant") {
      PITWALL_TRY(arguments.plant, parse_plant(words[++i]));
    } else {
      return error(Code::invalid_argument, "{} is no option: --help names them.", word);
    }
  }
  return arguments;
}

void print_scenarios() {
  for (const Scenario& scenario : scenarios()) {
    fmt::print("{:<16} {}\n", scenario.name, scenario.what);
    for (const FaultName& fault : fault_names())
      if (scenario.faults.*fault.probability > 0)
        fmt::print("{:<16}   {} {}\n", "", fault.name, scenario.faults.*fault.probability);
  }
}

// What to type to see it again; kept where a failed check's signal can find it.
char reproduction[200];

void print_reproduction(int) { std::fputs(reproduction, stderr); }

class Runner {
 public:
  explicit Runner(const Arguments& arguments) : arguments_(arguments) {}

  void run(std::uint64_t seed, const Scenario& scenario) {
    Options options{seed, &scenario, arguments_.plant, arguments_.trace};
    const auto end =
        fmt::format_to_n(reproduction, sizeof reproduction - 1,
                         "  again: ./dev sim --seed {} --scenario {}{}{}\n", seed, scenario.name,
                         options.plant == Plant::none ? "" : " --plant ", name_of(options.plant));
    *end.out = '\0';
    Outcome outcome = sim::run(options);
    options.print_trace = false;
    const Outcome again = sim::run(options);
    if (outcome.journal != again.journal || outcome.state != again.state ||
        outcome.trace != again.trace)
      outcome.violations.push_back("The same seed went two ways.");
    records_ += outcome.records;
    processes_ += outcome.processes;
    orders_ += outcome.orders;
    reconciled_ += outcome.reconciled;
    if (outcome.violations.empty()) {
      ++passed_;
      return;
    }
    ++failed_;
    fmt::print("FAILED seed {}, scenario {}\n", seed, scenario.name);
    for (const std::string& violation : outcome.violations) fmt::print("  {}\n", violation);
    fmt::print("{}", reproduction);
  }

  int finish() const {
    fmt::print(
        "{} passed, {} failed ({} records, {} starts; {} orders at the broker, {} times one that "
        "nobody knew of)\n",
        passed_, failed_, records_, processes_, orders_, reconciled_);
    return failed_ == 0 ? 0 : 1;
  }

 private:
  const Arguments& arguments_;
  std::uint64_t passed_ = 0;
  std::uint64_t failed_ = 0;
  std::uint64_t records_ = 0;
  std::uint64_t processes_ = 0;
  std::uint64_t orders_ = 0;
  std::uint64_t reconciled_ = 0;
};

int run_all(const Arguments& arguments) {
  Runner runner(arguments);
  const std::span<const Scenario> all = scenarios();
  if (arguments.seed) {
    for (const Scenario& scenario : all)
      if (!arguments.scenario || arguments.scenario == &scenario)
        runner.run(*arguments.seed, scenario);
    return runner.finish();
  }
  for (std::uint64_t i = 0; i < arguments.seeds; ++i) {
    const std::uint64_t seed = arguments.from + i;
    runner.run(seed, arguments.scenario ? *arguments.scenario : all[seed % all.size()]);
  }
  return runner.finish();
}

}  // namespace
}  // namespace pitwall::sim

int main(int count, char** words) {
  using namespace pitwall::sim;
  const std::vector<std::string_view> given(words + 1, words + count);
  const auto arguments = parse(given);
  if (!arguments) {
    fmt::print(stderr, "pitwall-sim: {}\n", arguments.error().message);
    return 2;
  }
  std::signal(SIGABRT, print_reproduction);
  if (arguments->help) {
    fmt::print("{}", usage);
  } else if (arguments->list) {
    print_scenarios();
  } else {
    return run_all(*arguments);
  }
  return 0;
}
