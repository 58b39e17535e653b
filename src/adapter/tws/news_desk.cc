#include "adapter/tws/news_desk.h"

#include <algorithm>
#include <charconv>

#include "adapter/tws/broker_time.h"
#include "adapter/tws/request.h"

namespace pitwall::tws {
namespace {

// "2026-04-13 15:27:04.0", or seconds or milliseconds of Unix time; UTC.
Result<Time> headline_time(std::string_view text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, number);
  constexpr std::int64_t first_milliseconds = 100'000'000'000;
  constexpr std::int64_t latest = std::numeric_limits<std::int64_t>::max() / 1'000'000;
  if (failure == std::errc() && stop == end && number > 0 && number < latest) {
    if (number < first_milliseconds) return Time::from_unix_seconds(number);
    return Time{number * 1'000'000};
  }
  PITWALL_TRY(const LocalTime local, LocalTime::parse(text));
  return Zone::utc().instant(local);
}

}  // namespace

std::string_view headline_text(std::string_view text) {
  if (!text.starts_with('{')) return text;
  const std::size_t close = text.find('}');
  if (close == text.npos) return text;
  text.remove_prefix(close + 1);
  if (text.starts_with('!')) text.remove_prefix(1);
  return text;
}

NewsDesk::NewsDesk(Core& core, ContractDesk& contracts, Gateway::Spawn spawn)
    : core_(core), contracts_(contracts), providing_(spawn), reading_(spawn), fetching_(spawn) {}

void NewsDesk::news(const port::NewsQuery& query, port::Reply<port::News> reply) {
  if (const Result<void> ready = core_.ready(); !ready) return reply(ready.error());
  if (!query.instrument)
    return reply(
        error(Code::unsupported, "TWS and IB Gateway have news of single instruments: name one."));
  const std::string key = fmt::format("{} {}", query.instrument->index, query.limit);
  reading_.ask(key, std::move(reply), [&] { return headlines(query); });
}

// The codes of all that this login may read, joined as a request takes them.
net::Awaitable<Result<std::string>> NewsDesk::providers() {
  std::string codes;
  Question question;
  question.key = unnumbered::news_providers;
  question.payload = request::news_providers();
  question.take = [&codes](std::string_view payload) {
    const auto all = answer::news_providers(payload);
    if (!all) return true;
    for (const auto& [code, name] : *all) {
      if (!codes.empty()) codes += '+';
      codes += code;
    }
    return true;
  };
  const Result<void> asked = co_await core_.gateway.ask(std::move(question));
  if (!asked) co_return asked.error();
  if (codes.empty())
    co_return error(Code::permission_denied,
                    "This login has no provider of news for the API: subscribe to one in the "
                    "broker's account settings.");
  co_return codes;
}

net::Awaitable<Result<port::News>> NewsDesk::headlines(port::NewsQuery query) {
  const Result<ibkr::Contract> contract = co_await contracts_.contract_for(*query.instrument);
  if (!contract) co_return contract.error();
  const Result<std::string> codes =
      co_await wait_for<std::string>(core_.loop, [this](port::Reply<std::string> reply) {
        providing_.ask("all", std::move(reply), [this] { return providers(); });
      });
  if (!codes) co_return codes.error();
  const std::size_t limit = std::min(query.limit, port::NewsQuery::max_headlines);
  port::News news;
  Question question;
  question.key = core_.gateway.next_request();
  question.payload = request::historical_news(question.key, contract->conid, *codes,
                                              static_cast<std::int64_t>(limit));
  question.deadline = seconds(20);
  question.take = [&news](std::string_view payload) {
    if (answer::id_of(payload) == static_cast<int>(In::historical_news_end)) return true;
    const Result<answer::Headline> told = answer::headline(payload);
    if (!told) return false;
    const Result<Time> time = headline_time(told->time);
    if (!time) return false;
    port::Headline one;
    one.time = *time;
    one.provider = told->provider;
    one.id = told->id;
    one.text.value = headline_text(told->text);
    news.headlines.push_back(std::move(one));
    return false;
  };
  const Result<void> asked = co_await core_.gateway.ask(std::move(question));
  if (!asked) co_return asked.error();
  if (news.headlines.empty())
    co_return error(Code::no_data, "{} has no news of {}.", ibkr::broker_name,
                    core_.catalogue.at(*query.instrument).full_name());
  std::ranges::sort(news.headlines, std::ranges::greater{},
                    [](const port::Headline& one) { return std::tie(one.time, one.id); });
  if (news.headlines.size() > limit) news.headlines.resize(limit);
  news.origin = core_.origin_now();
  co_return news;
}

void NewsDesk::article(const std::string& provider, const std::string& id,
                       port::Reply<port::Article> reply) {
  if (const Result<void> ready = core_.ready(); !ready) return reply(ready.error());
  fetching_.ask(provider + " " + id, std::move(reply), [&] { return fetch(provider, id); });
}

net::Awaitable<Result<port::Article>> NewsDesk::fetch(std::string provider, std::string id) {
  std::optional<answer::Article> told;
  Question question;
  question.key = core_.gateway.next_request();
  question.payload = request::news_article(question.key, provider, id);
  question.deadline = seconds(20);
  question.take = [&told](std::string_view payload) {
    if (auto read = answer::article(payload)) told = std::move(*read);
    return true;
  };
  const Result<void> asked = co_await core_.gateway.ask(std::move(question));
  if (!asked) co_return asked.error();
  if (!told || told->text.empty())
    co_return error(Code::no_data, "{} has no article {} of {}.", ibkr::broker_name, id, provider);
  if (told->binary)
    co_return error(Code::unsupported, "This article is a PDF file; read it in TWS.");
  port::Article article;
  article.text.value = without_markup(told->text);
  if (article.text.value.size() > longest_article) {
    // Not within a character.
    std::size_t end = longest_article;
    while (end > 0 && (article.text.value[end] & 0xC0) == 0x80) --end;
    article.text.value.resize(end);
  }
  article.origin = core_.origin_now();
  co_return article;
}

}  // namespace pitwall::tws
