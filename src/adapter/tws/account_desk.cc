#include "adapter/tws/account_desk.h"

#include "adapter/tws/request.h"

namespace pitwall::tws {
namespace {

constexpr std::string_view tags =
    "NetLiquidation,TotalCashValue,GrossPositionValue,InitMarginReq,MaintMarginReq,"
    "AvailableFunds,ExcessLiquidity,BuyingPower,$LEDGER:ALL";

struct Figure {
  std::string_view tag;
  Money port::Balances::* field;
};
constexpr std::array figures{
    Figure{"NetLiquidation", &port::Balances::net_liquidation},
    Figure{"TotalCashValue", &port::Balances::cash},
    Figure{"GrossPositionValue", &port::Balances::gross_position_value},
    Figure{"InitMarginReq", &port::Balances::initial_margin},
    Figure{"MaintMarginReq", &port::Balances::maintenance_margin},
    Figure{"AvailableFunds", &port::Balances::available_funds},
    Figure{"ExcessLiquidity", &port::Balances::excess_liquidity},
    Figure{"BuyingPower", &port::Balances::buying_power},
};

void take_line(const answer::SummaryLine& line, AccountSummaries& all) {
  const Result<Money> value = Money::parse(line.value, Rounding::half_even);
  const Result<market::Currency> currency = market::Currency::parse(line.currency);
  if (!value) return;
  AccountSummary& one = all[line.account];
  for (const Figure& figure : figures) {
    if (line.tag != figure.tag || line.currency == "BASE") continue;
    one.balances.*figure.field = *value;
    if (line.tag == "NetLiquidation" && currency) one.balances.currency = *currency;
  }
  // The ledger's own sum over all currencies is called BASE.
  if ((line.tag == "CashBalance" || line.tag == "TotalCashBalance") && currency &&
      line.currency != "BASE")
    one.cash.insert_or_assign(*currency, *value);
}

}  // namespace

AccountDesk::AccountDesk(Core& core, ContractDesk& contracts, Gateway::Spawn spawn)
    : core_(core), contracts_(contracts), summing_(spawn), profits_(spawn), spawn_(spawn) {}

net::Awaitable<Result<AccountSummaries>> AccountDesk::summaries() {
  AccountSummaries all;
  Question question;
  question.key = core_.gateway.next_request();
  question.payload = request::account_summary(question.key, "All", tags);
  question.urgency = Urgency::account;
  question.cancel = request::cancel_account_summary(question.key);
  const std::int64_t key = question.key;
  question.take = [this, &all](std::string_view payload) {
    answered_at_ = core_.pushed_executions;
    if (answer::id_of(payload) == static_cast<int>(In::account_summary_end)) return true;
    if (const Result<answer::SummaryLine> line = answer::summary_line(payload))
      take_line(*line, all);
    return false;
  };
  const Result<void> asked = co_await core_.gateway.ask(std::move(question));
  if (!asked) co_return asked.error();
  core_.gateway.send(Urgency::account, request::cancel_account_summary(key));
  const Time now = core_.clock.now();
  for (auto& [account, one] : all) {
    one.balances.account = account;
    one.balances.origin = core_.origin(now, market::Quality::live);
    // Where the ledger is not told, the sum is one balance in the base currency.
    if (one.cash.empty() && !one.balances.currency.empty())
      one.cash.emplace(one.balances.currency, one.balances.cash);
  }
  co_return all;
}

Result<void> AccountDesk::tell_accounts(const AccountSummaries& summaries) {
  for (const std::string& account : core_.accounts) {
    if (told_.contains(account)) continue;
    const auto found = summaries.find(account);
    if (found == summaries.end() || found->second.balances.currency.empty())
      return error(Code::no_data, "{} tells no balances for account {}.", ibkr::broker_name,
                   account);
    port::AccountOpened opened;
    opened.account = account;
    opened.title = fmt::format("{} {}", ibkr::broker_name, account);
    opened.broker = ibkr::broker_name;
    opened.kind = core_.kind;
    opened.base_currency = found->second.balances.currency;
    told_.emplace(account, opened.base_currency);
    core_.tell(opened);
  }
  return {};
}

void AccountDesk::tell_cash(const AccountSummaries& summaries) {
  // A currency that is not told any more has come to nothing.
  for (auto& [place, amount] : cash_) {
    const auto account = summaries.find(place.first);
    if (account == summaries.end() || account->second.cash.contains(place.second)) continue;
    if (amount.is_zero()) continue;
    amount = {};
    core_.tell(port::CashReported{place.first, place.second, amount});
  }
  for (const std::string& account : core_.accounts) {
    const auto found = summaries.find(account);
    if (found == summaries.end()) continue;
    for (const auto& [currency, amount] : found->second.cash) {
      cash_.insert_or_assign({account, currency}, amount);
      core_.tell(port::CashReported{account, currency, amount});
    }
  }
}

net::Awaitable<Result<std::vector<answer::Position>>> AccountDesk::positions() {
  std::vector<answer::Position> all;
  Question question;
  question.key = unnumbered::positions;
  question.payload = request::positions();
  question.urgency = Urgency::account;
  question.cancel = request::cancel_positions();
  question.take = [this, &all](std::string_view payload) {
    answered_at_ = core_.pushed_executions;
    if (answer::id_of(payload) == static_cast<int>(In::position_end)) return true;
    if (Result<answer::Position> one = answer::position(payload)) all.push_back(std::move(*one));
    return false;
  };
  const Result<void> asked = co_await core_.gateway.ask(std::move(question));
  if (!asked) co_return asked.error();
  core_.gateway.send(Urgency::account, request::cancel_positions());
  co_return all;
}

net::Awaitable<Result<void>> AccountDesk::tell_positions(std::vector<answer::Position> all) {
  std::map<std::pair<std::string, market::InstrumentId>, port::PositionReported> reports;
  for (const answer::Position& one : all) {
    if (!core_.wants(one.account) || one.quantity.is_zero()) continue;
    const Result<market::InstrumentId> instrument =
        co_await contracts_.instrument_for(one.contract);
    if (!core_.gateway.connected())
      co_return error(Code::unavailable, "The connection was lost while positions were told.");
    if (!instrument) continue;  // a kind that has no place in the desk
    const market::Instrument& listed = core_.catalogue.at(*instrument);
    port::PositionReported report;
    report.account = one.account;
    report.symbol = listed.symbol;
    report.asset_class = listed.asset_class;
    report.currency = listed.currency;
    report.multiplier = listed.multiplier;
    report.quantity = one.quantity;
    report.cost = one.average_cost.value_or(Price{}) * one.quantity;
    const market::Calendar* calendar = core_.calendar_of(listed);
    const Time now = core_.clock.now();
    report.trading_day = Date::of_utc(now);
    if (calendar)
      if (const Result<Date> day = calendar->trading_day(now)) report.trading_day = *day;
    reports.insert_or_assign({one.account, *instrument}, report);
  }
  for (auto& [place, quantity] : held_) {
    if (reports.contains(place) || quantity.is_zero()) continue;
    const market::Instrument& listed = core_.catalogue.at(place.second);
    port::PositionReported gone;
    gone.account = place.first;
    gone.symbol = listed.symbol;
    gone.asset_class = listed.asset_class;
    gone.currency = listed.currency;
    gone.multiplier = listed.multiplier;
    gone.trading_day = Date::of_utc(core_.clock.now());
    quantity = {};
    core_.tell(gone);
  }
  for (const auto& [place, report] : reports) {
    held_.insert_or_assign(place, report.quantity);
    core_.tell(report);
  }
  co_return Result<void>();
}

Result<std::string> AccountDesk::one_account(const std::string& asked) const {
  PITWALL_TRY_VOID(core_.ready());
  if (asked.empty() && core_.accounts.size() == 1) return core_.accounts.front();
  if (asked.empty())
    return error(Code::invalid_argument, "This login has several accounts: name one of {}.",
                 fmt::join(core_.accounts, ", "));
  if (!core_.wants(asked))
    return error(Code::not_found, "{} has no account {} here; there is {}.", ibkr::broker_name,
                 asked, fmt::join(core_.accounts, ", "));
  return asked;
}

void AccountDesk::balances(const std::string& account, port::Reply<port::Balances> reply) {
  const Result<std::string> one = one_account(account);
  if (!one) return reply(one.error());
  spawn_("tws balances", give(one_balance(*one), std::move(reply)));
}

net::Awaitable<Result<port::Balances>> AccountDesk::one_balance(std::string account) {
  const Result<AccountSummaries> all =
      co_await wait_for<AccountSummaries>(core_.loop, [this](port::Reply<AccountSummaries> reply) {
        summing_.ask("All", std::move(reply), [this] { return summaries(); });
      });
  if (!all) co_return all.error();
  const auto found = all->find(account);
  if (found == all->end() || found->second.balances.currency.empty())
    co_return error(Code::no_data, "{} tells no balances for account {}.", ibkr::broker_name,
                    account);
  co_return found->second.balances;
}

void AccountDesk::profit(const std::string& account, port::Reply<port::ProfitAndLoss> reply) {
  const Result<std::string> one = one_account(account);
  if (!one) return reply(one.error());
  profits_.ask(*one, std::move(reply), [&] { return one_profit(*one); });
}

net::Awaitable<Result<port::ProfitAndLoss>> AccountDesk::one_profit(std::string account) {
  port::ProfitAndLoss found;
  Question question;
  question.key = core_.gateway.next_request();
  question.payload = request::profit_and_loss(question.key, account);
  question.urgency = Urgency::account;
  const std::string cancel = request::cancel_profit_and_loss(question.key);
  question.cancel = cancel;
  question.take = [&found](std::string_view payload) {
    const Result<answer::Profit> profit = answer::profit(payload);
    if (!profit) return false;
    found.daily = profit->daily;
    found.unrealized = profit->unrealized;
    found.realized = profit->realized;
    return true;
  };
  const Result<void> asked = co_await core_.gateway.ask(std::move(question));
  if (!asked) co_return asked.error();
  core_.gateway.send(Urgency::account, cancel);
  found.account = account;
  const auto currency = told_.find(account);
  if (currency != told_.end()) found.currency = currency->second;
  found.origin = core_.origin_now();
  co_return found;
}

}  // namespace pitwall::tws
