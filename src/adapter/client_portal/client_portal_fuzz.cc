// Whatever the gateway may write, of every kind of answer and frame: nothing of it may crash, and
// what is read must be able to be true. The first byte says which kind.
#include "adapter/client_portal/answer.h"
#include "adapter/client_portal/contract_replies.h"
#include "adapter/client_portal/depth.h"
#include "adapter/client_portal/figures.h"
#include "adapter/client_portal/history_steps.h"
#include "adapter/client_portal/order_replies.h"
#include "adapter/client_portal/report_replies.h"
#include "adapter/client_portal/rules_and_scans.h"
#include "adapter/client_portal/session_replies.h"
#include "adapter/client_portal/snapshot.h"
#include "adapter/client_portal/stream.h"
#include "base/check.h"

using namespace pitwall;
using namespace pitwall::client_portal;

namespace {

constexpr Time now{1'795'187'000'000'000'000};

void read_contracts(const Json& body) {
  for (const SearchRow& row : search_rows_of(body)) PITWALL_CHECK(row.conid > 0, "no contract");
  for (const StockListing& one : stock_listings_of(body)) PITWALL_CHECK(one.conid > 0, "none");
  for (const FutureMonth& one : future_months_of(body)) PITWALL_CHECK(one.conid > 0, "none");
  for (const ibkr::Contract& one : secdef_contracts_of(body))
    static_cast<void>(ibkr::instrument_of(one));
  for (const ibkr::Contract& one : option_infos_of(body))
    static_cast<void>(ibkr::instrument_of(one));
  if (const auto info = contract_info_of(body)) static_cast<void>(ibkr::instrument_of(*info));
  static_cast<void>(pair_conid_of(body, "EUR.USD"));
  static_cast<void>(strikes_of(body));
}

void read_market(const Json& body, std::string_view text) {
  Snapshot snapshot;
  merge(snapshot, body, now);
  for (const Json& row : body.items()) merge(snapshot, row, now);
  JsonReader reader;
  Snapshot by_rows;  // as a snapshot's answer is read
  static_cast<void>(reader.read_rows(text, [&](JsonRow row) { merge(by_rows, row, now); }));
  const auto quote = quote_of(snapshot, {}, now, "X");
  if (quote) PITWALL_CHECK(quote->time <= now, "a quote of a time to come");
  if (quote) static_cast<void>(quote->mark());
  if (const auto history = history_of(body))
    for (const market::Bar& bar : history->bars)
      PITWALL_CHECK(market::validate(bar).ok(), "a candle that cannot be true");
  DepthRows rows;
  merge_depth(rows, body);
  static_cast<void>(book_of(rows, 10));
}

void read_orders(const Json& body) {
  OrderRow row;
  for (const Json& one : order_rows_in(body)) {
    merge(row, one);
    static_cast<void>(live_order_of(row, {}));
  }
  static_cast<void>(order_reply_of(body));
  static_cast<void>(preview_of(body));
}

void read_reports(const Json& body) {
  static_cast<void>(balances_of(body));
  static_cast<void>(ledger_of(body));
  for (const PositionRow& row : positions_of(body))
    static_cast<void>(cost_of(row, row.multiplier.value_or(Ratio::from_integer(1))));
  for (const TradeRow& row : trades_of(body))
    PITWALL_CHECK(row.quantity.sign() > 0, "an execution of nothing");
  static_cast<void>(profits_of(body));
  static_cast<void>(performance_of(body, "DU1", "7D"));
  static_cast<void>(watchlist_heads_of(body));
  static_cast<void>(watchlist_symbols_of(body));
  static_cast<void>(alerts_of(body));
  static_cast<void>(alert_condition_of(body));
  static_cast<void>(trading_rules_of(body));
  static_cast<void>(hours_of(body));
  static_cast<void>(scanner_catalogue_of(body));
  static_cast<void>(scan_of(body, 50));
}

void read_session(const Json& body) {
  static_cast<void>(auth_status_of(body));
  static_cast<void>(session_accounts_of(body));
  static_cast<void>(portfolio_accounts_of(body));
  static_cast<void>(session_key_of(body));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  constexpr int statuses[] = {200, 302, 400, 401, 404, 429, 500, 503};
  net::Response response = net::Response::text(statuses[data[0] / 8 % 8], text);
  const Meaning meaning = meaning_of(response);
  static_cast<void>(price_of(text));
  static_cast<void>(quantity_of(text));
  static_cast<void>(without_markup(text));
  const Result<Frame> frame = frame_of(text);
  const Json* body = frame ? &frame->body : meaning.body ? &*meaning.body : nullptr;
  if (body == nullptr) return 0;
  switch (data[0] % 8) {
    case 0:
      read_contracts(*body);
      break;
    case 1:
      read_market(*body, text);
      break;
    case 2:
      read_orders(*body);
      break;
    case 3:
      read_reports(*body);
      break;
    default:
      read_session(*body);
  }
  return 0;
}
