// Whatever is posted is a form within its limits or a sentence, and what was read reads again.
#include "serve/sign_in/form.h"

#include "base/check.h"
#include "net/http.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pitwall;
  using serve::sign_in::Form;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const Result<Form> form = Form::parse(text))
    PITWALL_CHECK(form->size() <= Form::max_fields, "more fields than allowed");
  if (size == 0 || size > Form::max_bytes / 4) return 0;
  const std::string url =
      serve::sign_in::with_query("https://a.example/cb", {{"state", std::string(text)}});
  const Result<Form> again = Form::parse(url.substr(url.find('?') + 1));
  PITWALL_CHECK(again && again->get("state") == text, "a value changed on its way");
  return 0;
}
