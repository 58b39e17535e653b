#include "knowledge/import/chats.h"
#include "base/sha256.h"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "knowledge/import/json_records.h"
#include "knowledge/import/limits.h"
#include "knowledge/import/test_import.h"

namespace pitwall::knowledge {
namespace {

std::string message(std::string_view id, std::string_view role, std::string_view text,
                    std::string_view more = "") {
  return fmt::format(
      R"("message":{{"id":"{}-m","author":{{"role":"{}"}},"create_time":1784164540.5,)"
      R"("content":{{"content_type":"text","parts":["{}"]}},"weight":1.0{}}})",
      id, role, text, more);
}

std::string node(std::string_view id, std::string_view parent, std::string_view message) {
  return fmt::format(R"("{}":{{"id":"{}","parent":{},{}}})", id, id,
                     parent.empty() ? "null" : fmt::format("\"{}\"", parent), message);
}

// A question, two answers of which the first was regenerated, and what a person does not see.
std::string chatgpt(std::string_view id) {
  const std::string system = node("system", "root", message("system", "system", "Be brief"));
  const std::string question = node("question", "system", message("question", "user", "Почему?"));
  const std::string first = node("first", "question", message("first", "assistant", "Old answer"));
  const std::string hidden =
      node("hidden", "question",
           message("hidden", "user", "unseen",
                   R"(,"metadata":{"is_visually_hidden_from_conversation":true})"));
  const std::string idle = node("idle", "hidden",
                                R"("message":{"id":"idle","author":{"role":"assistant"},)"
                                R"("content":{"parts":["no"]},"weight":0})");
  const std::string aside =
      node("aside", "idle", message("aside", "assistant", "Looking", R"(,"channel":"commentary")"));
  const std::string thoughts =
      node("thoughts", "aside",
           R"("message":{"author":{"role":"assistant"},"content":{"content_type":"thoughts",)"
           R"("thoughts":[{"summary":"Gap","content":"A gap up"}]}})");
  const std::string call = node(
      "call", "thoughts", message("call", "assistant", "search CL", R"(,"recipient":"browser")"));
  const std::string answer =
      node("answer", "call",
           message("answer", "assistant",
                   R"(Because.\ue200cite\ue202turn0\ue201","",{"asset_pointer":"x"},"Truly)"));
  return fmt::format(
      R"({{"id":"{}","title":"Гэп","create_time":1784164500.25,"update_time":1784169740,)"
      R"("mapping":{{"root":{{"id":"root","parent":null,"message":null}},)"
      R"({},{},{},{},{},{},{},{},{}}},)"
      R"("current_node":"answer"}})",
      id, system, question, first, hidden, idle, aside, thoughts, call, answer);
}

TEST_CASE("ChatGPT: the branch that is seen in order, then what was edited away") {
  const auto imported = import_text(fmt::format("[{}]", chatgpt("4f1c")));
  REQUIRE(imported.ok());
  CHECK(imported->talk() ==
        "person: Почему?\nreasoning: Looking\nreasoning: Gap\nA gap up\ntool: search CL\n"
        "assistant: Because.\nTruly\n[assistant: Old answer]\n");
  const Document& document = imported->documents.at(0);
  CHECK(document.id == "chatgpt:4f1c");
  CHECK(document.title.value == "Гэп");
  CHECK(document.address == "https://chatgpt.com/c/4f1c");
  CHECK(document.created == Time::parse("2026-07-16T01:15:00.250Z").value());
  CHECK(document.parts[0].id == "question-m");
  CHECK(document.parts[0].time == Time::parse("2026-07-16T01:15:40.500Z").value());
  CHECK(document.parts[2].id == "thoughts");
  CHECK(imported->report.format == FileFormat::chatgpt);
}

TEST_CASE("ChatGPT: a tree that is a circle ends, and one without a current node has a last leaf") {
  const auto circle =
      import_text(R"([{"id":"a","current_node":"x","mapping":{"x":{"parent":"y",)"
                  R"("message":{"id":"1","author":{"role":"user"},"content":{"parts":["one"]}}},)"
                  R"("y":{"parent":"x","message":null}}}])");
  REQUIRE(circle.ok());
  CHECK(circle->talk() == "person: one\n");
  const auto leaf = import_text(
      R"([{"id":"a","mapping":{"r":{"parent":null,"children":["x"],)"
      R"("message":{"id":"0","author":{"role":"user"},"content":{"parts":["zero"]}}},)"
      R"("x":{"parent":"r","children":[],)"
      R"("message":{"id":"1","author":{"role":"assistant"},"content":{"parts":["one"]}}}}}])");
  REQUIRE(leaf.ok());
  CHECK(leaf->talk() == "person: zero\nassistant: one\n");
}

TEST_CASE("a list of conversations: each by itself, the damaged ones told by their number") {
  const auto imported =
      import_text(fmt::format("\xEF\xBB\xBF [{},\n {{\"mapping\":{{}}}}, 5, {{\"id\":\"u\"}},\n"
                              "{{\"id\":\"b\",\"mapping\":nul}},{}]\n",
                              chatgpt("a"), chatgpt("c")));
  REQUIRE(imported.ok());
  CHECK(imported->report.documents == 2);
  CHECK(imported->report.passed_over == 1);
  REQUIRE(imported->report.flaws.kept().size() == 2);
  CHECK(imported->report.flaws.kept()[0] == Flaw{2, "it has no id"});
  CHECK(imported->report.flaws.kept()[1].place == 4);
  CHECK(imported->report.flaws.kept()[1].what.ends_with("(it begins on line 3 of the file)"));
}

TEST_CASE("a list that is cut off gives what was whole, and says where it ends") {
  const auto imported =
      import_text(fmt::format("[{},\n{}", chatgpt("a"), chatgpt("b").substr(0, 300)));
  REQUIRE(imported.ok());
  CHECK(imported->report.documents == 1);
  CHECK(imported->report.flaws.count() == 2);
  CHECK(imported->report.flaws.kept()[1].what == "The file ends on line 2, before its list does.");
  CHECK(import_text("[{\"id\":").error().message.starts_with("Nothing could be read. Number 1: "));
  CHECK(import_text("[]").error().code == Code::unsupported);
}

TEST_CASE("half an emoji in an export is no reason to lose the conversation") {
  const auto imported = import_text(R"([{"uuid":"a","chat_messages":[{"uuid":"m","sender":"human",)"
                                    R"("text":"cut \ud83d, whole \ud83d\ude00 \\ud83d"}]}])");
  REQUIRE(imported.ok());
  CHECK(imported->talk() == "person: cut \uFFFD, whole 😀 \\ud83d\n");
}

TEST_CASE("Claude: content blocks, attachments, and never the notice in their place") {
  const auto imported = import_text(R"([{"uuid":"c1","name":"Хедж","created_at":
      "2026-03-09T13:00:00.123456Z","updated_at":"2026-03-09T14:00:00+00:00","chat_messages":[
      {"uuid":"m1","text":"ignored","sender":"human","created_at":"2026-03-09T13:00:01Z",
       "content":[{"type":"text","text":"Как хеджировать?"}],
       "attachments":[{"file_name":"plan.txt","extracted_content":"Buy puts"},{"file_name":"b"}]},
      {"uuid":"m2","sender":"assistant","created_at":"2026-03-09T13:00:05Z",
       "text":"```\nThis block is not supported on your current device yet.\n```",
       "content":[{"type":"thinking","thinking":"Options","start_timestamp":"2026-03-09T13:00:02Z"},
        {"type":"tool_use","name":"search","input":{"query":"CL puts","n":5}},
        {"type":"tool_result","content":[{"type":"text","text":"found"}]},
        {"type":"token_budget"},{"type":"text","text":"With puts."}]},
      {"uuid":"m3","sender":"assistant","content":null,
       "text":"```\nThis block is not supported on your current device yet.\n```"},
      {"uuid":"m4","sender":"human","content":null,"text":"Thanks"}]}])");
  REQUIRE(imported.ok());
  CHECK(imported->talk() ==
        "person: Как хеджировать?\nattachment: plan.txt\n\nBuy puts\nreasoning: Options\n"
        "tool: search\nCL puts\ntool: found\nassistant: With puts.\nperson: Thanks\n");
  CHECK(imported->ids().at(1) == "claude:c1 m1/2");
  CHECK(imported->ids().at(5) == "claude:c1 m2/4");
  CHECK(imported->documents[0].parts[2].time == Time::parse("2026-03-09T13:00:02Z").value());
  CHECK(imported->documents[0].created == Time::parse("2026-03-09T13:00:00.123456Z").value());
}

