#include "base/typescript.h"

namespace pitwall {

class InterfaceWriter final : public Visitor {
 public:
  InterfaceWriter(TypeScript& all, std::string& out) : all_(all), out_(out) {}

 protected:
  void field(const Field& field, const Type& type, void*) override {
    const Type& actual = type.optional ? *type.inner : type;
    out_ += fmt::format("  /** {} */\n  {}{}: {};\n", field.doc, field.name,
                        type.optional ? "?" : "", all_.expression(actual));
  }

 private:
  TypeScript& all_;
  std::string& out_;
};

std::string TypeScript::expression(const Type& type) {
  switch (type.shape) {
    case Shape::boolean:
      return "boolean";
    case Shape::integer:
    case Shape::number:
    case Shape::decimal:
      return "number";
    case Shape::text: {
      if (!type.names) return "string";
      std::string names;
      for (std::string_view name : type.names())
        names += fmt::format("{}\"{}\"", names.empty() ? "" : " | ", name);
      return names;
    }
    case Shape::secret:
    case Shape::untrusted:
      return "string";
    case Shape::any:
      return "unknown";
    case Shape::list: {
      std::string inner = expression(*type.inner);
      if (type.inner->optional) inner += " | null";
      return inner.find('|') == inner.npos ? inner + "[]" : "(" + inner + ")[]";
    }
    case Shape::record:
      add(type.name, type);
      return std::string(type.name);
  }
  return "unknown";
}

void TypeScript::add(std::string_view name, const Type& type) {
  const auto [entry, fresh] = interfaces_.emplace(name, "");
  if (!fresh) return;
  std::string body;
  InterfaceWriter fields(*this, body);
  const std::shared_ptr<void> scratch = type.make();
  type.describe(scratch.get(), fields);
  entry->second = fmt::format("export interface {} {{\n{}}}\n", name, body);
}

std::string TypeScript::text() const {
  std::string out;
  for (const auto& [name, body] : interfaces_) out += (out.empty() ? "" : "\n") + body;
  return out;
}

}  // namespace pitwall
