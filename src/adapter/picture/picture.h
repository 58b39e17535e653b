// A described chart as the bytes of a PNG. Pure: no state, no clock, any thread; the same picture
// gives the same bytes.
#pragma once

#include <string>

#include "port/chart_painter.h"

namespace pitwall::picture {

// invalid_argument or too_large for what is beyond ChartPicture's limits.
Result<std::string> paint_picture(const port::ChartPicture& picture);

}  // namespace pitwall::picture
