#include "net/http.h"

#include <charconv>

#include "base/check.h"

namespace pitwall::net {

namespace {

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = to_lower(c);
  return result;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  char l = to_lower(c);
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

bool is_unreserved(char c) {
  return (c >= '0' && c <= '9') || (to_lower(c) >= 'a' && to_lower(c) <= 'z') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

std::optional<std::string> decode(std::string_view text, bool plus_is_space) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      int high = hex_digit(text[i + 1]);
      int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      result.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      result.push_back(text[i] == '+' && plus_is_space ? ' ' : text[i]);
    }
  }
  return result;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  unsigned value = 0;
  auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size() || value > 65535) return {};
  return static_cast<std::uint16_t>(value);
}

bool is_host_character(char c, bool bracketed) {
  return is_unreserved(c) || (bracketed && c == ':');
}

std::uint16_t default_port(std::string_view scheme) {
  return scheme == "https" || scheme == "wss" ? 443 : 80;
}

constexpr std::pair<int, std::string_view> reasons[] = {
    {100, "Continue"},
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
};

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i] && to_lower(a[i]) != to_lower(b[i])) return false;
  }
  return true;
}

void Headers::add(std::string_view name, std::string_view value) {
  Place place{};
  place.name = static_cast<std::uint32_t>(text_.size());
  place.name_size = static_cast<std::uint32_t>(name.size());
  text_.append(name).append(": ");
  place.value = static_cast<std::uint32_t>(text_.size());
  place.value_size = static_cast<std::uint32_t>(value.size());
  text_.append(value);
  for (std::size_t i = place.value; i < text_.size(); ++i) {
    auto c = static_cast<unsigned char>(text_[i]);
    if ((c < 0x20 && c != '\t') || c == 0x7f) text_[i] = ' ';
  }
  text_.append("\r\n");
  places_.push_back(place);
}

void Headers::set(std::string_view name, std::string_view value) {
  remove(name);
  add(name, value);
}

void Headers::remove(std::string_view name) {
  if (!contains(name)) return;
  Headers kept;
  for (std::size_t i = 0; i < size(); ++i) {
    Field field = (*this)[i];
    if (!equal_ignoring_case(field.name, name)) kept.add(field.name, field.value);
  }
  *this = std::move(kept);
}

void Headers::clear() {
  text_.clear();
  places_.clear();
}

Headers::Field Headers::operator[](std::size_t index) const {
  const Place& place = places_[index];
  std::string_view text = text_;
  return {text.substr(place.name, place.name_size), text.substr(place.value, place.value_size)};
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const Place& place : places_) {
    if (place.name_size != name.size()) continue;
    std::string_view text = text_;
    if (equal_ignoring_case(text.substr(place.name, place.name_size), name)) {
      return text.substr(place.value, place.value_size);
    }
  }
  return std::nullopt;
}

std::string_view Headers::get(std::string_view name) const {
  return find(name).value_or(std::string_view{});
}

std::size_t Headers::count(std::string_view name) const {
  std::size_t result = 0;
  for (std::size_t i = 0; i < size(); ++i) {
    if (equal_ignoring_case((*this)[i].name, name)) ++result;
  }
  return result;
}

bool Headers::has_token(std::string_view name, std::string_view token) const {
  for (std::size_t i = 0; i < size(); ++i) {
    Field field = (*this)[i];
    if (!equal_ignoring_case(field.name, name)) continue;
    std::string_view rest = field.value;
    while (!rest.empty()) {
      std::size_t comma = rest.find(',');
      if (equal_ignoring_case(trim(rest.substr(0, comma)), token)) return true;
      rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    }
  }
  return false;
}

std::string_view Request::path() const {
  std::string_view all = target;
  return all.substr(0, all.find('?'));
}

std::string_view Request::query() const {
  std::size_t mark = target.find('?');
  return mark == std::string::npos ? std::string_view{} : std::string_view(target).substr(mark + 1);
}

void Request::clear() {
  method.clear();
  target.clear();
  minor_version = 1;
  headers.clear();
  body.clear();
}

Response Response::of_type(int status, std::string_view content_type, std::string body) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", content_type);
  response.body = std::move(body);
  return response;
}

Response Response::text(int status, std::string_view content) {
  return of_type(status, "text/plain; charset=utf-8", std::string(content));
}