TEST_CASE("an id is letters, digits and signs, whatever the export calls it") {
  const auto imported = import_text(R"([
      {"uuid":"6f1c-A_b.2","chat_messages":[{"uuid":"m","sender":"human","text":"one"}]},
      {"uuid":"ignore all that was said","chat_messages":[{"uuid":"m","sender":"human","text":"2"}]},
      {"uuid":"ёж","chat_messages":[{"uuid":"m","sender":"human","text":"3"}]}])");
  REQUIRE(imported.ok());
  REQUIRE(imported->documents.size() == 3);
  CHECK(imported->documents[0].id == "claude:6f1c-A_b.2");
  CHECK(imported->documents[1].id == "claude:" + sha256("claude:ignore all that was said").text());
  CHECK(imported->documents[2].id == "claude:" + sha256("claude:ёж").text());
}

TEST_CASE("Claude: what was given to all chats of a project") {
  const auto imported = import_text(R"([{"uuid":"p1","name":"Crude oil","description":"Spreads",
      "is_private":true,"prompt_template":"Think in R.","created_at":"2026-03-09T13:00:00Z",
      "updated_at":"2026-03-10T13:00:00Z","creator":{"uuid":"u","full_name":"someone"},
      "docs":[{"uuid":"d1","filename":"plan.md","content":"Sell the rallies.",
               "created_at":"2026-03-09T13:05:00Z"},
              {"uuid":"d2","filename":"empty.md","content":""}]},
      {"uuid":"p2","name":"Nothing yet","prompt_template":"","docs":[]},
      {"name":"No id","prompt_template":"","docs":[]}])");
  REQUIRE(imported.ok());
  CHECK(imported->talk() ==
        "person: Spreads\nperson: Think in R.\nattachment: plan.md\n\nSell the rallies.\n");
  REQUIRE(imported->documents.size() == 1);
  CHECK(imported->documents[0].id == "claude:project:p1");
  CHECK(imported->documents[0].channel.value == "Crude oil");
  CHECK(imported->documents[0].parts[2].time == Time::parse("2026-03-09T13:05:00Z").value());
  CHECK(imported->report.passed_over == 1);
  CHECK(imported->report.flaws.count() == 1);
}

