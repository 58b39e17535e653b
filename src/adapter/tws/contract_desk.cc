#include "adapter/tws/contract_desk.h"

#include <algorithm>
#include <charconv>

#include "adapter/tws/broker_time.h"
#include "adapter/tws/request.h"
#include "market/option_quote.h"

namespace pitwall::tws {
namespace {

// Of those that fit, the one that is meant: listed where the instrument is; of futures the next to
// expire.
const answer::ContractData* best(const std::vector<answer::ContractData>& found,
                                 const market::Instrument& instrument, Date today) {
  const answer::ContractData* chosen = nullptr;
  for (const answer::ContractData& data : found) {
    const ibkr::Contract& contract = data.contract;
    if (instrument.asset_class == market::AssetClass::future && !instrument.expiry) {
      const std::optional<Date> expiry = read_day(contract.expiry);
      if (!expiry || *expiry < today) continue;
      if (!chosen || contract.expiry < chosen->contract.expiry) chosen = &data;
      continue;
    }
    const std::string& listed =
        contract.primary_exchange.empty() ? contract.exchange : contract.primary_exchange;
    if (ibkr::listing_of(listed) == instrument.exchange) return &data;
    if (!chosen) chosen = &data;
  }
  return chosen;
}

bool is_stock_like(std::string_view sec_type) { return sec_type == "STK"; }

// "ESZ6", "CLF27": the local symbol of a future.
bool may_be_future(std::string_view text) {
  constexpr std::string_view months = "FGHJKMNQUVXZ";
  std::size_t digits = 0;
  while (digits < text.size() && text[text.size() - 1 - digits] >= '0' &&
         text[text.size() - 1 - digits] <= '9')
    ++digits;
  if (digits == 0 || digits > 2 || text.size() < digits + 2) return false;
  return months.find(text[text.size() - digits - 1]) != months.npos;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || stop != text.data() + text.size() || value <= 0)
    return std::nullopt;
  return value;
}

}  // namespace

ContractDesk::ContractDesk(Core& core, Gateway::Spawn spawn)
    : core_(core), resolving_(spawn), looking_up_(spawn), ruling_(spawn) {}

bool ContractDesk::is_current(const ibkr::Contract& contract) const {
  const std::optional<Date> expiry = read_day(contract.expiry);
  return !expiry || *expiry >= Date::of_utc(core_.clock.now());
}

net::Awaitable<Result<std::vector<answer::ContractData>>> ContractDesk::details(
    ibkr::Contract asked) {
  std::vector<answer::ContractData> found;
  Question question;
  question.key = core_.gateway.next_request();
  question.payload = request::contract_data(question.key, asked, core_.gateway.version());
  question.deadline = seconds(15);
  question.take = [this, &found](std::string_view payload) {
    if (answer::id_of(payload) == static_cast<int>(In::contract_data_end)) return true;
    Result<answer::ContractData> data = answer::contract_data(payload, core_.gateway.version());
    if (data) found.push_back(std::move(*data));
    return false;
  };
  const Result<void> asked_for = co_await core_.gateway.ask(std::move(question));
  if (!asked_for) co_return asked_for.error();
  co_return found;
}

net::Awaitable<Result<ibkr::Contract>> ContractDesk::contract_for(market::InstrumentId instrument) {
  const ibkr::Contract* known = core_.contracts.find(instrument);
  if (known && is_current(*known)) co_return *known;
  const Result<void> ready = core_.gateway.connected() ? Result<void>() : core_.ready();
  if (!ready) co_return ready.error();
  const std::string key = fmt::to_string(instrument.index);
  Result<ibkr::Contract> found = co_await wait_for<ibkr::Contract>(
      core_.loop, [this, key, instrument](port::Reply<ibkr::Contract> reply) {
        resolving_.ask(key, std::move(reply), [this, instrument] { return resolve(instrument); });
      });
  co_return found;
}

net::Awaitable<Result<ibkr::Contract>> ContractDesk::resolve(market::InstrumentId instrument) {
  const market::Instrument& listed = core_.catalogue.at(instrument);
  ibkr::Contract asked = ibkr::contract_of(listed);
  // The primary listing narrows what is found; the broker's name of it may be another.
  if (is_stock_like(asked.sec_type)) asked.primary_exchange.clear();
  asked.tick_size.reset();
  if (listed.asset_class == market::AssetClass::fx) asked.local_symbol.clear();
  Result<std::vector<answer::ContractData>> found = co_await details(asked);
  if (!found) co_return found.error();
  const answer::ContractData* chosen = best(*found, listed, Date::of_utc(core_.clock.now()));
  if (!chosen)
    co_return error(Code::not_found, "{} knows no contract for {}.", ibkr::broker_name,
                    listed.full_name());
  ibkr::Contract contract = chosen->contract;
  if (is_stock_like(contract.sec_type)) contract.exchange = "SMART";
  core_.contracts.bind(instrument, contract);
  co_return contract;
}

