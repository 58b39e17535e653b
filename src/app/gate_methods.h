// What the person says about the gate itself: which limits hold, that looser ones may, and what may
// go by itself. What loosens asks for the PIN; what tightens, and what only looks, is anyone's. The
// terminal and the dashboard's page come here by way of person_methods.h.
#pragma once

#include <functional>
#include <string>

#include "base/visitor.h"
#include "desk/engine/desk.h"
#include "port/clock.h"
#include "port/reply.h"

namespace pitwall::app {

// Answered with {"version","changes":[{"field","before","after","loosens"}…],"lines":[…]}: what the
// configuration asks for beyond what is in force. `version` is empty where nothing waits.
struct LimitsMethods {
  static constexpr std::string_view show = "pitwall/limits";
  static constexpr std::string_view reload = "pitwall/limits_reload";  // reads the file again first
  static constexpr std::string_view accept = "pitwall/limits_accept";
};
struct LimitsAccept {
  std::string version;  // as it was shown
  std::string pin;
};
void describe(LimitsAccept& message, Visitor& v);

// `list` is answered with {"grants":[{"id","text","open","uses","used_by"}…]}.
struct GrantMethods {
  static constexpr std::string_view list = "pitwall/grants";
  static constexpr std::string_view give = "pitwall/grant_give";
  static constexpr std::string_view revoke = "pitwall/grant_revoke";
};
struct GrantGive {
  std::string account;
  std::string tool = "place_order";
  std::string strategy;
  std::vector<market::Symbol> symbols;
  std::optional<port::Side> side;
  Quantity min_quantity;
  Quantity max_quantity;
  Money max_value;
  std::int64_t count = 1;
  Duration lasts = hours(1);
  bool preview = false;  // only says what it would allow
  std::string pin;
};
void describe(GrantGive& message, Visitor& v);

class GateMethods {
 public:
  using Done = port::Reply<std::string>;
  using Then = std::function<void(Result<void>)>;
  struct Parts {
    const port::Clock& clock;
    desk::Desk& desk;
    port::Random& random;
    // The gate's part of the configuration file, as it is now.
    std::function<Result<desk::Policy>()> read_policy;
    // Calls back with success where this is the PIN.
    std::function<void(std::string pin, const std::string& channel, Then then)> check_pin;
  };
  explicit GateMethods(Parts parts) : parts_(std::move(parts)) {}

  // True where the method is one of these; `done` is called once then, with the result as JSON.
  bool handle(std::string_view method, const Json& params, const std::string& channel,
              const Done& done);
  // Reads the configuration again, and holds the desk to it.
  void reload(port::Reply<bool> done);

 private:
  std::string limits() const;
  std::string grants() const;
  void accept(const Json& params, const std::string& channel, const Done& done);
  void give(const Json& params, const std::string& channel, const Done& done);
  void revoke(const Json& params, const std::string& channel, const Done& done);
  Result<desk::Grant> grant_of(const GrantGive& message) const;

  Parts parts_;
};

}  // namespace pitwall::app
