#include "emulator/client_portal/gateway.h"

#include <algorithm>
#include <charconv>

#include "base/sha256.h"
#include "emulator/client_portal/writing.h"

namespace pitwall::emulator::cp {

namespace {

// A brokerage session that nobody has asked for anything for so long is over.
constexpr Duration session_timeout = minutes(6);

// Whether the methods, apart by spaces, name this one.
bool takes(std::string_view methods, std::string_view method) {
  while (!methods.empty()) {
    const std::size_t space = std::min(methods.find(' '), methods.size());
    if (methods.substr(0, space) == method) return true;
    methods.remove_prefix(std::min(space + 1, methods.size()));
  }
  return false;
}

std::optional<std::int64_t> integer_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool fits(std::string_view pattern, std::string_view path, std::vector<std::string>& captured) {
  captured.clear();
  while (true) {
    const std::size_t pattern_end = std::min(pattern.find('/'), pattern.size());
    const std::size_t path_end = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, path_end);
    if (pattern.substr(0, pattern_end) == "{}") {
      if (part.empty()) return false;
      const Result<std::string> decoded = net::percent_decode(part);
      if (!decoded || !is_plain(*decoded)) return false;
      captured.push_back(*decoded);
    } else if (pattern.substr(0, pattern_end) != part) {
      return false;
    }
    const bool pattern_over = pattern_end == pattern.size();
    const bool path_over = path_end == path.size();
    if (pattern_over || path_over) return pattern_over && path_over;
    pattern.remove_prefix(pattern_end + 1);
    path.remove_prefix(path_end + 1);
  }
}

}  // namespace

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

std::string Call::parameter(std::string_view name) const {
  const std::string value = net::query_value(request.query(), name).value_or("");
  return is_plain(value) ? value : "";
}

std::int64_t Call::number(std::string_view name, std::int64_t otherwise) const {
  return integer_of(parameter(name)).value_or(otherwise);
}

bool Call::flag(std::string_view name) const { return parameter(name) == "true"; }

Answer answer(std::string json) { return net::Response::json(200, std::move(json)); }

Answer refuse(int status, std::string_view message) {
  return net::Response::json(status, object([&](JsonWriter& w) {
                               put(w, "error", message);
                               put(w, "statusCode", status);
                             }));
}

Answer sorry(std::string_view message) {
  return answer(object([&](JsonWriter& w) { put(w, "error", message); }));
}

const Route* find_route(std::string_view method, std::string_view path,
                        std::vector<std::string>& captured) {
  for (const std::span<const Route> area : {session_routes(), market_data_routes(), order_routes(),
                                            portfolio_routes(), contract_routes(), desk_routes()})
    for (const Route& route : area)
      if (takes(route.methods, method) && fits(route.pattern, path, captured)) return &route;
  return nullptr;
}

// ---- The session

Gateway::Gateway(Brokerage& of) : broker(of), last_request(of.loop().now()) {
  session.account = of.accounts().empty() ? "" : of.accounts().front();
}

bool Gateway::established() const {
  const Brokerage::Condition& condition = broker.condition();
  return logged_in() && bridge && condition.upstream && !condition.competing &&
         !condition.maintenance;
}

std::string Gateway::new_id() {
  const std::string digits = sha256(fmt::format("{}-{}", session_id(), ++serial)).text();
  return fmt::format("{}-{}-{}-{}-{}", digits.substr(0, 8), digits.substr(8, 4),
                     digits.substr(12, 4), digits.substr(16, 4), digits.substr(20, 12));
}

std::string Gateway::session_id() const {
  return sha256(fmt::format("{} login {}", broker.options().username, login)).text().substr(0, 32);
}

void Gateway::log_in() {
  signed_out = false;
  ++login;
  lose_bridge();
  session.portfolio_asked = false;
  positions.clear();
}

void Gateway::lose_bridge() {
  bridge = false;
  pending.clear();
  const bool portfolio = session.portfolio_asked;
  session = Session();
  session.portfolio_asked = portfolio;
  session.account = broker.accounts().empty() ? "" : broker.accounts().front();
}

void Gateway::look_for_timeout() {
  if (now() - last_request <= session_timeout || !bridge) return;
  lose_bridge();
  if (on_status) on_status();
}

