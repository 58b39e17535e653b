#include "knowledge/search/near_terms.h"

#include <doctest/doctest.h>

#include "knowledge/search/sound.h"

using namespace pitwall::knowledge;

TEST_CASE("One name in two scripts sounds the same") {
  CHECK(sound_of("харрис") == sound_of("harris"));
  CHECK(sound_of("джордж") == "jorj");
  CHECK(sound_of("вашингтон") == sound_of("vashington"));
  CHECK(sound_of("фильтр") == "filtr");
  CHECK(sound_of("quant") == "kvant");
  CHECK(sound_of("phone") == "fone");
  CHECK(sound_of("") == "");
}

TEST_CASE("A word finds its own spellings, the likest first") {
  Dictionary terms;
  for (const char* each : {"leverag", "volatil", "averag", "tesla", "oil", "2020"}) terms.put(each);
  NearTerms near;
  near.extend(terms);
  const auto nearest = [&](std::string_view word) {
    const std::vector<NearTerm> found = near.find(word);
    return found.empty() ? std::string() : std::string(terms.text(found[0].term));
  };
  CHECK(nearest("levarage") == "leverag");
  CHECK(nearest("тесл") == "tesla");
  CHECK(nearest("волатильн") == "volatil");
  CHECK(nearest("2021") == "");
  CHECK(nearest("xy") == "");
  terms.put("мосбирж");
  near.extend(terms);
  CHECK(nearest("mosbirj") == "мосбирж");
}
