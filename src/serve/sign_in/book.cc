#include "serve/sign_in/book.h"

#include "base/json_in.h"
#include "base/json_out.h"

namespace pitwall::serve::sign_in {

namespace {

struct Kept {
  std::int64_t version = 1;
  std::vector<Client> clients;
  std::vector<Grant> grants;
};
void describe(Kept& kept, Visitor& v) {
  v("version", "Of this file's form.", "1", kept.version, {.minimum = 1, .maximum = 1});
  v("clients", "Clients that registered.", "", kept.clients);
  v("grants", "What the owner agreed to.", "", kept.grants);
}

}  // namespace

Book::Book(net::Loop& loop, const port::Clock& clock, port::Random& random,
           std::shared_ptr<Vault> vault, Ledger::Rules rules)
    : ledger(clock, random, std::move(rules)),
      clients(clock, random),
      loop_(loop),
      vault_(std::move(vault)) {}

Result<void> Book::restore() {
  const Result<std::string> text = vault_->read(access_file);
  if (!text && text.error().code == Code::not_found) return {};
  if (!text) return text.error();
  const auto refuse = [](std::string_view why) {
    return error(Code::corrupt,
                 "The list of signed-in assistants ({} in the data folder) cannot be read: {} Move "
                 "the file away; each assistant then signs in again.",
                 access_file, why);
  };
  const Result<Json> json = parse_json(*text);
  if (!json) return refuse(json.error().message);
  Result<Kept> kept = from_json<Kept>(*json);
  if (!kept) return refuse(kept.error().message);
  clients.restore(std::move(kept->clients));
  ledger.restore(std::move(kept->grants));
  return {};
}

std::string Book::content() { return to_json(Kept{1, clients.list(), ledger.grants()}); }

void Book::save(port::Reply<void> done) {
  waiting_.push_back(std::move(done));
  if (!writing_) write();
}

void Book::write() {
  writing_ = true;
  loop_.run_in_pool([vault = vault_, text = content()] { return vault->write(access_file, text); },
                    [this, batch = std::exchange(waiting_, {})](const Result<void>& written) {
                      writing_ = false;
                      for (const port::Reply<void>& done : batch) done(written);
                      if (!waiting_.empty() && !writing_) write();
                    });
}

net::Awaitable<Result<void>> Book::saved() {
  net::Notice arrived(loop_);
  Result<void> result;
  save([&](Result<void> written) {
    result = std::move(written);
    arrived.notify();
  });
  co_await arrived.wait();
  co_return result;
}

}  // namespace pitwall::serve::sign_in
