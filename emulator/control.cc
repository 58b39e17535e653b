#include "emulator/control.h"

#include "base/json_in.h"
#include "base/json_out.h"

namespace pitwall::emulator {

namespace {

constexpr std::size_t max_body = 16 * 1024;

net::Response wrong(int status, std::string_view why) {
  std::string out;
  JsonWriter(out).begin_object().key("error").string(why).end_object();
  return net::Response::json(status, out + "\n");
}

net::Response done(std::string json) { return net::Response::json(200, std::move(json) + "\n"); }

net::HttpServerOptions options() {
  net::HttpServerOptions chosen;
  chosen.limits.body_bytes = max_body;
  return chosen;
}

}  // namespace

std::optional<Happening> happening_named(std::string_view name) {
  for (int i = 0; i < count_of(Happening{}); ++i)
    if (name_of(static_cast<Happening>(i)) == name) return static_cast<Happening>(i);
  return std::nullopt;
}

Control::Control(Brokerage& broker, ClientPortalServer* portal, const TwsServer* tws)
    : broker_(broker),
      portal_(portal),
      tws_(tws),
      http_(
          broker.loop(),
          [this](net::Request& request, const std::shared_ptr<net::Disconnect>&) {
            return net::Reply(respond(request));
          },
          options()) {}

Result<void> Control::listen(std::uint16_t port) { return http_.listen_tcp("127.0.0.1", port); }

net::Response Control::respond(const net::Request& request) {
  // A page in a browser is no test.
  if (request.headers.contains("Origin"))
    return wrong(403, "Requests of web pages are not taken here.");
  const std::string_view path = request.path();
  if (request.method == "GET" && path == "/state") return done(state());
  if (request.method == "GET" && path == "/faults") return done(to_json(broker_.faults()));
  if (request.method != "POST")
    return wrong(404,
                 "There is GET /state, GET /faults, POST /faults, POST /happen, POST /notify "
                 "and POST /bulletin.");
  const Result<Json> body = parse_json(request.body);
  if (!body) return wrong(400, body.error().message);
  if (path == "/faults") return change_faults(*body);
  if (path == "/happen") return make_happen(*body);
  return tell(path, *body);
}

net::Response Control::change_faults(const Json& body) {
  Faults changed = broker_.faults();
  const std::vector<Fault> wrongs = read_json(body, type_of<Faults>(), &changed);
  if (!wrongs.empty()) return wrong(400, as_error(wrongs).message);
  broker_.faults() = changed;
  return done(to_json(changed));
}

net::Response Control::make_happen(const Json& body) {
  const std::optional<Happening> what = happening_named(body.string_or("what", ""));
  if (!what) {
    std::string names;
    for (int i = 0; i < count_of(Happening{}); ++i)
      names += fmt::format("{}{}", i == 0 ? "" : ", ", name_of(static_cast<Happening>(i)));
    return wrong(400, "\"what\" is one of " + names + ".");
  }
  broker_.happen(*what);
  return done(state());
}

net::Response Control::tell(std::string_view path, const Json& body) {
  const std::string text(body.string_or("text", ""));
  if (path != "/notify" && path != "/bulletin") return wrong(404, "There is nothing of that name.");
  if (!portal_ || text.empty())
    return wrong(400, "\"text\" is needed, and a Client Portal server to say it.");
  if (path == "/notify")
    portal_->notify(std::string(body.string_or("title", "")), text);
  else
    portal_->bulletin(text);
  return done("{}");
}

std::string Control::state() const {
  const Brokerage::Condition& condition = broker_.condition();
  std::string out;
  JsonWriter w(out);
  w.begin_object();
  w.key("market").string(broker_.market().description());
  w.key("market_time").string(broker_.market().market_time().text());
  w.key("logged_in").boolean(condition.logged_in);
  w.key("upstream").boolean(condition.upstream);
  w.key("competing").boolean(condition.competing);
  w.key("maintenance").boolean(condition.maintenance);
  w.key("orders").integer(static_cast<std::int64_t>(broker_.tickets().size()));
  w.key("executions").integer(static_cast<std::int64_t>(broker_.fills().size()));
  w.key("ticks_played").integer(static_cast<std::int64_t>(broker_.market().ticks_played()));
  if (portal_) {
    w.key("client_portal").begin_object();
    w.key("requests").integer(static_cast<std::int64_t>(portal_->counts().requests));
    w.key("too_many").integer(static_cast<std::int64_t>(portal_->counts().too_many));
    w.end_object();
  }
  if (tws_) {
    w.key("tws").begin_object();
    w.key("messages").integer(static_cast<std::int64_t>(tws_->counts().messages));
    w.key("too_many").integer(static_cast<std::int64_t>(tws_->counts().too_many));
    w.end_object();
  }
  w.key("faults").raw(to_json(broker_.faults()));
  w.end_object();
  return out;
}

}  // namespace pitwall::emulator
