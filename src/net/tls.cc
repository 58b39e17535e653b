#include "net/tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "base/check.h"
#include "net/http.h"

namespace pitwall::net {

namespace {

constexpr std::size_t piece = 64 * 1024;  // encrypted at a time

template <auto free>
struct Free {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};
using Context = std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Free<SSL_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;

std::string reason() {
  unsigned long code = ERR_peek_last_error();
  const char* text = ERR_reason_error_string(code);
  ERR_clear_error();
  return text == nullptr ? "no reason given" : text;
}

bool is_address(const std::string& host) {
  ASN1_OCTET_STRING* parsed = a2i_IPADDRESS(host.c_str());
  bool is = parsed != nullptr;
  ASN1_OCTET_STRING_free(parsed);
  return is;
}

std::string fingerprint_of(const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  X509_digest(certificate, EVP_sha256(), digest.data(), &size);
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    fmt::format_to(std::back_inserter(text), "{:02x}", digest[i]);
  }
  return text;
}

Result<std::string> normal_fingerprint(std::string_view text) {
  std::string digits;
  for (char c : text) {
    if (c == ':') continue;
    digits.push_back(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  if (digits.size() != 64 || digits.find_first_not_of("0123456789abcdef") != std::string::npos) {
    return error(Code::invalid_argument,
                 "'{}' is not a SHA-256 fingerprint: 64 hexadecimal digits are needed. `openssl "
                 "x509 -noout -fingerprint -sha256 -in FILE` prints it.",
                 text);
  }
  return digits;
}

Bio memory(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string text_of(BIO* bio) {
  char* start = nullptr;
  long size = BIO_get_mem_data(bio, &start);
  return std::string(start, static_cast<std::size_t>(size));
}

Context new_context(const SSL_METHOD* method) {
  Context context(SSL_CTX_new(method));
  PITWALL_CHECK(context != nullptr, "out of memory for TLS");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_mode(context.get(),
                   SSL_MODE_RELEASE_BUFFERS | SSL_MODE_AUTO_RETRY | SSL_MODE_ENABLE_PARTIAL_WRITE);
  return context;
}

}  // namespace

struct TlsClientContext::State {
  TlsClientOptions options;
  Context context;
};

struct TlsServerContext::State {
  Context context;
};

// OpenSSL works on two buffers in memory here; the stream below carries what is in them. One
// object for both directions, so only one task at a time moves what OpenSSL wants sent.
class TlsStream final : public Stream {
 public:
  TlsStream(Loop& loop, std::unique_ptr<Stream> below, SSL_CTX* context)
      : below_(std::move(below)), session_(SSL_new(context)), flushed_(loop) {
    in_ = BIO_new(BIO_s_mem());
    out_ = BIO_new(BIO_s_mem());
    PITWALL_CHECK(session_ != nullptr && in_ != nullptr && out_ != nullptr,
                  "out of memory for TLS");
    SSL_set_bio(session_.get(), in_, out_);
  }

  SSL* session() { return session_.get(); }

  Awaitable<Result<void>> handshake() {
    while (true) {
      ERR_clear_error();
      int outcome = SSL_do_handshake(session_.get());
      int want = SSL_get_error(session_.get(), outcome);
      std::string why = want == SSL_ERROR_SSL ? reason() : std::string();
      // An alert that says why we refuse is sent as well.
      auto sent = co_await flush();
      if (outcome == 1) co_return sent;
      if (want != SSL_ERROR_WANT_READ) {
        co_return error(Code::permission_denied, "The TLS handshake with {} failed: {}.",
                        below_->peer(), why);
      }
      if (!sent) co_return sent;
      PITWALL_CO_TRY(std::size_t count, co_await pull());
      if (count == 0) {
        co_return error(Code::unavailable, "{} closed the connection during the TLS handshake.",
                        below_->peer());
      }
    }
  }

  Awaitable<Result<std::size_t>> read_some(std::span<char> into) override {
    while (true) {
      ERR_clear_error();
      std::size_t count = 0;
      int outcome = SSL_read_ex(session_.get(), into.data(), into.size(), &count);
      if (outcome == 1) co_return count;
      int want = SSL_get_error(session_.get(), outcome);
      if (want == SSL_ERROR_ZERO_RETURN) co_return std::size_t{0};
      if (want != SSL_ERROR_WANT_READ) {
        co_return error(Code::unavailable, "{} sent broken TLS: {}.", below_->peer(), reason());
      }
      if (!flushing_) PITWALL_CO_TRY_VOID(co_await flush());
      PITWALL_CO_TRY(std::size_t pulled, co_await pull());
      if (pulled == 0) {
        // Without the goodbye that TLS has for this, anybody may have cut the connection.
        co_return error(Code::unavailable, "The TLS connection to {} was cut.", below_->peer());
      }
    }
  }

  Awaitable<Result<void>> write(std::string_view first, std::string_view second) override {
    while (!first.empty() || !second.empty()) {
      std::size_t room = piece;
      for (std::string_view* part : {&first, &second}) {
        std::string_view now = part->substr(0, room);
        PITWALL_CO_TRY_VOID(encrypt(now));
        part->remove_prefix(now.size());
        room -= now.size();
      }
      while (flushing_) co_await flushed_.wait();
      PITWALL_CO_TRY_VOID(co_await flush());
    }
    co_return Result<void>{};
  }
  using Stream::write;

  Awaitable<void> finish() override {
    SSL_shutdown(session_.get());
    while (flushing_) co_await flushed_.wait();
    auto sent = co_await flush();
    if (sent) co_await below_->finish();
  }
  void cancel() override { below_->cancel(); }
  void close() override { below_->close(); }
  void set_read_deadline(Duration from_now) override { below_->set_read_deadline(from_now); }
  void set_write_limit(Duration each) override { below_->set_write_limit(each); }
  const std::string& peer() const override { return below_->peer(); }
  bool local() const override { return below_->local(); }

 private:
  Result<void> encrypt(std::string_view plain) {
    while (!plain.empty()) {
      ERR_clear_error();
      std::size_t count = 0;
      if (SSL_write_ex(session_.get(), plain.data(), plain.size(), &count) != 1) {
        return error(Code::unavailable, "The TLS connection to {} is over: {}.", below_->peer(),
                     reason());
      }
      plain.remove_prefix(count);
    }
    return {};
  }

  Awaitable<Result<void>> flush() {
    flushing_ = true;
    Result<void> sent;
    while (sent && BIO_ctrl_pending(out_) > 0) {
      sending_.resize(BIO_ctrl_pending(out_));
      BIO_read(out_, sending_.data(), static_cast<int>(sending_.size()));
      sent = co_await below_->write(sending_);
    }
    flushing_ = false;
    flushed_.notify();
    co_return sent;
  }

  Awaitable<Result<std::size_t>> pull() {
    PITWALL_CO_TRY(std::size_t count, co_await below_->read_some(received_));
    BIO_write(in_, received_.data(), static_cast<int>(count));
    co_return count;
  }

  std::unique_ptr<Stream> below_;
  Session session_;
  BIO* in_ = nullptr;                     // owned by the session
  BIO* out_ = nullptr;                    // owned by the session
  std::array<char, 17 * 1024> received_;  // one record
  std::string sending_;
  bool flushing_ = false;
  Notice flushed_;
};

// The two ways to begin, with the checks that belong to them.
class TlsHandshake {
 public:
  static Awaitable<Result<std::unique_ptr<Stream>>> connect(
      Loop& loop, std::unique_ptr<Stream> below, std::string host,
      std::shared_ptr<TlsClientContext> context, Duration deadline) {
    const TlsClientOptions& options = context->state_->options;
    auto allowed = check_loopback(*below, host, options);
    auto stream =
        std::make_unique<TlsStream>(loop, std::move(below), context->state_->context.get());
    if (allowed) allowed = prepare(stream->session(), host, options);
    if (allowed) {
      stream->set_read_deadline(deadline);
      stream->set_write_limit(deadline);
      allowed = co_await stream->handshake();
      if (!allowed) allowed = explain(stream->session(), host, std::move(allowed).error());
    }
    if (allowed) allowed = check_pin(stream->session(), host, options);
    co_return finish(std::move(stream), std::move(allowed));
  }

  static Awaitable<Result<std::unique_ptr<Stream>>> accept(
      Loop& loop, std::unique_ptr<Stream> below, std::shared_ptr<TlsServerContext> context,
      Duration deadline) {
    auto stream =
        std::make_unique<TlsStream>(loop, std::move(below), context->state_->context.get());
    SSL_set_accept_state(stream->session());
    stream->set_read_deadline(deadline);
    stream->set_write_limit(deadline);
    auto done = co_await stream->handshake();
    co_return finish(std::move(stream), std::move(done));
  }

 private:
  static Result<std::unique_ptr<Stream>> finish(std::unique_ptr<TlsStream> stream,
                                                Result<void> outcome) {
    if (!outcome) {
      stream->close();
      return std::move(outcome).error();
    }
    stream->set_read_deadline(no_deadline);
    stream->set_write_limit(no_deadline);
    return std::unique_ptr<Stream>(std::move(stream));
  }

  static Result<void> check_loopback(const Stream& below, const std::string& host,
                                     const TlsClientOptions& options) {
    if (options.verify != TlsVerify::loopback_unverified) return {};
    auto peer = parse_host(below.peer());
    bool here = below.local() || (peer && is_loopback_host(peer->host));
    if (is_loopback_host(host) && here) return {};
    return error(Code::permission_denied,
                 "{} is not this machine, so its certificate must be checked: pin its "
                 "fingerprint, or use one that a known authority signed.",
                 host);
  }

  static Result<void> prepare(SSL* session, const std::string& host,
                              const TlsClientOptions& options) {
    SSL_set_connect_state(session);
    bool address = is_address(host);
    if (!address) SSL_set_tlsext_host_name(session, host.c_str());
    if (options.verify != TlsVerify::system_roots) {
      SSL_set_verify(session, SSL_VERIFY_NONE, nullptr);
      return {};
    }
    SSL_set_verify(session, SSL_VERIFY_PEER, nullptr);
    int set = address ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), host.c_str())
                      : SSL_set1_host(session, host.c_str());
    if (set == 1) return {};
    return error(Code::invalid_argument, "'{}' cannot be checked against a certificate.", host);
  }

  static Error explain(SSL* session, const std::string& host, Error failure) {
    long verdict = SSL_get_verify_result(session);
    if (verdict == X509_V_OK) return failure;
    return error(Code::permission_denied,
                 "The certificate of {} is not trusted: {}. If you know it, pin its fingerprint.",
                 host, X509_verify_cert_error_string(verdict));
  }

  static Result<void> check_pin(SSL* session, const std::string& host,
                                const TlsClientOptions& options) {
    const bool pinned = options.verify == TlsVerify::pinned_fingerprint;
    if (!pinned && !options.on_certificate) return {};
    Certificate certificate(SSL_get1_peer_certificate(session));
    std::string found = certificate ? fingerprint_of(certificate.get()) : "none";
    if (options.on_certificate) options.on_certificate(found);
    if (!pinned) return {};
    if (found == options.fingerprint) return {};
    return error(Code::permission_denied,
                 "The certificate of {} has the fingerprint {}, not the pinned one. Someone may be "
                 "in between; if it was renewed, pin the new one.",
                 host, found);
  }
};

TlsClientContext::TlsClientContext(std::unique_ptr<State> state) : state_(std::move(state)) {}
TlsClientContext::~TlsClientContext() = default;

Result<std::shared_ptr<TlsClientContext>> TlsClientContext::make(TlsClientOptions options) {
  auto state = std::make_unique<State>();
  state->context = new_context(TLS_client_method());
  if (options.verify == TlsVerify::pinned_fingerprint) {
    PITWALL_TRY(options.fingerprint, normal_fingerprint(options.fingerprint));
  }
  if (options.verify == TlsVerify::system_roots && options.ca_pem.empty()) {
    SSL_CTX_set_default_verify_paths(state->context.get());
  } else if (options.verify == TlsVerify::system_roots) {
    Bio pem = memory(options.ca_pem);
    X509_STORE* roots = SSL_CTX_get_cert_store(state->context.get());
    int count = 0;
    while (Certificate root{PEM_read_bio_X509(pem.get(), nullptr, nullptr, nullptr)}) {
      X509_STORE_add_cert(roots, root.get());
      ++count;
    }
    ERR_clear_error();
    if (count == 0) {
      return error(Code::invalid_argument, "The roots to trust hold no PEM certificate.");
    }
  }
  state->options = std::move(options);
  return std::shared_ptr<TlsClientContext>(new TlsClientContext(std::move(state)));
}

TlsServerContext::TlsServerContext(std::unique_ptr<State> state) : state_(std::move(state)) {}
TlsServerContext::~TlsServerContext() = default;

Result<std::shared_ptr<TlsServerContext>> TlsServerContext::from_pem(
    const std::string& certificate_chain, const std::string& private_key) {
  auto state = std::make_unique<State>();
  state->context = new_context(TLS_server_method());
  SSL_CTX* context = state->context.get();
  Bio chain = memory(certificate_chain);
  Certificate own(PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr));
  if (!own || SSL_CTX_use_certificate(context, own.get()) != 1) {
    return error(Code::invalid_argument, "The certificate is not PEM: {}.", reason());
  }
  while (X509* next = PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr)) {
    SSL_CTX_add_extra_chain_cert(context, next);  // takes it over
  }
  ERR_clear_error();
  Bio pem = memory(private_key);
  Key key(PEM_read_bio_PrivateKey(pem.get(), nullptr, nullptr, nullptr));
  if (!key || SSL_CTX_use_PrivateKey(context, key.get()) != 1) {
    return error(Code::invalid_argument, "The private key does not fit the certificate: {}.",
                 reason());
  }
  return std::shared_ptr<TlsServerContext>(new TlsServerContext(std::move(state)));
}

