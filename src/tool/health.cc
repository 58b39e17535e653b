// What a careful risk manager would remark on an account, by thresholds that are written down here
// and nowhere else.
#include <cmath>

#include "market/statistics.h"
#include "tool/daily.h"
#include "tool/holdings.h"
#include "tool/tool.h"

namespace pitwall::tool {
namespace {

// Of one position's market value over net liquidation, in percent, long or short.
constexpr double largest_warning = 25;
constexpr double largest_critical = 50;
// Herfindahl index of the positions' market values without sign: 0.25 is that of four equal ones.
constexpr double herfindahl_warning = 0.25;
// Gross exposure (market values without sign, futures with the whole contract) over net
// liquidation.
constexpr double leverage_warning = 2;
constexpr double leverage_critical = 4;
// Maintenance margin over net liquidation, in percent.
constexpr double margin_warning = 50;
// Excess liquidity over net liquidation, in percent: at zero the broker begins to close positions.
constexpr double cushion_warning = 25;
constexpr double cushion_critical = 10;
// Correlation of the daily returns of the two largest positions that makes them one bet.
constexpr double correlation_warning = 0.8;
// How long a quote may be unchanged while its market is open.
constexpr Duration quote_age_max = minutes(15);

enum class Severity { critical, warning, info };  // in the order of the answer
std::string_view name_of(Severity severity) {
  constexpr std::array<std::string_view, 3> names{"critical", "warning", "info"};
  return names[static_cast<std::size_t>(severity)];
}
constexpr int count_of(Severity) { return 3; }

struct HealthIn {
  std::optional<AccountText> account;
};
void describe(HealthIn& in, Visitor& v) { describe_account(v, in.account); }

struct Finding {
  Severity severity = Severity::info;
  std::string account;
  std::string finding;
  std::optional<double> figure;
  std::string unit;
};
void describe(Finding& finding, Visitor& v) {
  v("severity", "How much it matters.", "warning", finding.severity);
  v("account", "Account number.", "DU1000001", finding.account, self_evident);
  v("finding", "In words, with the threshold.", "", finding.finding);
  v("figure", "The figure behind it.", "31.5", finding.figure);
  v("unit", "Of the figure.", "percent", finding.unit);
}

struct CashShare {
  market::Currency currency;
  Money amount;
  std::optional<double> percent;
};
void describe(CashShare& cash, Visitor& v) {
  v("currency", "Currency.", "USD", cash.currency, self_evident);
  v("amount", "Not converted.", "40000", cash.amount, self_evident);
  v("percent", "Of net liquidation.", "32", cash.percent);
}

struct AccountHealth {
  std::string account;
  market::Currency currency;
  Money net_liquidation;
  Money gross_exposure;
  Money net_exposure;
  std::optional<double> net_percent;
  std::optional<double> leverage;
  std::optional<std::string> largest;
  std::optional<double> largest_percent;
  std::optional<double> herfindahl;
  std::optional<double> margin_percent;
  std::optional<double> cushion_percent;
  std::vector<CashShare> cash;
  std::optional<double> correlation;
  std::int64_t excluded = 0;
  market::Origin origin;
};
void describe(AccountHealth& health, Visitor& v) {
  v("account", "Account number.", "DU1000001", health.account, self_evident);
  v("currency", "Base currency, of the amounts.", "USD", health.currency, self_evident);
  v("net_liquidation", "As the broker computes it.", "125000", health.net_liquidation,
    self_evident);
  v("gross_exposure", "Market values without sign, futures with the whole contract.", "150000",
    health.gross_exposure);
  v("net_exposure", "Market values, short ones negative.", "90000", health.net_exposure);
  v("net_percent", "Net exposure over net liquidation.", "72", health.net_percent);
  v("leverage", "Gross exposure over net liquidation, times.", "1.2", health.leverage);
  v("largest", "The largest position.", "SPY:ARCA", health.largest);
  v("largest_percent", "Its market value over net liquidation.", "31.5", health.largest_percent);
  v("herfindahl", "Concentration of the gross exposure, 0 to 1.", "0.31", health.herfindahl);
  v("margin_percent", "Maintenance margin over net liquidation.", "20", health.margin_percent);
  v("cushion_percent", "Excess liquidity over net liquidation.", "80", health.cushion_percent);
  v("cash", "By currency.", "", health.cash, self_evident);
  v("correlation", "Of the daily returns of the two largest, -1 to 1.", "0.85", health.correlation);
  v("excluded", "Positions that the figures exclude: no price or no rate.", "0", health.excluded);
  v("origin", "Of the figures.", "", health.origin, self_evident);
}

struct HealthOut {
  std::vector<Finding> findings;
  std::vector<AccountHealth> accounts;
};
void describe(HealthOut& out, Visitor& v) {
  v("findings", "Most severe first.", "", out.findings);
  v("accounts", "The figures.", "", out.accounts, self_evident);
}

std::string summary(const HealthOut& out) {
  std::vector<std::string> lines;
  for (const Finding& finding : out.findings)
    lines.push_back(
        fmt::format("{}: {}: {}", name_of(finding.severity), finding.account, finding.finding));
  for (const AccountHealth& health : out.accounts)
    lines.push_back(
        fmt::format("{}: net liquidation {}, gross exposure {}, net {}. {}", health.account,
                    amount_text(health.net_liquidation, health.currency),
                    amount_text(health.gross_exposure, health.currency),
                    amount_text(health.net_exposure, health.currency), source_text(health.origin)));
  return count_text(out.findings.size(), "finding") + ":" + listed(lines);
}

// A priced position in the account's currency.
struct Exposure {
  const Holding* holding;
  Money value;  // signed
};

// Looks at one account; what it remarks goes into `findings`.
class Examination {
 public:
  Examination(const Context& context, const AccountHoldings& account,
              const market::ExchangeRates& rates, std::vector<Finding>& findings)
      : context_(context), account_(account), rates_(rates), findings_(findings) {}

