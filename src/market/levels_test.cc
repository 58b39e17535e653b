#include "market/levels.h"

#include <doctest/doctest.h>

#include "market/volume_profile.h"

namespace pitwall::market {
namespace {
using namespace pitwall::literals;

const Price cent = 0.01_px;

Price cents(std::int64_t count) { return Price::from_scaled(count * cent.scaled()); }

std::vector<Bar> numbered(std::vector<Bar> bars) {
  for (std::size_t i = 0; i < bars.size(); ++i)
    bars[i].time = Time{} + minutes(static_cast<std::int64_t>(i));
  return bars;
}

// Candles that go from one price to the next in `steps` equal steps, prices in cents.
void go(std::vector<Bar>& bars, std::int64_t from, std::int64_t to, std::int64_t steps,
        Quantity volume = 100_qty) {
  for (std::int64_t i = 0; i < steps; ++i) {
    const Price open = cents(from + (to - from) * i / steps);
    const Price close = cents(from + (to - from) * (i + 1) / steps);
    bars.push_back({Time{}, open, std::max(open, close), std::min(open, close), close, volume});
  }
}

// The same in every run.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::int64_t roll(std::int64_t most) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::int64_t>((state_ >> 33) % static_cast<std::uint64_t>(most));
  }

 private:
  std::uint64_t state_;
};

std::vector<Bar> random_walk(std::size_t count, std::uint64_t seed) {
  Dice dice(seed);
  std::vector<Bar> bars;
  std::int64_t price = 100'000;
  for (std::size_t i = 0; i < count; ++i) {
    std::int64_t high = price;
    std::int64_t low = price;
    const std::int64_t open = price;
    for (int k = 0; k < 20; ++k) {
      price += dice.roll(41) - 20;
      high = std::max(high, price);
      low = std::min(low, price);
    }
    bars.push_back({Time{}, cents(open), cents(high), cents(low), cents(price),
                    Quantity::from_integer(1000 + dice.roll(500))});
  }
  return numbered(std::move(bars));
}

std::vector<PriceLevel> of_basis(const LevelMap& map, LevelBasis basis) {
  std::vector<PriceLevel> out;
  for (const PriceLevel& level : map.levels)
    if (level.basis == basis) out.push_back(level);
  return out;
}

TEST_CASE("a market that turns at two prices has these two levels, to the cent") {
  std::vector<Bar> bars;
  for (int i = 0; i < 6; ++i) {
    go(bars, 10'000, 11'037, 10);
    go(bars, 11'037, 10'000, 10);
  }
  go(bars, 10'000, 10'520, 5);
  const LevelMap map = find_levels(numbered(bars), cent).value();
  const std::vector<PriceLevel> levels = of_basis(map, LevelBasis::swings);
  REQUIRE(levels.size() == 2);
  CHECK(levels[0].price == 110.37_px);
  CHECK(levels[0].side == LevelSide::resistance);
  CHECK(levels[0].touches == 6);
  CHECK(levels[0].low == levels[0].high);
  CHECK(levels[0].strength > 0.6);
  CHECK(levels[1].price == 100_px);
  CHECK(levels[1].side == LevelSide::support);
  CHECK(levels[1].touches == 6);  // the first bar of all is no turn: nothing came before it
  CHECK(levels[1].last_touch == Time{} + minutes(119));
  CHECK(map.last == 105.2_px);
}

TEST_CASE("turns at nearly the same price are one level, as high as they are apart") {
  std::vector<Bar> bars;
  std::int64_t low = 10'000;
  for (const std::int64_t top : {11'000, 11'012, 10'990, 11'005}) {
    go(bars, low, top, 12);
    low -= 150;  // the lows never meet
    go(bars, top, low, 12);
  }
  const LevelMap map = find_levels(numbered(bars), cent).value();
  const std::vector<PriceLevel> levels = of_basis(map, LevelBasis::swings);
  REQUIRE_FALSE(levels.empty());
  CHECK(levels[0].low == 109.9_px);
  CHECK(levels[0].high == 110.12_px);
  CHECK((levels[0].low <= levels[0].price && levels[0].price <= levels[0].high));
  CHECK(levels[0].touches == 4);
  CHECK(levels.size() <= 2);  // at most the range's end beside it
}

TEST_CASE("a price that is crossed again and again is weaker than one that held") {
  std::vector<Bar> held;
  std::vector<Bar> crossed;
  for (int i = 0; i < 5; ++i) {
    go(held, 9'000, 10'000, 8);
    go(held, 10'000, 9'000, 8);
    // The same turns at 100, but half of the time the market goes straight through.
    go(crossed, 9'000, 10'000, 8);
    go(crossed, 10'000, 9'000, 8);
    go(crossed, 9'000, 11'300 + 190 * i, 8);
    go(crossed, 11'300 + 190 * i, 9'000, 8);
  }
  const auto strength_at_100 = [](const std::vector<Bar>& bars) {
    const LevelMap map = find_levels(numbered(bars), cent).value();
    for (const PriceLevel& level : of_basis(map, LevelBasis::swings))
      if (level.low <= 100_px && 100_px <= level.high) return level.strength;
    return 0.0;
  };
  CHECK(strength_at_100(held) > 0.6);
  CHECK(strength_at_100(crossed) < strength_at_100(held));
}

