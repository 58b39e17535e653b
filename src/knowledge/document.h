// Documents and their parts, as the importers make them: the port's own, since they are kept as
// they are.
#pragma once

#include "port/document.h"

namespace pitwall::knowledge {

using port::Document;
using port::DocumentKind;
using port::Part;
using port::PartRole;

}  // namespace pitwall::knowledge
