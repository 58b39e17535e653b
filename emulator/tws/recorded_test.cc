// Every frame that real clients were recorded to send is understood, field by field.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "base/json.h"
#include "emulator/tws/requests.h"

using namespace pitwall;
using namespace pitwall::emulator::tws;

namespace {

const std::filesystem::path recordings = "../shared/data/tws_client_frames";

std::string bytes_of(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return bytes;
}

struct Frame {
  int id = 0;
  std::string encoding;
  std::string payload;
  std::vector<std::string> fields;
};

struct Recording {
  std::string file;
  int version = 0;
  std::vector<Frame> frames;
};

std::vector<std::string> recorded_files() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(recordings))
    if (entry.path().extension() == ".jsonl") files.push_back(entry.path().string());
  std::ranges::sort(files);
  return files;
}

Recording read_recording(const std::string& file) {
  Recording recording{.file = file, .version = 0, .frames = {}};
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    const Result<Json> json = parse_json(line);
    REQUIRE(json.ok());
    if (const Json* version = json->find("server_version")) {
      recording.version = std::stoi(version->text());
      continue;
    }
    Frame frame;
    frame.id = std::stoi(json->find("msg_id")->text());
    frame.encoding = json->find("enc")->text();
    frame.payload = bytes_of(json->find("hex")->text());
    if (const Json* fields = json->find("fields"))
      for (const Json& field : fields->items()) frame.fields.push_back(field.text());
    recording.frames.push_back(frame);
  }
  return recording;
}

std::string shown(const std::vector<NamedField>& fields) {
  std::string text;
  for (const NamedField& field : fields) text += fmt::format("{}={} ", field.name, field.value);
  return text;
}

std::string value(const Request& request, std::string_view name) {
  for (const NamedField& field : request.fields)
    if (field.name == name) return field.value;
  return "";
}

}  // namespace

TEST_CASE("every recorded frame is read whole, each field under a name") {
  if (!std::filesystem::exists(recordings)) {
    MESSAGE("skipped: there are no recordings at " << recordings.string());
    return;
  }
  std::size_t frames = 0;
  for (const std::string& file : recorded_files()) {
    const Recording recording = read_recording(file);
    for (const Frame& frame : recording.frames) {
      const Result<Request> request = decode(frame.payload, recording.version);
      CAPTURE(file);
      CAPTURE(frame.id);
      REQUIRE_MESSAGE(request.ok(), request.error().message);
      CAPTURE(shown(request->fields));
      CHECK(static_cast<int>(request->ask) == frame.id);
      CHECK(request->unknown_fields.empty());
      ++frames;
      if (frame.fields.empty()) continue;
      REQUIRE(request->fields.size() + 1 == frame.fields.size());
      for (std::size_t i = 0; i < request->fields.size(); ++i) {
        CHECK(request->fields[i].value == frame.fields[i + 1]);
        CHECK_FALSE(request->fields[i].name.empty());
      }
    }
  }
  CHECK(frames >= 5 * 64);
}

namespace {

// The orders of one recording, by their ids.
std::map<std::string, Request> orders_of(const Recording& recording) {
  std::map<std::string, Request> orders;
  for (const Frame& frame : recording.frames) {
    if (frame.id != static_cast<int>(Ask::place_order)) continue;
    Result<Request> request = decode(frame.payload, recording.version);
    REQUIRE(request.ok());
    orders.emplace(value(*request, "orderId"), std::move(*request));
  }
  return orders;
}

// As a number where it is one: "5.0" is 5.
std::string plain(std::string_view text) {
  if (FieldReader::is_unset(text)) return "";
  const Result<Price> number = Price::parse(text);
  return number ? number->text() : std::string(text);
}

}  // namespace

TEST_CASE("what the recorded orders say is found under its name, at every version") {
  if (!std::filesystem::exists(recordings)) return;
  for (const std::string& file : recorded_files()) {
    CAPTURE(file);
    const std::map<std::string, Request> orders = orders_of(read_recording(file));
    REQUIRE(orders.size() == 10);
    const auto order = [&](const char* id) -> const PlaceOrder& {
      return std::get<PlaceOrder>(orders.at(id).body);
    };
    using namespace pitwall::literals;
    CHECK(order("101").contract.symbol == "AAPL");
    CHECK(order("101").contract.currency == "USD");
    CHECK(order("101").limit_price == 150.25_px);
    CHECK(order("101").aux_price == std::nullopt);
    CHECK(order("101").quantity == 10_qty);
    CHECK(order("101").account == "DU9000001");
    CHECK(order("101").transmit);
    CHECK(order("102").type == "MKT");
    CHECK(order("103").type == "STP LMT");
    CHECK(order("103").aux_price == 150_px);
    CHECK(order("104").trailing_percent == 2.5_px);
    CHECK(order("105").what_if);
    CHECK(order("106").reference == "br1");
    CHECK_FALSE(order("106").transmit);
    CHECK(order("107").parent_id == 106);
    CHECK(order("108").oca_group == "g1");
    CHECK(order("108").oca_type == 1);
    REQUIRE(order("109").legs.size() == 2);
    CHECK(order("109").legs[1].conid == 222);
    CHECK(order("109").legs[1].action == "SELL");
    CHECK(order("110").algorithm == "Adaptive");
    CHECK(value(orders.at("110"), "algoParam.value") == "Normal");
  }
}

TEST_CASE("protobuf orders say what the same orders said as text") {
  if (!std::filesystem::exists(recordings)) return;
  const std::filesystem::path base = recordings / "official_ibapi_10.46.1_sv";
  const auto text = orders_of(read_recording(base.string() + "200.jsonl"));
  const auto proto = orders_of(read_recording(base.string() + "203.jsonl"));
  REQUIRE(text.size() == proto.size());
  for (const auto& [id, request] : proto) {
    for (const NamedField& field : request.fields) {
      // These two the text layout does not have.
      if (field.name == "clientId" || field.name == "permId") continue;
      if (field.name.starts_with("leg.")) continue;  // repeated: compared as legs above
      CAPTURE(id);
      CAPTURE(field.name);
      const std::string as_text = plain(value(text.at(id), field.name));
      const std::string as_proto = plain(field.value);
      // A zero is written by the one where the other leaves the field empty.
      CHECK((as_text == as_proto || (as_text.empty() && as_proto == "0")));
    }
  }
}
