#include "market/origin.h"

#include <doctest/doctest.h>

namespace pitwall::market {

namespace {

Origin origin(FixedText<47> name, AccountKind account, std::int64_t as_of, Quality quality) {
  return {
      {name, account}, Time::from_unix_seconds(as_of), Time::from_unix_seconds(as_of + 1), quality};
}

}  // namespace

TEST_CASE("a combined figure is as old as its oldest part and as bad as its worst") {
  const Origin tape = origin("file spy.csv", AccountKind::none, 100, Quality::replayed);
  const Origin broker = origin("paper market", AccountKind::paper, 200, Quality::live);
  const Origin both = combine(tape, broker);
  CHECK(both.source.name.view() == "file spy.csv + paper market");
  CHECK(both.source.account == AccountKind::paper);
  CHECK(both.as_of == Time::from_unix_seconds(100));
  CHECK(both.received_at == Time::from_unix_seconds(201));
  CHECK(both.quality == Quality::replayed);
  CHECK(combine(both, tape) == both);
  CHECK(combine(both, broker) == both);
  CHECK(combine(tape, tape) == tape);
}

TEST_CASE("what no longer fits or does not belong together is said") {
  const Origin paper = origin("a source with a long name", AccountKind::paper, 1, Quality::live);
  const Origin live = origin("another one, longer still", AccountKind::live, 1, Quality::live);
  const Origin both = combine(paper, live);
  CHECK(both.source.name.view() == "several sources");
  CHECK(both.source.account == AccountKind::mixed);
  CHECK(combine(both, paper).source == both.source);
  CHECK_FALSE(Origin{}.stated());
  CHECK(combine(Origin{}, live).source.name == live.source.name);
}

TEST_CASE("qualities and account kinds by name") {
  for (const Quality quality : {Quality::live, Quality::delayed, Quality::frozen, Quality::stale,
                                Quality::replayed, Quality::simulated})
    CHECK(parse_quality(name_of(quality)).value() == quality);
  for (const AccountKind kind :
       {AccountKind::none, AccountKind::paper, AccountKind::live, AccountKind::mixed})
    CHECK(parse_account_kind(name_of(kind)).value() == kind);
  CHECK_FALSE(parse_quality("good").ok());
  CHECK_FALSE(parse_account_kind("demo").ok());
}

}  // namespace pitwall::market
