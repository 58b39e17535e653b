#include "net/http_parser.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

namespace pitwall::net {

namespace http = boost::beast::http;
using ErrorCode = boost::beast::error_code;

namespace {

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

HttpFailure failure_of(const ErrorCode& code, const HttpLimits& limits, bool first_line_ended) {
  if (code == http::error::body_limit) {
    return {413, fmt::format("The body is larger than the limit of {} bytes (body_bytes).",
                             limits.body_bytes)};
  }
  if (code == http::error::header_limit && !first_line_ended) {
    return {414, fmt::format("The request target is longer than the limit of {} bytes "
                             "(target_bytes).",
                             limits.target_bytes)};
  }
  if (code == http::error::header_limit) {
    return {431, fmt::format("The header is larger than the limit of {} bytes (header_bytes).",
                             limits.header_bytes)};
  }
  if (code == http::error::bad_version) {
    return {505, "Only HTTP/1.0 and HTTP/1.1 are spoken here."};
  }
  if (code == http::error::partial_message || code == http::error::end_of_stream) {
    return {400, "The connection ended in the middle of a message."};
  }
  return {400, fmt::format("This is not well-formed HTTP/1.1: {}.", code.message())};
}

// What requests and responses have in common. Beast's parser does the grammar; everything that it
// finds goes straight into our own message.
template <bool is_request, class Message>
class Reader final : public http::basic_parser<is_request> {
 public:
  Reader(const HttpLimits& limits, Message& message) : limits_(limits), message_(message) {
    this->eager(true);
    this->header_limit(limits.header_bytes);
    this->body_limit(limits.body_bytes);
  }

  HttpFailure refused;  // by us rather than by the grammar
  bool first_line_ended = false;

 private:
  using View = boost::beast::string_view;

  void on_request_impl(http::verb, View method, View target, int version, ErrorCode& ec) override {
    first_line_ended = true;
    if constexpr (is_request) {
      if (target.size() > limits_.target_bytes) {
        return refuse(414,
                      fmt::format("The request target is longer than the limit of {} bytes "
                                  "(target_bytes).",
                                  limits_.target_bytes),
                      ec);
      }
      message_.method.assign(method.data(), method.size());
      message_.target.assign(target.data(), target.size());
      message_.minor_version = version % 10;
    }
  }

  void on_response_impl(int status, View, int, ErrorCode&) override {
    if constexpr (!is_request) message_.status = status;
  }

  void on_field_impl(http::field name, View text, View value, ErrorCode& ec) override {
    if (message_.headers.size() >= limits_.header_fields) {
      return refuse(431,
                    fmt::format("There are more header fields than the limit of {} "
                                "(header_fields).",
                                limits_.header_fields),
                    ec);
    }
    // Any other coding would leave the end of the body to guesswork.
    if (name == http::field::transfer_encoding && !equal_ignoring_case(view(value), "chunked")) {
      return refuse(501, "The only transfer coding understood here is chunked.", ec);
    }
    message_.headers.add(view(text), view(value));
  }

  void on_header_impl(ErrorCode& ec) override {
    if constexpr (is_request) {
      std::size_t hosts = message_.headers.count("Host");
      if (hosts > 1 || (hosts == 0 && message_.minor_version >= 1)) {
        refuse(400, "A request needs exactly one Host header.", ec);
      }
    }
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode&) override {
    // The announced length is a stranger's word: reserve little on it.
    constexpr std::uint64_t trusted = 64 * 1024;
    if (length) message_.body.reserve(static_cast<std::size_t>(std::min(*length, trusted)));
  }

  std::size_t on_body_impl(View bytes, ErrorCode&) override {
    message_.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }

  void on_chunk_header_impl(std::uint64_t, View, ErrorCode&) override {}

  std::size_t on_chunk_body_impl(std::uint64_t, View bytes, ErrorCode&) override {
    message_.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }

  void on_finish_impl(ErrorCode&) override {}

  void refuse(int status, std::string message, ErrorCode& ec) {
    refused = {status, std::move(message)};
    ec = http::error::bad_value;
  }

  const HttpLimits& limits_;
  Message& message_;
};

template <bool is_request, class Message>
struct ParserState {
  explicit ParserState(HttpLimits chosen) : limits(chosen) { reader.emplace(limits, message); }

  HttpLimits limits;
  Message message;
  std::optional<Reader<is_request, Message>> reader;
  HttpFailure failure;
  bool failed = false;
  bool begun = false;

  std::size_t feed(std::string_view bytes) {
    if (failed || bytes.empty() || reader->is_done()) return 0;
    begun = true;
    ErrorCode code;
    std::size_t taken = reader->put(boost::asio::buffer(bytes.data(), bytes.size()), code);
    if (code == http::error::need_more) return taken;
    if (code) fail(code, reader->first_line_ended || bytes.find('\n') != std::string_view::npos);
    return taken;
  }

  void fail(const ErrorCode& code, bool first_line_ended) {
    failed = true;
    failure = reader->refused.message.empty() ? failure_of(code, limits, first_line_ended)
                                              : std::move(reader->refused);
  }

  void reset() {
    message.headers.clear();
    message.body.clear();
    reader.emplace(limits, message);
    failed = false;
    begun = false;
  }
};

}  // namespace

struct RequestParser::State : ParserState<true, Request> {
  using ParserState::ParserState;
};

RequestParser::RequestParser(HttpLimits limits) : state_(std::make_unique<State>(limits)) {}
RequestParser::~RequestParser() = default;
std::size_t RequestParser::feed(std::string_view bytes) { return state_->feed(bytes); }
bool RequestParser::failed() const { return state_->failed; }
const HttpFailure& RequestParser::failure() const { return state_->failure; }
bool RequestParser::begun() const { return state_->begun; }
bool RequestParser::has_head() const { return state_->reader->is_header_done(); }
bool RequestParser::complete() const { return state_->reader->is_done(); }
bool RequestParser::keep_alive() const { return state_->reader->keep_alive(); }
bool RequestParser::expects_continue() const {
  return has_head() && !complete() && state_->message.headers.has_token("Expect", "100-continue");
}
Request& RequestParser::request() { return state_->message; }
void RequestParser::reset() { state_->reset(); }

struct ResponseParser::State : ParserState<false, Response> {
  using ParserState::ParserState;
};

ResponseParser::ResponseParser(HttpLimits limits) : state_(std::make_unique<State>(limits)) {}
ResponseParser::~ResponseParser() = default;
std::size_t ResponseParser::feed(std::string_view bytes) { return state_->feed(bytes); }

void ResponseParser::end() {
  if (state_->failed || complete()) return;
  ErrorCode code;
  if (!has_head()) {
    code = http::error::end_of_stream;
  } else {
    state_->reader->put_eof(code);
  }
  if (code) state_->fail(code, true);
}

bool ResponseParser::failed() const { return state_->failed; }
const HttpFailure& ResponseParser::failure() const { return state_->failure; }
bool ResponseParser::has_head() const { return state_->reader->is_header_done(); }
bool ResponseParser::complete() const { return state_->reader->is_done(); }
bool ResponseParser::keep_alive() const { return state_->reader->keep_alive(); }
Response& ResponseParser::response() { return state_->message; }
void ResponseParser::reset(bool to_head_request) {
  state_->reset();
  if (to_head_request) state_->reader->skip(true);
}

}  // namespace pitwall::net
