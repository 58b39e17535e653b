#include "adapter/tws/option_desk.h"

#include <algorithm>
#include <set>

#include "adapter/tws/broker_time.h"
#include "adapter/tws/request.h"

namespace pitwall::tws {
namespace {

using Lists = std::vector<answer::OptionParameters>;

// The list that has this expiry: of the broker's own routing before those of single exchanges, and
// of the usual class before those of weeklies and adjusted contracts.
const answer::OptionParameters* list_with(const Lists& lists, Date expiry,
                                          const ibkr::Contract& underlying) {
  const answer::OptionParameters* best = nullptr;
  int best_rank = -1;
  for (const answer::OptionParameters& list : lists) {
    if (std::ranges::find(list.expiries, expiry) == list.expiries.end()) continue;
    const int rank =
        (list.exchange == "SMART" ? 2 : 0) + (list.trading_class == underlying.symbol ? 1 : 0);
    if (rank <= best_rank) continue;
    best = &list;
    best_rank = rank;
  }
  return best;
}

std::vector<Price> nearest(std::vector<Price> strikes, Price centre, std::size_t count) {
  std::ranges::sort(strikes);
  const auto repeated = std::ranges::unique(strikes);
  strikes.erase(repeated.begin(), repeated.end());
  std::ranges::sort(strikes, {},
                    [centre](Price strike) { return std::pair((strike - centre).abs(), strike); });
  if (strikes.size() > count) strikes.resize(count);
  std::ranges::sort(strikes);
  return strikes;
}

std::string day_text(Date day) { return utc_text(day.midnight_utc()).substr(0, 8); }

}  // namespace

OptionDesk::OptionDesk(Core& core, ContractDesk& contracts, LineDesk& lines, Gateway::Spawn spawn)
    : core_(core),
      contracts_(contracts),
      lines_(lines),
      spawn_(spawn),
      listing_(spawn),
      expiring_(spawn),
      chaining_(spawn) {}

// ---- Lists --------------------------------------------------------------------------------------

net::Awaitable<Result<Lists>> OptionDesk::lists(market::InstrumentId underlying) {
  const auto known = remembered_.find(underlying);
  if (known != remembered_.end() && core_.loop.now() - known->second.at < remembered)
    co_return known->second.lists;
  Result<Lists> found =
      co_await wait_for<Lists>(core_.loop, [this, underlying](port::Reply<Lists> reply) {
        listing_.ask(fmt::to_string(underlying.index), std::move(reply),
                     [this, underlying] { return ask_lists(underlying); });
      });
  if (found) remembered_.insert_or_assign(underlying, Remembered{core_.loop.now(), *found});
  co_return found;
}

net::Awaitable<Result<Lists>> OptionDesk::ask_lists(market::InstrumentId underlying) {
  const Result<ibkr::Contract> contract = co_await contracts_.contract_for(underlying);
  if (!contract) co_return contract.error();
  const bool future = contract->sec_type == "FUT";
  Lists found;
  Question question;
  question.key = core_.gateway.next_request();
  question.payload =
      request::option_parameters(question.key, contract->symbol, future ? contract->exchange : "",
                                 contract->sec_type, contract->conid);
  question.deadline = seconds(20);
  question.take = [&found](std::string_view payload) {
    if (answer::id_of(payload) == static_cast<int>(In::option_parameters_end)) return true;
    if (Result<answer::OptionParameters> list = answer::option_parameters(payload))
      found.push_back(std::move(*list));
    return false;
  };
  const Result<void> asked = co_await core_.gateway.ask(std::move(question));
  if (!asked) co_return asked.error();
  if (found.empty())
    co_return error(Code::no_data, "{} lists no options on {}.", ibkr::broker_name,
                    core_.catalogue.at(underlying).full_name());
  co_return found;
}

void OptionDesk::expiries(market::InstrumentId underlying, Date until,
                          port::Reply<port::OptionExpiries> reply) {
  if (const Result<void> ready = core_.ready(); !ready) return reply(ready.error());
  const std::string key = fmt::format("{} {}", underlying.index, until.text());
  expiring_.ask(key, std::move(reply), [&] { return find_expiries(underlying, until); });
}

net::Awaitable<Result<port::OptionExpiries>> OptionDesk::find_expiries(
    market::InstrumentId underlying, Date until) {
  const Result<Lists> all = co_await lists(underlying);
  if (!all) co_return all.error();
  const Date today = Date::of_utc(core_.clock.now());
  std::set<Date> days;
  for (const answer::OptionParameters& list : *all)
    for (const Date day : list.expiries)
      if (day >= today && day <= until) days.insert(day);
  if (days.empty())
    co_return error(Code::no_data, "{} lists no options on {} that expire by {}.",
                    ibkr::broker_name, core_.catalogue.at(underlying).full_name(), until.text());
  port::OptionExpiries found;
  found.dates.assign(days.begin(), days.end());
  found.origin = core_.origin_now();
  co_return found;
}

// ---- Chains -------------------------------------------------------------------------------------

void OptionDesk::chain(const port::OptionChainQuery& query, port::Reply<port::OptionChain> reply) {
  if (const Result<void> ready = core_.ready(); !ready) return reply(ready.error());
  if (query.strikes == 0 || query.strikes > port::OptionChainQuery::max_strikes)
    return reply(error(Code::invalid_argument, "A chain has 1 to {} strikes.",
                       port::OptionChainQuery::max_strikes));
  const std::string key = fmt::format("{} {} {} {} {}", query.underlying.index, query.expiry.text(),
                                      query.right ? name_of(*query.right) : "both", query.strikes,
                                      query.around ? query.around->text() : "mark");
  chaining_.ask(key, std::move(reply), [&] { return find_chain(query); });
}

net::Awaitable<Result<Price>> OptionDesk::centre_of(port::OptionChainQuery query) {
  if (query.around) co_return *query.around;
  using Quotes = std::vector<Result<market::Quote>>;
  const market::InstrumentId underlying = query.underlying;
  const Result<Quotes> quotes =
      co_await wait_for<Quotes>(core_.loop, [this, underlying](port::Reply<Quotes> reply) {
        lines_.quotes({underlying}, std::move(reply));
      });
  if (!quotes) co_return quotes.error();
  if (!quotes->front()) co_return quotes->front().error();
  const market::Quote& quote = *quotes->front();
  const std::optional<Price> mark = quote.mark() ? quote.mark() : quote.previous_close;
  if (!mark)
    co_return error(Code::no_data, "{} has no price now to centre the chain on; name one.",
                    core_.catalogue.at(underlying).full_name());
  co_return *mark;
}

net::Awaitable<Result<market::OptionQuote>> OptionDesk::one(ibkr::Contract contract,
                                                            market::OptionQuote option) {
  const Result<LineState> seen = co_await lines_.snapshot(std::move(contract));
  if (!seen) co_return seen.error();
  option.quote = seen->quote;
  option.greeks = seen->greeks;
  option.open_interest = seen->open_interest;
  if (!option.quote.origin.stated() || option.quote.time == Time{}) {
    option.quote.time = core_.clock.now();
    option.quote.origin = core_.origin(core_.clock.now(), quality_of(*seen));
  }
  co_return option;
}

Result<std::vector<OptionDesk::Wanted>> OptionDesk::wanted_of(const port::OptionChainQuery& query,
                                                              const answer::OptionParameters& list,
                                                              const ibkr::Contract& underlying,
                                                              Price centre) const {
  std::vector<Wanted> wanted;
  const market::Symbol name = core_.catalogue.at(query.underlying).symbol;
  for (const Price strike : nearest(list.strikes, centre, query.strikes)) {
    for (const market::OptionRight right : {market::OptionRight::call, market::OptionRight::put}) {
      if (query.right && *query.right != right) continue;
      Wanted one;
      one.contract.symbol = underlying.symbol;
      one.contract.sec_type = underlying.sec_type == "FUT" ? "FOP" : "OPT";
      one.contract.exchange = list.exchange;
      one.contract.currency = underlying.currency;
      one.contract.expiry = day_text(query.expiry);
      one.contract.strike = strike;
      one.contract.right = right == market::OptionRight::call ? "C" : "P";
      one.contract.multiplier = list.multiplier;
      one.contract.trading_class = list.trading_class;
      PITWALL_TRY(one.option.symbol, market::option_symbol(name, query.expiry, right, strike));
      one.option.expiry = query.expiry;
      one.option.strike = strike;
      one.option.right = right;
      if (list.multiplier) one.option.multiplier = *list.multiplier;
      wanted.push_back(std::move(one));
    }
  }
  return wanted;
}

// All at once; what has no figures is left out. The error of the first where none has any.
net::Awaitable<Result<port::OptionChain>> OptionDesk::gather(std::vector<Wanted> wanted) {
  struct Gathering {
    explicit Gathering(net::Loop& loop) : notice(loop) {}
    std::vector<std::optional<Result<market::OptionQuote>>> found;
    std::size_t left = 0;
    net::Notice notice;
  };
  const auto gathering = std::make_shared<Gathering>(core_.loop);
  gathering->found.resize(wanted.size());
  gathering->left = wanted.size();
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto done = [gathering, i](Result<market::OptionQuote> option) {
      gathering->found[i].emplace(std::move(option));
      --gathering->left;
      gathering->notice.notify();
    };
    spawn_("tws option",
           give<market::OptionQuote>(one(wanted[i].contract, wanted[i].option), done));
  }
  while (gathering->left > 0) co_await gathering->notice.wait();
  port::OptionChain chain;
  Error none = error(Code::no_data, "{} has no figures for these options now.", ibkr::broker_name);
  for (const auto& found : gathering->found) {
    if (!*found) {
      none = found->error();
      continue;
    }
    const market::Origin& origin = (*found)->quote.origin;
    chain.origin = chain.options.empty() ? origin : market::combine(chain.origin, origin);
    chain.options.push_back(**found);
  }
  if (chain.options.empty()) co_return none;
  co_return chain;
}

net::Awaitable<Result<port::OptionChain>> OptionDesk::find_chain(port::OptionChainQuery query) {
  const Result<Lists> all = co_await lists(query.underlying);
  if (!all) co_return all.error();
  const Result<ibkr::Contract> underlying = co_await contracts_.contract_for(query.underlying);
  if (!underlying) co_return underlying.error();
  const answer::OptionParameters* list = list_with(*all, query.expiry, *underlying);
  if (!list)
    co_return error(Code::not_found, "{} lists no options on {} that expire on {}.",
                    ibkr::broker_name, core_.catalogue.at(query.underlying).full_name(),
                    query.expiry.text());
  const Result<Price> centre = co_await centre_of(query);
  if (!centre) co_return centre.error();
  Result<std::vector<Wanted>> wanted = wanted_of(query, *list, *underlying, *centre);
  if (!wanted) co_return wanted.error();
  Result<port::OptionChain> chain = co_await gather(std::move(*wanted));
  if (chain) chain->underlying_price = *centre;
  co_return chain;
}

}  // namespace pitwall::tws
