// The scanner's parameters: two million bytes of XML of which a few elements count. Read totally,
// whatever they are. Pure.
#pragma once

#include <string_view>

#include "port/scanner.h"

namespace pitwall::tws {

// Names of each kind that are kept: the face of a tool is small.
inline constexpr std::size_t most_scan_names = 2000;

// Code::corrupt where it has none of what a catalogue needs. The origin is the caller's to state.
Result<port::ScannerCatalogue> read_scanner_catalogue(std::string_view xml);

}  // namespace pitwall::tws
