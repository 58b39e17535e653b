// The paper market's scanner: its own instruments, ranked by what the board knows of them, under
// the codes that Interactive Brokers uses, so that a question asked here can be asked there. Pure.
#pragma once

#include <vector>

#include "market/bar.h"
#include "market/instrument.h"
#include "market/quote.h"
#include "port/scanner.h"

namespace pitwall::paper {

struct ScanSubject {
  const market::Instrument* instrument = nullptr;
  market::Quote quote;
  std::vector<market::Bar> days;  // before today, oldest first; where the ranking needs them
};

inline constexpr std::size_t scan_days = 5;  // for the rankings that look back

port::ScannerCatalogue scanner_catalogue(market::Origin origin);
// An unknown code, instrument, location or filter is an error that names what is near.
Result<void> check(const port::ScanQuery& query);
// Whether this instrument is of the kind and the market that is scanned. The query is good.
bool is_asked_for(const market::Instrument& instrument, const port::ScanQuery& query);
// Whether `scan` needs the days of its subjects. The query is good.
bool looks_back(const port::ScanQuery& query);
// Subjects that the ranking has no figures for are left out. `origin` is of an answer without any.
Result<port::Scan> scan(const port::ScanQuery& query, std::vector<ScanSubject> subjects,
                        market::Origin origin);

}  // namespace pitwall::paper
