#include "app/gate_methods.h"

#include "base/json_in.h"
#include "base/json_out.h"
#include "desk/gate/policy_change.h"
#include "desk/gate/words.h"

namespace pitwall::app {

void describe(LimitsAccept& message, Visitor& v) {
  v("version", "Of the limits that were shown.", "", message.version);
  v("pin", "The PIN.", "", message.pin, with_default);
}

void describe(GrantGive& message, Visitor& v) {
  v("account", "Account.", "DU1000001", message.account);
  v("tool", "Tool that may use it.", "place_order", message.tool, with_default);
  v("strategy", "Strategy that may use it; empty: none.", "", message.strategy, with_default);
  v("symbols", "What may be traded.", "SPY", message.symbols);
  v("side", "Only this side.", "buy", message.side);
  v("min_quantity", "Least in one order.", "1", message.min_quantity, with_default);
  v("max_quantity", "Most in one order.", "10", message.max_quantity);
  v("max_value", "Most that one order is worth, base currency.", "5000", message.max_value);
  v("count", "How many orders.", "3", message.count, with_default);
  v("lasts", "How long.", "2h", message.lasts, with_default);
  v("preview", "Only says what it would allow.", "true", message.preview, with_default);
  v("pin", "The PIN.", "", message.pin, with_default);
}

namespace {

struct Limits {
  std::string version;
  std::vector<desk::PolicyChange> changes;
  std::vector<std::string> lines;
};
void describe(Limits& limits, Visitor& v) {
  v("version", "Of what waits.", "", limits.version);
  v("changes", "What it would change.", "", limits.changes);
  v("lines", "The same in words.", "", limits.lines);
}

struct GrantRow {
  Id id;
  std::string text;
  bool open = false;
  std::int64_t uses = 0;
  std::vector<Id> used_by;
};
void describe(GrantRow& row, Visitor& v) {
  v("id", "Its id.", "", row.id);
  v("text", "What it allows.", "", row.text);
  v("open", "It can be used still.", "true", row.open);
  v("uses", "Orders left.", "3", row.uses);
  v("used_by", "Approvals that rested on it.", "", row.used_by, {.max_items = SIZE_MAX});
}

struct GrantList {
  std::vector<GrantRow> grants;
};
void describe(GrantList& list, Visitor& v) {
  v("grants", "Newest first.", "", list.grants, {.max_items = SIZE_MAX});
}

}  // namespace

bool GateMethods::handle(std::string_view method, const Json& params, const std::string& channel,
                         const Done& done) {
  if (method == LimitsMethods::show) {
    done(limits());
  } else if (method == LimitsMethods::reload) {
    reload([this, done](const Result<bool>& read) {
      if (!read) return done(read.error());
      done(limits());
    });
  } else if (method == LimitsMethods::accept) {
    accept(params, channel, done);
  } else if (method == GrantMethods::list) {
    done(grants());
  } else if (method == GrantMethods::give) {
    give(params, channel, done);
  } else if (method == GrantMethods::revoke) {
    revoke(params, channel, done);
  } else {
    return false;
  }
  return true;
}

std::string GateMethods::limits() const {
  const desk::GateState& gate = parts_.desk.state().gate;
  Limits out;
  if (gate.proposed) {
    out.version = version_of(*gate.proposed).text();
    out.changes = changes_between(gate.policy, *gate.proposed);
    for (const desk::PolicyChange& change : out.changes) out.lines.push_back(text_of(change));
  }
  return to_json(out);
}

void GateMethods::reload(port::Reply<bool> done) {
  if (!parts_.read_policy) return done(error(Code::unsupported, "There is no file to read again."));
  const Result<desk::Policy> policy = parts_.read_policy();
  if (!policy) return done(policy.error());
  parts_.desk.submit(desk::PolicyConfigured{*policy, "configuration"},
                     [done = std::move(done)](const Result<void>& applied) {
                       if (!applied) return done(applied.error());
                       done(true);
                     });
}

void GateMethods::accept(const Json& params, const std::string& channel, const Done& done) {
  const Result<LimitsAccept> told = from_json<LimitsAccept>(params);
  if (!told) return done(told.error());
  const auto waits = [this, version = told->version]() -> Result<void> {
    const std::optional<desk::Policy>& proposed = parts_.desk.state().gate.proposed;
    if (!proposed) return error(Code::not_found, "No looser limits wait for you.");
    if (version_of(*proposed).text() != version)
      return error(Code::conflict, "The limits that wait have changed since; look again.");
    return {};
  };
  if (const Result<void> still = waits(); !still) return done(still.error());
  parts_.check_pin(told->pin, channel, [this, waits, channel, done](const Result<void>& right) {
    if (!right) return done(right.error());
    if (const Result<void> still = waits(); !still) return done(still.error());
    const desk::Policy accepted = *parts_.desk.state().gate.proposed;
    parts_.desk.submit(desk::PolicyAccepted{version_of(accepted), channel},
                       [this, done](const Result<void>& applied) {
                         if (!applied) return done(applied.error());
                         done(limits());
                       });
  });
}

std::string GateMethods::grants() const {
  GrantList list;
  const std::vector<desk::Grant>& all = parts_.desk.state().gate.grants;
  for (auto grant = all.rbegin(); grant != all.rend(); ++grant) {
    const bool open = !grant->revoked && grant->uses > 0 && parts_.clock.now() < grant->expires;
    list.grants.push_back({grant->id, text_of(*grant), open, grant->uses, grant->used_by});
  }
  return to_json(list);
}

Result<desk::Grant> GateMethods::grant_of(const GrantGive& message) const {
  const desk::State& state = parts_.desk.state();
  const desk::Account* account = state.find_account(message.account);
  if (!account)
    return error(Code::not_found, "There is no account {}.", desk::quoted(message.account));
  if (account->kind != market::AccountKind::paper)
    return error(Code::permission_denied,
                 "Account {} is of real money, where each order asks you; grants are for play "
                 "money.",
                 desk::quoted(message.account));
  if (mode_of(state.gate.policy, account->account, account->kind) != desk::Mode::automatic)
    return error(Code::permission_denied,
                 "Account {} is not in mode auto, and nothing goes by itself there; set the mode "
                 "under gate.accounts in the configuration first.",
                 desk::quoted(message.account));
  desk::Grant grant;
  grant.id = parts_.random.id();
  grant.account = message.account;
  grant.strategy = message.strategy;
  grant.instruments = message.symbols;
  grant.side = message.side;
  grant.min_quantity = message.min_quantity;
  grant.max_quantity = message.max_quantity;
  grant.max_value = message.max_value;
  grant.uses = grant.given_uses = message.count;
  grant.given = parts_.clock.now();
  grant.expires = *grant.given + message.lasts;
  grant.tool = message.tool;
  PITWALL_TRY_VOID(check(grant));
  return grant;
}

void GateMethods::give(const Json& params, const std::string& channel, const Done& done) {
  const Result<GrantGive> told = from_json<GrantGive>(params);
  if (!told) return done(told.error());
  const Result<desk::Grant> grant = grant_of(*told);
  if (!grant) return done(grant.error());
  const auto answer = [done](const desk::Grant& given) {
    Json out = Json::object();
    out.set("id", Json::string(given.id.text()));
    out.set("text", Json::string(text_of(given)));
    done(out.dump());
  };
  if (told->preview) return answer(*grant);
  parts_.check_pin(
      told->pin, channel, [this, grant = *grant, channel, answer, done](const Result<void>& right) {
        if (!right) return done(right.error());
        parts_.desk.submit(desk::GrantGiven{grant, channel}, [this, grant, answer,
                                                              done](const Result<void>& applied) {
          if (!applied) return done(applied.error());
          for (const desk::Grant& one : parts_.desk.state().gate.grants)
            if (one.id == grant.id) return answer(one);
          done(error(Code::too_large, "There are too many grants; take some back."));
        });
      });
}

void GateMethods::revoke(const Json& params, const std::string& channel, const Done& done) {
  const std::string_view wanted = params.string_or("id", "");
  const desk::Grant* meant = nullptr;
  for (const desk::Grant& grant : parts_.desk.state().gate.grants) {
    if (wanted.empty() || !grant.id.text().starts_with(wanted)) continue;
    if (meant)
      return done(error(Code::invalid_argument, "Several grants begin so; say more of it."));
    meant = &grant;
  }
  if (!meant) return done(error(Code::not_found, "There is no such grant; grant list shows them."));
  parts_.desk.submit(desk::GrantRevoked{meant->id, channel}, [done](const Result<void>& applied) {
    if (!applied) return done(applied.error());
    done(std::string("{}"));
  });
}

}  // namespace pitwall::app
