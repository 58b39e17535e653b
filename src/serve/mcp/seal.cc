#include "serve/mcp/seal.h"

#include "serve/mcp/base64.h"

namespace pitwall::serve {
namespace {

constexpr std::size_t block_size = 64;  // of SHA-256, in bytes

Error refused(std::string_view why) {
  return error(Code::invalid_argument,
               "The requestState {}; send the request again without it to begin anew.", why);
}

}  // namespace

std::string hmac_sha256(std::string_view key, std::string_view text) {
  std::string padded(block_size, '\0');
  if (key.size() > block_size) {
    const Digest digest = sha256(key);
    std::copy(digest.bytes.begin(), digest.bytes.end(), padded.begin());
  } else {
    std::copy(key.begin(), key.end(), padded.begin());
  }
  std::string inner = padded;
  std::string outer = padded;
  for (char& c : inner) c = static_cast<char>(c ^ 0x36);
  for (char& c : outer) c = static_cast<char>(c ^ 0x5c);
  const Digest digest = Sha256().add(inner).add(text).finish();
  const std::string_view bytes(reinterpret_cast<const char*>(digest.bytes.data()),
                               digest.bytes.size());
  return Sha256().add(outer).add(bytes).finish().text();
}

Seal::Seal(const port::Clock& clock, port::Random& random) : clock_(clock), random_(random) {
  for (int i = 0; i < 2; ++i) key_ += random_.id().text();
}

std::string Seal::sign(std::string_view payload) const { return hmac_sha256(key_, payload); }

std::string Seal::close(std::string_view request, std::string_view who, const Answers& answers) {
  Json kept = Json::object();
  for (const auto& [key, answer] : answers) kept.set(key, answer);
  Json content = Json::object();
  content.set("until", Json::string((clock_.now() + good_for).text()));
  content.set("once", Json::string(random_.id().text()));
  content.set("request", Json::string(sha256(request).text()));
  content.set("who", Json::string(sha256(who).text()));
  content.set("answers", std::move(kept));
  const std::string payload = base64(content.dump(), Base64::url);
  return payload + "." + sign(payload);
}

Result<Seal::Answers> Seal::open(std::string_view state, std::string_view request,
                                 std::string_view who) {
  if (state.size() > max_state) return refused("is too long");
  const std::size_t dot = state.find('.');
  if (dot == state.npos ||
      !equal_in_constant_time(state.substr(dot + 1), sign(state.substr(0, dot))))
    return refused("is not one of this server's, or was changed");
  PITWALL_TRY(const std::string text, from_base64(state.substr(0, dot), Base64::url));
  PITWALL_TRY(const Json content, parse_json(text));
  PITWALL_TRY(const Time until, Time::parse(content.string_or("until", "")));
  const Time now = clock_.now();
  if (until <= now) return refused("has expired");
  if (content.string_or("request", "") != sha256(request).text())
    return refused("belongs to another request");
  if (content.string_or("who", "") != sha256(who).text())
    return refused("belongs to somebody else");
  forget_expired(now);
  if (!used_.emplace(content.string_or("once", ""), until).second)
    return refused("was used before");
  Answers answers;
  if (const Json* kept = content.find("answers"))
    for (const auto& [key, answer] : kept->members()) answers.emplace(key, answer);
  return answers;
}

void Seal::forget_expired(Time now) {
  if (used_.size() < max_remembered) return;
  std::erase_if(used_, [now](const auto& entry) { return entry.second <= now; });
  // Still full: nobody answers so many questions; whoever does must begin anew.
  if (used_.size() >= max_remembered) {
    used_.clear();
    key_ = random_.id().text() + random_.id().text();
  }
}

}  // namespace pitwall::serve
