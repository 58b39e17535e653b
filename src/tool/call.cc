#include "tool/call.h"

namespace pitwall::tool {

Question Call::form(std::string key, std::string_view message, std::string_view schema) {
  Question question{std::move(key), "elicitation/create", {}};
  JsonWriter writer(question.params);
  writer.begin_object();
  writer.key("mode").string("form");
  writer.key("message").string(message);
  writer.key("requestedSchema").raw(schema);
  writer.end_object();
  return question;
}

}  // namespace pitwall::tool