TEST_CASE("Claude: what was asked again leaves the older branch inactive") {
  const auto said = [](std::string_view id, std::string_view parent, std::string_view text) {
    return fmt::format(R"({{"uuid":"{}","parent_message_uuid":"{}","sender":"human","text":"{}"}})",
                       id, parent, text);
  };
  const auto imported = import_text(
      fmt::format(R"([{{"uuid":"c","chat_messages":[{},{},{},{},{}]}}])", said("1", "0", "root"),
                  said("2", "1", "old"), said("3", "2", "old reply"), said("4", "1", "new"),
                  said("5", "4", "new reply")));
  REQUIRE(imported.ok());
  CHECK(imported->talk() ==
        "person: root\n[person: old]\n[person: old reply]\nperson: new\nperson: new reply\n");
}

TEST_CASE("Claude Code: lines of a session, one of them cut off") {
  const auto imported = import_text(
      R"({"type":"summary","summary":"s","leafUuid":"x"}
{"type":"user","sessionId":"s1","uuid":"u1","cwd":"/desk","timestamp":"2026-03-09T13:00:00.000Z","message":{"role":"user","content":"Fix the stop\nplease"}}
{"type":"user","sessionId":"s1","uuid":"u0","isMeta":true,"message":{"content":"caveat"}}
{"type":"assistant","sessionId":"s1","uuid":"u2","timestamp":"2026-03-09T13:00:09.000Z","message":{"content":[{"type":"thinking","thinking":"Hm"},{"type":"text","text":"Done"},{"type":"tool_use","name":"Read","input":{"file_path":"a.cc"}}]}}
{"type":"user","sessionId":"s1","uuid":"u3","message":{"content":[{"type":"tool_result","content":"int main"}]}}
{"type":"user","sessionId":"s1","uuid":"u4","isSidechain":true,"message":{"content":"Find it"}}
{"type":"assistant","sessionId":"s1","uuid":"u5","message":{"content":"cut o
{"type":"user","sessionId":"s2","uuid":"u6","message":{"content":"Other"}})");
  REQUIRE(imported.ok());
  CHECK(imported->talk() ==
        "person: Fix the stop\nplease\nreasoning: Hm\nassistant: Done\ntool: Read\na.cc\n"
        "tool: int main\ntool: Find it\nperson: Other\n");
  const Document& session = imported->documents.at(0);
  CHECK(session.id == "claude_code:s1");
  CHECK(session.title.value == "Fix the stop");
  CHECK(session.channel.value == "/desk");
  CHECK(session.updated == Time::parse("2026-03-09T13:00:09Z").value());
  REQUIRE(imported->report.flaws.kept().size() == 1);
  CHECK(imported->report.flaws.kept()[0].place == 7);
}

TEST_CASE("Gemini: questions with their answers, in any language; other activity is passed over") {
  const auto imported = import_text(R"([
      {"header":"Gemini Apps","title":"Prompted Why did oil fall?","time":"2026-07-26T06:07:57.773Z",
       "safeHtmlItem":[{"html":"<p>Supply &amp; demand.</p>"},{"html":"<p>Again.</p>"}]},
      {"header":"Gemini Apps","title":"Запрос: почему?","time":"2026-07-26T06:07:57.100Z",
       "safeHtmlItem":[{"html":"<p>Потому.</p>"}]},
      {"header":"Gemini Apps","title":"Gave feedback","time":"2026-07-26T06:00:00.000Z",
       "safeHtmlItem":[{"html":"x"}]},
      {"header":"YouTube","title":"Watched a film","time":"2026-07-26T06:00:00.000Z"},
      {"header":"Gemini Apps","title":"Prompted alone","time":"2026-07-26T05:00:00.000Z"}])");
  REQUIRE(imported.ok());
  CHECK(imported->talk() ==
        "person: Why did oil fall?\nassistant: Supply & demand.\n\nAgain.\n"
        "person: Запрос: почему?\nassistant: Потому.\nperson: alone\n");
  CHECK(imported->report.passed_over == 2);
  CHECK(imported->report.format == FileFormat::gemini);
  CHECK(imported->documents[0].id.starts_with("gemini:1785046077-"));
  CHECK(imported->documents[0].id != imported->documents[1].id);
}

TEST_CASE("Gemini's page says the same, under the same ids") {
  const auto page = import_text(
      "<html><body><div class=\"mdl-grid\"><div class=\"outer-cell mdl-cell\"><div>"
      "<p class=\"mdl-typography--title\">Gemini Apps<br></p></div>"
      "<div class=\"content-cell mdl-cell mdl-typography--body-1\">Prompted&nbsp;Why?<br>"
      "really<br>Jul 26, 2026, 6:07:57&#8239;AM UTC<br><p>So &amp; so.</p></div>"
      "<div class=\"content-cell mdl-typography--caption\"><b>Products:</b></div></div>"
      "<div class=\"outer-cell mdl-cell\"><div class=\"content-cell mdl-typography--body-1\">"
      "Спросил<br>26 июл. 2026 г., 06:07:57 MSK<br><p>Да.</p></div></div></div></body></html>");
  REQUIRE(page.ok());
  CHECK(page->talk() ==
        "person: Why?\nreally\nassistant: So & so.\nperson: Спросил\nassistant: Да.\n");
  CHECK(page->documents[0].created == Time::parse("2026-07-26T06:07:57Z").value());
  CHECK_FALSE(page->documents[1].created);
  const auto json = import_text(R"([{"header":"Gemini Apps","title":"Prompted Why?\nreally",)"
                                R"("time":"2026-07-26T06:07:57.773Z"}])");
  REQUIRE(json.ok());
  CHECK(page->documents[0].id == json->documents[0].id);
}

TEST_CASE("AI Studio: thoughts are reasoning, and more said later keeps the id") {
  const std::string begun =
      R"({"runSettings":{},"chunkedPrompt":{"chunks":[
      {"role":"user","text":"Plan?","createTime":"2026-03-09T13:00:00Z"},
      {"role":"model","isThought":true,"parts":[{"text":"Hm, "},{"text":"yes"}]})";
  const auto shorter = import_text(begun + "]}}");
  const auto longer = import_text(begun + R"(,{"role":"model","text":"Buy puts"}]}})");
  REQUIRE(longer.ok());
  CHECK(longer->talk() == "person: Plan?\nreasoning: Hm, yes\nassistant: Buy puts\n");
  CHECK(longer->documents[0].title.value == "Plan?");
  CHECK(longer->documents[0].id == shorter->documents[0].id);
}

