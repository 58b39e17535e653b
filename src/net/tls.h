// TLS 1.2 and 1.3 over any Stream, both sides. Certificates are checked always, in one of three
// ways; the way without a check works for this machine's own addresses only. Belongs to the loop's
// thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "net/stream.h"

namespace pitwall::net {

enum class TlsVerify {
  system_roots,         // the name must match, the chain must end at a root of this system
  pinned_fingerprint,   // the certificate itself is known by its SHA-256; its name may be anything
  loopback_unverified,  // a gateway's self-signed certificate on 127.0.0.1: only there
};

struct TlsClientOptions {
  TlsVerify verify = TlsVerify::system_roots;
  std::string fingerprint{};  // for pinned_fingerprint: 64 hexadecimal digits, colons allowed
  std::string ca_pem{};       // for system_roots: roots to trust instead of the system's
  // Called with the fingerprint of the certificate that was met, before it is held against the pin:
  // for showing it to a person. Not where the handshake itself failed.
  std::function<void(std::string_view fingerprint)> on_certificate{};
};

// What a client trusts. Reading the system's roots takes tens of milliseconds: make one, share it.
class TlsClientContext {
 public:
  static Result<std::shared_ptr<TlsClientContext>> make(TlsClientOptions options);
  ~TlsClientContext();

 private:
  friend class TlsHandshake;
  struct State;
  explicit TlsClientContext(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// A server's certificate and key.
class TlsServerContext {
 public:
  static Result<std::shared_ptr<TlsServerContext>> from_pem(const std::string& certificate_chain,
                                                            const std::string& private_key);
  ~TlsServerContext();
  // SHA-256 of the certificate in 64 hexadecimal digits: what a client pins.
  std::string fingerprint() const;

 private:
  friend class TlsHandshake;
  struct State;
  explicit TlsServerContext(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// `host` is the name that the certificate must bear, and what loopback_unverified looks at.
// Code::permission_denied when the certificate is not accepted. The stream is closed on failure.
Awaitable<Result<std::unique_ptr<Stream>>> tls_connect(Loop& loop, std::unique_ptr<Stream> stream,
                                                       std::string host,
                                                       std::shared_ptr<TlsClientContext> context,
                                                       Duration deadline);
Awaitable<Result<std::unique_ptr<Stream>>> tls_accept(Loop& loop, std::unique_ptr<Stream> stream,
                                                      std::shared_ptr<TlsServerContext> context,
                                                      Duration deadline);

// A new key and a certificate that it signs itself, valid from yesterday for `days_valid` days, for
// `host` (a name or an IP address): for a daemon that serves TLS without an authority, and tests.
struct SelfSigned {
  std::string certificate;  // PEM
  std::string private_key;  // PEM
};
Result<SelfSigned> make_self_signed(const std::string& host, int days_valid);

}  // namespace pitwall::net