TEST_CASE("where most was traded is a zone, and the value area surrounds it") {
  std::vector<Bar> bars;
  for (int i = 0; i < 4; ++i) {
    go(bars, 10'000, 10'500, 10);
    go(bars, 10'500, 10'520, 4, 20000_qty);
    go(bars, 10'520, 11'000, 10);
    go(bars, 11'000, 10'000, 12);
  }
  const LevelMap map = find_levels(numbered(bars), cent).value();
  const std::vector<PriceLevel> zones = of_basis(map, LevelBasis::volume);
  REQUIRE(zones.size() == 1);
  CHECK((105_px <= zones[0].price && zones[0].price <= 105.2_px));
  CHECK((zones[0].low <= 105.1_px && 105.1_px <= zones[0].high));
  CHECK(zones[0].high - zones[0].low < 1_px);
  CHECK(zones[0].strength > 0.8);
  REQUIRE(map.value_area);
  CHECK((map.value_area->low <= 105_px && 105.2_px <= map.value_area->high));
  CHECK(map.value_area->point_of_control == zones[0].price);
}

TEST_CASE("noise has few levels, and never more than asked for") {
  std::size_t total = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const LevelMap map = find_levels(random_walk(300, seed), cent).value();
    CHECK(map.levels.size() <= max_levels);
    total += of_basis(map, LevelBasis::swings).size();
  }
  CHECK(total < 40 * 8);
  const std::vector<Bar> bars = random_walk(2000, 7);
  const LevelMap all = find_levels(bars, cent).value();
  const LevelMap three = find_levels(bars, cent, 3).value();
  CHECK(all.levels.size() > 3);
  REQUIRE(three.levels.size() == 3);
  for (const PriceLevel& level : three.levels)
    CHECK(std::ranges::find(all.levels, level) != all.levels.end());
  CHECK(std::ranges::is_sorted(all.levels, std::greater<>(), &PriceLevel::price));
  CHECK(find_levels(bars, cent).value().levels == all.levels);
}

TEST_CASE("levels are whole ticks with their bounds in order, whatever the prices") {
  const Price quarter = 0.25_px;
  std::vector<Bar> bars = random_walk(400, 3);
  for (Bar& bar : bars)  // below zero, as crude once was
    for (Price* price : {&bar.open, &bar.high, &bar.low, &bar.close}) *price -= 1003_px;
  const LevelMap map = find_levels(bars, quarter).value();
  REQUIRE_FALSE(map.levels.empty());
  for (const PriceLevel& level : map.levels) {
    for (const Price price : {level.price, level.low, level.high})
      CHECK(price.scaled() % quarter.scaled() == 0);
    CHECK((level.low <= level.price && level.price <= level.high));
    CHECK((level.strength > 0 && level.strength < 1));
    CHECK((level.side == LevelSide::support) == (level.price <= map.last));
  }
}

TEST_CASE("what has no levels says why") {
  const Result<LevelMap> few = find_levels(random_walk(29, 1), cent);
  REQUIRE_FALSE(few);
  CHECK(few.error().code == Code::no_data);
  CHECK(few.error().message.find("at least 30 candles, and there are 29") != std::string::npos);
  CHECK_FALSE(find_levels({}, cent));

  std::vector<Bar> absurd = random_walk(40, 1);
  absurd[7].high = 30000000000_px;
  CHECK(find_levels(absurd, cent).error().message.find("beyond 20 billion") != std::string::npos);

  std::vector<Bar> flat;
  go(flat, 10'000, 10'000, 50, 0_qty);
  const LevelMap nothing = find_levels(numbered(flat), cent).value();
  CHECK(nothing.levels.empty());
  CHECK_FALSE(nothing.value_area);
  CHECK(nothing.remark ==
        "The candles say nothing of volume, so there are no volume zones. No price stands out in "
        "these 50 candles.");

  std::vector<Bar> rising;
  go(rising, 10'000, 20'000, 100);
  const LevelMap trend = find_levels(numbered(rising), cent).value();
  CHECK(of_basis(trend, LevelBasis::swings).empty());
}

TEST_CASE("a profile spreads each bar's volume over its range and loses none") {
  const auto bar = [](Price low, Price high, Quantity volume) {
    return Bar{Time{}, low, high, low, high, volume};
  };
  const std::vector<Bar> bars{bar(10_px, 14_px, 400_qty), bar(11_px, 11_px, 50_qty),
                              bar(12.5_px, 13.5_px, 10_qty)};
  const VolumeProfile profile = volume_profile(bars, cent, 1_px);
  CHECK(profile.first == 10_px);
  CHECK(profile.step == 1_px);
  CHECK(profile.volumes == std::vector<double>{100, 150, 105, 105, 0});
  CHECK(profile.total == 460);
  const ValueBins area = value_area(profile, 0.7);
  CHECK(area.fullest == 1);
  CHECK(area.first == 1);
  CHECK(area.last == 4);

  double sum = 0;
  const std::vector<Bar> walk = random_walk(3000, 5);
  const VolumeProfile fine = volume_profile(walk, cent, cent);
  for (const double volume : fine.volumes) sum += volume;
  CHECK(fine.volumes.size() <= max_profile_bins);
  CHECK(sum == doctest::Approx(fine.total).epsilon(1e-9));

  // The widest range that prices can have.
  const std::vector<Bar> wide{bar(-20000000000_px, 20000000000_px, 1_qty)};
  CHECK(volume_profile(wide, cent, cent).volumes.size() <= max_profile_bins);
}

}  // namespace
}  // namespace pitwall::market