TEST_CASE("Copilot: newest first is turned around, and quoted fields may hold lines") {
  const auto imported = import_text(
      "\xEF\xBB\xBF"
      "Conversation,Time,Author,Message\r\n"
      "Oil,2026-03-09T13:05:00,AI,\"Because, \"\"so\"\"\nsecond line\"\r\n"
      "Oil,2026-03-09T13:05:00,Human,And?\r\n\r\nOil,2026\r\n"
      "Gas,2026-03-09T13:01:00,Human,Gas?\r\n"
      "Oil,2026-03-09T13:00:00,AI,First\r\nOil,2026-03-09T13:00:00,Human,Why?\r\n");
  REQUIRE(imported.ok());
  CHECK(imported->talk() ==
        "person: Gas?\nperson: Why?\nassistant: First\nperson: And?\n"
        "assistant: Because, \"so\"\nsecond line\n");
  CHECK(imported->documents[1].created == Time::parse("2026-03-09T13:00:00Z").value());
  CHECK(imported->report.flaws.kept() ==
        std::vector<Flaw>{{6, "a row of 2 fields, where 4 belong"}});
  CHECK(import_text("Conversation,Time,Author,Message\na,b,c,\"open").error().message ==
        "Line 2: the field in quotes does not end.");
}

TEST_CASE("the same export again gives the same ids") {
  const std::string file = fmt::format("[{},{}]", chatgpt("a"), chatgpt("b"));
  CHECK(import_text(file)->ids() == import_text(file)->ids());
}

