// The grammar, from what binds least to what binds most. Words in any case.
//
//   condition  = conjunction { "or" conjunction }
//   conjunction = negation { "and" negation }
//   negation   = "not" negation | held
//   held       = comparison [ "for" count "bars" [ "of" length ] ]
//   comparison = sum [ ("<" | "<=" | ">" | ">=" | "=" | "==" | "!=" | "<>") sum
//                    | "crosses" [ "above" | "over" | "below" | "under" ] sum
//                    | "is" [ "not" ] ("closed" | "pre" | "regular" | "post") ]
//   sum        = product { ("+" | "-") product }
//   product    = sign { ("*" | "/") sign }
//   sign       = "-" sign | primary
//   primary    = "(" condition ")" | number | percentage | time [ zone ] | "true" | "false"
//              | function "(" condition { "," condition } ")" | reference
//   reference  = [ symbol "." ] name [ "(" arguments ")" ] [ "." line ] [ "[" bars "]" ]
#pragma once

#include <string_view>

#include "base/result.h"
#include "expr/tree.h"
#include "expr/vocabulary.h"

namespace pitwall::expr {

// Every fault of the text is an Error that names a column.
Result<Tree> parse(std::string_view text, const Vocabulary& vocabulary);

}  // namespace pitwall::expr
