#include "adapter/tws/scanner_xml.h"

#include <array>
#include <set>

namespace pitwall::tws {
namespace {

// A walk from tag to tag: names of elements, and the text right behind them.
class TagReader {
 public:
  explicit TagReader(std::string_view xml) : rest_(xml) {}

  struct Tag {
    std::string_view name;
    bool closing = false;
    bool empty = false;     // <Name/>
    std::string_view text;  // up to the next tag
  };
  std::optional<Tag> next() {
    for (;;) {
      const std::size_t open = rest_.find('<');
      if (open == rest_.npos) return std::nullopt;
      rest_.remove_prefix(open + 1);
      if (rest_.starts_with("!--")) {
        const std::size_t end = rest_.find("-->");
        if (end == rest_.npos) return std::nullopt;
        rest_.remove_prefix(end);
        continue;
      }
      const std::size_t close = rest_.find('>');
      if (close == rest_.npos) return std::nullopt;
      std::string_view inside = rest_.substr(0, close);
      rest_.remove_prefix(close + 1);
      if (inside.starts_with('?') || inside.starts_with('!')) continue;
      Tag tag;
      tag.closing = inside.starts_with('/');
      if (tag.closing) inside.remove_prefix(1);
      tag.empty = inside.ends_with('/');
      tag.name = inside.substr(0, inside.find_first_of(" \t\r\n/"));
      tag.text = rest_.substr(0, rest_.find('<'));
      return tag;
    }
  }

 private:
  std::string_view rest_;
};

std::string unescaped(std::string_view text) {
  struct Entity {
    std::string_view name;
    char letter;
  };
  constexpr std::array entities{Entity{"&amp;", '&'}, Entity{"&lt;", '<'}, Entity{"&gt;", '>'},
                                Entity{"&quot;", '"'}, Entity{"&apos;", '\''}};
  std::string plain;
  while (!text.empty()) {
    bool found = false;
    for (const Entity& entity : entities) {
      if (!text.starts_with(entity.name)) continue;
      plain += entity.letter;
      text.remove_prefix(entity.name.size());
      found = true;
      break;
    }
    if (found) continue;
    plain += text.front();
    text.remove_prefix(1);
  }
  const std::size_t begin = plain.find_first_not_of(" \t\r\n");
  if (begin == plain.npos) return {};
  return plain.substr(begin, plain.find_last_not_of(" \t\r\n") - begin + 1);
}

// An element that stands for one name: which of its children are the code and the words for it.
struct Kind {
  std::string_view element, code, name;
  std::vector<port::ScanName> port::ScannerCatalogue::* into;
};
constexpr std::array kinds{
    Kind{"Instrument", "type", "name", &port::ScannerCatalogue::instruments},
    Kind{"Location", "locationCode", "displayName", &port::ScannerCatalogue::locations},
    Kind{"ScanType", "scanCode", "displayName", &port::ScannerCatalogue::codes},
    Kind{"AbstractField", "code", "displayName", &port::ScannerCatalogue::filters},
};

const Kind* kind_of(std::string_view element) {
  for (const Kind& kind : kinds)
    if (kind.element == element) return &kind;
  return nullptr;
}

class CatalogueReader {
 public:
  void take(const TagReader::Tag& tag) {
    const Kind* begins = tag.closing || tag.empty ? nullptr : kind_of(tag.name);
    // A place may contain places: the outer one is done when the inner one begins.
    if (begins) {
      keep();
      kind_ = begins;
    } else if (kind_ && tag.closing && tag.name == kind_->element) {
      keep();
    } else if (kind_ && !tag.closing && tag.name == kind_->code && current_.code.empty()) {
      current_.code = unescaped(tag.text);
    } else if (kind_ && !tag.closing && tag.name == kind_->name && current_.name.empty()) {
      current_.name = unescaped(tag.text);
    }
  }
  port::ScannerCatalogue finish() {
    keep();
    return std::move(catalogue_);
  }

 private:
  void keep() {
    if (kind_ && !current_.code.empty()) {
      std::vector<port::ScanName>& names = catalogue_.*kind_->into;
      if (current_.name.empty()) current_.name = current_.code;
      if (names.size() < most_scan_names && seen_.insert({kind_, current_.code}).second)
        names.push_back(current_);
    }
    kind_ = nullptr;
    current_ = {};
  }

  port::ScannerCatalogue catalogue_;
  const Kind* kind_ = nullptr;
  port::ScanName current_;
  std::set<std::pair<const Kind*, std::string>> seen_;
};

}  // namespace

Result<port::ScannerCatalogue> read_scanner_catalogue(std::string_view xml) {
  TagReader tags(xml);
  CatalogueReader reader;
  while (const std::optional<TagReader::Tag> tag = tags.next()) reader.take(*tag);
  port::ScannerCatalogue catalogue = reader.finish();
  if (catalogue.codes.empty() || catalogue.locations.empty())
    return error(Code::corrupt, "The scanner's parameters name no scans. Ask again later.");
  return catalogue;
}

}  // namespace pitwall::tws
