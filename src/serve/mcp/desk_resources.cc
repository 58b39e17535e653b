// The desk's figures as resources. Each is what a tool answers, so it carries its origin; a host
// can pin one and is told when it changes.
#include "serve/mcp/desk_offer.h"
#include "serve/mcp/paging.h"
#include "tool/instrument.h"

namespace pitwall::serve {
namespace {

constexpr std::string_view quote_prefix = "pitwall://quote/";
constexpr std::string_view position_prefix = "pitwall://position/";
constexpr std::string_view chart_prefix = "pitwall://chart/";
constexpr std::string_view decision_prefix = "pitwall://decision/";
constexpr std::string_view document_prefix = "pitwall://document/";
// A document of the memory, or one from a fragment on: pitwall://memory/chatgpt:6f1c#12.
constexpr std::string_view memory_prefix = "pitwall://memory/";
constexpr std::string_view decisions_uri = "pitwall://decisions";
constexpr std::string_view portfolio_uri = "pitwall://portfolio";
constexpr std::string_view status_uri = "pitwall://status";

struct Listed {
  std::string uri{};
  std::string name;
  std::string title;
  std::string description;
  std::string_view mime = "application/json";
  double priority = 0.5;
};

std::string listed(const Listed& resource, std::string_view uri_key = "uri") {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object();
  writer.key(uri_key).string(resource.uri).key("name").string(resource.name);
  writer.key("title").string(resource.title).key("description").string(resource.description);
  writer.key("mimeType").string(resource.mime);
  writer.key("annotations").begin_object();
  writer.key("audience").begin_array().string("user").string("assistant").end_array();
  writer.key("priority").number(resource.priority);
  writer.end_object().end_object();
  return out;
}

std::string text_contents(std::string_view uri, std::string_view mime, std::string_view text,
                          std::string_view more = {}) {
  std::string out = R"("contents":[{"uri":)";
  append_json_string(out, uri);
  out.append(R"(,"mimeType":")").append(mime).append(R"(","text":)");
  append_json_string(out, text);
  return out.append(more).append("}]");
}

}  // namespace

Result<Page> DeskOffer::resources(std::string_view cursor) {
  std::vector<std::string> items;
  items.push_back(listed({.uri = std::string(status_uri),
                          .name = "status",
                          .title = "State of the desk",
                          .description = "Connections, accounts and what the desk runs on.",
                          .priority = 1}));
  items.push_back(listed({.uri = std::string(portfolio_uri),
                          .name = "portfolio",
                          .title = "Portfolio",
                          .description = "Positions with their values and profits.",
                          .priority = 1}));
  items.push_back(listed({.uri = std::string(decisions_uri),
                          .name = "decisions",
                          .title = "Decisions",
                          .description = "The latest ones, with their reasons."}));
  for (const Document& document : documents_)
    items.push_back(listed({.uri = std::string(document_prefix).append(document.name),
                            .name = std::string(document.name),
                            .title = std::string(document.title),
                            .description = "Of the user guide.",
                            .mime = "text/markdown",
                            .priority = 0.2}));
  std::vector<std::string> quotes;
  for (const market::Instrument& instrument : context_.market.catalogue().all())
    quotes.push_back(listed({.uri = std::string(quote_prefix).append(instrument.full_name()),
                             .name = instrument.full_name(),
                             .title = instrument.name,
                             .description = "Its quote, as it changes."}));
  items.insert(items.end(), quotes.begin(), quotes.end());
  return page_of(items, cursor);
}

Result<Page> DeskOffer::templates(std::string_view cursor) {
  const auto one = [](std::string_view prefix, std::string_view placeholder, Listed listing) {
    listing.uri = fmt::format("{}{{{}}}", prefix, placeholder);
    return listed(listing, "uriTemplate");
  };
  return page_of({one(chart_prefix, "chart",
                      {.name = "chart",
                       .title = "Chart",
                       .description = "What is drawn and selected on a chart, by its handle."}),
                  one(decision_prefix, "decision",
                      {.name = "decision",
                       .title = "Decision",
                       .description = "Why it was taken, and what became of it, by its number."}),
                  one(document_prefix, "name",
                      {.name = "document",
                       .title = "User guide",
                       .description = "A page of the user guide.",
                       .mime = "text/markdown"}),
                  one(memory_prefix, "document",
                      {.name = "memory",
                       .title = "The memory",
                       .description = "A chat, video or note as it was imported, by its id; from a "
                                      "fragment on with # and its place. Text from outside."}),
                  one(position_prefix, "symbol",
                      {.name = "position",
                       .title = "Position",
                       .description = "One position: value, profit, risk."}),
                  one(quote_prefix, "symbol",
                      {.name = "quote",
                       .title = "Quote",
                       .description = "Bid, ask, last and change of one instrument."})},
                 cursor);
}

Result<DeskOffer::Reading> DeskOffer::reading_of(std::string_view uri) const {
  const auto instrument = [&](std::string_view prefix) -> Result<const market::Instrument*> {
    const std::string_view name = uri.substr(prefix.size());
    const market::Catalogue& catalogue = context_.market.catalogue();
    for (const market::Instrument& known : catalogue.all())
      if (known.full_name() == name) return &known;
    const Result<market::Symbol> symbol = market::Symbol::parse(name);
    const market::Instrument* found = symbol ? catalogue.find(*symbol) : nullptr;
    if (!found) return error(Code::not_found, "There is no instrument {}.", name.substr(0, 40));
    return found;
  };
  Reading reading;
  JsonWriter writer(reading.arguments);
  writer.begin_object();
  if (uri == status_uri || uri == portfolio_uri) {
    reading.tool = uri == status_uri ? "desk_status" : "get_portfolio";
    reading.account = true;
  } else if (uri == decisions_uri) {
    reading.tool = "list_decisions";
    reading.account = true;
    writer.key("figures").boolean(false);
  } else if (uri.starts_with(decision_prefix)) {
    PITWALL_TRY(const std::int64_t number,
                detail::read_integer(uri.substr(decision_prefix.size())));
    reading.tool = "get_decision";
    reading.account = true;
    writer.key("decision").integer(number);
  } else if (uri.starts_with(memory_prefix)) {
    const std::string_view name = uri.substr(memory_prefix.size());
    const std::size_t mark = name.rfind('#');
    reading.tool = "read_document";
    writer.key("document").string(name.substr(0, mark));
    if (mark != name.npos) {
      PITWALL_TRY(const std::int64_t place, detail::read_integer(name.substr(mark + 1)));
      writer.key("from").integer(place);
    }
  } else if (uri.starts_with(quote_prefix)) {
    PITWALL_TRY(const market::Instrument* found, instrument(quote_prefix));
    reading.tool = "get_quotes";
    reading.instrument = found->id;
    writer.key("symbols").begin_array().string(found->full_name()).end_array();
  } else if (uri.starts_with(position_prefix)) {
    PITWALL_TRY(const market::Instrument* found, instrument(position_prefix));
    reading.tool = "analyze_position";
    reading.instrument = found->id;
    reading.account = true;
    writer.key("symbol").string(found->full_name());
  } else if (uri.starts_with(chart_prefix)) {
    reading.tool = "get_chart";
    reading.account = true;
    writer.key("chart").string(uri.substr(chart_prefix.size()));
  } else {
    return error(Code::not_found, "There is no such resource.");
  }
  writer.end_object();
  if (!registry_.find(reading.tool)) return error(Code::not_found, "There is no such resource.");
  return reading;
}

// What is a page and no figure. False where `uri` is none.
bool DeskOffer::read_page(std::string_view uri, Exchange& exchange) const {
  for (const View& view : views_) {
    if (view.uri != uri) continue;
    // It needs nothing from the network, and asks for nothing.
    exchange.finish({.members = text_contents(uri, "text/html;profile=mcp-app", view.html,
                                              R"(,"_meta":{"ui":{"prefersBorder":false}})")});
    return true;
  }
  if (!uri.starts_with(document_prefix)) return false;
  for (const Document& document : documents_) {
    if (document.name != uri.substr(document_prefix.size())) continue;
    exchange.finish({.members = text_contents(uri, "text/markdown", document.markdown)});
    return true;
  }
  return false;
}

void DeskOffer::read_resource(std::string_view uri, std::shared_ptr<Exchange> exchange) {
  if (read_page(uri, *exchange)) return;
  std::string_view symbol;
  for (const std::string_view prefix : {quote_prefix, position_prefix})
    if (uri.starts_with(prefix)) symbol = uri.substr(prefix.size());
  if (symbol.empty()) return read_figures(uri, exchange);
  // An instrument that nobody has asked about yet is known from here on.
  tool::resolve_instrument(context_, std::string(symbol))
      .start([this, uri = std::string(uri), exchange](const Result<const market::Instrument*>&) {
        read_figures(uri, exchange);
      });
}

void DeskOffer::read_figures(std::string_view uri, const std::shared_ptr<Exchange>& exchange) {
  const Result<Reading> reading = reading_of(uri);
  if (!reading) return exchange->finish({.error = resource_not_found(*exchange, uri)});
  const Result<Json> arguments = parse_json(reading->arguments);
  const Result<const tool::Tool*> tool = registry_.find(reading->tool);
  (*tool)->call(
      *arguments, context_, exchange,
      [exchange, uri = std::string(uri)](Result<tool::Answer> answer) {
        if (!answer && answer.error().code == Code::not_found)
          return exchange->finish({.error = resource_not_found(*exchange, uri)});
        if (!answer)
          return exchange->finish(
              {.error = RpcError{RpcCode::internal_error, answer.error().message}});
        exchange->finish({.members = text_contents(uri, "application/json", answer->structured)});
      });
}

bool DeskOffer::watch(std::string_view uri) {
  const Result<Reading> reading = reading_of(uri);
  // What was imported stays as it is.
  if (!reading || uri.starts_with(memory_prefix)) return false;
  if (reading->instrument) {
    const std::size_t index = reading->instrument->index;
    if (watched_by_instrument_.size() <= index) watched_by_instrument_.resize(index + 1);
    watched_by_instrument_[index].push_back(
        {std::string(uri), port::Following(context_.market, *reading->instrument)});
  }
  if (reading->account) watched_by_account_.emplace_back(uri);
  return true;
}

void DeskOffer::unwatch(std::string_view uri) {
  for (std::vector<Watched>& all : watched_by_instrument_)
    std::erase_if(all, [uri](const Watched& watched) { return watched.uri == uri; });
  std::erase(watched_by_account_, uri);
}

void DeskOffer::on_tick(market::InstrumentId instrument) {
  if (instrument.index >= watched_by_instrument_.size()) return;
  for (const Watched& watched : watched_by_instrument_[instrument.index]) tell_changed(watched.uri);
}

void DeskOffer::on_event(const desk::Event&) {
  for (const std::string& uri : watched_by_account_) tell_changed(uri);
  approval_page_.look();
}

}  // namespace pitwall::serve