  // The account's balances are there.
  AccountHealth examine() {
    const port::Balances& balances = *account_.balances;
    health_.account = balances.account;
    health_.currency = balances.currency;
    health_.net_liquidation = balances.net_liquidation;
    health_.origin = balances.origin;
    if (balances.net_liquidation.sign() <= 0)
      remark(Severity::critical, "Net liquidation is not above zero, so shares of it mean nothing.",
             {}, "");
    for (const Holding& holding : account_.holdings) add_exposure(holding);
    std::ranges::sort(exposures_, [](const Exposure& a, const Exposure& b) {
      if (a.value.abs() != b.value.abs()) return a.value.abs() > b.value.abs();
      return a.holding->position.symbol < b.holding->position.symbol;
    });
    add_concentration();
    add_leverage();
    add_margin();
    add_cash();
    add_freshness();
    return std::move(health_);
  }

  // The two largest, for their correlation; fewer where there are not two.
  std::vector<Exposure> largest_two() const {
    return {exposures_.begin(),
            exposures_.begin() + std::min<std::ptrdiff_t>(std::ssize(exposures_), 2)};
  }

 private:
  void remark(Severity severity, std::string what, std::optional<double> figure, std::string unit) {
    findings_.push_back(
        {severity, account_.account.account, std::move(what), figure, std::move(unit)});
  }

  void add_exposure(const Holding& holding) {
    const market::Symbol& symbol = holding.position.symbol;
    if (!holding.value) {
      ++health_.excluded;
      remark(Severity::warning,
             fmt::format("{} has no price, so no figure here counts it: {}", symbol.view(),
                         holding.value.error().message),
             {}, "");
      return;
    }
    const Result<Money> value =
        rates_.convert(holding.value->market_value, holding.position.currency, health_.currency);
    if (!value) {
      ++health_.excluded;
      remark(Severity::warning,
             fmt::format("{} is not counted: {}", symbol.view(), value.error().message), {}, "");
      return;
    }
    exposures_.push_back({&holding, *value});
    health_.gross_exposure += value->abs();
    health_.net_exposure += *value;
    health_.origin = combine(health_.origin, holding.quote->origin);
    if (const auto rate = rates_.origin(holding.position.currency, health_.currency))
      health_.origin = combine(health_.origin, *rate);
  }

