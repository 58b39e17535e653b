// Where messages to people wait until a channel has taken them. Kept over restarts, so that none is
// lost; each has a key, so that none is sent twice because the desk said it twice. Belongs to the
// event loop's thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "port/channel.h"

namespace pitwall::port {

struct OutboxEntry {
  std::string channel;
  std::string key;  // unique within its channel
  Message message;  // as it should stand there
  Time created;
  Time expires;               // worthless from then on: not sent any more
  std::int64_t revision = 1;  // of `message`
  std::int64_t shown = 0;     // the revision that was delivered; 0: none
  std::string handle;         // of what was delivered; empty: nothing was, or it has none
  std::int64_t attempts = 0;  // at this revision
  std::string words;          // why the last one failed
};

class Outbox {
 public:
  virtual ~Outbox() = default;

  // Durable when it returns. False where the channel has an entry of this key already: nothing is
  // changed then. Code::too_large where `most` entries of the channel wait already.
  virtual Result<bool> put(const OutboxEntry& entry, std::size_t most) = 0;
  // The message becomes this one, sent or not, and waits (again) unless it is this one already.
  // Code::not_found for an unknown key.
  virtual Result<void> change(std::string_view channel, std::string_view key,
                              const Message& message, Time expires) = 0;
  // What should go out next: the most urgent first, then in the order in which they came.
  virtual Result<std::optional<OutboxEntry>> next(std::string_view channel) = 0;
  virtual Result<std::int64_t> waiting(std::string_view channel) = 0;

  // `revision` was delivered. Where the message has been changed meanwhile, it goes on waiting.
  virtual Result<void> delivered(const OutboxEntry& entry, std::string_view handle) = 0;
  virtual Result<void> failed(const OutboxEntry& entry, std::string_view words) = 0;
  // Not tried again, unless it is changed.
  virtual Result<void> given_up(const OutboxEntry& entry, std::string_view words) = 0;
  // Entries that do not wait and were created before are no longer known by their keys.
  virtual Result<void> forget(Time before) = 0;
};

}  // namespace pitwall::port
