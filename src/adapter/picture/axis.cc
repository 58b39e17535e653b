#include "adapter/picture/axis.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace pitwall::picture {
namespace {

constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string_view month_name(Date date) {
  return months[static_cast<std::size_t>(date.month() - 1)];
}

// Larger is more worth a label. Zero is none.
struct Worth {
  int rank = 0;
  std::string text;
};

std::string clock_text(LocalTime time) { return time.text().substr(11, 5); }

// What begins at `now` that was not there at `before`.
Worth worth_of(LocalTime before, LocalTime now, bool intraday) {
  if (now.date.year() != before.date.year() && !intraday)
    return {90, fmt::format("{}", now.date.year())};
  if (now.date.month() != before.date.month() && !intraday)
    return {80, std::string(month_name(now.date))};
  if (now.date != before.date)
    return {70, intraday ? fmt::format("{} {}", now.date.day(), month_name(now.date))
                         : fmt::format("{}", now.date.day())};
  if (!intraday) return {};
  const auto begins = [&](Duration step) {
    return now.since_midnight / step != before.since_midnight / step;
  };
  int rank = 60;
  for (const Duration step : {hours(12), hours(6), hours(3), hours(1), minutes(30), minutes(15),
                              minutes(5), minutes(1), seconds(15)}) {
    if (begins(step)) return {rank, clock_text(now)};
    rank -= 5;
  }
  return {};
}

// Stretches of an axis that labels stand on.
class Taken {
 public:
  bool take(double middle, double half) {
    const double left = middle - half;
    const double right = middle + half;
    const auto next = ends_.lower_bound(left);
    if (next != ends_.end() && next->first < right) return false;
    if (next != ends_.begin() && std::prev(next)->second > left) return false;
    ends_.emplace(left, right);
    return true;
  }

 private:
  std::map<double, double> ends_;  // right ends by left ends; they do not overlap
};

}  // namespace

std::vector<Price> price_steps(Price low, Price high, Price tick, std::size_t most) {
  if (low >= high || most == 0) return {};
  const Int128 range = static_cast<Int128>(high.scaled()) - low.scaled();
  const auto fits = [&](Int128 step) {
    return step % tick.scaled() == 0 && range / step < static_cast<Int128>(most);
  };
  Int128 step = 0;
  for (Int128 power = 1; step == 0 && power < static_cast<Int128>(1) << 80; power *= 10)
    for (const int tenths : {10, 20, 25, 50})
      if (step == 0 && power * tenths % 10 == 0 && fits(power * tenths / 10))
        step = power * tenths / 10;
  if (step == 0) return {};
  std::vector<Price> steps;
  Int128 at = low.scaled() / step * step;
  if (at < low.scaled()) at += step;
  for (; at <= high.scaled(); at += step)
    steps.push_back(Price::from_scaled(static_cast<std::int64_t>(at)));
  return steps;
}

std::vector<double> number_steps(double low, double high, std::size_t most) {
  if (!(low < high) || most == 0 || !std::isfinite(high - low)) return {};
  const double wanted = (high - low) / static_cast<double>(most);
  const double power = std::pow(10, std::floor(std::log10(wanted)));
  double step = power * 10;
  for (const double factor : {5.0, 2.5, 2.0, 1.0})
    if (power * factor >= wanted) step = power * factor;
  std::vector<double> steps;
  const double first = std::ceil(low / step);
  for (double i = first; i * step <= high && steps.size() <= most; ++i)
    steps.push_back(i * step + 0.0);
  return steps;
}

int decimals_of(Price tick) {
  int decimals = Price::scale;
  for (std::int64_t rest = tick.scaled(); decimals > 0 && rest % 10 == 0; rest /= 10) --decimals;
  return decimals;
}

std::string price_label(Price price, int decimals) {
  const std::int64_t unit = decimal::power_of_ten(Price::scale - decimals);
  const Int128 rounded = decimal::divide(price.scaled(), unit, Rounding::half_even);
  const Int128 size = rounded < 0 ? -rounded : rounded;
  const std::int64_t one = decimal::power_of_ten(decimals);
  std::string whole = fmt::format("{}", static_cast<std::int64_t>(size / one));
  for (std::size_t at = whole.size(); at > 3;) whole.insert(at -= 3, ",");
  if (decimals > 0)
    whole += fmt::format(".{:0{}}", static_cast<std::int64_t>(size % one), decimals);
  return rounded < 0 ? "-" + whole : whole;
}

std::string number_label(double value) {
  const double size = std::abs(value);
  for (const auto& [unit, name] : {std::pair(1e12, "T"), {1e9, "B"}, {1e6, "M"}, {1e4, "K"}})
    if (size >= unit) return fmt::format("{:.4g}{}", value / (unit == 1e4 ? 1e3 : unit), name);
  return fmt::format("{:.4g}", value);
}

LocalTime shown_time(Time time, market::BarSize size, const Zone& zone) {
  return zone.local(size.is_intraday() ? time : time + hours(12));
}

std::vector<TimeLabel> time_labels(std::span<const market::Bar> bars, market::BarSize size,
                                   const Zone& zone, const std::function<double(std::size_t)>& x,
                                   const std::function<double(std::string_view)>& width,
                                   double gap) {
  std::map<int, std::vector<TimeLabel>, std::greater<>> by_rank;
  for (std::size_t i = 1; i < bars.size(); ++i) {
    const LocalTime now = shown_time(bars[i].time, size, zone);
    const LocalTime before = shown_time(bars[i - 1].time, size, zone);
    Worth worth = worth_of(before, now, size.is_intraday());
    if (worth.rank == 0) continue;
    const bool new_day = size.is_intraday() && now.date != before.date;
    by_rank[worth.rank].push_back({i, std::move(worth.text), new_day});
  }
  std::vector<TimeLabel> labels;
  Taken taken;
  for (auto& [rank, candidates] : by_rank) {
    Taken with = taken;
    std::vector<TimeLabel> fit;
    for (const TimeLabel& label : candidates)
      if (with.take(x(label.bar), width(label.text) / 2 + gap / 2)) fit.push_back(label);
    // A few days squeezed in between months would look like faults.
    if (!labels.empty() && fit.size() * 3 < candidates.size()) break;
    labels.insert(labels.end(), fit.begin(), fit.end());
    taken = std::move(with);
  }
  std::ranges::sort(labels, {}, &TimeLabel::bar);
  return labels;
}

}  // namespace pitwall::picture
