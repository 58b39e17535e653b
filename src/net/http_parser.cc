// Why our own: Boost.Beast 1.81's parser answers differently depending on how the network cut the
// bytes, and fails an assertion when the line of the last chunk arrives in pieces. Here the grammar
// of RFC 9112 is applied to whole lines only, strictly, and whatever could be read in two ways is
// refused: that is how requests are smuggled past a proxy.
#include "net/http_parser.h"

#include <charconv>

namespace pitwall::net {

namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view header_end = "\r\n\r\n";
constexpr std::size_t chunk_line_bytes = 1024;  // a chunk's length and its extensions

constexpr std::array<bool, 256> make_token_table() {
  std::array<bool, 256> table{};
  for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = 'a'; c <= 'z'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr auto token_table = make_token_table();

bool is_token(std::string_view text) {
  for (char c : text) {
    if (!token_table[static_cast<unsigned char>(c)]) return false;
  }
  return !text.empty();
}

bool is_target(std::string_view text) {
  for (char c : text) {
    if (c <= ' ' || c > '~') return false;
  }
  return !text.empty();
}

bool is_field_value(std::string_view text) {
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if ((byte < ' ' && c != '\t') || byte == 0x7f) return false;
  }
  return true;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// A whole number and nothing else; `base` 10 or 16.
std::optional<std::uint64_t> parse_number(std::string_view text, int base) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  auto [rest, failure] = std::from_chars(text.data(), end, value, base);
  if (failure != std::errc() || rest != end || text.empty()) return std::nullopt;
  return value;
}

HttpFailure malformed(std::string_view what) {
  return {400, fmt::format("This is not well-formed HTTP/1.1: {}.", what)};
}

HttpFailure target_too_long(const HttpLimits& limits) {
  return {414, fmt::format("The request target is longer than the limit of {} bytes "
                           "(target_bytes).",
                           limits.target_bytes)};
}

HttpFailure header_too_large(const HttpLimits& limits) {
  return {431, fmt::format("The header is larger than the limit of {} bytes (header_bytes).",
                           limits.header_bytes)};
}

HttpFailure body_too_large(const HttpLimits& limits) {
  return {413, fmt::format("The body is larger than the limit of {} bytes (body_bytes).",
                           limits.body_bytes)};
}

// What a header says about the body behind it and the connection after it.
struct Framing {
  std::optional<std::uint64_t> length;
  bool chunked = false;
  bool close = false;
  bool keep_alive = false;
  int hosts = 0;
};

// Takes the body behind a header apart, as far as it has come. Everything else about a message is
// settled before.
class BodyReader {
 public:
  enum class Kind { none, length, chunked, until_close };

  void start(Kind kind, std::uint64_t length) {
    state_ = kind == Kind::none || (kind == Kind::length && length == 0) ? State::complete
             : kind == Kind::chunked                                     ? State::chunk_line
             : kind == Kind::length                                      ? State::data
                                                                         : State::until_close;
    left_ = length;
    chunked_ = kind == Kind::chunked;
    total_ = 0;
    trailer_bytes_ = 0;
  }
  bool complete() const { return state_ == State::complete; }
  // The peer has finished: true if that is how this body ends.
  bool end() {
    if (state_ == State::until_close) state_ = State::complete;
    return complete();
  }

  // Takes from the front of `bytes` into `body`; says what is wrong in `failure`.
  std::size_t feed(std::string_view bytes, std::string& body, const HttpLimits& limits,
                   std::optional<HttpFailure>& failure) {
    std::size_t taken = 0;
    while (!complete() && !failure && taken < bytes.size()) {
      std::string_view rest = bytes.substr(taken);
      std::size_t more = state_ == State::data          ? take_data(rest, body)
                         : state_ == State::until_close ? take_all(rest, body, limits, failure)
                                                        : take_line(rest, limits, failure);
      if (more == 0) break;
      taken += more;
    }
    return taken;
  }

 private:
  enum class State { chunk_line, data, after_data, trailer, until_close, complete };

