#include "app/venue.h"

#include "adapter/paper/paper_market.h"
#include "app/paper_seed.h"
#include "app/stored_history.h"
#include "base/sha256.h"
#ifdef PITWALL_CLIENT_PORTAL
#include "adapter/client_portal/client_portal.h"
#endif
#ifdef PITWALL_TWS
#include "adapter/tws/tws.h"
#endif

namespace pitwall::app {
namespace {

constexpr Duration longest_idle = milliseconds(250);  // of the tape's timer
constexpr Duration shortest_idle = milliseconds(20);  // ticks closer together are played together

class PaperVenue final : public Venue {
 public:
  explicit PaperVenue(std::unique_ptr<paper::PaperMarket> market) : market_(std::move(market)) {}

  port::MarketData& market() override { return *market_; }
  port::Broker& broker() override { return *market_; }
  std::string description() const override {
    return fmt::format("paper market, {}", market_->description());
  }
  Result<void> add_instrument(market::Instrument instrument) override {
    return market_->add_instrument(std::move(instrument));
  }
  Result<void> restore(const desk::State& state, std::uint64_t session) override {
    const paper::ExchangeSeed seed = paper_seed(state, market_->name(), session);
    return seed.accounts.empty() ? Result<void>() : market_->restore(seed);
  }
  Result<void> refresh_stored() override { return market_->refresh_stored(); }
  std::optional<Duration> play(Time now) override {
    const bool caught_up = market_->advance_to(now);
    if (!caught_up) return Duration{};
    return std::clamp(market_->next_event() - now, shortest_idle, longest_idle);
  }

 private:
  std::unique_ptr<paper::PaperMarket> market_;
};

// An adapter that runs by itself on the loop.
template <class Adapter>
class BrokerVenue final : public Venue {
 public:
  BrokerVenue(std::unique_ptr<Adapter> adapter, const VenueParts& parts)
      : adapter_(std::move(adapter)), market_(*adapter_, parts.calendars, parts.bars) {}

  port::MarketData& market() override { return market_; }
  port::Broker& broker() override { return *adapter_; }
  std::string description() const override {
    return fmt::format("{}, {}", adapter_->name(), adapter_->description());
  }
  Result<void> add_instrument(market::Instrument instrument) override {
    return adapter_->add_instrument(std::move(instrument));
  }
  Result<void> restore(const desk::State& state, std::uint64_t) override {
    if constexpr (requires(std::vector<port::Order> orders) { adapter_->remember(orders); }) {
      std::vector<port::Order> open;
      for (const desk::BlotterEntry& entry : state.blotter.entries)
        if (entry.phase > desk::OrderPhase::approved && !is_final(entry.phase))
          open.push_back(entry.order);
      adapter_->remember(std::move(open));
    }
    return {};
  }
  void stop() override { adapter_->stop(); }

 private:
  std::unique_ptr<Adapter> adapter_;
  StoredHistory market_;
};

Result<std::unique_ptr<Venue>> open_paper(const Config& config, const VenueParts& parts,
                                          market::Catalogue catalogue) {
  PITWALL_TRY(std::unique_ptr<paper::PaperMarket> market,
              paper::PaperMarket::create(config.paper, std::move(catalogue), parts.calendars,
                                         &parts.bars, parts.clock.now()));
  return std::unique_ptr<Venue>(std::make_unique<PaperVenue>(std::move(market)));
}

Result<std::unique_ptr<Venue>> open_client_portal([[maybe_unused]] const Config& config,
                                                  [[maybe_unused]] const VenueParts& parts,
                                                  [[maybe_unused]] market::Catalogue catalogue) {
#ifdef PITWALL_CLIENT_PORTAL
  client_portal::Options options;
  options.address = config.client_portal.address;
  options.fingerprint = config.client_portal.fingerprint;
  options.compete = config.client_portal.compete;
  options.account = config.client_portal.account;
  options.region = name_of(config.client_portal.region);
  options.cache = parts.cache;
  PITWALL_TRY(std::unique_ptr<client_portal::ClientPortal> adapter,
              client_portal::ClientPortal::create(parts.loop, parts.clock, parts.calendars,
                                                  std::move(catalogue), std::move(options)));
  return std::unique_ptr<Venue>(
      std::make_unique<BrokerVenue<client_portal::ClientPortal>>(std::move(adapter), parts));
#else
  return error(Code::unsupported, "This build has no Client Portal; set broker.kind to paper.");
#endif
}

#ifdef PITWALL_TWS
// One for each data folder, so that several desks at one TWS are several clients, and a desk that
// starts again is the one that placed its orders.
std::int64_t usual_client_id(std::string_view folder) {
  constexpr std::int64_t first = 1000;
  constexpr std::int64_t ids = 31'000;
  const Digest digest = sha256(folder);
  return first + (digest.bytes[0] * 256 + digest.bytes[1]) % ids;
}
#endif

Result<std::unique_ptr<Venue>> open_tws([[maybe_unused]] const Config& config,
                                        [[maybe_unused]] const VenueParts& parts,
                                        [[maybe_unused]] market::Catalogue catalogue) {
#ifdef PITWALL_TWS
  tws::Options options;
  options.host = config.tws.host;
  options.port = static_cast<std::uint16_t>(config.tws.port);
  options.client_id = config.tws.client_id;
  options.usual_client_id = usual_client_id(parts.cache);
  options.account = config.tws.account;
  options.region = name_of(config.tws.region);
  PITWALL_TRY(std::unique_ptr<tws::Tws> adapter,
              tws::Tws::create(parts.loop, parts.clock, parts.random, parts.calendars,
                               std::move(catalogue), std::move(options)));
  return std::unique_ptr<Venue>(std::make_unique<BrokerVenue<tws::Tws>>(std::move(adapter), parts));
#else
  return error(Code::unsupported, "This build has no TWS; set broker.kind to paper.");
#endif
}

}  // namespace

Result<std::unique_ptr<Venue>> open_venue(const Config& config, const VenueParts& parts,
                                          market::Catalogue catalogue) {
  switch (config.broker.kind) {
    case BrokerKind::client_portal:
      return open_client_portal(config, parts, std::move(catalogue));
    case BrokerKind::tws:
      return open_tws(config, parts, std::move(catalogue));
    case BrokerKind::paper:
      break;
  }
  return open_paper(config, parts, std::move(catalogue));
}

}  // namespace pitwall::app
