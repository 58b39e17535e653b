#include "emulator/tws/research_desk.h"

#include <algorithm>
#include <set>

namespace pitwall::emulator::tws {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    if (letter == '&')
      out += "&amp;";
    else if (letter == '<')
      out += "&lt;";
    else if (letter == '>')
      out += "&gt;";
    else
      out += letter;
  }
  return out;
}

std::optional<Result<port::News>> news_of(Session& session,
                                          std::optional<market::InstrumentId> instrument,
                                          std::size_t limit) {
  port::NewsQuery query;
  query.instrument = instrument;
  query.limit = limit;
  return at_once<port::News>([&](auto reply) { session.brokerage().market().news(query, reply); });
}

bool among(std::string_view providers, std::string_view provider) {
  while (!providers.empty()) {
    const std::string_view one = providers.substr(0, providers.find('+'));
    if (one == provider) return true;
    providers.remove_prefix(std::min(providers.size(), one.size() + 1));
  }
  return false;
}

}  // namespace

std::string scanner_xml(const port::ScannerCatalogue& catalogue) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ScanParameterResponse>\n"
      "<InstrumentList varName=\"instrumentList\">\n";
  const auto add = [&out]<class... Parts>(fmt::format_string<Parts...> format, Parts&&... parts) {
    fmt::format_to(std::back_inserter(out), format, std::forward<Parts>(parts)...);
  };
  std::string kinds;
  for (const port::ScanName& kind : catalogue.instruments) {
    add("<Instrument><name>{}</name><type>{}</type></Instrument>\n", escaped(kind.name),
        escaped(kind.code));
    kinds += (kinds.empty() ? "" : ",") + escaped(kind.code);
  }
  out += "</InstrumentList>\n<LocationTree varName=\"locationTree\">\n";
  for (const port::ScanName& place : catalogue.locations)
    add("<Location><displayName>{}</displayName><locationCode>{}</locationCode>"
        "<instruments>{}</instruments></Location>\n",
        escaped(place.name), escaped(place.code), kinds);
  out += "</LocationTree>\n<ScanTypeList varName=\"scanTypeList\">\n";
  for (const port::ScanName& code : catalogue.codes)
    add("<ScanType><displayName>{}</displayName><scanCode>{}</scanCode>"
        "<instruments>{}</instruments></ScanType>\n",
        escaped(code.name), escaped(code.code), kinds);
  out += "</ScanTypeList>\n<FilterList varName=\"filterList\">\n";
  for (const port::ScanName& filter : catalogue.filters)
    add("<SimpleFilter><id>{0}</id><AbstractField type=\"scanner.filter.DoubleField\">"
        "<code>{0}</code><displayName>{1}</displayName></AbstractField></SimpleFilter>\n",
        escaped(filter.code), escaped(filter.name));
  return out + "</FilterList>\n</ScanParameterResponse>\n";
}

bool ResearchDesk::take(const Request& request) {
  switch (request.ask) {
    case Ask::scanner_parameters:
      tell_parameters();
      return true;
    case Ask::scanner:
      ask_scan(std::get<Scanner>(request.body));
      return true;
    case Ask::cancel_scanner: {
      const std::int64_t id = std::get<Number>(request.body).id;
      if (scans_.erase(id) == 0)
        session_.error(id, 165, "Historical Market Data Service query message:No such scanner");
      return true;
    }
    case Ask::news_providers:
      tell_providers();
      return true;
    case Ask::news_history:
      tell_headlines(std::get<News>(request.body));
      return true;
    case Ask::news_article:
      tell_article(std::get<News>(request.body));
      return true;
    default:
      return false;
  }
}

// ---- Scanner

void ResearchDesk::tell_parameters() {
  const auto catalogue = at_once<port::ScannerCatalogue>(
      [&](auto reply) { session_.brokerage().market().scanner_catalogue(reply); });
  if (!catalogue || !*catalogue)
    return session_.error(-1, 321, "Error validating request. There is no scanner here.");
  session_.answer(Message(session_.version(), 19).all(1, scanner_xml(**catalogue)));
}