  std::size_t take_data(std::string_view bytes, std::string& body) {
    auto count = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), left_));
    body.append(bytes.substr(0, count));
    left_ -= count;
    if (left_ == 0) state_ = chunked_ ? State::after_data : State::complete;
    return count;
  }

  std::size_t take_all(std::string_view bytes, std::string& body, const HttpLimits& limits,
                       std::optional<HttpFailure>& failure) {
    total_ += bytes.size();
    if (total_ > limits.body_bytes) {
      failure = body_too_large(limits);
      return 0;
    }
    body.append(bytes);
    return bytes.size();
  }

  std::size_t take_line(std::string_view bytes, const HttpLimits& limits,
                        std::optional<HttpFailure>& failure) {
    std::size_t end = bytes.find('\n');
    std::size_t size = end == std::string_view::npos ? bytes.size() : end + 1;
    if (size > chunk_line_bytes || trailer_bytes_ + size > limits.header_bytes) {
      failure = header_too_large(limits);
      return 0;
    }
    if (end == std::string_view::npos) return 0;
    if (end == 0 || bytes[end - 1] != '\r') {
      failure = malformed("a line of the body's framing does not end in CR LF");
      return 0;
    }
    std::string_view line = bytes.substr(0, end - 1);
    if (state_ == State::chunk_line) {
      begin_chunk(line, limits, failure);
    } else if (state_ == State::after_data) {
      if (!line.empty()) failure = malformed("a chunk is longer than announced");
      state_ = State::chunk_line;
    } else {
      // Fields behind a body come too late to be heeded: nobody would expect a Host there.
      trailer_bytes_ += size;
      if (line.empty()) state_ = State::complete;
    }
    return failure ? 0 : size;
  }

  void begin_chunk(std::string_view line, const HttpLimits& limits,
                   std::optional<HttpFailure>& failure) {
    auto size = parse_number(trim(line.substr(0, line.find(';'))), 16);
    if (!size || !is_field_value(line)) {
      failure = malformed("a chunk has no length");
    } else if (*size > limits.body_bytes - total_) {
      failure = body_too_large(limits);
    } else {
      total_ += *size;
      left_ = *size;
      state_ = *size == 0 ? State::trailer : State::data;
    }
  }

  State state_ = State::complete;
  bool chunked_ = false;
  std::uint64_t left_ = 0;
  std::uint64_t total_ = 0;
  std::size_t trailer_bytes_ = 0;
};

// What requests and responses have in common.
template <class Message>
struct ParserState {
  explicit ParserState(HttpLimits chosen) : limits(chosen) {}

  HttpLimits limits;
  Message message;
  BodyReader body;
  std::optional<HttpFailure> failure;
  bool begun = false;
  bool has_head = false;
  bool keep_alive = false;
  std::size_t searched = 0;  // bytes that hold no end of the header

  void fail(HttpFailure why) {
    if (!failure) failure = std::move(why);
  }
  bool complete() const { return has_head && body.complete() && !failure; }

  void reset() {
    message.headers.clear();
    message.body.clear();
    failure.reset();
    begun = has_head = keep_alive = false;
    searched = 0;
  }

