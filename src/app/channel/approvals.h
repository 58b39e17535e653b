// The gate's questions on the channels that people answer on: each approval that waits is asked
// with two buttons and a code, what comes back is taken to the gate, and the message becomes what
// became of it. A button's id is random, stands for one approval in this run of the desk, and
// counts once; after a restart what still waits is asked anew, and older buttons stand for nothing.
//
// It decides nothing: whether a yes lets an order out is the gate's word. Belongs to the loop's
// thread; all parts outlive it.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/channel/channels.h"
#include "desk/engine/desk.h"
#include "port/reply.h"
#include "port/timers.h"

namespace pitwall::app {

class Approvals {
 public:
  static constexpr std::size_t max_questions = 200;  // that are remembered, settled ones included
  static constexpr std::size_t max_events = 1000;    // names of what was heard, to know a repeat
  static constexpr int max_rounds = 50;              // restarts that one approval is asked through
  static constexpr Duration looks_back = minutes(30);  // after a restart; longer than any waits
  // Whoever asks for more than so many within a minute wears the person out, or fills the outbox
  // until what matters finds no room: beyond it questions stand on the dashboard and at the
  // terminal alone.
  static constexpr std::size_t most_in_a_minute = 20;
  // What changes within so little is shown once: a fill follows its yes in milliseconds.
  static constexpr Duration shown_after = milliseconds(100);

  // `number`: which yes, of an action that needs two.
  using Answer = std::function<void(Id approval, bool yes, std::int64_t number, std::string channel,
                                    port::Reply<desk::Approval> done)>;
  using Stop = std::function<void(std::string channel, std::string reason, bool cancel_orders,
                                  port::Reply<bool> done)>;
  struct Parts {
    const port::Clock& clock;
    port::Random& random;
    port::Timers& timers;
    const desk::Desk& desk;
    Channels& channels;
    Answer answer;      // to the gate
    Stop stop_trading;  // the kill switch
  };
  explicit Approvals(Parts parts) : parts_(std::move(parts)) {}

  // An approval waits for a person.
  void ask(Id approval);
  // After a start: what still waits is asked anew, and what ended meanwhile says so.
  void resume();
  // After any event: shows what became of what was asked.
  void look_soon();
  // A tap, /approve, /deny or /kill; anything else is false. `taken` is called once, when the
  // answer is durable.
  bool take(const port::ChannelEvent& event, const std::function<void()>& taken);

  // For /status: what waits, with its code.
  std::vector<std::string> waiting() const;

 private:
  struct Question {
    Id approval;
    int round = 1;
    std::string yes;  // ids of the buttons
    std::string no;
    std::int64_t number = 1;  // which yes the buttons are for
    std::string code;         // to answer in writing
    bool answering = false;   // an answer is with the gate
    std::string note;         // why the last yes did not do it
    port::Message shown;
  };
  struct Heard {
    std::string event;
    bool done = false;
    std::vector<std::function<void()>> taken;
  };

  std::string key_of(const Question& question) const;
  Question* find_code(std::string_view code);
  Question* find(Id approval);
  const desk::Approval* approval_of(const Question& question) const;
  void make_ids(Question& question);
  Question& remember(Id approval, int round);
  port::Message message_of(const Question& question) const;
  std::string in_writing(const Question& question) const;
  void look();
  bool asks_too_often();
  bool is_over(const Question& question) const;

  // Whether the event is new; where it is not, `taken` is called when the first one is done.
  bool is_new(const std::string& event, const std::function<void()>& taken);
  void done_with(const std::string& event);
  bool take_tap(const port::ButtonTapped& tap);
  bool take_command(const port::CommandTyped& command);
  void kill(const port::CommandTyped& command);
  // Where the answer's outcome is said: as a toast or as a message.
  using Say = std::function<void(std::string words)>;
  void pass_on(Question& question, bool yes, const port::Sender& sender, const std::string& event,
               const Say& say);
  void answered(Id approval, bool yes, const Result<desk::Approval>& outcome, const Say& say);

  Parts parts_;
  std::deque<Question> questions_;  // oldest first
  std::deque<Heard> heard_;         // likewise
  std::deque<Time> asked_;          // when, within the last minute
  bool looking_ = false;
  // Expires with it: timers and the gate may call back after it is gone.
  std::shared_ptr<Approvals*> self_ = std::make_shared<Approvals*>(this);
};

}  // namespace pitwall::app
