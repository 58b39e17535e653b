// All indicators as text, for those who are to ask for one.
#pragma once

#include <string_view>

namespace pitwall::market {

// With a space between, in the order of the reference: "sma ema bollinger …". It lasts for good.
std::string_view indicator_names();

}  // namespace pitwall::market
