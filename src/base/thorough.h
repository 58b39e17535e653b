// For tests that walk a long way: whether this build has the time for all of it.
#pragma once

namespace pitwall {

// The optimised build walks it all; those for looking at memory and for the second compiler take
// ten to fifty times as long and walk a part. fmt defines __OPTIMIZE__ for g++ in any case.
#if defined(__OPTIMIZE__) && defined(__clang__)
inline constexpr bool thorough = true;
#else
inline constexpr bool thorough = false;
#endif

}  // namespace pitwall
