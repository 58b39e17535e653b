// Contracts as the gateway's several requests describe them. Pure and total; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapter/ibkr/contract.h"
#include "base/json.h"

namespace pitwall::client_portal {

// One row of /iserver/secdef/search. Its order means nothing.
struct SearchRow {
  struct Section {
    std::string sec_type;
    std::vector<std::string> months;  // "JAN27"
    std::string exchange;
    std::int64_t conid = 0;
  };
  std::int64_t conid = 0;
  std::string symbol;
  std::string company;
  std::string exchange;  // where it is listed
  std::vector<Section> sections;
  const Section* section(std::string_view sec_type) const;
};
std::vector<SearchRow> search_rows_of(const Json& body);

struct StockListing {
  std::string symbol;
  std::int64_t conid = 0;
  std::string exchange;
  bool us = false;
  std::string name;
};
std::vector<StockListing> stock_listings_of(const Json& body);  // /trsrv/stocks: US ones first

struct FutureMonth {
  std::string product;
  std::int64_t conid = 0;
  Date expiry;  // last trading day
};
std::vector<FutureMonth> future_months_of(const Json& body);  // /trsrv/futures: the next one first

std::vector<ibkr::Contract> secdef_contracts_of(const Json& body);  // /trsrv/secdef
std::optional<ibkr::Contract> contract_info_of(const Json& body);   // /iserver/contract/{id}/info
std::vector<ibkr::Contract> option_infos_of(const Json& body);      // /iserver/secdef/info
std::optional<std::int64_t> pair_conid_of(const Json& body, std::string_view pair);  // "EUR.USD"
std::vector<Price> strikes_of(const Json& body);  // of both rights, lowest first, each once

// "JAN27" for 2027-01-15, and the first day of "JAN27".
std::string month_name(Date day);
std::optional<Date> month_of(std::string_view name);

}  // namespace pitwall::client_portal
