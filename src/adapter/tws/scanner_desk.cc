#include "adapter/tws/scanner_desk.h"

#include <algorithm>

#include "adapter/tws/request.h"
#include "adapter/tws/scanner_xml.h"

namespace pitwall::tws {
namespace {

// Codes and values of filters go into one text, which they must not end.
bool is_plain(std::string_view text) {
  return !text.empty() && text.find_first_of(";=\n") == text.npos;
}

}  // namespace

ScannerDesk::ScannerDesk(Core& core, ContractDesk& contracts, Gateway::Spawn spawn)
    : core_(core), contracts_(contracts), fetching_(spawn), scanning_(spawn) {}

void ScannerDesk::catalogue(port::Reply<port::ScannerCatalogue> reply) {
  if (catalogue_ && core_.loop.now() - fetched_ < remembered) return reply(*catalogue_);
  if (const Result<void> ready = core_.ready(); !ready) return reply(ready.error());
  fetching_.ask("all", std::move(reply), [this] { return fetch(); });
}

net::Awaitable<Result<port::ScannerCatalogue>> ScannerDesk::fetch() {
  Result<port::ScannerCatalogue> read =
      error(Code::no_data, "The broker sent no scanner parameters.");
  Question question;
  question.key = unnumbered::scanner_parameters;
  question.payload = request::scanner_parameters();
  question.deadline = seconds(30);
  question.take = [&read](std::string_view payload) {
    const Result<std::string> xml = answer::scanner_parameters(payload);
    if (xml) {
      read = read_scanner_catalogue(*xml);
    } else {
      read = xml.error();
    }
    return true;
  };
  const Result<void> asked = co_await core_.gateway.ask(std::move(question));
  if (!asked) co_return asked.error();
  if (!read) co_return read.error();
  read->origin = core_.origin_now();
  catalogue_ = *read;
  fetched_ = core_.loop.now();
  co_return *read;
}

void ScannerDesk::scan(const port::ScanQuery& query, port::Reply<port::Scan> reply) {
  if (const Result<void> ready = core_.ready(); !ready) return reply(ready.error());
  std::string key =
      fmt::format("{} {} {} {}", query.code, query.instrument, query.location, query.limit);
  for (const port::ScanFilter& filter : query.filters) {
    if (!is_plain(filter.code) || !is_plain(filter.value))
      return reply(error(Code::invalid_argument, "\"{}\" with \"{}\" is no filter of the scanner.",
                         filter.code.substr(0, 40), filter.value.substr(0, 40)));
    key += fmt::format(" {}={}", filter.code, filter.value);
  }
  scanning_.ask(key, std::move(reply), [&] { return run(query); });
}

net::Awaitable<port::ScanRow> ScannerDesk::row_of(answer::ScanLine line) {
  port::ScanRow row;
  row.symbol = line.contract.symbol;
  row.exchange = line.contract.primary_exchange;
  row.kind = line.contract.sec_type;
  for (const std::string* value : {&line.distance, &line.benchmark, &line.projection})
    if (row.value.empty()) row.value = *value;
  // The line does not say where an instrument is listed; its own data does.
  const Result<market::InstrumentId> known = co_await contracts_.instrument_for(line.contract);
  if (known) {
    const market::Instrument& listed = core_.catalogue.at(*known);
    row.symbol = listed.full_name();
    row.name = listed.name;
    row.exchange = listed.exchange;
  }
  co_return row;
}

net::Awaitable<Result<port::Scan>> ScannerDesk::run(port::ScanQuery query) {
  if (open_ >= most_open)
    co_return error(Code::unavailable, "{} scans are under way, which is what the broker allows.",
                    most_open);
  const std::size_t rows = std::min(query.limit, port::ScanQuery::max_rows);
  std::vector<request::ScanFilter> filters;
  for (const port::ScanFilter& filter : query.filters)
    filters.push_back({filter.code, filter.value});
  std::vector<answer::ScanLine> lines;
  Question question;
  question.key = core_.gateway.next_request();
  const std::string cancel = request::cancel_scanner(question.key);
  question.payload = request::scanner(question.key, static_cast<std::int64_t>(rows),
                                      query.instrument, query.location, query.code, filters);
  question.deadline = seconds(30);
  question.cancel = cancel;
  question.take = [&lines](std::string_view payload) {
    if (auto read = answer::scan_lines(payload)) lines = std::move(*read);
    return true;
  };
  ++open_;
  const Result<void> asked = co_await core_.gateway.ask(std::move(question));
  --open_;
  if (!asked) co_return asked.error();
  core_.gateway.send(Urgency::question, cancel);
  std::ranges::sort(lines, {}, &answer::ScanLine::rank);
  if (lines.size() > rows) lines.resize(rows);
  port::Scan scan;
  for (const answer::ScanLine& line : lines) {
    port::ScanRow row = co_await row_of(line);
    scan.rows.push_back(std::move(row));
  }
  scan.origin = core_.origin_now();
  co_return scan;
}

}  // namespace pitwall::tws
