#include "base/help.h"

#include "base/json_out.h"

namespace pitwall {
namespace {

// "whole number", "text, one of day, gtc", "list of objects".
std::string kind_in_words(const Type& type) {
  switch (type.shape) {
    case Shape::boolean:
      return "true or false";
    case Shape::integer:
      return "whole number";
    case Shape::number:
    case Shape::decimal:
      return "number";
    case Shape::text:
      if (type.names) return fmt::format("one of {}", fmt::join(type.names(), ", "));
      return type.json_format == "date-time" ? "time" : "text";
    case Shape::secret:
    case Shape::untrusted:
      return "text";
    case Shape::any:
      return "any value";
    case Shape::list:
      return "list of: " + kind_in_words(*type.inner);
    case Shape::record:
      return "object";
  }
  return "value";
}

struct Row {
  std::string name;
  std::string kind;
  std::string doc;
  std::string note;  // "default 5m" or "required"
  std::string example;
};

// Every field, those of nested records behind their path.
class RowCollector final : public Visitor {
 public:
  explicit RowCollector(std::vector<Row>& rows, std::string prefix)
      : rows_(rows), prefix_(std::move(prefix)) {}

 protected:
  void field(const Field& field, const Type& type, void* value) override {
    const Type& actual = type.optional ? *type.inner : type;
    const std::string path = prefix_ + std::string(field.name);
    std::string note = "required";
    const bool nested_fields =
        actual.shape == Shape::record ||
        (actual.shape == Shape::list && actual.inner->shape == Shape::record);
    if (type.optional || (field.rules.has_default && nested_fields)) {
      note = "optional";  // what its own fields default to stands in their rows
    } else if (field.rules.has_default) {
      std::string initial;
      JsonWriter writer(initial);
      write_json(writer, type, value);
      note = "default " + initial;
    }
    rows_.push_back(
        {path, kind_in_words(actual), std::string(field.doc), note, std::string(field.example)});
    const Type* record = &actual;
    std::string inner = path;
    if (actual.shape == Shape::list) {
      record = actual.inner;
      inner += "[]";
    }
    if (record->shape != Shape::record) return;
    RowCollector nested(rows_, inner + ".");
    const std::shared_ptr<void> scratch = record->make();
    record->describe(scratch.get(), nested);
  }

 private:
  std::vector<Row>& rows_;
  std::string prefix_;
};

std::vector<Row> rows_of(const Type& type) {
  std::vector<Row> rows;
  RowCollector collector(rows, "");
  const std::shared_ptr<void> scratch = type.make();
  type.describe(scratch.get(), collector);
  return rows;
}

class ExampleWriter final : public Visitor {
 public:
  explicit ExampleWriter(JsonWriter& writer) : writer_(writer) {}

 protected:
  void field(const Field& field, const Type& type, void*) override {
    const bool left_out = type.optional || field.rules.has_default;
    if ((left_out && !field.rules.exemplary) || field.example.empty()) return;
    writer_.key(field.name);
    const Type* item = &type;
    if (type.shape == Shape::list) {
      writer_.begin_array();
      item = type.inner;
    }
    const bool bare = item->shape == Shape::boolean || item->shape == Shape::integer ||
                      item->shape == Shape::number || item->shape == Shape::decimal;
    if (bare) {
      writer_.raw(field.example);
    } else {
      writer_.string(field.example);
    }
    if (type.shape == Shape::list) writer_.end_array();
  }

 private:
  JsonWriter& writer_;
};

std::string escape_cell(std::string text) {
  for (std::size_t at = text.find('|'); at != text.npos; at = text.find('|', at + 2))
    text.insert(at, "\\");
  return text;
}

}  // namespace

std::string terminal_help(const Type& type) {
  std::string out;
  for (const Row& row : rows_of(type)) {
    out += fmt::format("  {:<24} {} ({}; {})", row.name, row.doc, row.kind, row.note);
    if (!row.example.empty()) out += fmt::format(" e.g. {}", row.example);
    out += "\n";
  }
  return out;
}

std::string markdown_table(const Type& type) {
  std::string out = "| field | what | kind | |\n|---|---|---|---|\n";
  for (const Row& row : rows_of(type))
    out += fmt::format("| `{}` | {} | {} | {} |\n", row.name, escape_cell(row.doc),
                       escape_cell(row.kind), escape_cell(row.note));
  return out;
}

std::string example_json(const Type& type) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object();
  ExampleWriter fields(writer);
  const std::shared_ptr<void> scratch = type.make();
  type.describe(scratch.get(), fields);
  writer.end_object();
  return out;
}

}  // namespace pitwall
