// The compression function of SHA-256 over whole blocks: by the processor's own instructions where
// it has them, otherwise in plain code. Both come to the same; sha256.h is what others use.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace pitwall {

using Sha256State = std::array<std::uint32_t, 8>;

// `data` is `count` blocks of 64 bytes.
void sha256_blocks(Sha256State& state, const std::uint8_t* data, std::size_t count);
// The plain one by itself: what the other is tested against.
void sha256_blocks_plain(Sha256State& state, const std::uint8_t* data, std::size_t count);

}  // namespace pitwall
