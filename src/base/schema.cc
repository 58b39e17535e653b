#include "base/schema.h"

#include "base/json_out.h"

namespace pitwall {
namespace {

// Records that occur more than once, by name; they are written once, under "$defs".
using Shared = std::map<std::string_view, const Type*>;

class RecordCounter final : public Visitor {
 public:
  Shared shared;
  void add(const Type& type) {
    const Type* record = type.optional ? type.inner : &type;
    while (record->shape == Shape::list) record = record->inner;
    if (record->shape != Shape::record) return;
    if (!seen_.insert(record->name).second) {
      shared.emplace(record->name, record);
      return;
    }
    const std::shared_ptr<void> scratch = record->make();
    record->describe(scratch.get(), *this);
  }

 protected:
  void field(const Field&, const Type& type, void*) override { add(type); }

 private:
  std::set<std::string_view> seen_;
};

void write_schema(JsonWriter& writer, const Type& type, SchemaUse use, const Shared& shared,
                  const Field* field, const void* initial);

// Writes "properties" while it collects what "required" will say.
class PropertyWriter final : public Visitor {
 public:
  PropertyWriter(JsonWriter& writer, SchemaUse use, const Shared& shared)
      : writer_(writer), use_(use), shared_(shared) {}
  std::vector<std::string> required;

 protected:
  void field(const Field& field, const Type& type, void* value) override {
    if (!type.optional && (use_ == SchemaUse::output || !field.rules.has_default))
      required.emplace_back(field.name);
    writer_.key(field.name);
    const bool show_default = use_ == SchemaUse::input && field.rules.has_default && !type.optional;
    write_schema(writer_, type.optional ? *type.inner : type, use_, shared_, &field,
                 show_default ? value : nullptr);
  }

 private:
  JsonWriter& writer_;
  SchemaUse use_;
  const Shared& shared_;
};

void write_number_limits(JsonWriter& writer, const Field* field) {
  if (!field) return;
  if (field->rules.minimum) writer.key("minimum").integer(*field->rules.minimum);
  if (field->rules.maximum) writer.key("maximum").integer(*field->rules.maximum);
}

void write_text_schema(JsonWriter& writer, const Type& type) {
  writer.key("type").string("string");
  if (!type.json_format.empty()) writer.key("format").string(type.json_format);
  if (!type.names) return;
  writer.key("enum").begin_array();
  for (std::string_view name : type.names()) writer.string(name);
  writer.end_array();
}

void write_record_schema(JsonWriter& writer, const Type& type, SchemaUse use,
                         const Shared& shared) {
  writer.key("type").string("object");
  writer.key("properties").begin_object();
  PropertyWriter properties(writer, use, shared);
  const std::shared_ptr<void> initial = type.make();
  type.describe(initial.get(), properties);
  writer.end_object();
  if (!properties.required.empty()) {
    writer.key("required").begin_array();
    for (const std::string& name : properties.required) writer.string(name);
    writer.end_array();
  }
  if (use == SchemaUse::input) writer.key("additionalProperties").boolean(false);
}

void write_example(JsonWriter& writer, const Type& type, std::string_view example) {
  const bool bare = type.shape == Shape::boolean || type.shape == Shape::integer ||
                    type.shape == Shape::number || type.shape == Shape::decimal;
  writer.key("examples").begin_array();
  if (bare) {
    writer.raw(example);
  } else {
    writer.string(example);
  }
  writer.end_array();
}

void write_item_schema(JsonWriter& writer, const Type& type, SchemaUse use, const Shared& shared) {
  if (!type.optional) return write_schema(writer, type, use, shared, nullptr, nullptr);
  writer.begin_object().key("anyOf").begin_array();
  write_schema(writer, *type.inner, use, shared, nullptr, nullptr);
  writer.begin_object().key("type").string("null").end_object();
  writer.end_array().end_object();
}

void write_schema(JsonWriter& writer, const Type& type, SchemaUse use, const Shared& shared,
                  const Field* field, const void* initial) {
  writer.begin_object();
  switch (type.shape) {
    case Shape::boolean:
      writer.key("type").string("boolean");
      break;
    case Shape::integer:
      writer.key("type").string("integer");
      write_number_limits(writer, field);
      break;
    case Shape::number:
    case Shape::decimal:
      writer.key("type").string("number");
      write_number_limits(writer, field);
      break;
    case Shape::text:
      write_text_schema(writer, type);
      break;
    case Shape::secret:
    case Shape::untrusted:
      writer.key("type").string("string");
      break;
    case Shape::any:
      // What a tool passes on is always an object, and a schema that says nothing is one that
      // strict hosts warn of.
      writer.key("type").string("object");
      writer.key("additionalProperties").boolean(true);
      break;
    case Shape::list:
      writer.key("type").string("array");
      writer.key("items");
      write_item_schema(writer, *type.inner, use, shared);
      if (field && use == SchemaUse::input)
        writer.key("maxItems").integer(static_cast<std::int64_t>(field->rules.max_items));
      break;
    case Shape::record:
      if (shared.contains(type.name)) {
        writer.key("$ref").string(fmt::format("#/$defs/{}", type.name));
      } else {
        write_record_schema(writer, type, use, shared);
      }
      break;
  }
  const bool described = field && !(use == SchemaUse::output && field->rules.self_evident);
  if (described && !field->doc.empty()) writer.key("description").string(field->doc);
  const bool scalar = type.shape != Shape::list && type.shape != Shape::record;
  if (initial) {
    writer.key("default");
    write_json(writer, type, initial);
  } else if (field && use == SchemaUse::input && scalar && !field->example.empty()) {
    write_example(writer, type, field->example);
  }
  writer.end_object();
}

}  // namespace

std::string json_schema(const Type& type, SchemaUse use) {
  std::string out;
  JsonWriter writer(out);
  RecordCounter records;
  records.add(type);
  if (records.shared.empty()) {
    write_schema(writer, type, use, {}, nullptr, nullptr);
    return out;
  }
  writer.begin_object();
  write_record_schema(writer, type, use, records.shared);
  writer.key("$defs").begin_object();
  for (const auto& [name, record] : records.shared) {
    writer.key(name).begin_object();
    write_record_schema(writer, *record, use, records.shared);
    writer.end_object();
  }
  writer.end_object();
  writer.end_object();
  return out;
}

}  // namespace pitwall
