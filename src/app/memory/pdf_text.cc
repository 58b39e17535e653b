#include "app/memory/pdf_text.h"

#include "knowledge/import/limits.h"
#include "net/process.h"

namespace pitwall::app {
namespace {

constexpr Duration deadline = seconds(60);
constexpr std::uint64_t memory = 1'000'000'000;  // bytes of address space

net::Awaitable<void> ask(net::Loop& loop, net::ProcessOptions options,
                         std::optional<Result<net::Finished>>& said) {
  said.emplace(
      co_await net::run_process(loop, std::move(options), deadline, knowledge::max_whole_file));
}

}  // namespace

Result<std::string> pdf_text(const std::filesystem::path& file) {
  net::ProcessOptions options;
  // A path that begins with a slash is no option.
  options.command = {
      "pdftotext", "-q", "-nopgbrk", "-enc", "UTF-8", std::filesystem::absolute(file), "-"};
  options.memory_bytes = memory;
  net::Loop loop;
  std::optional<Result<net::Finished>> said;
  loop.spawn("pdftotext", ask(loop, std::move(options), said));
  loop.run();
  if (!said) return error(Code::internal, "pdftotext was not waited for.");
  if (!*said && said->error().code == Code::not_found)
    return error(Code::unavailable,
                 "This is a PDF, and pdftotext, which reads it, is not here: install the package "
                 "poppler-utils.");
  if (!*said) return error(said->error().code, "pdftotext: {}", said->error().message);
  net::Finished& finished = **said;
  if (!finished.end.good())
    return error(Code::invalid_argument,
                 "pdftotext cannot read this PDF: it is damaged, or needs "
                 "a password.");
  if (finished.cut)
    return error(Code::too_large, "This PDF holds more than {} MB of text.",
                 knowledge::max_whole_file / (1024 * 1024));
  if (finished.output.find_first_not_of(" \t\r\n\f") == std::string::npos)
    return error(Code::no_data, "This PDF holds pictures of pages, and no text.");
  return std::move(finished.output);
}

}  // namespace pitwall::app
