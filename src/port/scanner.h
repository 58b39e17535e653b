// A broker's scanner: instruments of a whole market, ranked by what one asks for.
#pragma once

#include <string>
#include <vector>

#include "base/visitor.h"
#include "market/origin.h"
#include "market/symbol.h"

namespace pitwall::port {

// What may be asked, in the broker's own codes.
struct ScanName {
  std::string code;  // "TOP_PERC_GAIN", "STK", "STK.US.MAJOR", "priceAbove"
  std::string name;  // "Top % Gainers"
};
void describe(ScanName& name, Visitor& v);

struct ScannerCatalogue {
  std::vector<ScanName> codes;        // what to rank by
  std::vector<ScanName> instruments;  // kinds of instrument
  std::vector<ScanName> locations;    // markets
  std::vector<ScanName> filters;
  market::Origin origin;
};

struct ScanFilter {
  std::string code;   // "priceAbove"
  std::string value;  // "5"
};
void describe(ScanFilter& filter, Visitor& v);

struct ScanQuery {
  static constexpr std::size_t max_rows = 50;  // what IBKR gives
  std::string code;
  std::string instrument = "STK";
  std::string location = "STK.US.MAJOR";
  std::vector<ScanFilter> filters;
  std::size_t limit = 20;
};

struct ScanRow {
  std::string symbol;    // as find_instrument takes it, where the desk can trade or watch it
  std::string name;      // for a person
  std::string exchange;  // primary listing
  std::string kind;      // the broker's word: "STK"
  std::string value;     // of the column that was ranked by, as the broker writes it; may be empty
};
void describe(ScanRow& row, Visitor& v);

struct Scan {
  std::vector<ScanRow> rows;  // best first
  std::string column;         // what `value` is; may be empty
  market::Origin origin;
};

}  // namespace pitwall::port
