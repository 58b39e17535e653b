// The codec at several server versions: frames cut anywhere come out the same, and every reader
// comes to an end whatever the bytes. The first byte says where frames are cut.
#include <cstring>

#include "adapter/tws/answer.h"
#include "adapter/tws/broker_time.h"
#include "adapter/tws/frame.h"
#include "adapter/tws/notice.h"
#include "adapter/tws/scanner_xml.h"
#include "adapter/tws/tick.h"
#include "base/check.h"

using namespace pitwall;
using namespace pitwall::tws;

namespace {

constexpr std::size_t frame_limit = 4096;

std::vector<std::string> payloads(std::string_view bytes, std::size_t step) {
  FrameSplitter frames(frame_limit);
  std::vector<std::string> all;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    const std::string_view piece = bytes.substr(at, step);
    const std::span<char> room = frames.room();
    PITWALL_CHECK(room.size() >= piece.size(), "no room for {} bytes", piece.size());
    std::memcpy(room.data(), piece.data(), piece.size());
    frames.filled(piece.size());
    for (;;) {
      const Result<std::optional<std::string_view>> payload = frames.next();
      if (!payload) {
        all.emplace_back("failed");
        return all;
      }
      if (!*payload) break;
      PITWALL_CHECK((*payload)->size() <= frame_limit, "a payload over its limit");
      all.emplace_back(**payload);
    }
  }
  return all;
}

void read_versioned(std::string_view payload, int version) {
  (void)answer::request_of(payload, version);
  (void)answer::contract_data(payload, version);
  (void)answer::symbol_samples(payload, version);
  (void)answer::historical_bars(payload, version);
  (void)answer::open_order(payload, version);
  (void)answer::completed_order(payload, version);
  if (const auto message = answer::error_message(payload, version)) {
    (void)notice_of(*message);
    (void)error_of(*message);
  }
}

void read_plain(std::string_view payload) {
  (void)answer::handshake(payload);
  (void)answer::managed_accounts(payload);
  (void)answer::next_valid_id(payload);
  (void)answer::current_time(payload);
  (void)answer::summary_line(payload);
  (void)answer::position(payload);
  (void)answer::profit(payload);
  (void)answer::option_parameters(payload);
  (void)answer::market_rule(payload);
  (void)answer::historical_ticks(payload);
  (void)answer::depth_change(payload);
  (void)answer::order_status(payload);
  if (const auto execution = answer::execution(payload))
    (void)read_time(execution->time, Zone::utc());
  (void)answer::commission(payload);
  (void)answer::scan_lines(payload);
  if (const auto xml = answer::scanner_parameters(payload)) (void)read_scanner_catalogue(*xml);
  (void)answer::news_providers(payload);
  (void)answer::headline(payload);
  (void)answer::article(payload);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t step = data[0] % 16 + std::size_t{1};
  const std::vector<std::string> whole = payloads(bytes, std::max<std::size_t>(bytes.size(), 1));
  PITWALL_CHECK(whole == payloads(bytes, step), "cut every {} bytes it is another message", step);
  LineState line;
  for (const std::string& payload : whole) {
    for (const int version : {157, 178, 193, 200}) read_versioned(payload, version);
    read_plain(payload);
    if (const std::optional<TickMessage> tick = read_tick(payload)) {
      (void)apply(*tick, Time::from_unix_seconds(1'776'178'800), line);
      (void)apply_option_figures(payload, line);
    }
  }
  return 0;
}
