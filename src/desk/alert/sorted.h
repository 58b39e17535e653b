// Vectors kept sorted by a key, which is what the state is made of: their JSON is the same wherever
// the same events were taken.
#pragma once

#include <algorithm>
#include <functional>
#include <vector>

namespace pitwall::desk {

// nullptr where there is none.
template <class Vector, class Key, class Projection = std::identity>
auto* find_sorted(Vector& sorted, const Key& key, Projection projection = {}) {
  const auto at = std::ranges::lower_bound(sorted, key, {}, projection);
  const bool found = at != sorted.end() && std::invoke(projection, *at) == key;
  return found ? &*at : nullptr;
}

template <class Vector, class Key, class Projection = std::identity>
bool contains_sorted(const Vector& sorted, const Key& key, Projection projection = {}) {
  return find_sorted(sorted, key, projection) != nullptr;
}

// In place of the one with the same key, where there is one.
template <class T, class Projection = std::identity>
T& put_sorted(std::vector<T>& sorted, T item, Projection projection = {}) {
  const auto at = std::ranges::lower_bound(sorted, std::invoke(projection, item), {}, projection);
  if (at != sorted.end() && std::invoke(projection, *at) == std::invoke(projection, item))
    return *at = std::move(item);
  return *sorted.insert(at, std::move(item));
}

}  // namespace pitwall::desk
