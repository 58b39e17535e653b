#include "base/log_line.h"

#include "base/json_out.h"

namespace pitwall {
namespace {

constexpr std::size_t max_logged_text = 400;

// Texts are cut on a character's border, so that the line stays UTF-8.
std::string_view cut(std::string_view text) {
  if (text.size() <= max_logged_text) return text;
  std::size_t end = max_logged_text;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

class LogWriter final : public Visitor {
 public:
  explicit LogWriter(JsonWriter& writer) : writer_(writer) {}

 protected:
  void field(const Field& field, const Type& type, void* value) override {
    const Type* actual = &type;
    if (type.optional) {
      value = type.get(value);
      if (!value) return;
      actual = type.inner;
    }
    writer_.key(field.name);
    if (actual->shape == Shape::text || actual->shape == Shape::untrusted) {
      std::string text;
      actual->write_text(value, text);
      writer_.string(cut(text));
    } else if (actual->shape == Shape::list) {
      // A list in a log is its length: the figures themselves are the journal's business.
      writer_.integer(static_cast<std::int64_t>(actual->size(value)));
    } else if (actual->shape == Shape::record) {
      writer_.begin_object();
      actual->describe(value, *this);
      writer_.end_object();
    } else {
      write_json(writer_, *actual, value);
    }
  }

 private:
  JsonWriter& writer_;
};

}  // namespace

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      return "error";
  }
  return "error";
}

std::string log_line(Time time, LogLevel level, std::string_view message) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object();
  writer.key("time").string(time.text());
  writer.key("level").string(name_of(level));
  writer.key("message").string(cut(message));
  writer.end_object();
  return out;
}

std::string log_line(Time time, LogLevel level, std::string_view message, const Type& type,
                     const void* value) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object();
  writer.key("time").string(time.text());
  writer.key("level").string(name_of(level));
  writer.key("message").string(cut(message));
  LogWriter fields(writer);
  type.describe(const_cast<void*>(value), fields);
  writer.end_object();
  return out;
}

}  // namespace pitwall