std::string TlsServerContext::fingerprint() const {
  return fingerprint_of(SSL_CTX_get0_certificate(state_->context.get()));
}

Awaitable<Result<std::unique_ptr<Stream>>> tls_connect(Loop& loop, std::unique_ptr<Stream> stream,
                                                       std::string host,
                                                       std::shared_ptr<TlsClientContext> context,
                                                       Duration deadline) {
  return TlsHandshake::connect(loop, std::move(stream), std::move(host), std::move(context),
                               deadline);
}

Awaitable<Result<std::unique_ptr<Stream>>> tls_accept(Loop& loop, std::unique_ptr<Stream> stream,
                                                      std::shared_ptr<TlsServerContext> context,
                                                      Duration deadline) {
  return TlsHandshake::accept(loop, std::move(stream), std::move(context), deadline);
}

Result<SelfSigned> make_self_signed(const std::string& host, int days_valid) {
  constexpr long day = 24 * 60 * 60;
  Key key(EVP_EC_gen("P-256"));
  Certificate certificate(X509_new());
  PITWALL_CHECK(key && certificate, "out of memory for a certificate");
  X509_set_version(certificate.get(), X509_VERSION_3);
  BIGNUM* serial = BN_new();
  BN_rand(serial, 127, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY);
  BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(certificate.get()));
  BN_free(serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -day);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), day * days_valid);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(host.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  std::string names = (is_address(host) ? "IP:" : "DNS:") + host;
  Extension alternative(X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str()));
  if (!alternative) {
    ERR_clear_error();
    return error(Code::invalid_argument, "'{}' is neither a name nor an address.", host);
  }
  X509_add_ext(certificate.get(), alternative.get(), -1);
  Extension basic(X509V3_EXT_conf_nid(nullptr, nullptr, NID_basic_constraints, "CA:TRUE"));
  X509_add_ext(certificate.get(), basic.get(), -1);
  X509_sign(certificate.get(), key.get(), EVP_sha256());

  SelfSigned made;
  Bio pem(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(pem.get(), certificate.get());
  made.certificate = text_of(pem.get());
  pem.reset(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(pem.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  made.private_key = text_of(pem.get());
  return made;
}

}  // namespace pitwall::net