  // The size of the whole header at the front of `bytes`. 0: not all of it is here yet, or it never
  // will be, which is then the failure.
  std::size_t find_header(std::string_view bytes) {
    char first = bytes.front();
    std::size_t newline = bytes.find('\n');
    bool letter = (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z');
    if (!letter || (newline != std::string_view::npos && bytes[newline - 1] != '\r')) {
      fail(malformed("the first line is not one of HTTP"));
      return 0;
    }
    std::size_t end = bytes.find(header_end, searched);
    searched = bytes.size() - std::min(bytes.size(), header_end.size() - 1);
    std::size_t size = end == std::string_view::npos ? bytes.size() : end + header_end.size();
    if (size > limits.header_bytes) {
      bool in_target = std::is_same_v<Message, Request> && newline > limits.header_bytes;
      fail(in_target ? target_too_long(limits) : header_too_large(limits));
      return 0;
    }
    return end == std::string_view::npos ? 0 : size;
  }

  // `lines` are the fields, each with its line end.
  Framing take_fields(std::string_view lines) {
    Framing framing;
    while (!lines.empty() && !failure) {
      std::size_t end = lines.find(line_end);
      std::string_view line = lines.substr(0, end);
      lines.remove_prefix(end + line_end.size());
      std::size_t colon = line.find(':');
      std::string_view name = line.substr(0, colon);
      if (colon == std::string_view::npos || !is_token(name)) {
        fail(malformed("a header field has no proper name"));
        break;
      }
      std::string_view value = trim(line.substr(colon + 1));
      if (!is_field_value(value)) fail(malformed("a header field holds control characters"));
      if (message.headers.size() >= limits.header_fields) {
        fail({431, fmt::format("There are more header fields than the limit of {} "
                               "(header_fields).",
                               limits.header_fields)});
      }
      message.headers.add(name, value);
      note(framing, name, value);
    }
    if (framing.chunked && framing.length) {
      fail(malformed("the body has a length and is chunked as well"));
    }
    return framing;
  }

  void note(Framing& framing, std::string_view name, std::string_view value) {
    switch (name.size()) {
      case 4:
        if (equal_ignoring_case(name, "Host")) ++framing.hosts;
        break;
      case 10:
        if (equal_ignoring_case(name, "Connection")) note_connection(framing);
        break;
      case 14:
        if (equal_ignoring_case(name, "Content-Length")) note_length(framing, value);
        break;
      case 17:
        if (!equal_ignoring_case(name, "Transfer-Encoding")) break;
        if (framing.chunked || !equal_ignoring_case(value, "chunked")) {
          fail({501, "The only transfer coding understood here is chunked, once."});
        }
        framing.chunked = true;
        break;
      default:
        break;
    }
  }

  void note_connection(Framing& framing) {
    framing.close = message.headers.has_token("Connection", "close");
    framing.keep_alive = message.headers.has_token("Connection", "keep-alive");
  }

  void note_length(Framing& framing, std::string_view value) {
    auto length = parse_number(value, 10);
    if (!length || (framing.length && *framing.length != *length)) {
      fail(malformed("Content-Length is not one whole number"));
    }
    framing.length = length;
  }

  void begin_body(BodyReader::Kind kind, std::uint64_t length) {
    // The announced length is a stranger's word: reserve little on it.
    constexpr std::uint64_t trusted = 64 * 1024;
    if (kind == BodyReader::Kind::length && length > limits.body_bytes) {
      fail(body_too_large(limits));
    } else if (kind == BodyReader::Kind::length) {
      message.body.reserve(static_cast<std::size_t>(std::min(length, trusted)));
    }
    body.start(kind, length);
    has_head = !failure;
  }
};

// The minor version of "HTTP/1.1"; nothing and a failure otherwise.
std::optional<int> parse_version(std::string_view text, std::optional<HttpFailure>& failure) {
  constexpr std::string_view name = "HTTP/";
  bool proper = text.size() == 8 && text.starts_with(name) && text[6] == '.' && text[5] >= '0' &&
                text[5] <= '9' && text[7] >= '0' && text[7] <= '9';
  if (!proper) {
    failure = malformed("the first line names no version");
  } else if (text[5] != '1') {
    failure = {505, "Only HTTP/1.0 and HTTP/1.1 are spoken here."};
  } else {
    return text[7] == '0' ? 0 : 1;
  }
  return std::nullopt;
}

}  // namespace

struct RequestParser::State : ParserState<Request> {
  using ParserState::ParserState;

  void take_head(std::string_view header) {
    std::size_t end = header.find(line_end);
    take_first_line(header.substr(0, end));
    if (failure) return;
    std::size_t fields = end + line_end.size();
    Framing framing = take_fields(header.substr(fields, header.size() - fields - line_end.size()));
    bool modern = message.minor_version >= 1;
    if (framing.hosts > 1 || (framing.hosts == 0 && modern)) {
      fail({400, "A request needs exactly one Host header."});
    }
    if (framing.chunked && !modern) fail(malformed("HTTP/1.0 knows no chunks"));
    keep_alive = modern ? !framing.close : framing.keep_alive && !framing.close;
    if (failure) return;
    using Kind = BodyReader::Kind;
    begin_body(framing.chunked  ? Kind::chunked
               : framing.length ? Kind::length
                                : Kind::none,
               framing.length.value_or(0));
  }

  void take_first_line(std::string_view line) {
    std::size_t first = line.find(' ');
    std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) {
      return fail(malformed("the first line is not a request"));
    }
    std::string_view method = line.substr(0, first);
    std::string_view target = line.substr(first + 1, last - first - 1);
    if (!is_token(method) || !is_target(target)) {
      return fail(malformed("the first line is not a request"));
    }
    if (target.size() > limits.target_bytes) return fail(target_too_long(limits));
    auto version = parse_version(line.substr(last + 1), failure);
    if (!version) return;
    message.method = method;
    message.target = target;
    message.minor_version = *version;
  }
};

