// Whatever a server may send as updates or as an answer, and whatever a person may type: nothing of
// it may crash, and what is read keeps to the limits that the desk was promised.
#include "adapter/telegram/wire.h"
#include "base/check.h"

using namespace pitwall;
using namespace pitwall::telegram;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  constexpr int statuses[] = {200, 400, 401, 403, 404, 409, 429, 502};
  const Answer answer =
      answer_of(net::Response::of_type(statuses[data[0] % 8], "application/json", text));
  PITWALL_CHECK(answer.wait >= Duration{} && answer.wait <= hours(24), "a wait beyond a day");
  std::int64_t last = -1;
  for (const Update& update : updates_of(answer.result)) {
    PITWALL_CHECK(update.id >= last, "updates out of order");
    last = update.id;
    if (update.tap)
      PITWALL_CHECK(update.tap->data.size() <= max_callback_data, "data beyond the limit");
    if (update.text) static_cast<void>(command_of(update.text->text));
  }
  static_cast<void>(message_id_of(answer.result));
  static_cast<void>(username_of(answer.result));
  if (const std::optional<Command> command = command_of(text))
    PITWALL_CHECK(command->code.size() <= port::CommandTyped::max_code, "a code beyond the limit");
  if (const std::optional<Handle> handle = parse_handle(text))
    PITWALL_CHECK(handle->message > 0, "a handle of no message");
  return 0;
}