TEST_CASE("messages of one id, or of none, are told apart") {
  const auto imported = import_text(
      R"([{"uuid":"c","chat_messages":[{"uuid":"m","text":"a"},{"text":"b"},{"uuid":"m",)"
      R"("text":"c"},)"
      R"({"text":"d"}]}])");
  REQUIRE(imported.ok());
  CHECK(imported->ids() ==
        std::vector<std::string>{"claude:c m", "claude:c part", "claude:c m~2", "claude:c part~2"});
}

TEST_CASE("hidden text in chats is gone, and counted") {
  const auto imported =
      import_text(R"([{"uuid":"a","name":"t\u202e","chat_messages":[{"uuid":"m","sender":"human",)"
                  R"("text":"buy\u200b \udb40\udc73\udb40\udc65now"}]}])");
  REQUIRE(imported.ok());
  CHECK(imported->talk() == "person: buy now\n");
  CHECK(imported->documents[0].title.value == "t");
  CHECK(imported->report.removed.tags == 2);
  CHECK(imported->report.removed.total() == 4);
}

TEST_CASE("a conversation beyond the limit is left out, and the next one is read") {
  const std::string huge =
      fmt::format(R"({{"id":"big","mapping":"{}"}})", std::string(max_record, 'x'));
  ByteSource source(bytes_of(fmt::format("[{},{{\"id\":1}}]", huge), 64 * 1024));
  JsonRecords records(source);
  std::string record;
  REQUIRE(records.next(record).value());
  CHECK(records.too_long());
  CHECK(record.size() == max_record);
  REQUIRE(records.next(record).value());
  CHECK_FALSE(records.too_long());
  CHECK(record == "{\"id\":1}");
  CHECK_FALSE(records.next(record).value());
}

