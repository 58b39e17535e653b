// What a series lacks against a calendar. Pure.
#pragma once

#include "adapter/csv/bars.h"

namespace pitwall::csv {

// Fills `missing`, `gaps` and, for bars shorter than a day, `outside_sessions`. The bars are
// sorted. Weeks and months are not looked at.
void report_gaps(const std::vector<market::Bar>& bars, const market::Calendar& calendar,
                 ImportReport& report);

}  // namespace pitwall::csv
