// What the desk offers to an assistant: its tools, its figures as resources that can be watched,
// and prompts that begin a trader's usual sessions.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "port/following.h"
#include "serve/mcp/approval_page.h"
#include "serve/mcp/guide.h"
#include "serve/mcp/offer.h"
#include "tool/registry.h"

namespace pitwall::serve {

// A page that a tool's answers are shown with (MCP Apps).
struct View {
  std::string_view uri;  // ui://…
  std::string_view name;
  std::string_view html;
};

class DeskOffer final : public Offer {
 public:
  static constexpr std::size_t max_assistants = 1000;  // that are told of charts; then all anew

  // Registry and context outlive the offer; what views and documents point at does too.
  DeskOffer(const tool::Registry& registry, tool::Context& context, std::vector<View> views,
            std::vector<Document> documents);
  ~DeskOffer() override;

  // Where changes of what is watched are told; set once the server stands.
  std::function<void(std::string_view uri)> tell_changed;
  void on_tick(market::InstrumentId instrument);
  void on_event(const desk::Event& event);
  // Where the dashboard is, for whoever can open an address for the user.
  void set_dashboard(std::string address) { approval_page_.set_address(std::move(address)); }

  const ServerFacts& facts() const override { return facts_; }
  Result<Page> tools(std::string_view cursor) override;
  Result<Page> resources(std::string_view cursor) override;
  Result<Page> templates(std::string_view cursor) override;
  Result<Page> prompts(std::string_view cursor) override;
  const OfferedTool* find_tool(std::string_view name) override;
  std::string unknown_tool(std::string_view name) const override {
    return registry_.find(name).error().message;
  }
  void call_tool(const OfferedTool& tool, std::shared_ptr<Exchange> exchange) override;
  void read_resource(std::string_view uri, std::shared_ptr<Exchange> exchange) override;
  void get_prompt(std::string_view name, std::shared_ptr<Exchange> exchange) override;
  void complete(std::shared_ptr<Exchange> exchange) override;
  bool watch(std::string_view uri) override;
  void unwatch(std::string_view uri) override;

 private:
  // The tool whose answer a resource is, and with which arguments.
  struct Reading {
    std::string_view tool;
    std::string arguments;                             // JSON
    std::optional<market::InstrumentId> instrument{};  // whose ticks change it
    bool account = false;                              // changed by what happens to the account
  };
  Result<Reading> reading_of(std::string_view uri) const;
  // What the assistant should hear of the user's doings on a chart since its last call.
  std::optional<std::string> news_for(const OfferedTool& tool, const Exchange& exchange);
  bool read_page(std::string_view uri, Exchange& exchange) const;
  void read_figures(std::string_view uri, const std::shared_ptr<Exchange>& exchange);
  std::vector<std::string> complete_values(std::string_view argument, std::string_view begun) const;

  const tool::Registry& registry_;
  tool::Context& context_;
  ApprovalPage approval_page_;
  std::vector<View> views_;
  std::vector<Document> documents_;
  ServerFacts facts_;
  std::map<std::string_view, OfferedTool> offered_;
  struct Watched {
    std::string uri;
    port::Following following;
  };
  std::vector<std::vector<Watched>> watched_by_instrument_;  // by InstrumentId::index
  std::vector<std::string> watched_by_account_;
  // The number of the user's last act on a chart that each assistant has heard of.
  std::map<std::string, std::uint64_t, std::less<>> told_;
};

}  // namespace pitwall::serve
