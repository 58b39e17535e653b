#include "tool/instrument.h"

namespace pitwall::tool {

Task<Result<const market::Instrument*>> resolve_instrument(Context& context, std::string text) {
  const market::Catalogue& catalogue = context.market.catalogue();
  const Result<const market::Instrument*> known = catalogue.find(text);
  if (known || known.error().code != Code::not_found) co_return known;
  constexpr std::size_t enough = 5;
  using Found = std::vector<market::InstrumentId>;
  const auto begin = [&](port::Reply<Found> reply) {
    context.market.look_up(text, enough, std::move(reply));
  };
  const Result<Found> found = co_await ask<Found>(begin);
  const Result<const market::Instrument*> now = catalogue.find(text);
  if (now || now.error().code != Code::not_found) co_return now;
  if (!found && found.error().code == Code::not_found) co_return known;
  if (!found)
    co_return error(found.error().code,
                    "\"{}\" is not known here, and it could not be looked up: {}",
                    text.substr(0, 40), found.error().message);
  if (found->empty()) co_return known;
  co_return error(Code::not_found, "There is no instrument \"{}\"; did you mean {}?",
                  text.substr(0, 40), catalogue.at(found->front()).full_name());
}

}  // namespace pitwall::tool
