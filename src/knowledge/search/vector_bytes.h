// Vectors whose numbers are rounded to a byte each: a quarter of the memory, and products of many
// at once, for a loss that the exact numbers of a few candidates make good.
#pragma once

#include <cstdint>
#include <span>

namespace pitwall::knowledge {

// As whole numbers of -127 to 127; gives what one step is worth, 0 where all are zero.
float to_bytes(std::span<const float> from, std::span<std::int8_t> to);

// The products of `point` (bytes, in 16 bits so that processors multiply many at once) with each
// row; rows lie one after another, each as long as `point`. A row is at most 100,000 numbers.
void products(std::span<const std::int16_t> point, const std::int8_t* rows,
              std::span<std::int32_t> out);

}  // namespace pitwall::knowledge
