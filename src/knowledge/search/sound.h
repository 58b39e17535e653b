// A word by its sound, roughly: Cyrillic and Latin spellings of one name come out alike ("Харрис"
// and "Harris": "garis"). For comparing, never for showing.
#pragma once

#include <string>
#include <string_view>

namespace pitwall::knowledge {

// Of a term as Analyzer makes it. Letters of other scripts are left out.
std::string sound_of(std::string_view term);

}  // namespace pitwall::knowledge
