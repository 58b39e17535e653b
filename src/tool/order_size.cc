#include "tool/order_size.h"

#include "desk/gate/words.h"

namespace pitwall::tool {
namespace {

// At what price it is expected to trade.
std::optional<Price> entry_price(const port::Order& order, const desk::Circumstances& now) {
  if (order.limit_price) return order.limit_price;
  if (order.stop_price) return order.stop_price;
  const std::optional<Price>& across = order.side == port::Side::buy ? now.ask : now.bid;
  return across ? across : now.mark;
}

Result<Money> share_of(Ratio percent, const desk::Circumstances& now) {
  if (!now.equity)
    return error(Code::no_data, "What the account is worth is not known, so no share of it is.");
  if (percent.sign() <= 0 || percent > Ratio::from_integer(100))
    return error(Code::invalid_argument, "A share of the account is above 0 and at most 100 %.");
  return Notional::of(*now.equity)
      .share(Quantity::from_scaled(percent.scaled()), Quantity::from_integer(100), Rounding::down)
      .to_money(Rounding::down);
}

// Whole steps of what one order may be; `each` is what one unit counts for.
Result<Quantity> as_many(Money amount, double each, const desk::Circumstances& now) {
  const Quantity step = now.size_increment.value_or(now.lot_size);
  if (amount.sign() <= 0)
    return error(Code::invalid_argument, "The size of an order is an amount above zero.");
  if (!(each > 0) || step.sign() <= 0)
    return error(Code::no_data, "What one unit comes to is not known.");
  // A price times a number of cents is exact to far more than these digits: what comes out whole is
  // whole, and everything else goes down.
  const double steps = amount.to_double() / each / step.to_double() * (1 + 1e-13);
  if (!(steps >= 1))
    return error(
        Code::invalid_argument, "{} is less than the smallest order of {} comes to, about {}.",
        desk::money_text(amount, now.base_currency), step.text(),
        desk::money_text(
            Money::from_scaled(std::llround(std::min(each * step.to_double(), 1e12) * Money::unit)),
            now.base_currency));
  if (steps * step.to_double() > 1e9)
    return error(Code::too_large, "That is more than the desk computes with.");
  return Quantity::from_scaled(static_cast<std::int64_t>(steps) * step.scaled());
}

}  // namespace

Result<Sized> size_by(const SizeBy& by, const port::Order& order, std::optional<Price> stop_loss,
                      const desk::Circumstances& now) {
  const int given = by.quantity.has_value() + by.cash.has_value() + by.account_percent.has_value() +
                    by.risk_amount.has_value() + by.risk_percent.has_value();
  if (given != 1)
    return error(Code::invalid_argument,
                 "Say how many by one of quantity, cash, account_percent, risk_amount and "
                 "risk_percent.");
  if (by.quantity) return Sized{*by.quantity, {}};
  const std::optional<Price> price = entry_price(order, now);
  if (!price || !now.rate)
    return error(Code::no_data,
                 "Without a price and an exchange rate no amount can be made into a "
                 "number; say the quantity.");
  const double point = now.multiplier.to_double() * now.rate->to_double();
  const bool risks = by.risk_amount || by.risk_percent;
  Money amount;
  if (by.cash) amount = *by.cash;
  if (by.risk_amount) amount = *by.risk_amount;
  if (by.account_percent) {
    PITWALL_TRY(amount, share_of(*by.account_percent, now));
  } else if (by.risk_percent) {
    PITWALL_TRY(amount, share_of(*by.risk_percent, now));
  }
  const std::string text = desk::money_text(amount, now.base_currency);
  Sized sized;
  if (!risks) {
    PITWALL_TRY(sized.quantity, as_many(amount, std::abs(price->to_double()) * point, now));
    sized.words = fmt::format("{} for {} at about {}", sized.quantity.text(), text, price->text());
    return sized;
  }
  if (!stop_loss)
    return error(Code::invalid_argument,
                 "A size by risk needs stop_loss: where the loss is taken.");
  const Price loss = order.side == port::Side::buy ? *price - *stop_loss : *stop_loss - *price;
  if (loss.sign() <= 0)
    return error(Code::invalid_argument, "The stop-loss at {} is on the wrong side of {}.",
                 stop_loss->text(), price->text());
  PITWALL_TRY(sized.quantity, as_many(amount, loss.to_double() * point, now));
  sized.words = fmt::format("{} lose {} between {} and the stop-loss at {}, without costs and gaps",
                            sized.quantity.text(), text, price->text(), stop_loss->text());
  return sized;
}

}  // namespace pitwall::tool
