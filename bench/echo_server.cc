// The whole daemon with one tool more, `echo`, that the product does not have: what a call costs
// when the tool itself costs nothing.  bench_echo_server DATA_FOLDER
#include <cstdio>

#include "app/daemon.h"
#include "tool/registry.h"

namespace pitwall::tool {
namespace {

struct EchoIn {
  std::string text;
};
void describe(EchoIn& in, Visitor& v) { v("text", "What to say back.", "hello", in.text); }

struct EchoOut {
  std::string text;
};
void describe(EchoOut& out, Visitor& v) { v("text", "What was said.", "hello", out.text); }
std::string summary(const EchoOut& out) { return out.text; }

Result<EchoOut> run_echo(const EchoIn& in, Context&) { return EchoOut{in.text}; }

const Tool echo{"echo", Category::desk, Effect::reads, "Says back what it was told.", run_echo};

}  // namespace
}  // namespace pitwall::tool

int main(int argc, char** argv) {
  using namespace pitwall;
  if (argc != 2) {
    std::fprintf(stderr, "usage: bench_echo_server DATA_FOLDER\n");
    return 2;
  }
  app::Config config;
  config.listen.port = 0;
  std::vector<const tool::Tool*> tools = tool::all_tools();
  tools.push_back(&tool::echo);
  const Result<app::Paths> paths = app::prepare_paths(argv[1]);
  Result<std::unique_ptr<app::Daemon>> daemon =
      paths ? app::Daemon::start(config, *paths, std::move(tools)) : paths.error();
  if (!daemon) {
    std::fprintf(stderr, "bench_echo_server: %s\n", daemon.error().message.c_str());
    return 1;
  }
  std::printf("http://127.0.0.1:%u/\n", (*daemon)->port());
  std::fflush(stdout);
  return (*daemon)->run();
}
