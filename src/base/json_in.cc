#include "base/json_in.h"

#include "base/nearest.h"

namespace pitwall {
namespace {

constexpr std::size_t max_faults = 20;  // enough to mend a call; more would only be noise

class FaultList {
 public:
  void add(const std::string& path, std::string message) {
    if (faults.size() < max_faults) faults.push_back({path, std::move(message)});
  }
  std::vector<Fault> faults;
};

void read_value(const Json& json, const Field& field, const Type& type, void* value,
                const std::string& path, FaultList& faults);

std::string_view wanted_name(const Type& type) {
  switch (type.shape) {
    case Shape::boolean:
      return "true or false";
    case Shape::integer:
      return "a whole number";
    case Shape::number:
    case Shape::decimal:
      return "a number";
    case Shape::text:
    case Shape::secret:
    case Shape::untrusted:
      return "a string";
    case Shape::any:
      return "a value";
    case Shape::list:
      return "an array";
    case Shape::record:
      return "an object";
  }
  return "a value";
}

// Reads the members of one JSON object as the fields of one struct ask for them.
class RecordReader final : public Visitor {
 public:
  RecordReader(const Json& json, const std::string& path, FaultList& faults)
      : json_(json), path_(path), faults_(faults) {}

  void finish() {
    for (const auto& [name, member] : json_.members()) {
      if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
      faults_.add(join(name), fmt::format("is not known here{}", did_you_mean(name, known_)));
    }
  }

 protected:
  void field(const Field& field, const Type& type, void* value) override {
    known_.push_back(field.name);
    const Json* member = json_.find(field.name);
    const std::string path = join(field.name);
    if (!member) {
      if (field.rules.has_default) return;
      if (type.optional) return type.clear(value);
      return faults_.add(path, fmt::format("is missing: {}", field.doc));
    }
    // Null says that there is none, whatever the default would be.
    if (member->is_null() && type.optional) return type.clear(value);
    if (member->is_null() && field.rules.has_default) return;
    if (type.optional) {
      read_value(*member, field, *type.inner, type.append(value), path, faults_);
    } else {
      read_value(*member, field, type, value, path, faults_);
    }
  }

 private:
  std::string join(std::string_view name) const {
    return path_.empty() ? std::string(name) : fmt::format("{}.{}", path_, name);
  }
  const Json& json_;
  const std::string& path_;
  FaultList& faults_;
  std::vector<std::string_view> known_;
};

void check_range(const Json& json, const Rules& rules, const std::string& path, FaultList& faults) {
  if (!rules.minimum && !rules.maximum) return;
  const Result<double> number = detail::read_number(json.text());
  if (!number) return;
  const bool below = rules.minimum && *number < static_cast<double>(*rules.minimum);
  const bool above = rules.maximum && *number > static_cast<double>(*rules.maximum);
  if (!below && !above) return;
  if (rules.minimum && rules.maximum) {
    faults.add(path, fmt::format("is {}; it must be from {} to {}", json.text(), *rules.minimum,
                                 *rules.maximum));
  } else {
    faults.add(path,
               fmt::format("is {}; it must be at {} {}", json.text(), below ? "least" : "most",
                           below ? *rules.minimum : *rules.maximum));
  }
}

void read_list(const Json& json, const Field& field, const Type& type, void* value,
               const std::string& path, FaultList& faults) {
  if (json.items().size() > field.rules.max_items) {
    faults.add(path, fmt::format("holds {} items; at most {} are allowed", json.items().size(),
                                 field.rules.max_items));
    return;
  }
  type.clear(value);
  for (std::size_t i = 0; i < json.items().size(); ++i) {
    const Json& item = json.items()[i];
    const Type* inner = type.inner;
    void* into = type.append(value);
    if (inner->optional) {
      if (item.is_null()) continue;
      into = inner->append(into);
      inner = inner->inner;
    }
    read_value(item, field, *inner, into, fmt::format("{}[{}]", path, i), faults);
  }
}

void read_text(const Json& json, const Field& field, const Type& type, void* value,
               const std::string& path, FaultList& faults) {
  if (json.text().size() > field.rules.max_length) {
    faults.add(path, fmt::format("is {} bytes long; at most {} are allowed", json.text().size(),
                                 field.rules.max_length));
    return;
  }
  const Result<void> read = type.read_text(value, json.text());
  if (!read) {
    std::string message = read.error().message;
    if (message.ends_with('.')) message.pop_back();
    faults.add(path, std::move(message));
    return;
  }
  check_range(json, field.rules, path, faults);
}

void read_value(const Json& json, const Field& field, const Type& type, void* value,
                const std::string& path, FaultList& faults) {
  bool fits = false;
  switch (type.shape) {
    case Shape::boolean:
      fits = json.kind() == Json::Kind::boolean;
      if (fits) *static_cast<bool*>(value) = json.as_boolean();
      break;
    case Shape::integer:
    case Shape::number:
    case Shape::decimal:
      // Numbers as strings are what several hosts send for large figures; both keep every digit.
      fits = json.is_number() || json.is_string();
      if (fits) read_text(json, field, type, value, path, faults);
      break;
    case Shape::text:
    case Shape::secret:
    case Shape::untrusted:
      fits = json.is_string();
      if (fits) read_text(json, field, type, value, path, faults);
      break;
    case Shape::any:
      fits = true;
      *static_cast<Json*>(value) = json;
      break;
    case Shape::list:
      fits = json.is_array();
      if (fits) read_list(json, field, type, value, path, faults);
      break;
    case Shape::record:
      fits = json.is_object();
      if (fits) {
        RecordReader reader(json, path, faults);
        type.describe(value, reader);
        reader.finish();
      }
      break;
  }
  if (!fits)
    faults.add(path, fmt::format("must be {}, not {} {}", wanted_name(type),
                                 json.kind() == Json::Kind::array || json.is_object() ? "an" : "a",
                                 name_of(json.kind())));
}

}  // namespace

std::vector<Fault> read_json(const Json& json, const Type& type, void* value) {
  FaultList faults;
  const Field whole{"", "", "", {}};
  read_value(json, whole, type, value, "", faults);
  return std::move(faults.faults);
}

Error as_error(const std::vector<Fault>& faults) {
  std::string text;
  for (const Fault& fault : faults) {
    if (!text.empty()) text += "; ";
    text += fault.path.empty() ? "the whole" : fault.path;
    // "symbol is missing", but "bar: \"5x\" is not a bar size".
    const bool sentence = fault.message.starts_with("is ") || fault.message.starts_with("must ") ||
                          fault.message.starts_with("holds ");
    text += sentence ? " " : ": ";
    text += fault.message;
  }
  if (!text.empty() && !text.ends_with('.') && !text.ends_with('?')) text += ".";
  return Error{Code::invalid_argument, text};
}

}  // namespace pitwall
