// The session: who is logged in, whether the broker is there, which account is selected.
#include <algorithm>

#include "adapter/ibkr/account.h"
#include "emulator/client_portal/figures.h"
#include "emulator/client_portal/gateway.h"
#include "emulator/client_portal/writing.h"

namespace pitwall::emulator::cp {

namespace {

void write_status(JsonWriter& w, Gateway& gateway) {
  const Brokerage::Condition& condition = gateway.broker.condition();
  put(w, "authenticated", gateway.established());
  put(w, "established", gateway.established());
  put(w, "competing", condition.competing);
  put(w, "connected", gateway.logged_in() && condition.upstream);
  put(w, "message", "");
  put(w, "MAC", "F4:03:43:DC:90:80");
  put_object(w, "serverInfo", [](JsonWriter& info) {
    put(info, "serverName", "PITWALL-EMULATOR");
    put(info, "serverVersion", "Build 10.25.0a, Dec 5, 2023 5:48:12 PM");
  });
  put(w, "hardware_info", "emulator|simulated market");
  put(w, "fail", "");
}

Answer tickle(Gateway& gateway, const Call&) {
  return answer(object([&](JsonWriter& w) {
    put(w, "session", gateway.session_id());
    put(w, "ssoExpires", (hours(10) / milliseconds(1)));
    put(w, "collission", false);
    put(w, "userId", 100'000'001);
    put_object(w, "hmds", [](JsonWriter& hmds) { put(hmds, "error", "no bridge"); });
    put_object(w, "iserver", [&](JsonWriter& iserver) {
      put_object(iserver, "authStatus", [&](JsonWriter& status) { write_status(status, gateway); });
    });
  }));
}

Answer auth_status(Gateway& gateway, const Call&) { return answer(status_json(gateway)); }

Answer init(Gateway& gateway, const Call& call) {
  const Json* publish = call.body.find("publish");
  if (!publish || !publish->as_boolean()) return refuse(500, "failed to generate sso dh token");
  const Json* compete = call.body.find("compete");
  const Brokerage::Condition& condition = gateway.broker.condition();
  if (condition.upstream && (!condition.competing || (compete && compete->as_boolean()))) {
    gateway.bridge = true;
    if (condition.competing) gateway.broker.happen(Happening::competing_gone);
    gateway.bridge = true;  // whatever the listeners made of it
    if (gateway.on_status) gateway.on_status();
  }
  return answer(object([&](JsonWriter& w) {
    put(w, "passed", true);
    write_status(w, gateway);
  }));
}

Answer reauthenticate(Gateway& gateway, const Call&) {
  const Brokerage::Condition& condition = gateway.broker.condition();
  if (condition.upstream && !condition.competing) {
    gateway.bridge = true;
    if (gateway.on_status) gateway.on_status();
  }
  return answer(R"({"message":"triggered"})");
}

Answer log_out(Gateway& gateway, const Call&) {
  gateway.signed_out = true;
  gateway.lose_bridge();
  if (gateway.on_status) gateway.on_status();
  return answer(R"({"status":true})");
}

Answer validate(Gateway& gateway, const Call&) {
  const std::int64_t now = milliseconds_of(gateway.broker.clock().now());
  return answer(object([&](JsonWriter& w) {
    put(w, "USER_ID", 100'000'001);
    put(w, "USER_NAME", gateway.broker.options().username);
    put(w, "RESULT", true);
    put(w, "AUTH_TIME", now);
    put(w, "SF_ENABLED", false);
    put(w, "IS_FREE_TRIAL", false);
    put(w, "CREDENTIAL", gateway.broker.options().username);
    put(w, "IP", "127.0.0.1");
    put(w, "EXPIRES", hours(10) / milliseconds(1));
    put_null(w, "QUALIFIED_FOR_MOBILE_AUTH");
    put(w, "LANDING_APP", "UNIVERSAL");
    put(w, "IS_MASTER", false);
    put(w, "lastAccessed", now);
    put(w, "LOGIN_TYPE", 2);
    put_object(w, "features", [](JsonWriter& features) {
      put(features, "env", "PAPER");
      put(features, "realtime", true);
      put(features, "optionChains", true);
    });
    put(w, "region", "NJ");
  }));
}

Answer accounts(Gateway& gateway, const Call&) {
  gateway.session.accounts_asked = true;
  return answer(accounts_json(gateway));
}

Answer switch_account(Gateway& gateway, const Call& call) {
  const std::string account(call.body.string_or("acctId", ""));
  if (!gateway.known_account(account)) return refuse(500, "Account does not exist");
  if (gateway.session.account == account) return answer(R"({"success":"Account already set"})");
  gateway.session.account = account;
  gateway.session.orders_asked.reset();
  gateway.session.trades_asked.reset();
  return answer(object([&](JsonWriter& w) {
    put(w, "set", true);
    put(w, "acctId", account);
  }));
}

Answer notification(Gateway&, const Call& call) {
  if (!call.body.find("orderId") || !call.body.find("reqId") || !call.body.find("text"))
    return refuse(400, "Bad Request: orderId, reqId and text are needed");
  return net::Response::text(200, "Request was submitted");
}

constexpr Route routes[] = {
    {"GET POST", "tickle", tickle, Tier::login, Limit::tickle},
    {"GET POST", "iserver/auth/status", auth_status, Tier::login},
    {"POST", "iserver/auth/ssodh/init", init, Tier::login},
    {"GET POST", "iserver/reauthenticate", reauthenticate, Tier::login},
    {"GET POST", "logout", log_out, Tier::login},
    {"GET", "sso/validate", validate, Tier::login, Limit::validate},
    {"GET", "iserver/accounts", accounts, Tier::brokerage},
    {"POST", "iserver/account", switch_account, Tier::brokerage},
    {"POST", "iserver/notification", notification, Tier::brokerage},
};

}  // namespace

std::span<const Route> session_routes() { return routes; }

std::string status_json(Gateway& gateway) {
  return object([&](JsonWriter& w) { write_status(w, gateway); });
}

std::string accounts_json(Gateway& gateway) {
  const std::vector<std::string> accounts = gateway.broker.accounts();
  const bool paper = std::ranges::all_of(accounts, [](const std::string& account) {
    return ibkr::kind_of_account(account) == market::AccountKind::paper;
  });
  return object([&](JsonWriter& w) {
    put_array(w, "accounts", [&](JsonWriter& list) {
      for (const std::string& account : accounts) list.string(account);
    });
    put_object(w, "acctProps", [&](JsonWriter& properties) {
      for (const std::string& account : accounts)
        put_object(properties, account, [](JsonWriter& each) {
          put(each, "hasChildAccounts", false);
          put(each, "supportsCashQty", false);
          put(each, "supportsFractions", false);
        });
    });
    put_object(w, "aliases", [&](JsonWriter& aliases) {
      for (const std::string& account : accounts) put(aliases, account, account);
    });
    put_object(w, "allowFeatures", [](JsonWriter& features) {
      put(features, "showGFIS", true);
      put(features, "allowFXConv", false);
      put(features, "allowTypeAhead", true);
      put(features, "snapshotRefreshTimeout", 30);
      put(features, "allowCrypto", true);
      put(features, "allowedAssetTypes", "STK,CRYPTO,FUT,CASH,OPT");
    });
    put_array(w, "groups", [](JsonWriter&) {});
    put_array(w, "profiles", [](JsonWriter&) {});
    put(w, "selectedAccount", gateway.session.account);
    put_object(w, "serverInfo", [](JsonWriter& info) {
      put(info, "serverName", "PITWALL-EMULATOR");
      put(info, "serverVersion", "Build 10.25.0a, Dec 5, 2023 5:48:12 PM");
    });
    put(w, "sessionId", gateway.session_id());
    put(w, "isFT", false);
    put(w, "isPaper", paper);
  });
}

}  // namespace pitwall::emulator::cp
