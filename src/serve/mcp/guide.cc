#include "serve/mcp/guide.h"

#include "base/embed.h"

PITWALL_EMBED(guide_assistants, PITWALL_DOCS "/assistants.md");
PITWALL_EMBED(guide_charts, PITWALL_DOCS "/charts.md");
PITWALL_EMBED(guide_configuration, PITWALL_DOCS "/configuration.md");
PITWALL_EMBED(guide_data, PITWALL_DOCS "/data.md");
PITWALL_EMBED(guide_ibkr, PITWALL_DOCS "/ibkr.md");
PITWALL_EMBED(guide_levels, PITWALL_DOCS "/levels.md");
PITWALL_EMBED(guide_remote, PITWALL_DOCS "/remote.md");
PITWALL_EMBED(guide_safety, PITWALL_DOCS "/safety.md");
PITWALL_EMBED(guide_start, PITWALL_DOCS "/start.md");

namespace pitwall::serve {
namespace {

Document page(std::string_view name, std::string_view text) {
  std::string_view title = text.substr(0, text.find('\n'));
  title.remove_prefix(std::min(title.find_first_not_of("# "), title.size()));
  return {name, title, text};
}

}  // namespace

std::vector<Document> user_guide() {
#define PITWALL_PAGE(symbol) page(#symbol, PITWALL_EMBEDDED(guide_##symbol))
  return {PITWALL_PAGE(assistants), PITWALL_PAGE(charts), PITWALL_PAGE(configuration),
          PITWALL_PAGE(data),       PITWALL_PAGE(ibkr),   PITWALL_PAGE(levels),
          PITWALL_PAGE(remote),     PITWALL_PAGE(safety), PITWALL_PAGE(start)};
#undef PITWALL_PAGE
}

}  // namespace pitwall::serve
