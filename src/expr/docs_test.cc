// docs/conditions.md lists every name that a condition may use, with its unit and its meaning.
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "expr/vocabulary.h"

namespace pitwall::expr {
namespace {

std::string row(std::string_view name, std::string_view unit, std::string_view meaning) {
  return fmt::format("| `{}` | {} | {} |\n", name, unit, meaning);
}

std::string row_of(const market::IndicatorKind& kind) {
  std::string meaning = fmt::format("{}.", kind.title);
  if (kind.lines.size() > 1) {
    meaning += " Lines:";
    for (const std::string_view line : kind.lines) meaning += fmt::format(" `.{}`", line);
  }
  return row(kind.name, name_of(unit_of(kind)), meaning);
}

TEST_CASE("docs/conditions.md lists every name") {
  std::ifstream file("docs/conditions.md");
  std::ostringstream read;
  read << file.rdbuf();
  const std::string docs = read.str();
  std::vector<std::string> rows;
  for (const Word& word : words()) rows.push_back(row(word.name, name_of(word.unit), word.meaning));
  for (const market::IndicatorKind& kind : market::indicator_kinds())
    if (!find_word(kind.name)) rows.push_back(row_of(kind));
  for (const Function& function : functions())
    rows.push_back(fmt::format("| `{}` | {} |\n", function.name, function.meaning));
  for (const std::string& one : rows)
    CHECK_MESSAGE(docs.find(one) != docs.npos, "this row belongs there:\n" << one);
}

}  // namespace
}  // namespace pitwall::expr