TEST_CASE("JSON without end is refused: too deep, too many values, more behind it") {
  const auto message = [](std::string text) {
    JsonTree tree;
    return tree.read(text).error().message;
  };
  CHECK(message(std::string(101, '[') + std::string(101, ']'))
            .starts_with("this is no valid JSON: it is nested too deeply"));
  std::string many = "[0";
  for (std::size_t i = 0; i < JsonTree::max_values; ++i) many += ",0";
  CHECK(message(many + "]").starts_with("this is no valid JSON: it holds more than a million"));
  CHECK(message("{}\n{}") == "this is no valid JSON: its structure is broken, on line 2");
  CHECK(message("{\"a\":\n\"\xFF\"}") == "this is no valid JSON: it is not UTF-8, on line 2");
}

// The exports that others made, where they are at hand.
Result<Imported> shared(const std::string& name) {
  std::ifstream file("../shared/data/" + name);
  if (!file) return error(Code::not_found, "not here");
  std::ostringstream text;
  text << file.rdbuf();
  return import_text(text.str());
}

TEST_CASE("exports that others made read as a person would") {
  const auto chat = shared("exports/chatgpt__native-conversation-v1.json");
  if (!chat && chat.error().code == Code::not_found) {
    MESSAGE("skipped: ../shared/data/exports is not here");
    return;
  }
  REQUIRE(chat.ok());
  CHECK(chat->talk() ==
        "person: Analyze the attached fixture and create an artifact.\n"
        "reasoning: Privacy-safe reasoning trace.\ntool: {\"query\":\"fixture evidence\"}\n"
        "tool: Privacy-safe tool result.\nreasoning: Privacy-safe reasoning summary.\n"
        "assistant: Final answer. [Download artifact](sandbox:/mnt/data/fixture-result.zip)\n"
        "[assistant: Superseded answer.]\n");
  const auto captured = shared("exports/chatgpt__native-browser-capture-v1.json");
  REQUIRE(captured.ok());
  CHECK(captured->ids() == chat->ids());
  for (const std::string_view name :
       {"chatgpt__representatives__sample-00", "chatgpt__representatives__sample-01",
        "claude-ai__representatives__sample-00", "claude-ai__representatives__sample-01",
        "origin-capability__aistudio-drive"}) {
    CAPTURE(name);
    const auto sample = shared(fmt::format("exports/{}.json", name));
    REQUIRE(sample.ok());
    CHECK(sample->report.documents == 1);
    CHECK(sample->report.flaws.count() == 0);
  }
}

TEST_CASE("subtitles that others made: what is broken says where") {
  const auto whole = shared("subtitles/webvtt-py-youtube_dl.vtt");
  if (!whole && whole.error().code == Code::not_found) {
    MESSAGE("skipped: ../shared/data/subtitles is not here");
    return;
  }
  REQUIRE(whole.ok());
  CHECK(whole->talk() == "speaker: yeah what this will happen is I'm telling\n");
  struct Broken {
    std::string_view name;
    std::uint64_t line;
  };
  for (const Broken& broken :
       {Broken{"invalid.vtt", 1}, Broken{"invalid_timeframe.vtt", 6},
        Broken{"invalid_timeframe.sbv", 7}, Broken{"missing_caption_text.srt", 6},
        Broken{"missing_timeframe.srt", 5}, Broken{"missing_timeframe.vtt", 6},
        Broken{"invalid_timeframe_in_cue_text.vtt", 6}}) {
    CAPTURE(broken.name);
    const auto read = shared(fmt::format("subtitles/webvtt-py-{}", broken.name));
    REQUIRE(read.ok());
    REQUIRE(read->report.flaws.count() == 1);
    CHECK(read->report.flaws.kept()[0].place == broken.line);
    CHECK(read->talk().starts_with("speaker: Caption text #1"));
  }
  CHECK(shared("subtitles/webvtt-py-empty.vtt").error().message == "The file is empty.");
  CHECK(shared("subtitles/yta-youtube_request_blocked.innertube.json.static").error().code ==
        Code::unavailable);
}

}  // namespace
}  // namespace pitwall::knowledge
