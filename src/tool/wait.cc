// Waiting for a price, while a conversation goes on: the short form of a trigger.
#include "port/following.h"
#include "tool/instrument.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

constexpr Duration look_every = milliseconds(250);
constexpr Duration tell_every = seconds(1);
constexpr Duration longest_wait = minutes(30);

struct WaitIn {
  SymbolText symbol;
  Price price;
  Duration within = minutes(5);
};
void describe(WaitIn& in, Visitor& v) {
  v("symbol", "Ticker, or ticker:exchange.", "SPY", in.symbol);
  v("price", "Ends when the mark gets there, from whichever side it is on.", "370.5", in.price);
  v("within", "How long to wait; up to 30m.", "5m", in.within, with_default);
}

struct WaitOut {
  std::string symbol;
  market::Currency currency;
  bool reached = false;
  Price mark;
  std::optional<Price> bid;
  std::optional<Price> ask;
  Duration waited;
  market::Origin origin;
};
void describe(WaitOut& out, Visitor& v) {
  v("symbol", "Instrument as ticker:exchange.", "SPY:ARCA", out.symbol, self_evident);
  v("currency", "Currency of the prices.", "USD", out.currency, self_evident);
  v("reached", "False: the time was up.", "true", out.reached);
  v("mark", "Mark at the end.", "370.52", out.mark, self_evident);
  v("bid", "Bid at the end.", "370.51", out.bid, self_evident);
  v("ask", "Ask at the end.", "370.53", out.ask, self_evident);
  v("waited", "How long it took.", "42s", out.waited, self_evident);
  v("origin", "Where the figures come from.", "", out.origin, self_evident);
}

std::string summary(const WaitOut& out) {
  return fmt::format("{} {} after {}: the mark is {} {}. {}", out.symbol,
                     out.reached ? "got there" : "did not get there in time", out.waited.text(),
                     price_text(out.mark), out.currency.view(), source_text(out.origin));
}

Result<void> check(const WaitIn& in) {
  if (in.price <= Price{})
    return error(Code::invalid_argument, "price is {}; it must be above 0.", price_text(in.price));
  if (in.within <= Duration{} || in.within > longest_wait)
    return error(Code::invalid_argument, "within is {}; it is more than nothing and at most {}.",
                 in.within.text(), longest_wait.text());
  return {};
}

// Until `delay` is over, or the call is cancelled.
auto pause(Context& context, Call& call, Duration delay) {
  return ask<bool>([&context, &call, delay](port::Reply<bool> reply) {
    call.on_cancel([reply] { reply(true); });
    context.timers.after(delay, [reply] { reply(true); });
  });
}

Task<Result<WaitOut>> run_wait(WaitIn in, Context& context, Call& call) {
  if (const Result<void> checked = check(in); !checked) co_return checked.error();
  const Result<const market::Instrument*> found =
      co_await resolve_instrument(context, in.symbol.value);
  if (!found) co_return found.error();
  const port::Following following(context.market, (*found)->id);
  const Time begun = context.clock.now();
  std::optional<bool> from_below;  // known from the first quote
  Time told = begun - tell_every;
  while (true) {
    const Result<std::vector<Result<market::Quote>>> quotes =
        co_await ask<std::vector<Result<market::Quote>>>(
            [&](auto reply) { context.market.quotes({(*found)->id}, std::move(reply)); });
    if (!quotes) co_return quotes.error();
    if (!quotes->front()) co_return quotes->front().error();
    const market::Quote& quote = *quotes->front();
    const std::optional<Price> mark = quote.mark();
    if (!mark) co_return error(Code::no_data, "{} has no price now.", (*found)->full_name());
    const Time now = context.clock.now();
    if (!from_below) from_below = *mark < in.price;
    const bool reached = *from_below ? *mark >= in.price : *mark <= in.price;
    const Duration waited = milliseconds((now - begun) / milliseconds(1));
    if (reached || now - begun >= in.within)
      co_return WaitOut{
          (*found)->full_name(), (*found)->currency, reached, *mark, quote.bid, quote.ask, waited,
          quote.origin};
    if (now - told >= tell_every) {
      told = now;
      call.progress({.done = static_cast<double>((now - begun) / milliseconds(1)) / 1000,
                     .total = static_cast<double>(in.within / milliseconds(1)) / 1000,
                     .words = fmt::format("{} {}", (*found)->full_name(), price_text(*mark))});
    }
    (void)co_await pause(context, call, look_every);
    if (call.cancelled()) co_return error(Code::cancelled, "Waiting was called off.");
  }
}

}  // namespace

extern const Tool wait_for_price;
const Tool wait_for_price{
    "wait_for_price",
    Category::market,
    Effect::reads,
    "Waits until the price of an instrument is reached or the time is up, and "
    "says how it stands while waiting. Can be called off.",
    run_wait,
    {.long_running = true}};

}  // namespace pitwall::tool
