// Which contract of the broker an instrument is, and the other way round, asked for as needed.
// Belongs to the loop's thread; coroutines end before it.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "adapter/client_portal/contract_replies.h"
#include "adapter/client_portal/wire.h"

namespace pitwall::client_portal {

class ContractBook {
 public:
  explicit ContractBook(Wire& wire) : wire_(wire) {}

  net::Awaitable<Result<ibkr::Contract>> resolve(market::InstrumentId instrument);
  // By symbol, "symbol:exchange" or name; what is found joins the catalogue.
  net::Awaitable<Result<std::vector<market::InstrumentId>>> look_up(std::string text,
                                                                    std::size_t limit);
  // Makes these contracts instruments of the catalogue. One that has no place in the desk stays
  // unknown.
  net::Awaitable<void> learn(std::vector<std::int64_t> conids);
  // Stocks and continuous futures of the catalogue, in two requests.
  net::Awaitable<void> resolve_catalogue();

  void forget_session() { searched_.clear(); }

  // Option contracts that a chain has asked for; by underlying, month, strike and right.
  net::Awaitable<Result<std::vector<ibkr::Contract>>> options_at(std::int64_t underlying,
                                                                 std::string month, Price strike,
                                                                 market::OptionRight right);

 private:
  net::Awaitable<Result<ibkr::Contract>> find_contract(market::Instrument instrument);
  // The broker quotes a derivative only where its symbol was searched for in this session.
  net::Awaitable<void> search_first(std::string symbol);
  // Binds a pair or a coin to the instrument that the catalogue has of it, whatever its exchange.
  bool bind_known(const ibkr::Contract& contract);
  net::Awaitable<Result<ibkr::Contract>> resolve_stock(market::Instrument instrument);
  net::Awaitable<Result<ibkr::Contract>> resolve_future(market::Instrument instrument);
  net::Awaitable<Result<ibkr::Contract>> resolve_pair(market::Instrument instrument);
  net::Awaitable<Result<ibkr::Contract>> resolve_by_search(market::Instrument instrument);
  net::Awaitable<Result<ibkr::Contract>> resolve_option(market::Instrument instrument);
  net::Awaitable<std::vector<std::int64_t>> search(std::string text, std::size_t limit);
  net::Awaitable<std::vector<std::int64_t>> future_named(std::string symbol);
  bool is_continuous(const market::Instrument& instrument) const;
  // A continuous symbol stands for another contract once its month is over.
  bool is_over(const market::Instrument& instrument, const ibkr::Contract& contract) const;
  void bind_future(const market::Instrument& instrument, const FutureMonth& month);
  void bind_listing(const market::Instrument& instrument, std::span<const StockListing> listings);
  Error unknown(const market::Instrument& instrument) const;

  Wire& wire_;
  std::map<std::string, std::vector<ibkr::Contract>> options_;
  std::set<std::string> searched_;
};

}  // namespace pitwall::client_portal
