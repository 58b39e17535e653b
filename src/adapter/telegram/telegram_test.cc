#include "adapter/telegram/telegram.h"

#include "adapter/telegram/test_bot.h"
#include "base/json_out.h"

namespace pitwall::telegram {
namespace {

using port::ChannelState;
using testing::anna;
using testing::Desk;
using testing::failure;

port::Message notice() { return {port::Severity::attention, "AAPL is above 200", "", {}}; }

port::Message question() {
  port::Message message = notice();
  message.buttons = {{"yes1", "Approve", port::ButtonStyle::confirm},
                     {"no1", "Deny", port::ButtonStyle::refuse}};
  return message;
}

TEST_CASE("a token or an address that cannot be one is refused without being shown") {
  net::Loop loop(net::testing::simulated());
  testing::LoopClock clock(loop);
  const auto refusal = [&](std::string token, std::string address) {
    Options options;
    options.token = {std::move(token)};
    options.address = std::move(address);
    const auto made = Telegram::create(loop, clock, std::move(options));
    return made ? std::string() : made.error().message;
  };
  CHECK(refusal("123456:AAE", "https://api.telegram.org").empty());
  CHECK(refusal("123456:AAE", "http://127.0.0.1:8081/").empty());
  for (const char* token : {"", "abc", "123456:", ":AAE", "12a:AAE", "1:AA/../x", "1:AA E"}) {
    const std::string words = refusal(token, "https://api.telegram.org");
    CHECK(words.find("@BotFather") != std::string::npos);
    if (*token != '\0') CHECK(words.find(token) == std::string::npos);
  }
  CHECK(refusal("1:A", "http://bot.example").find("https://") != std::string::npos);
  CHECK_FALSE(refusal("1:A", "ftp://x").empty());
}

TEST_CASE("a message is sent, changed, and known by its handle") {
  Desk desk;
  const port::Attempt sent = desk.send(question());
  REQUIRE(sent.outcome == port::Attempt::Outcome::delivered);
  CHECK(sent.handle == "777/17");
  CHECK(testing::whole(desk.bot.last("sendMessage").body, "chat_id", 0) == anna);
  const port::Attempt edited = desk.edit(sent.handle, notice());
  CHECK(edited.outcome == port::Attempt::Outcome::delivered);
  const Json& body = desk.bot.last("editMessageText").body;
  CHECK(testing::whole(body, "message_id", 0) == 17);
  CHECK(body.find("reply_markup") == nullptr);
  CHECK(desk.edit("nonsense", notice()).outcome == port::Attempt::Outcome::never);
}

TEST_CASE("what an attempt comes to, by the server's word") {
  using Outcome = port::Attempt::Outcome;
  Desk desk;
  const auto outcome = [&](int code, std::string_view words) {
    desk.bot.once("editMessageText", code, failure(code, words));
    return desk.edit("777/17", notice()).outcome;
  };
  CHECK(outcome(400, "Bad Request: message is not modified: it is the same") == Outcome::delivered);
  CHECK(outcome(400, "Bad Request: message to edit not found") == Outcome::never);
  CHECK(outcome(400, "Bad Request: message text is empty") == Outcome::never);
  CHECK(outcome(403, "Forbidden: bot was blocked by the user") == Outcome::later);
  CHECK(outcome(401, "Unauthorized") == Outcome::later);
  CHECK(outcome(500, "Internal Server Error") == Outcome::later);
  desk.bot.once("editMessageText", 502, "<html>Bad Gateway</html>");
  CHECK(desk.edit("777/17", notice()).outcome == Outcome::later);
  desk.bot.reachable = false;
  desk.run_for(minutes(2));  // kept connections close
  CHECK(desk.edit("777/17", notice()).outcome == Outcome::later);
}

TEST_CASE("after a 429 nothing is sent before the server's time") {
  Desk desk;
  desk.bot.once("sendMessage", 429,
                failure(429, "Too Many Requests: retry after 120", R"({"retry_after":120})"));
  const port::Attempt first = desk.send(notice());
  CHECK(first.outcome == port::Attempt::Outcome::later);
  CHECK(first.wait == seconds(120));
  const port::Attempt second = desk.send(notice());  // a minute later
  CHECK(second.outcome == port::Attempt::Outcome::later);
  CHECK(second.wait > seconds(50));
  CHECK(desk.bot.count("sendMessage") == 1);
  desk.run_for(minutes(1));
  CHECK(desk.send(notice()).outcome == port::Attempt::Outcome::delivered);
}

TEST_CASE("taps and commands of the person come as events, each once, and are confirmed") {
  Desk desk;
  desk.start();
  desk.bot.taps("yes1");
  desk.bot.writes("/approve 7f3k");
  desk.bot.writes("how is it going?");
  desk.run_for(minutes(5));
  const auto taps = desk.told<port::ButtonTapped>();
  REQUIRE(taps.size() == 1);
  CHECK(taps[0].button == "yes1");
  CHECK(taps[0].message == "777/17");
  CHECK(taps[0].sender.id == "777");
  CHECK(taps[0].event == "telegram:1001");
  const auto commands = desk.told<port::CommandTyped>();
  REQUIRE(commands.size() == 1);
  CHECK(commands[0].verb == port::Verb::approve);
  CHECK(commands[0].code == "7F3K");
  const auto texts = desk.told<port::TextTyped>();
  REQUIRE(texts.size() == 1);
  CHECK(texts[0].text.value == "how is it going?");
  CHECK(desk.bot.unconfirmed() == 0);
  CHECK(desk.state() == ChannelState::working);
}

TEST_CASE("nobody else is heard, and nobody in a group") {
  Desk desk;
  desk.start();
  desk.bot.taps("yes1", 666, 666);
  desk.bot.taps("yes1", 666, anna);
  desk.bot.taps("yes1", anna, 888);
  desk.bot.taps("yes1", anna, anna, "group");
  desk.bot.writes("/kill", 666, 666);
  desk.bot.writes("/kill", anna, -100, "supergroup");
  desk.bot.happens(
      R"({"callback_query":{"id":"q","from":{"id":777,"is_bot":false},"data":"yes1"}})");
  desk.bot.happens(R"({"callback_query":{"id":"q","from":{"id":777,"is_bot":true},"data":"yes1",)"
                   R"("message":{"message_id":1,"chat":{"id":777,"type":"private"}}}})");
  desk.run_for(minutes(2));
  CHECK(desk.told<port::ButtonTapped>().empty());
  CHECK(desk.told<port::CommandTyped>().empty());
  CHECK(desk.bot.unconfirmed() == 0);  // they do not come back either
  CHECK(desk.bot.count("answerCallbackQuery") == 0);
}

TEST_CASE("who may answer can be narrowed to a list") {
  Options options;
  options.users = {888};
  Desk desk(options);
  desk.start();
  desk.bot.taps("yes1", anna, anna);
  desk.bot.taps("yes1", 888, anna);
  desk.run_for(minutes(1));
  REQUIRE(desk.told<port::ButtonTapped>().size() == 1);
  CHECK(desk.told<port::ButtonTapped>()[0].sender.id == "888");
}

TEST_CASE("what the desk has not made safe is told again under the same name") {
  Desk desk;
  desk.takes = false;
  desk.start();
  desk.bot.taps("yes1");
  desk.run_for(seconds(30));
  REQUIRE(desk.told<port::ButtonTapped>().size() >= 2);
  CHECK(desk.told<port::ButtonTapped>()[0].event == desk.told<port::ButtonTapped>()[1].event);
  CHECK(desk.bot.unconfirmed() == 1);
  desk.takes = true;
  desk.run_for(minutes(2));
  const std::size_t told = desk.told<port::ButtonTapped>().size();
  desk.run_for(minutes(5));
  CHECK(desk.told<port::ButtonTapped>().size() == told);
  CHECK(desk.bot.unconfirmed() == 0);
}

TEST_CASE("a tap is acknowledged once: by the desk, or by itself after three seconds") {
  Desk desk;
  desk.start();
  desk.bot.taps("yes1");
  desk.run_for(seconds(1));
  REQUIRE(desk.told<port::ButtonTapped>().size() == 1);
  CHECK(desk.bot.count("answerCallbackQuery") == 0);
  desk.channel->acknowledge(desk.told<port::ButtonTapped>()[0].tap, "Approved.");
  desk.channel->acknowledge(desk.told<port::ButtonTapped>()[0].tap, "Approved.");
  desk.run_for(minutes(1));
  CHECK(desk.bot.count("answerCallbackQuery") == 1);
  CHECK(desk.bot.last("answerCallbackQuery").body.string_or("text", "") == "Approved.");
  desk.bot.once("answerCallbackQuery", 400,
                failure(400, "Bad Request: query is too old and response timeout expired"));
  desk.bot.taps("no1");
  desk.run_for(minutes(1));
  CHECK(desk.bot.count("answerCallbackQuery") == 2);
  CHECK(desk.bot.last("answerCallbackQuery").body.string_or("text", "") == "Received.");
  CHECK(desk.state() == ChannelState::working);
}

TEST_CASE("a second reader is told of, and outlasted") {
  Desk desk;
  const std::string conflict =
      failure(409,
              "Conflict: terminated by other getUpdates request; make sure that only one bot "
              "instance is running");
  for (int i = 0; i < 4; ++i) desk.bot.once("getUpdates", 409, conflict);
  desk.start();
  desk.run_for(seconds(2));
  CHECK(desk.state() == ChannelState::competing);
  CHECK(desk.words().find("Another program") != std::string::npos);
  desk.run_for(minutes(2));
  CHECK(desk.state() == ChannelState::working);
  CHECK(desk.told<port::ChannelChanged>().size() == 3);  // starting, competing, working
}

TEST_CASE("a 429 on reading is waited out to the second") {
  Desk desk;
  desk.bot.once("getUpdates", 429,
                failure(429, "Too Many Requests: retry after 37", R"({"retry_after":37})"));
  desk.start();
  desk.run_for(minutes(1));
  REQUIRE(desk.bot.count("getUpdates") >= 2);
  CHECK(desk.bot.asked[1].at - desk.bot.asked[0].at == seconds(37));
}

TEST_CASE("ten minutes without Telegram, and everything goes on") {
  Desk desk;
  desk.start();
  desk.run_for(minutes(1));
  desk.bot.reachable = false;
  desk.bot.once("getUpdates", 502, "<html>Bad Gateway</html>");
  desk.run_for(minutes(10));
  CHECK(desk.state() == ChannelState::unreachable);
  const std::size_t asked = desk.bot.count("getUpdates");
  desk.bot.reachable = true;
  desk.bot.taps("yes1");
  desk.run_for(minutes(2));
  CHECK(desk.state() == ChannelState::working);
  CHECK(desk.told<port::ButtonTapped>().size() == 1);
  CHECK(desk.bot.count("getUpdates") > asked);
}

TEST_CASE("a revoked token is said plainly and asked about rarely; it stands in no word") {
  Desk desk;
  for (int i = 0; i < 3; ++i)
    desk.bot.once("getUpdates", 401,
                  failure(401, fmt::format("Unauthorized for bot{}", testing::token)));
  desk.bot.once("sendMessage", 400,
                failure(400, fmt::format("Bad Request: /bot{}/sendMessage", testing::token)));
  desk.start();
  desk.run_for(seconds(10));
  CHECK(desk.state() == ChannelState::refused);
  CHECK(desk.words().find("@BotFather") != std::string::npos);
  const port::Attempt sent = desk.send(notice());
  CHECK(sent.words.find("[token]") != std::string::npos);
  CHECK(sent.words.find("secret_part") == std::string::npos);
  for (const port::ChannelChanged& one : desk.told<port::ChannelChanged>())
    CHECK(to_json(one).find("secret_part") == std::string::npos);
}

TEST_CASE("a bot that may not write is refused until it may, though it hears") {
  Desk desk;
  desk.start();
  desk.run_for(minutes(1));
  desk.bot.once("sendMessage", 403, failure(403, "Forbidden: bot was blocked by the user"));
  CHECK(desk.send(notice()).wait == minutes(5));
  desk.run_for(minutes(5));
  CHECK(desk.state() == ChannelState::refused);
  CHECK(desk.words().find("unblock") != std::string::npos);
  CHECK(desk.send(notice()).outcome == port::Attempt::Outcome::delivered);
  desk.run_for(minutes(2));
  CHECK(desk.state() == ChannelState::working);
  CHECK(desk.told<port::ChannelChanged>().size() == 4);
}

TEST_CASE("a server that does not hold the question is not asked without end") {
  Desk desk;
  desk.bot.holds = false;
  desk.start();
  desk.run_for(minutes(1));
  CHECK(desk.bot.count("getUpdates") <= 61);
  CHECK(desk.bot.count("getUpdates") >= 30);
}

TEST_CASE("after a restart, what was not confirmed comes again") {
  Desk desk;
  desk.takes = false;
  desk.start();
  desk.bot.taps("yes1");
  desk.run_for(seconds(5));
  CHECK(desk.told<port::ButtonTapped>().size() == 1);
  desk.channel->stop();
  desk.run_for(minutes(2));
  Options options;
  options.token = {std::string(testing::token)};
  options.address = "http://telegram.test";
  options.chat = anna;
  options.dial = desk.bot.dial();
  desk.channel = std::move(*Telegram::create(desk.loop, desk.clock, std::move(options)));
  desk.takes = true;
  desk.start();
  desk.run_for(minutes(1));
  CHECK(desk.told<port::ButtonTapped>().size() == 2);
  CHECK(desk.told<port::ButtonTapped>()[1].event == desk.told<port::ButtonTapped>()[0].event);
  CHECK(desk.bot.unconfirmed() == 0);
}

TEST_CASE("after stop nothing is told and no reply comes") {
  Desk desk;
  desk.start();
  desk.run_for(seconds(10));
  bool replied = false;
  desk.channel->send("k", notice(), [&](const port::Attempt&) { replied = true; });
  desk.channel->stop();
  desk.bot.taps("yes1");
  const std::size_t told = desk.events.size();
  desk.run_for(minutes(3));
  CHECK(desk.events.size() == told);
  CHECK_FALSE(replied);
}

TEST_CASE("whoever is told may stop the channel at once") {
  Desk desk;
  desk.bot.taps("yes1");
  int told = 0;
  desk.channel->start([&](const port::ChannelEvent& event, const std::function<void()>& taken) {
    told += std::holds_alternative<port::ButtonTapped>(event) ? 1 : 0;
    if (told == 1) desk.channel->stop();
    taken();
  });
  desk.run_for(minutes(3));
  CHECK(told == 1);
}

TEST_CASE("setting up: the bot's name, and who wrote to it") {
  Desk desk;
  desk.bot.once("getMe", 200, R"({"ok":true,"result":{"id":1,"username":"pitwall_bot"}})");
  desk.bot.holds = false;
  desk.bot.writes("/start", 42, 42);
  desk.bot.writes("hello", 42, 42);
  desk.bot.writes("hello", 42, -5, "group");
  std::string name;
  std::vector<Caller> callers;
  desk.channel->who_am_i([&](Result<std::string> found) { name = found.value(); });
  desk.channel->callers([&](Result<std::vector<Caller>> found) { callers = found.value(); });
  desk.run_for(seconds(10));
  CHECK(name == "pitwall_bot");
  REQUIRE(callers.size() == 1);
  CHECK(callers[0].chat == 42);
  desk.bot.once("getMe", 401, failure(401, "Unauthorized"));
  std::string words;
  desk.channel->who_am_i([&](const Result<std::string>& found) { words = found.error().message; });
  desk.run_for(seconds(10));
  CHECK(words.find("token is wrong") != std::string::npos);
}

}  // namespace
}  // namespace pitwall::telegram
