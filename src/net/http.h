// HTTP messages as values, and the small readers that go with them: targets, queries, Host and
// Origin. No I/O and no parser state: net/http_parser.h reads messages, net/http_server.h and
// net/http_client.h carry them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pitwall::net {

bool equal_ignoring_case(std::string_view a, std::string_view b);  // ASCII

// Header fields in order, kept as the text that goes over the wire, so that a cleared object takes
// the next message without allocating. Views into it last until the next change.
class Headers {
 public:
  struct Field {
    std::string_view name;
    std::string_view value;
  };

  // Line breaks and other control characters in a value become spaces: a value that came from
  // outside cannot begin a header of its own.
  void add(std::string_view name, std::string_view value);
  void set(std::string_view name, std::string_view value);  // replaces every field of that name
  void remove(std::string_view name);
  void clear();

  std::optional<std::string_view> find(std::string_view name) const;  // the first one
  std::string_view get(std::string_view name) const;                  // "" where there is none
  bool contains(std::string_view name) const { return find(name).has_value(); }
  std::size_t count(std::string_view name) const;
  // A comma-separated list in any field of that name holds `token`: Connection: keep-alive, Upgrade
  bool has_token(std::string_view name, std::string_view token) const;

  std::size_t size() const { return places_.size(); }
  Field operator[](std::size_t index) const;
  std::string_view wire() const { return text_; }  // "Name: value\r\n" for each

 private:
  struct Place {
    std::uint32_t name;
    std::uint32_t name_size;
    std::uint32_t value;
    std::uint32_t value_size;
  };
  std::string text_;
  std::vector<Place> places_;
};

struct Request {
  std::string method = "GET";
  std::string target = "/";  // as sent: path and query, still percent-encoded
  int minor_version = 1;     // of HTTP/1
  Headers headers;
  std::string body;
  std::string peer;    // set by the server: "127.0.0.1:50123", "unix", "memory"
  bool local = false;  // set by the server: came by Unix socket or memory, not by TCP

  std::string_view path() const;   // still percent-encoded
  std::string_view query() const;  // without the '?'
  void clear();                    // keeps the memory
};

struct Response {
  int status = 200;
  Headers headers{};
  std::string body{};

  static Response text(int status, std::string_view content);
  static Response json(int status, std::string body);
  static Response of_type(int status, std::string_view content_type, std::string body);
};

// "Not Found" for 404; "Unknown" for what is not in the standard's list.
std::string_view reason_phrase(int status);

// "%41" becomes 'A'. A broken escape is Code::invalid_argument.
Result<std::string> percent_decode(std::string_view text);
std::string percent_encode(std::string_view text);  // all but letters, digits and -._~
// The first value of `name` in "a=1&b=2", decoded ('+' is a space). Nothing where it is absent or
// its escape is broken.
std::optional<std::string> query_value(std::string_view query, std::string_view name);

// What a Host header or the authority of a URL names.
struct HostPort {
  std::string host;  // lower case, without the brackets of an IPv6 address
  std::optional<std::uint16_t> port;
  bool operator==(const HostPort&) const = default;
};
Result<HostPort> parse_host(std::string_view text);
// localhost, 127.0.0.0/8, ::1
bool is_loopback_host(std::string_view host);

// "http://127.0.0.1:8000/feed?x=1". Schemes http, https, ws, wss; a user name or password in it is
// refused.
struct Url {
  std::string scheme;
  std::string host;
  std::uint16_t port = 0;  // the scheme's own where none is given
  std::string target = "/";
  bool secure() const { return scheme == "https" || scheme == "wss"; }
  // As a Host header: without the port where it is the scheme's own.
  std::string authority() const;
};
Result<Url> parse_url(std::string_view text);

}  // namespace pitwall::net