struct ResponseParser::State : ParserState<Response> {
  using ParserState::ParserState;
  bool to_head_request = false;

  void take_head(std::string_view header) {
    std::size_t end = header.find(line_end);
    int minor = take_first_line(header.substr(0, end));
    if (failure) return;
    std::size_t fields = end + line_end.size();
    Framing framing = take_fields(header.substr(fields, header.size() - fields - line_end.size()));
    if (failure) return;
    using Kind = BodyReader::Kind;
    int status = message.status;
    bool empty = to_head_request || status < 200 || status == 204 || status == 304;
    Kind kind = empty             ? Kind::none
                : framing.chunked ? Kind::chunked
                : framing.length  ? Kind::length
                                  : Kind::until_close;
    keep_alive = kind != Kind::until_close && !framing.close && (minor >= 1 || framing.keep_alive);
    begin_body(kind, framing.length.value_or(0));
  }

  // "HTTP/1.1 200 OK", where the last part and even the space before it may be missing.
  int take_first_line(std::string_view line) {
    auto version = parse_version(line.substr(0, 8), failure);
    if (!version) return 0;
    std::string_view rest = line.substr(8);
    bool spaced = rest.size() >= 4 && rest[0] == ' ' && (rest.size() == 4 || rest[4] == ' ');
    auto status = spaced ? parse_number(rest.substr(1, 3), 10) : std::nullopt;
    if (!status || *status < 100 || !is_field_value(rest)) {
      fail(malformed("the first line is not an answer"));
      return 0;
    }
    message.status = static_cast<int>(*status);
    return *version;
  }
};

namespace {

template <class State>
std::size_t feed_into(State& state, std::string_view bytes) {
  if (state.failure || bytes.empty() || state.complete()) return 0;
  state.begun = true;
  std::size_t taken = 0;
  if (!state.has_head) {
    taken = state.find_header(bytes);
    if (taken == 0) return 0;
    state.take_head(bytes.substr(0, taken));
    if (state.failure) return taken;
  }
  return taken +
         state.body.feed(bytes.substr(taken), state.message.body, state.limits, state.failure);
}

}  // namespace

RequestParser::RequestParser(HttpLimits limits) : state_(std::make_unique<State>(limits)) {}
RequestParser::~RequestParser() = default;
std::size_t RequestParser::feed(std::string_view bytes) { return feed_into(*state_, bytes); }
bool RequestParser::failed() const { return state_->failure.has_value(); }
const HttpFailure& RequestParser::failure() const { return *state_->failure; }
bool RequestParser::begun() const { return state_->begun; }
bool RequestParser::has_head() const { return state_->has_head; }
bool RequestParser::complete() const { return state_->complete(); }
bool RequestParser::keep_alive() const { return state_->keep_alive; }
bool RequestParser::expects_continue() const {
  return has_head() && !complete() && !failed() &&
         state_->message.headers.has_token("Expect", "100-continue");
}
Request& RequestParser::request() { return state_->message; }
void RequestParser::reset() { state_->reset(); }

ResponseParser::ResponseParser(HttpLimits limits) : state_(std::make_unique<State>(limits)) {}
ResponseParser::~ResponseParser() = default;
std::size_t ResponseParser::feed(std::string_view bytes) { return feed_into(*state_, bytes); }
void ResponseParser::end() {
  if (failed() || complete()) return;
  if (!has_head() || !state_->body.end()) {
    state_->fail({400, "The connection ended in the middle of a message."});
  }
}
bool ResponseParser::failed() const { return state_->failure.has_value(); }
const HttpFailure& ResponseParser::failure() const { return *state_->failure; }
bool ResponseParser::has_head() const { return state_->has_head; }
bool ResponseParser::complete() const { return state_->complete(); }
bool ResponseParser::keep_alive() const { return state_->keep_alive; }
Response& ResponseParser::response() { return state_->message; }
void ResponseParser::reset(bool to_head_request) {
  state_->reset();
  state_->to_head_request = to_head_request;
}

}  // namespace pitwall::net
