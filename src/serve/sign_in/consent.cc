#include "serve/sign_in/consent.h"

#include "serve/sign_in/page.h"
#include "serve/sign_in/password.h"
#include "serve/sign_in/secret_text.h"

namespace pitwall::serve::sign_in {

std::string_view cookie_value(std::string_view cookies, std::string_view name) {
  while (!cookies.empty()) {
    const std::size_t end = cookies.find(';');
    std::string_view pair = cookies.substr(0, end);
    cookies = end == cookies.npos ? std::string_view() : cookies.substr(end + 1);
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    const std::size_t equals = pair.find('=');
    if (equals != pair.npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
  }
  return {};
}

namespace {

net::Response go_to(const std::string& location) {
  net::Response response;
  response.status = 303;
  response.headers.set("Location", location);
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("Referrer-Policy", "no-referrer");
  return response;
}

}  // namespace

net::Response ConsentDesk::notice(int status, std::string_view title, std::string_view sentence) {
  return notice_page(status, title, sentence, random_text(parts_.random));
}

net::Response ConsentDesk::again(int status, const Waiting& waiting, std::string_view problem) {
  return consent_page(status, {waiting.asked, waiting.name, random_text(parts_.random), problem});
}

net::Awaitable<Outcome<Client>> ConsentDesk::client_of(std::string id) {
  if (id.starts_with("https://")) co_return co_await parts_.documents.find(std::move(id));
  if (const Client* client = parts_.book.clients.find(id)) co_return *client;
  co_return Refusal{"invalid_client",
                    "This assistant is not known here; remove the connection in the assistant and "
                    "add it again."};
}

net::Awaitable<net::Reply> ConsentDesk::show(std::string query, std::string cookies) {
  const Result<Form> form = Form::parse(query);
  if (!form) co_return notice(400, "This link is damaged", form.error().message);
  const Outcome<Client> found = co_await client_of(std::string(form->get("client_id")));
  if (const auto* refusal = std::get_if<Refusal>(&found))
    co_return notice(400, "This assistant cannot sign in", refusal->description);
  const Client& client = std::get<Client>(found);
  std::variant<Authorisation, Shown, SentBack> read =
      read_authorisation(*form, client, parts_.origin);
  if (const auto* shown = std::get_if<Shown>(&read))
    co_return notice(400, "This assistant cannot sign in", shown->sentence);
  if (const auto* back = std::get_if<SentBack>(&read)) {
    // Anybody may register a client: a browser is sent on without a question only to one that the
    // owner has let in before.
    if (client.used != Time{}) co_return go_to(back->location);
    const Result<Form> said = Form::parse(back->location.substr(back->location.find('?') + 1));
    co_return notice(400, "This assistant cannot sign in",
                     fmt::format("Its request is not complete: {}",
                                 said ? said->get("error_description") : "it is damaged."));
  }
  co_return open(std::move(std::get<Authorisation>(read)), cookies);
}

net::Response ConsentDesk::open(Authorisation asked, std::string_view cookies) {
  // Several pages open in one browser share its cookie.
  std::string cookie(cookie_value(cookies, cookie_name));
  if (!is_code_challenge(cookie)) cookie = random_text(parts_.random);
  const Time now = parts_.clock.now();
  while (!waiting_.empty() &&
         (now - waiting_.front().since > wait_for_answer || waiting_.size() >= max_waiting))
    waiting_.pop_front();
  waiting_.push_back({random_text(parts_.random), fingerprint(cookie), std::move(asked), now});
  net::Response response = again(200, waiting_.back(), "");
  response.headers.add("Set-Cookie",
                       fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={}",
                                   cookie_name, cookie, wait_for_answer / seconds(1)));
  return response;
}

ConsentDesk::Waiting* ConsentDesk::find(std::string_view name, std::string_view cookies) {
  const auto found = std::ranges::find(waiting_, name, &Waiting::name);
  if (name.empty() || found == waiting_.end()) return nullptr;
  if (parts_.clock.now() - found->since > wait_for_answer) return nullptr;
  if (!equal_in_constant_time(fingerprint(cookie_value(cookies, cookie_name)), found->browser))
    return nullptr;
  return &*found;
}

// A failure says why nobody could look; false is a wrong password.
net::Awaitable<Result<bool>> ConsentDesk::is_owner(std::string password) {
  co_return co_await parts_.loop.in_pool(
      [vault = parts_.vault, password = std::move(password)]() -> Result<bool> {
        const Result<std::string> hash = vault->read(password_file);
        if (!hash && hash.error().code == Code::not_found)
          return error(Code::not_found,
                       "This desk has no password yet. On its own machine, run: pitwall password");
        if (!hash) return hash.error();
        std::string_view text = *hash;
        while (text.ends_with('\n')) text.remove_suffix(1);
        return is_password(text, password);
      });
}

net::Awaitable<net::Reply> ConsentDesk::answer(std::string body, std::string cookies) {
  const Result<Form> form = Form::parse(body);
  if (!form) co_return notice(400, "This form is damaged", form.error().message);
  const std::string name(form->get("request"));
  Waiting* waiting = find(name, cookies);
  constexpr std::string_view gone = "This page is too old";
  constexpr std::string_view start_again = "Go back to the assistant and connect it once more.";
  if (!waiting) co_return notice(400, gone, start_again);
  if (form->get("answer") != "allow") {
    const std::string location = location_with_refusal(
        waiting->asked, {"access_denied", "The owner of the desk refused."}, parts_.origin);
    std::erase_if(waiting_, [&](const Waiting& one) { return one.name == name; });
    co_return go_to(location);
  }
  if (const std::optional<Duration> locked = lockout_.locked(parts_.clock.now()))
    co_return again(429, *waiting,
                    fmt::format("Too many wrong passwords. Try again in {} minutes.",
                                *locked / minutes(1) + 1));
  if (checking_) co_return again(429, *waiting, "Another sign-in is under way; try again.");
  checking_ = true;
  lockout_.begin(parts_.clock.now());
  const Result<bool> owner = co_await is_owner(std::string(form->get("password")));
  checking_ = false;
  if (!owner) lockout_.withdraw();
  if (owner && *owner) lockout_.succeeded();
  waiting = find(name, cookies);
  if (!waiting) co_return notice(400, gone, start_again);
  if (!owner) co_return again(503, *waiting, owner.error().message);
  if (!*owner) {
    parts_.log(fmt::format("a wrong password at the sign-in page; {} tries left", lockout_.left()));
    co_return again(403, *waiting,
                    lockout_.left() ? fmt::format("That is not the desk's password. {} tries left.",
                                                  lockout_.left())
                                    : "That is not the desk's password. Sign-in is locked for 15 "
                                      "minutes.");
  }
  Scopes scopes(Scope::read);
  for (const Scope scope : {Scope::write, Scope::act})
    if (form->has(name_of(scope))) scopes.add(scope);
  co_return let_in(*waiting, scopes);
}

net::Response ConsentDesk::let_in(const Waiting& waiting, Scopes scopes) {
  const Authorisation asked = waiting.asked;
  std::erase_if(waiting_, [name = waiting.name](const Waiting& one) { return one.name == name; });
  parts_.book.clients.mark_used(asked.client);
  std::string code = parts_.book.ledger.issue_code(
      {asked.client, asked.client_name, asked.redirect, asked.challenge, scopes});
  parts_.log(fmt::format("the owner let \"{}\" in: {}", asked.client_name, scopes.text()));
  return go_to(location_with_code(asked, std::move(code), parts_.origin));
}

}  // namespace pitwall::serve::sign_in
