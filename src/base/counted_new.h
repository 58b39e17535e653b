// For one .cc of a test program or a benchmark: its operator new counts what it hands out. Not
// under the sanitizers, which have operators of their own and check that they are used in pairs:
// PITWALL_COUNTS_NEW is 0 there, and the count stays 0.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define PITWALL_COUNTS_NEW 0
#endif
#endif
#ifndef PITWALL_COUNTS_NEW
#define PITWALL_COUNTS_NEW 1
#endif

namespace {
[[maybe_unused]] std::size_t allocations = 0;
}

#if PITWALL_COUNTS_NEW
void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size ? size : 1)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
#endif
