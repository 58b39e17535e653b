// Character references of HTML and XML: &amp; &#39; &#x41F; and the names that occur in prose.
// Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace pitwall::knowledge {

// What is no reference stays as it is; a no-break space becomes a space.
std::string without_entities(std::string_view text);

}  // namespace pitwall::knowledge
