// How an item changes, and what its history keeps of that.
#pragma once

#include "desk/notebook/event.h"

namespace pitwall::desk {

// Code::too_large where it would have more labels or links than there is room for.
Result<void> may_change(const Item& item, const ItemChanged& event);

// What changes nothing leaves no trace; what does stands in the history with its author.
void change(TrackedItem& tracked, const ItemChanged& event);

}  // namespace pitwall::desk
