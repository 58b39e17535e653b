// The session with the gateway: found, begun, reconciled, kept alive, given up and begun again.
// What is seen goes to the supervision, which says what that means and when to try again; nobody
// logs in by machine. Only client_portal.cc includes it. Belongs to the loop's thread.
#pragma once

#include <memory>

#include "adapter/client_portal/client_portal.h"
#include "adapter/client_portal/depth.h"
#include "adapter/client_portal/history.h"
#include "adapter/client_portal/option_desk.h"
#include "adapter/client_portal/orders.h"
#include "adapter/client_portal/quotes.h"
#include "adapter/client_portal/reports.h"
#include "adapter/client_portal/rules_and_scans.h"
#include "adapter/client_portal/session_replies.h"
#include "adapter/client_portal/wire.h"

namespace pitwall::client_portal {

class ClientPortal::Session : public std::enable_shared_from_this<ClientPortal::Session> {
 public:
  Session(net::Loop& loop, const port::Clock& clock, const market::CalendarSet& calendars,
          market::Catalogue catalogue, Options options, std::shared_ptr<Gateway> gateway,
          StreamOptions stream_options);

  void start(port::Broker::Sink sink);
  void stop();

  Wire wire;
  ContractBook contracts{wire};
  QuoteBoard quotes{wire, contracts};
  HistoryDesk histories{wire, contracts};
  OrderDesk orders{wire, contracts, quotes};
  ReportDesk reports{wire, contracts};
  DepthDesk depth{wire, contracts};
  OptionDesk options{wire, contracts, quotes};
  RulesAndScans rules{wire, contracts};
  bool started = false;

 private:
  // What ended an attempt or a session.
  struct Ended {
    ibkr::Seen seen = ibkr::Seen::unreachable;
    std::string detail;
  };
  static net::Awaitable<void> run(std::shared_ptr<Session> self);
  net::Awaitable<Ended> attempt();
  net::Awaitable<std::optional<Ended>> authenticate();
  net::Awaitable<std::optional<Ended>> look_at_accounts();
  net::Awaitable<std::optional<Ended>> open_stream();
  net::Awaitable<std::optional<Ended>> reconcile();
  net::Awaitable<Ended> stay();
  net::Awaitable<Result<AuthStatus>> auth_status();
  net::Awaitable<std::optional<Ended>> tickle();
  static net::Awaitable<void> tend(std::shared_ptr<Session> self);

  std::optional<Ended> agree(std::optional<bool> paper, std::string_view said_by);
  Ended ended_by(const Answered& answered) const;
  Ended login_needed() const;
  Ended competing() const;
  void on_frame(const Frame& frame);
  void on_trouble(Trouble trouble, const std::string& words);
  void see(ibkr::Seen seen, std::string detail);
  void look_again();
  net::Awaitable<void> pause(Duration length);
  void end_session(Ended ended);

  StreamOptions stream_options_;
  ibkr::Supervision supervision_;
  std::shared_ptr<Stream> stream_;
  net::Notice wake_;
  net::Timer pause_timer_;
  net::Timer look_timer_;
  std::string session_key_;
  std::optional<Ended> ended_;  // of the session that is up
  std::vector<std::string> accounts_told_;
  bool doubtful_ = false;  // an answer sounded like trouble: ask how it stands
};

}  // namespace pitwall::client_portal
