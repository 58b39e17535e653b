#include "expr/expression.h"

#include <utility>

#include "expr/parser.h"

namespace pitwall::expr {

Result<Expression> Expression::compile(std::string_view text, const Vocabulary& vocabulary) {
  PITWALL_TRY(const Tree tree, parse(text, vocabulary));
  std::string canonical = tree.text();
  if (canonical.size() > max_text)
    return error(
        Code::too_large,
        "Written out in full the condition has {} characters, more than {}: divide it into "
        "several.",
        canonical.size(), max_text);
  PITWALL_TRY(Program program, expr::compile(tree));
  return Expression(std::move(canonical), std::move(program));
}

}  // namespace pitwall::expr