void ResearchDesk::ask_scan(const Scanner& asked) {
  if (scans_.size() >= max_scans && !scans_.contains(asked.id))
    return session_.error(asked.id, 162,
                          "Historical Market Data Service error message:API scanner subscription "
                          "limit is reached");
  if (!tell_scan(asked)) return;
  scans_[asked.id] = asked;
  wait();
}

bool ResearchDesk::tell_scan(const Scanner& asked) {
  port::ScanQuery query;
  query.code = asked.code;
  query.instrument = asked.instrument;
  query.location = asked.location;
  for (const NamedField& filter : asked.filters)
    query.filters.push_back({filter.name, filter.value});
  const auto most = static_cast<std::int64_t>(port::ScanQuery::max_rows);
  query.limit = static_cast<std::size_t>(asked.rows < 1 ? most : std::min(asked.rows, most));
  const auto scan =
      at_once<port::Scan>([&](auto reply) { session_.brokerage().market().scan(query, reply); });
  if (!scan || !*scan) {
    session_.error(asked.id, 162,
                   "Historical Market Data Service error message:" +
                       (scan ? scan->error().message : std::string("no answer")));
    return false;
  }
  Message out(session_.version(), 20);
  std::vector<std::pair<const port::ScanRow*, market::InstrumentId>> rows;
  for (const port::ScanRow& row : (**scan).rows) {
    const Result<const market::Instrument*> found =
        session_.brokerage().catalogue().find(row.symbol);
    if (found) rows.emplace_back(&row, (*found)->id);
  }
  out.all(3, asked.id, rows.size());
  int rank = 0;
  for (const auto& [row, instrument] : rows) {
    const ibkr::Contract& c = session_.brokerage().contract(instrument);
    out.all(rank++, c.conid, c.symbol, c.sec_type, c.expiry, c.strike.value_or(Price()), c.right,
            c.exchange, c.currency, c.local_symbol, c.trading_class, c.trading_class, row->value,
            "", "", "");
  }
  session_.answer(std::move(out));
  return true;
}

void ResearchDesk::wait() {
  if (timer_.pending()) return;
  timer_ = session_.loop().after(scan_every, [this] {
    if (session_.connected_upstream())
      for (const auto& [id, asked] : scans_) tell_scan(asked);
    if (!scans_.empty()) wait();
  });
}

// ---- News

void ResearchDesk::tell_providers() {
  std::set<std::string> providers;
  const auto news = news_of(session_, std::nullopt, port::NewsQuery::max_headlines);
  if (news && *news)
    for (const port::Headline& headline : (**news).headlines) providers.insert(headline.provider);
  Message out(session_.version(), 85);
  out.add(providers.size());
  for (const std::string& provider : providers) out.all(provider, provider);
  session_.answer(std::move(out));
}

void ResearchDesk::tell_headlines(const News& asked) {
  const std::optional<market::InstrumentId> instrument =
      session_.brokerage().instrument(asked.conid);
  if (!instrument) return session_.error(asked.id, 321, "Error validating request. Unknown conId");
  const auto limit = static_cast<std::size_t>(std::clamp<std::int64_t>(
      asked.count, 1, static_cast<std::int64_t>(port::NewsQuery::max_headlines)));
  const auto news = news_of(session_, *instrument, limit);
  if (news && *news) {
    for (const port::Headline& headline : (**news).headlines) {
      if (!among(asked.provider, headline.provider)) continue;
      std::string when = time_text(headline.time, Zone::utc()).substr(0, 17) + ".0";
      when.insert(4, "-").insert(7, "-");
      session_.answer(
          Message(session_.version(), 86)
              .all(asked.id, when, headline.provider, headline.id, headline.text.value));
    }
  }
  session_.answer(Message(session_.version(), 87).all(asked.id, 0));
}

void ResearchDesk::tell_article(const News& asked) {
  const auto article = at_once<port::Article>([&](auto reply) {
    session_.brokerage().market().article(asked.provider, asked.article, reply);
  });
  if (!article || !*article)
    return session_.error(asked.id, 10172, "Failed to request news article:No data available");
  session_.answer(Message(session_.version(), 83).all(asked.id, 0, (**article).text.value));
}

}  // namespace pitwall::emulator::tws
