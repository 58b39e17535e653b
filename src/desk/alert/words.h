// What a person reads of a notification. Buttons are for whoever sends it.
#pragma once

#include "base/zone.h"
#include "desk/alert/notification.h"
#include "port/channel.h"

namespace pitwall::desk {

inline constexpr std::size_t max_alerts_in_words =
    10;  // each of firing and ended; the rest counted

// One line for each alert: how bad, what, since when, or how long it lasted. Times are `zone`'s.
port::Message message_of(const AlertNotification& notification, const Zone& zone);

// "alert=stale_quotes, instrument=AAPL", each value in one line.
std::string labels_text(const AlertLabels& labels);

}  // namespace pitwall::desk
