// Completion: symbols, documents and moments as they are typed.
#include "serve/mcp/desk_offer.h"

namespace pitwall::serve {
namespace {

constexpr std::size_t max_values = 100;  // by the protocol

bool begins_with(std::string_view text, std::string_view begun) {
  if (text.size() < begun.size()) return false;
  return std::equal(begun.begin(), begun.end(), text.begin(), [](char a, char b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; };
    return lower(a) == lower(b);
  });
}

void tell_values(Exchange& exchange, std::vector<std::string> values) {
  const std::size_t total = values.size();
  if (values.size() > max_values) values.resize(max_values);
  std::string members;
  JsonWriter writer(members);
  members = R"("completion":)";
  writer.begin_object().key("values").begin_array();
  for (const std::string& value : values) writer.string(value);
  writer.end_array();
  if (total <= max_values) writer.key("total").integer(static_cast<std::int64_t>(total));
  writer.key("hasMore").boolean(total > max_values);
  writer.end_object();
  exchange.finish({.members = std::move(members)});
}

}  // namespace

std::vector<std::string> DeskOffer::complete_values(std::string_view argument,
                                                    std::string_view begun) const {
  std::vector<std::string> values;
  if (argument == "symbol" || argument == "focus") {
    for (const market::Instrument* instrument :
         context_.market.catalogue().search(begun, max_values + 1))
      values.push_back(instrument->full_name());
  } else if (argument == "decision") {
    const std::vector<desk::DecisionEntry>& all = context_.desk.state().notebook.decisions;
    for (auto entry = all.rbegin(); entry != all.rend(); ++entry)
      if (std::string number = std::to_string(entry->number); begins_with(number, begun))
        values.push_back(std::move(number));
  } else if (argument == "name") {
    for (const Document& document : documents_)
      if (begins_with(document.name, begun)) values.emplace_back(document.name);
  } else if (argument == "time") {
    for (const std::string_view moment :
         {"last night at 11 pm", "the open", "the close", "yesterday's high"})
      if (begins_with(moment, begun)) values.emplace_back(moment);
  }
  return values;
}

void DeskOffer::complete(std::shared_ptr<Exchange> exchange) {
  const Json& params = exchange->message.params;
  const Json* reference = params.find("ref");
  const Json* argument = params.find("argument");
  if (!reference || !argument || !argument->find("name") || !argument->find("value"))
    return exchange->finish(
        {.error = RpcError{RpcCode::invalid_params,
                           "Completion needs ref and argument with its name and value."}});
  const std::string name(argument->string_or("name", ""));
  const std::string begun(argument->string_or("value", "").substr(0, 80));
  const bool of_instruments = name == "symbol" || name == "focus";
  std::vector<std::string> values = complete_values(name, begun);
  // What the catalogue does not know the market may; not for the first letter of everything.
  if (!values.empty() || !of_instruments || begun.size() < 2)
    return tell_values(*exchange, std::move(values));
  context_.market.look_up(begun, max_values,
                          [this, exchange](const Result<std::vector<market::InstrumentId>>& found) {
                            std::vector<std::string> names;
                            if (found)
                              for (const market::InstrumentId id : *found)
                                names.push_back(context_.market.catalogue().at(id).full_name());
                            tell_values(*exchange, std::move(names));
                          });
}

}  // namespace pitwall::serve
