// What a knock at the broker's door found, in words for the person who set it up.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pitwall::app {

struct Finding {
  enum class Weight {
    good,  // as it should be
    note,  // works, but the person should know
    stop,  // must be changed first; the text says how
  };
  Weight weight = Weight::good;
  std::string text;
};

struct Diagnosis {
  std::vector<Finding> findings;
  bool right_door = false;  // what answers is what was looked for: the address is worth keeping
  std::string fingerprint;  // of the certificate that was met, where there was one
  std::vector<std::string> accounts;

  void good(std::string text) { findings.push_back({Finding::Weight::good, std::move(text)}); }
  void note(std::string text) { findings.push_back({Finding::Weight::note, std::move(text)}); }
  void stop(std::string text) { findings.push_back({Finding::Weight::stop, std::move(text)}); }
  bool stopped() const;
};

// One line for each finding, wrapped for a terminal.
std::string text_of(const Diagnosis& diagnosis);

}  // namespace pitwall::app