net::Awaitable<Result<market::InstrumentId>> ContractDesk::instrument_for(ibkr::Contract contract) {
  if (const std::optional<market::InstrumentId> known = core_.contracts.find(contract.conid))
    co_return *known;
  const Result<market::AssetClass> kind = ibkr::asset_class_of(contract.sec_type, contract.etf);
  if (!kind) co_return kind.error();
  ibkr::Contract by_number;
  by_number.conid = contract.conid;
  Result<std::vector<answer::ContractData>> found = co_await details(by_number);
  if (found && !found->empty()) contract = found->front().contract;
  // What has expired is not found any more, and is taken as the message named it.
  if (is_stock_like(contract.sec_type) && !contract.exchange.empty()) {
    if (contract.primary_exchange.empty()) contract.primary_exchange = contract.exchange;
    contract.exchange = "SMART";
  }
  co_return core_.contracts.take(contract);
}

net::Awaitable<void> ContractDesk::bind_continuous() {
  constexpr std::size_t most = 20;
  std::vector<market::InstrumentId> continuous;
  for (const market::Instrument& instrument : core_.catalogue.all())
    if (instrument.asset_class == market::AssetClass::future && !instrument.expiry &&
        continuous.size() < most)
      continuous.push_back(instrument.id);
  for (const market::InstrumentId instrument : continuous) {
    const Result<ibkr::Contract> bound = co_await contract_for(instrument);
    if (!bound && !core_.gateway.connected()) co_return;
  }
}

void ContractDesk::look_up(std::string text, std::size_t limit,
                           port::Reply<std::vector<market::InstrumentId>> reply) {
  if (const Result<void> ready = core_.ready(); !ready) return reply(ready.error());
  const std::string key = fmt::format("{} {}", limit, text);
  looking_up_.ask(key, std::move(reply), [&] { return find(text, limit); });
}

net::Awaitable<Result<std::vector<answer::SymbolSample>>> ContractDesk::samples(
    std::string pattern) {
  constexpr Duration longest = seconds(20);
  const Duration wait = symbol_searches_.wait(core_.loop.now());
  if (wait > longest)
    co_return error(Code::unavailable, "Too many searches wait already; ask again in {}.",
                    wait.text());
  symbol_searches_.take(core_.loop.now() + wait);
  if (wait > Duration{}) co_await core_.gateway.pause(wait);
  std::vector<answer::SymbolSample> found;
  Question question;
  question.key = core_.gateway.next_request();
  question.payload = request::matching_symbols(question.key, pattern);
  question.take = [this, &found](std::string_view payload) {
    Result<std::vector<answer::SymbolSample>> read =
        answer::symbol_samples(payload, core_.gateway.version());
    if (read) found = std::move(*read);
    return true;
  };
  const Result<void> asked = co_await core_.gateway.ask(std::move(question));
  if (!asked) co_return asked.error();
  co_return found;
}

net::Awaitable<Result<std::vector<market::InstrumentId>>> ContractDesk::find(std::string text,
                                                                             std::size_t limit) {
  const std::size_t colon = text.find(':');
  const std::string symbol = text.substr(0, colon);
  const std::string exchange =
      colon == text.npos ? std::string() : ibkr::listing_of(text.substr(colon + 1));
  std::vector<ibkr::Contract> wanted;
  ibkr::Contract direct;
  if (const std::optional<std::int64_t> conid = whole_number(symbol)) {
    direct.conid = *conid;
    wanted.push_back(direct);
  } else if (const Result<market::Symbol> name = market::Symbol::parse(symbol);
             name && market::option_name(*name)) {
    const market::OptionName option = *market::option_name(*name);
    direct.symbol = option.underlying.text();
    direct.sec_type = "OPT";
    direct.exchange = "SMART";
    direct.expiry = utc_text(option.expiry.midnight_utc()).substr(0, 8);
    direct.strike = option.strike;
    direct.right = option.right == market::OptionRight::call ? "C" : "P";
    wanted.push_back(direct);
  } else {
    if (name && may_be_future(name->view())) {
      direct.local_symbol = name->text();
      direct.sec_type = "FUT";
      direct.exchange = exchange;
      wanted.push_back(direct);
    }
    const Result<std::vector<answer::SymbolSample>> near = co_await samples(symbol);
    if (!near && wanted.empty()) co_return near.error();
    for (const answer::SymbolSample& sample : near ? *near : std::vector<answer::SymbolSample>()) {
      if (!ibkr::asset_class_of(sample.sec_type, false)) continue;
      if (!exchange.empty() && ibkr::listing_of(sample.primary_exchange) != exchange) continue;
      ibkr::Contract contract;
      contract.conid = sample.conid;
      wanted.push_back(contract);
    }
  }
  std::vector<market::InstrumentId> instruments;
  for (const ibkr::Contract& asked : wanted) {
    if (instruments.size() >= limit) break;
    const std::optional<market::InstrumentId> known = core_.contracts.find(asked.conid);
    if (known) {
      instruments.push_back(*known);
      continue;
    }
    Result<std::vector<answer::ContractData>> found = co_await details(asked);
    if (!found || found->empty()) continue;
    ibkr::Contract contract = found->front().contract;
    if (is_stock_like(contract.sec_type)) contract.exchange = "SMART";
    const Result<market::InstrumentId> taken = core_.contracts.take(contract);
    if (taken && std::ranges::find(instruments, *taken) == instruments.end())
      instruments.push_back(*taken);
  }
  if (instruments.empty())
    co_return error(Code::not_found, "{} knows nothing like \"{}\" that the desk has a place for.",
                    ibkr::broker_name, text);
  co_return instruments;
}

}  // namespace pitwall::tws
