// Of one connection: scanner and news.
#pragma once

#include <map>

#include "emulator/tws/session.h"

namespace pitwall::emulator::tws {

class ResearchDesk {
 public:
  static constexpr std::size_t max_scans = 10;
  static constexpr Duration scan_every = seconds(30);

  explicit ResearchDesk(Session& session) : session_(session) {}
  bool take(const Request& request);
  void lose_everything() { scans_.clear(); }

 private:
  void tell_parameters();
  void ask_scan(const Scanner& asked);
  bool tell_scan(const Scanner& asked);
  void wait();
  void tell_providers();
  void tell_headlines(const News& asked);
  void tell_article(const News& asked);

  Session& session_;
  std::map<std::int64_t, Scanner> scans_;
  net::Timer timer_;
};

// The scanner's catalogue as TWS writes it.
std::string scanner_xml(const port::ScannerCatalogue& catalogue);

}  // namespace pitwall::emulator::tws
