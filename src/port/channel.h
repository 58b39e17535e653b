// How the desk reaches a person, and hears from one: a bot on a phone, mail, a room. A channel
// carries messages; it decides nothing. What comes back comes through one sink, from people on the
// channel's list of those allowed and from nobody else.
//
// Belongs to the event loop's thread: replies and events come on it, at once or later.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/time.h"
#include "base/visitor.h"
#include "port/reply.h"

namespace pitwall::port {

enum class Severity {
  info,       // may be read some time: sent without a sound where the channel can
  attention,  // should be seen soon
  urgent,     // cannot wait
};
std::string_view name_of(Severity severity);
constexpr int count_of(Severity) { return 3; }

enum class ButtonStyle { plain, confirm, refuse };
std::string_view name_of(ButtonStyle style);
constexpr int count_of(ButtonStyle) { return 3; }

// The id is 1 to max_id bytes of letters, digits, '-' and '_'. Where it stands for an approval it
// says nothing to whoever reads it, is random and used once, and what it stands for is known to the
// desk alone.
struct Button {
  static constexpr std::size_t max_id = 64;     // bytes, the least that a channel carries
  static constexpr std::size_t max_label = 60;  // bytes, so that it is read whole on a phone
  std::string id;
  std::string label;
  ButtonStyle style = ButtonStyle::plain;
};
void describe(Button& button, Visitor& v);

// Plain text, shown as it is: a channel that knows markup escapes it. What is too long for a
// channel is cut there, and says so. What was taken from outside is made safe to show before it
// gets here.
struct Message {
  static constexpr std::size_t max_title = 200;    // bytes
  static constexpr std::size_t max_text = 16'384;  // bytes
  static constexpr std::size_t max_buttons = 8;
  Severity severity = Severity::info;
  std::string title;  // one line
  std::string text;
  std::vector<Button> buttons;  // left out where the channel has none (Channel::takes_answers)
};
void describe(Message& message, Visitor& v);

// Code::invalid_argument where it is over a limit above, or a button's id is none.
Result<void> check(const Message& message);

// How one attempt to send or change a message ended.
struct Attempt {
  enum class Outcome {
    delivered,  // the channel's service has taken it
    later,      // not, or nobody knows: worth another try, though it may then arrive twice
    never,      // refused for good: another try would be refused as well
  };
  Outcome outcome = Outcome::delivered;
  std::string handle{};  // of a delivered message, for `edit`; only the channel knows what it says
  Duration wait{};       // later: not before so long from now; zero leaves it to the caller
  std::string words{};   // why not, as a sentence for a person; no secret stands in it
};
using Attempted = std::function<void(Attempt)>;

// Who sent it. The id was compared with the list of those allowed; the name is their own invention.
struct Sender {
  std::string channel;
  std::string id;
  Untrusted name;
};
void describe(Sender& sender, Visitor& v);

// `event` names what came: a channel tells it again under the same name, after a restart perhaps,
// until it was told that the desk has it.
struct ButtonTapped {
  static constexpr std::string_view event_name = "button_tapped";
  std::string event;
  Sender sender;
  std::string button;   // the button's id as it came back; empty or unknown ids are for the desk
  std::string message;  // handle of the message it stands under; empty where that is not known
  std::string tap;      // for `acknowledge`
  Time time;            // when it was read: a tap carries no time of its own
};

// A command typed as text, for when a button is out of reach.
enum class Verb { approve, deny, status, kill };
std::string_view name_of(Verb verb);
constexpr int count_of(Verb) { return 4; }

struct CommandTyped {
  static constexpr std::string_view event_name = "command_typed";
  static constexpr std::size_t max_code = 32;
  std::string event;
  Sender sender;
  Verb verb = Verb::status;
  std::string code;  // approve and deny: capitals and digits, up to max_code; empty where missing
  Time time;         // when it was written, by the channel's clock: it may be a day old
};

struct TextTyped {
  static constexpr std::string_view event_name = "text_typed";
  std::string event;
  Sender sender;
  Untrusted text;
  Time time;
};

enum class ChannelState {
  starting,
  working,
  unreachable,  // a fault that is waited for
  competing,    // another program reads this bot's updates: answers may go to it
  refused,      // only the person can mend it; `detail` says how
};
std::string_view name_of(ChannelState state);
constexpr int count_of(ChannelState) { return 5; }

struct ChannelChanged {
  static constexpr std::string_view event_name = "channel_changed";
  std::string channel;
  ChannelState state = ChannelState::starting;
  std::string detail;  // one sentence for a person
};

void describe(ButtonTapped& event, Visitor& v);
void describe(CommandTyped& event, Visitor& v);
void describe(TextTyped& event, Visitor& v);
void describe(ChannelChanged& event, Visitor& v);

using ChannelEvent = std::variant<ButtonTapped, CommandTyped, TextTyped, ChannelChanged>;

class Channel {
 public:
  virtual ~Channel() = default;
  virtual std::string_view name() const = 0;
  // Whether buttons are shown and anything comes back. Otherwise a message is only read.
  virtual bool takes_answers() const = 0;

  // Begins to listen. `taken` is called once, when the event is safe with the desk; until then what
  // comes after it may wait. It may be called at once, and does nothing once the channel is gone.
  using Sink = std::function<void(ChannelEvent event, std::function<void()> taken)>;
  virtual void start(Sink sink) = 0;
  // What waits is let go without a reply, and nothing is told any more.
  virtual void stop() = 0;

  // `key` is the same for every attempt at one message: where a service can tell a second copy by
  // it, only one is shown.
  virtual void send(std::string key, Message message, Attempted reply) = 0;
  // Puts `message` in place of what `handle` names; a message without buttons takes them away. That
  // it stands there already is a success. Where a channel cannot, the outcome is `never`.
  virtual void edit(std::string handle, Message message, Attempted reply) = 0;
  // What whoever tapped sees at once. Where nobody does it within seconds, the channel says that
  // the tap has arrived. Best effort: a tap that is too old is let be.
  virtual void acknowledge(std::string tap, std::string words) = 0;
};

}  // namespace pitwall::port