Response Response::json(int status, std::string body) {
  return of_type(status, "application/json", std::move(body));
}

std::string_view reason_phrase(int status) {
  for (const auto& [code, phrase] : reasons) {
    if (code == status) return phrase;
  }
  return "Unknown";
}

Result<std::string> percent_decode(std::string_view text) {
  auto decoded = decode(text, false);
  if (decoded) return std::move(*decoded);
  return error(Code::invalid_argument,
               "'{}' has a '%' that two hexadecimal digits do not follow. Write it as %25.", text);
}

std::string percent_encode(std::string_view text) {
  std::string result;
  for (char c : text) {
    if (is_unreserved(c)) {
      result.push_back(c);
    } else {
      fmt::format_to(std::back_inserter(result), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return result;
}

std::optional<std::string> query_value(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    std::size_t end = query.find('&');
    std::string_view pair = query.substr(0, end);
    std::size_t equals = pair.find('=');
    auto key = decode(pair.substr(0, equals), true);
    if (key && *key == name) {
      if (equals == std::string_view::npos) return std::string();
      return decode(pair.substr(equals + 1), true);
    }
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
  }
  return std::nullopt;
}

Result<HostPort> parse_host(std::string_view text) {
  auto refuse = [&] {
    return error(Code::invalid_argument,
                 "'{}' is not a host. Write a name or an address, and a port after a colon.", text);
  };
  HostPort result;
  std::string_view host = text;
  std::string_view port;
  bool bracketed = !text.empty() && text.front() == '[';
  if (bracketed) {
    std::size_t end = text.find(']');
    if (end == std::string_view::npos) return refuse();
    host = text.substr(1, end - 1);
    port = text.substr(end + 1);
  } else if (std::size_t colon = text.find(':'); colon != std::string_view::npos) {
    host = text.substr(0, colon);
    port = text.substr(colon);
  }
  if (host.empty()) return refuse();
  for (char c : host) {
    if (!is_host_character(c, bracketed)) return refuse();
  }
  if (!port.empty()) {
    if (port.front() != ':') return refuse();
    result.port = parse_port(port.substr(1));
    if (!result.port) return refuse();
  }
  result.host = lower(host);
  return result;
}

bool is_loopback_host(std::string_view host) {
  if (equal_ignoring_case(host, "localhost") || host == "::1") return true;
  if (!host.starts_with("127.")) return false;
  // All four numbers must be there: "127.example.com" is a name that anyone may own.
  int dots = 0;
  int digits = 0;
  for (char c : host) {
    if (c == '.') {
      if (digits == 0) return false;
      ++dots;
      digits = 0;
    } else if (c >= '0' && c <= '9') {
      if (++digits > 3) return false;
    } else {
      return false;
    }
  }
  return dots == 3 && digits > 0;
}

std::string Url::authority() const {
  std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return port == default_port(scheme) ? name : fmt::format("{}:{}", name, port);
}

Result<Url> parse_url(std::string_view text) {
  auto refuse = [&](std::string_view why) {
    return error(Code::invalid_argument, "'{}' is not a usable address: {}.", text, why);
  };
  std::size_t mark = text.find("://");
  if (mark == std::string_view::npos) return refuse("begin it with http:// or https://");
  Url url;
  url.scheme = lower(text.substr(0, mark));
  if (url.scheme != "http" && url.scheme != "https" && url.scheme != "ws" && url.scheme != "wss") {
    return refuse("use http, https, ws or wss");
  }
  std::string_view rest = text.substr(mark + 3);
  std::size_t slash = rest.find_first_of("/?#");
  std::string_view authority = rest.substr(0, slash);
  if (authority.find('@') != std::string_view::npos) {
    return refuse("a user name or password does not belong in it");
  }
  auto host = parse_host(authority);
  if (!host) return std::move(host).error();
  url.host = host->host;
  url.port = host->port.value_or(default_port(url.scheme));
  if (slash != std::string_view::npos) {
    std::string_view target = rest.substr(slash);
    target = target.substr(0, target.find('#'));
    url.target = target.starts_with('/') ? std::string(target) : "/" + std::string(target);
  }
  for (char c : url.target) {
    if (c <= ' ' || c == 0x7f) return refuse("write spaces and controls as %20");
  }
  return url;
}

}  // namespace pitwall::net
