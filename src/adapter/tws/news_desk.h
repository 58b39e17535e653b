// Headlines and articles. What they say is from outside, and is told so. Belongs to the loop's
// thread.
#pragma once

#include "adapter/tws/contract_desk.h"
#include "adapter/tws/core.h"

namespace pitwall::tws {

class NewsDesk {
 public:
  static constexpr std::size_t longest_article = 200'000;  // characters

  NewsDesk(Core& core, ContractDesk& contracts, Gateway::Spawn spawn);
  void news(const port::NewsQuery& query, port::Reply<port::News> reply);
  void article(const std::string& provider, const std::string& id,
               port::Reply<port::Article> reply);

 private:
  net::Awaitable<Result<std::string>> providers();
  net::Awaitable<Result<port::News>> headlines(port::NewsQuery query);
  net::Awaitable<Result<port::Article>> fetch(std::string provider, std::string id);

  Core& core_;
  ContractDesk& contracts_;
  SharedAnswer<std::string> providing_;
  SharedAnswer<port::News> reading_;
  SharedAnswer<port::Article> fetching_;
};

// "{A:800015:L:en:K:n/a:C:0.98}Apple rises" without what stands in front for machines.
std::string_view headline_text(std::string_view text);

}  // namespace pitwall::tws
