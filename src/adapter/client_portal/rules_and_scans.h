// What an order must keep to, and what a whole market can be searched by. Belongs to the loop's
// thread; coroutines end before it.
#pragma once

#include <string>

#include "adapter/client_portal/contracts.h"

namespace pitwall::client_portal {

// Pure and total.
Result<port::TradingRules> trading_rules_of(const Json& body);  // of /iserver/contract/rules
std::string hours_of(const Json& schedule);                     // of /trsrv/secdef/schedule
port::ScannerCatalogue scanner_catalogue_of(const Json& body);
port::Scan scan_of(const Json& body, std::size_t limit);
std::string scan_json(const port::ScanQuery& query);

class RulesAndScans {
 public:
  RulesAndScans(Wire& wire, ContractBook& contracts) : wire_(wire), contracts_(contracts) {}
  net::Awaitable<Result<port::TradingRules>> trading_rules(market::InstrumentId instrument);
  net::Awaitable<Result<port::ScannerCatalogue>> scanner_catalogue();
  net::Awaitable<Result<port::Scan>> scan(port::ScanQuery query);

 private:
  Wire& wire_;
  ContractBook& contracts_;
};

}  // namespace pitwall::client_portal
