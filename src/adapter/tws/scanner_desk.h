// The broker's scanner: instruments of a whole market, ranked. Belongs to the loop's thread.
#pragma once

#include "adapter/tws/contract_desk.h"
#include "adapter/tws/core.h"

namespace pitwall::tws {

class ScannerDesk {
 public:
  static constexpr std::size_t most_open = 10;
  static constexpr Duration remembered = hours(12);  // the parameters are two million bytes

  ScannerDesk(Core& core, ContractDesk& contracts, Gateway::Spawn spawn);
  void catalogue(port::Reply<port::ScannerCatalogue> reply);
  void scan(const port::ScanQuery& query, port::Reply<port::Scan> reply);

 private:
  net::Awaitable<Result<port::ScannerCatalogue>> fetch();
  net::Awaitable<Result<port::Scan>> run(port::ScanQuery query);
  net::Awaitable<port::ScanRow> row_of(answer::ScanLine line);

  Core& core_;
  ContractDesk& contracts_;
  SharedAnswer<port::ScannerCatalogue> fetching_;
  SharedAnswer<port::Scan> scanning_;
  std::optional<port::ScannerCatalogue> catalogue_;
  Duration fetched_;
  std::size_t open_ = 0;
};

}  // namespace pitwall::tws
