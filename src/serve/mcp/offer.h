// What a server offers: tools, resources, prompts, completion. The desk's own offer is
// desk_offer.h; the fixtures of the conformance suite are another (fixtures/).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "serve/mcp/exchange.h"
#include "tool/tool.h"

namespace pitwall::serve {

enum class TaskSupport {
  none,      // answered when it is done
  optional,  // a task where the client knows tasks
  required,  // cannot be had without
};

// A parameter that a modern client repeats as the header Mcp-Param-NAME.
struct HeaderParameter {
  std::string parameter;
  std::string header;  // NAME
};

struct OfferedTool {
  std::string name;
  TaskSupport tasks = TaskSupport::none;
  bool asks_before_task = false;  // it becomes a task by itself, after its questions
  tool::Effect effect = tool::Effect::reads;
  bool for_views = false;  // called by a person's doing in a view, not by a model
  std::vector<HeaderParameter> headers{};
};

struct ServerFacts {
  std::string info;          // JSON of an Implementation: name, title, version, icons
  std::string instructions;  // for the model
  bool logs = false;         // sends log messages
  bool lists_change = false;
  // Answers count only with the sealed state of the request that asked for them.
  bool answers_need_state = true;
};

// One page of a list: its items as a JSON array, and where the next begins.
struct Page {
  std::string items;
  std::string next_cursor{};
};

// As each era says it.
RpcError resource_not_found(const Exchange& exchange, std::string_view uri);

class Offer {
 public:
  virtual ~Offer() = default;
  virtual const ServerFacts& facts() const = 0;

  // Code::invalid_argument for a cursor that is none of ours.
  virtual Result<Page> tools(std::string_view cursor) = 0;
  virtual Result<Page> resources(std::string_view cursor) = 0;
  virtual Result<Page> templates(std::string_view cursor) = 0;
  virtual Result<Page> prompts(std::string_view cursor) = 0;

  // Nothing where there is no such tool.
  virtual const OfferedTool* find_tool(std::string_view name) = 0;
  // What to say then: perhaps which one was meant.
  virtual std::string unknown_tool(std::string_view name) const {
    return fmt::format("There is no tool \"{}\"; tools/list names all.", name.substr(0, 128));
  }
  // Each answers by exchange->finish(), at once or later. An unknown name is an RpcError.
  virtual void call_tool(const OfferedTool& tool, std::shared_ptr<Exchange> exchange) = 0;
  virtual void read_resource(std::string_view uri, std::shared_ptr<Exchange> exchange) = 0;
  virtual void get_prompt(std::string_view name, std::shared_ptr<Exchange> exchange) = 0;
  virtual void complete(std::shared_ptr<Exchange> exchange) = 0;

  // Whether changes of this resource can be told; from now on they are.
  virtual bool watch(std::string_view uri) = 0;
  virtual void unwatch(std::string_view uri) = 0;  // nobody wants to know any more
};

}  // namespace pitwall::serve