  void add_concentration() {
    if (exposures_.empty()) return;
    const Exposure& largest = exposures_.front();
    health_.largest = largest.holding->instrument->full_name();
    health_.largest_percent = percent_of(largest.value.abs(), health_.net_liquidation);
    if (health_.largest_percent && *health_.largest_percent > largest_warning)
      remark(*health_.largest_percent > largest_critical ? Severity::critical : Severity::warning,
             fmt::format("{} is {} of net liquidation; above {} percent one position decides.",
                         *health_.largest, percent_text(*health_.largest_percent), largest_warning),
             health_.largest_percent, "percent");
    std::vector<double> sizes;
    for (const Exposure& exposure : exposures_) sizes.push_back(exposure.value.abs().to_double());
    const std::optional<double> index = market::herfindahl_index(sizes);
    if (!index) return;
    health_.herfindahl = market::rounded(*index, 4);
    if (exposures_.size() > 1 && *index > herfindahl_warning)
      remark(Severity::warning,
             fmt::format("Concentrated: {} positions weigh like {:.1f} equal ones; the Herfindahl "
                         "index is above {}.",
                         exposures_.size(), 1 / *index, herfindahl_warning),
             health_.herfindahl, "index");
  }

  void add_leverage() {
    if (health_.net_liquidation.sign() <= 0) return;
    health_.net_percent = percent_of(health_.net_exposure, health_.net_liquidation);
    const double leverage =
        health_.gross_exposure.to_double() / health_.net_liquidation.to_double();
    health_.leverage = market::rounded(leverage, 4);
    if (leverage > leverage_warning)
      remark(leverage > leverage_critical ? Severity::critical : Severity::warning,
             fmt::format("Gross exposure is {:.2f} times net liquidation; the threshold is {}.",
                         leverage, leverage_warning),
             health_.leverage, "times");
  }

  void add_margin() {
    const port::Balances& balances = *account_.balances;
    if (balances.net_liquidation.sign() <= 0) return;
    health_.margin_percent = percent_of(balances.maintenance_margin, balances.net_liquidation);
    health_.cushion_percent = percent_of(balances.excess_liquidity, balances.net_liquidation);
    if (*health_.margin_percent > margin_warning)
      remark(Severity::warning,
             fmt::format("Maintenance margin takes {} of net liquidation; the threshold is {}.",
                         percent_text(*health_.margin_percent), margin_warning),
             health_.margin_percent, "percent");
    if (*health_.cushion_percent < cushion_warning)
      remark(
          *health_.cushion_percent < cushion_critical ? Severity::critical : Severity::warning,
          fmt::format("The cushion (excess liquidity) is {} of net liquidation; below {} percent "
                      "a bad day can force sales.",
                      percent_text(*health_.cushion_percent), cushion_warning),
          health_.cushion_percent, "percent");
  }

  void add_cash() {
    for (const desk::CashBalance& balance : account_.account.cash) {
      CashShare cash{balance.currency, balance.amount, {}};
      const Result<Money> value =
          rates_.convert(balance.amount, balance.currency, health_.currency);
      if (value) cash.percent = percent_of(*value, health_.net_liquidation);
      health_.cash.push_back(cash);
      if (balance.amount.sign() < 0)
        remark(Severity::warning,
               fmt::format("{} are borrowed, which costs interest.",
                           amount_text(balance.amount.abs(), balance.currency)),
               cash.percent, "percent");
    }
  }

  void add_freshness() {
    std::map<market::Quality, int> qualities;
    for (const Holding& holding : account_.holdings) {
      if (!holding.quote) continue;
      ++qualities[holding.quote->origin.quality];
      const Time now = context_.market.market_time();
      const Duration age = now - holding.quote->time;
      const Result<const market::Calendar*> calendar =
          context_.calendars.find(holding.instrument->calendar);
      if (age > quote_age_max && calendar && (*calendar)->is_open(now))
        remark(Severity::warning,
               fmt::format("{} has not changed since {} though its market is open.",
                           holding.instrument->full_name(), second_text(holding.quote->time)),
               market::rounded(age.to_seconds() / 60, 1), "minutes");
    }
    for (const auto& [quality, count] : qualities) {
      if (quality == market::Quality::live) continue;
      const bool late = quality == market::Quality::delayed || quality == market::Quality::frozen ||
                        quality == market::Quality::stale;
      remark(late ? Severity::warning : Severity::info,
             fmt::format("{} valued at {} prices.",
                         count_text(static_cast<std::size_t>(count), "position"), name_of(quality)),
             static_cast<double>(count), "positions");
    }
    for (const port::ConnectionChanged& session : context_.desk.state().connections)
      if (session.broker == account_.account.broker &&
          session.state != port::ConnectionState::connected)
        remark(Severity::critical,
               fmt::format("The session of {} is {}; its figures may be old.", session.broker,
                           name_of(session.state)),
               {}, "");
  }