// ---- Contracts

std::int64_t conid_of(std::string_view text) {
  return integer_of(text.substr(0, text.find_first_of("@;:"))).value_or(0);
}

std::int64_t conid_of(const Json* value) {
  if (!value || (!value->is_string() && !value->is_number())) return 0;
  return conid_of(std::string_view(value->text()));
}

std::optional<Named> named(Gateway& gateway, std::int64_t conid) {
  Named result;
  if (const auto instrument = gateway.broker.instrument(conid)) {
    result.contract = gateway.broker.contract(*instrument);
    result.instrument = *instrument;
    result.tick = gateway.broker.catalogue().at(*instrument).tick_size;
    return result;
  }
  const market::OptionQuote* option = gateway.broker.option(conid);
  if (!option) return std::nullopt;
  result.option = *option;
  const std::optional<market::OptionName> name = market::option_name(option->symbol);
  ibkr::Contract& contract = result.contract;
  contract.conid = conid;
  contract.symbol = name ? name->underlying.text() : option->symbol.text();
  contract.sec_type = "OPT";
  contract.exchange = "SMART";
  contract.currency = "USD";
  contract.local_symbol = option->symbol.text();
  contract.trading_class = contract.symbol;
  contract.long_name = contract.symbol;
  contract.expiry = fmt::format("{:04}{:02}{:02}", option->expiry.year(), option->expiry.month(),
                                option->expiry.day());
  contract.strike = option->strike;
  contract.right = option->right == market::OptionRight::call ? "C" : "P";
  contract.multiplier = option->multiplier;
  contract.tick_size = result.tick;
  return result;
}

std::string listing_text(const ibkr::Contract& contract) {
  if (contract.primary_exchange == "NASDAQ") return "NASDAQ.NMS";
  return contract.primary_exchange.empty() ? contract.exchange : contract.primary_exchange;
}

std::string date_of_expiry(const Named& contract) { return contract.contract.expiry; }

std::optional<market::Quote> quote_of(Gateway& gateway, const Named& contract) {
  if (contract.option) {
    // The chain around its strike has its newest figures.
    const auto name = market::option_name(contract.option->symbol);
    const market::Instrument* under =
        name ? gateway.broker.catalogue().find(name->underlying) : nullptr;
    if (under) {
      port::OptionChainQuery query{.underlying = under->id,
                                   .expiry = contract.option->expiry,
                                   .right = contract.option->right,
                                   .strikes = 1,
                                   .around = contract.option->strike};
      const auto chain = now_from<port::OptionChain>([&](port::Reply<port::OptionChain> reply) {
        gateway.broker.market().option_chain(query, std::move(reply));
      });
      if (chain)
        for (const market::OptionQuote& option : chain->options)
          if (option.symbol == contract.option->symbol) {
            gateway.broker.option_conid(option);
            return option.quote;
          }
    }
    return contract.option->quote;
  }
  using Quotes = std::vector<Result<market::Quote>>;
  const Result<Quotes> quotes = now_from<Quotes>([&](port::Reply<Quotes> reply) {
    gateway.broker.market().quotes({*contract.instrument}, std::move(reply));
  });
  if (!quotes || quotes->empty() || !quotes->front()) return std::nullopt;
  return *quotes->front();
}

std::optional<double> rate_between(Gateway& gateway, market::Currency from, market::Currency to) {
  if (from == to) return 1.0;
  for (const bool turned : {false, true}) {
    const std::string pair = turned ? to.text() + from.text() : from.text() + to.text();
    const Result<market::Symbol> symbol = market::Symbol::parse(pair);
    const market::Instrument* found = symbol ? gateway.broker.catalogue().find(*symbol) : nullptr;
    if (!found) continue;
    Named contract;
    contract.instrument = found->id;
    const std::optional<market::Quote> quote = quote_of(gateway, contract);
    const std::optional<Price> mark = quote ? quote->mark() : std::nullopt;
    if (!mark || mark->sign() <= 0) continue;
    return turned ? 1 / mark->to_double() : mark->to_double();
  }
  return std::nullopt;
}

}  // namespace pitwall::emulator::cp
