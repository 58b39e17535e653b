#include "serve/sign_in/scopes.h"

namespace pitwall::serve::sign_in {

std::string_view name_of(Scope scope) {
  switch (scope) {
    case Scope::read:
      return "read";
    case Scope::write:
      return "write";
    case Scope::act:
      return "act";
  }
  return "read";
}

Scope scope_for(tool::Effect effect) {
  switch (effect) {
    case tool::Effect::reads:
      return Scope::read;
    case tool::Effect::writes:
      return Scope::write;
    case tool::Effect::acts:
      return Scope::act;
  }
  return Scope::act;
}

namespace {

// Adds what `text` names; false where it names something else.
bool read_names(std::string_view text, Scopes& scopes) {
  bool all_known = true;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    const std::string_view name = text.substr(0, space);
    text = space == text.npos ? std::string_view() : text.substr(space + 1);
    if (name.empty()) continue;
    bool known = false;
    for (const Scope scope : {Scope::read, Scope::write, Scope::act}) {
      if (name != name_of(scope)) continue;
      scopes.add(scope);
      known = true;
    }
    all_known = all_known && known;
  }
  return all_known;
}

}  // namespace

Scopes Scopes::known_in(std::string_view text) {
  Scopes scopes;
  read_names(text, scopes);
  return scopes;
}

Result<Scopes> Scopes::parse(std::string_view text) {
  Scopes scopes;
  if (!read_names(text, scopes))
    return error(Code::invalid_argument, "\"{}\" is no list of scopes: they are read, write, act.",
                 text.substr(0, 80));
  return scopes;
}

std::string Scopes::text() const {
  std::string text;
  for (const Scope scope : {Scope::read, Scope::write, Scope::act}) {
    if (!has(scope)) continue;
    if (!text.empty()) text += ' ';
    text += name_of(scope);
  }
  return text;
}

}  // namespace pitwall::serve::sign_in