  const Context& context_;
  const AccountHoldings& account_;
  const market::ExchangeRates& rates_;
  std::vector<Finding>& findings_;
  AccountHealth health_;
  std::vector<Exposure> exposures_;  // largest first
};

// `same_way` says that both positions gain when their instruments rise, or both when they fall.
Finding correlation_finding(AccountHealth& health, const std::string& both, bool same_way,
                            const DailyBars& first, const DailyBars& second) {
  const CommonCloses common = common_closes(first, second);
  Finding finding{Severity::info, health.account, "", {}, "correlation"};
  if (common.a.size() < min_common_bars) {
    finding.finding =
        fmt::format("How {} go together is not known: it needs {} common daily bars; there are {}.",
                    both, min_common_bars, common.a.size());
    return finding;
  }
  const auto a = market::simple_returns(common.a);
  const auto b = market::simple_returns(common.b);
  const std::optional<double> correlation = a && b ? market::correlation(*a, *b) : std::nullopt;
  if (!correlation) {
    finding.finding = fmt::format("How {} go together is not defined on their prices.", both);
    return finding;
  }
  health.correlation = market::rounded(*correlation, 4);
  finding.figure = health.correlation;
  const double together = same_way ? *correlation : -*correlation;
  if (together > correlation_warning) finding.severity = Severity::warning;
  finding.finding = fmt::format(
      "The two largest, {}, correlate by {:.2f} over {} days{}", both, *correlation,
      common.a.size(), together > correlation_warning ? ": they are nearly one bet." : ".");
  health.origin = combine(health.origin, combine(first.origin, second.origin));
  return finding;
}

Task<Result<HealthOut>> run_health(HealthIn in, Context& context) {
  const Result<Holdings> all = co_await load_holdings(context, in.account, Closed::left_out);
  if (!all) co_return all.error();
  HealthOut out;
  for (const AccountHoldings& account : all->accounts) {
    if (!account.balances) {
      out.findings.push_back({Severity::critical,
                              account.account.account,
                              "Its balances cannot be had: " + account.balances.error().message,
                              {},
                              ""});
      continue;
    }
    Examination examination(context, account, all->rates, out.findings);
    AccountHealth health = examination.examine();
    const std::vector<Exposure> largest = examination.largest_two();
    if (largest.size() == 2) {
      const market::Instrument* one = largest[0].holding->instrument;
      const market::Instrument* other = largest[1].holding->instrument;
      const Result<DailyBars> first = co_await load_daily(context, one);
      const Result<DailyBars> second = co_await load_daily(context, other);
      const std::string both = one->full_name() + " and " + other->full_name();
      const bool same_way = largest[0].value.sign() == largest[1].value.sign();
      if (first && second) {
        out.findings.push_back(correlation_finding(health, both, same_way, *first, *second));
      } else {
        const Error& why = first ? second.error() : first.error();
        out.findings.push_back(
            {Severity::info,
             health.account,
             fmt::format("How {} go together is not known: {}", both, why.message),
             {},
             "correlation"});
      }
    }
    out.accounts.push_back(std::move(health));
  }
  std::vector<Finding> sorted;
  for (int severity = 0; severity < count_of(Severity{}); ++severity)
    for (const Finding& finding : out.findings)
      if (finding.severity == static_cast<Severity>(severity)) sorted.push_back(finding);
  out.findings = std::move(sorted);
  co_return out;
}

}  // namespace

extern const Tool portfolio_health;
const Tool portfolio_health{"portfolio_health", Category::analysis, Effect::reads,
                            "Concentration, exposure, leverage, margin, cash, stale or missing "
                            "prices and correlation of one or all accounts, as findings by "
                            "severity.",
                            run_health};

}  // namespace pitwall::tool
