// Clients and grants with their file: what was answered outlives a restart. Writing goes to the
// pool, one write at a time; what changes meanwhile goes into the next.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/loop.h"
#include "port/reply.h"
#include "serve/sign_in/clients.h"
#include "serve/sign_in/ledger.h"
#include "serve/sign_in/vault.h"

namespace pitwall::serve::sign_in {

class Book {
 public:
  Book(net::Loop& loop, const port::Clock& clock, port::Random& random,
       std::shared_ptr<Vault> vault, Ledger::Rules rules);

  Ledger ledger;
  Clients clients;

  // What was kept; nothing where nothing was. Code::corrupt where the file is not ours.
  Result<void> restore();
  // Replies once everything up to now is on the disk.
  void save(port::Reply<void> done);
  net::Awaitable<Result<void>> saved();

 private:
  std::string content();
  void write();

  net::Loop& loop_;
  std::shared_ptr<Vault> vault_;
  std::vector<port::Reply<void>> waiting_;
  bool writing_ = false;
};

}  // namespace pitwall::serve::sign_in
