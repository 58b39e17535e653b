#include "serve/sign_in/form.h"

#include "net/http.h"

namespace pitwall::serve::sign_in {
namespace {

Result<std::string> decode(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  return net::percent_decode(spaced);
}

}  // namespace

Result<Form> Form::parse(std::string_view text) {
  if (text.size() > max_bytes)
    return error(Code::too_large, "A form here has at most {} bytes.", max_bytes);
  Form form;
  while (!text.empty()) {
    const std::size_t end = text.find('&');
    const std::string_view pair = text.substr(0, end);
    text = end == text.npos ? std::string_view() : text.substr(end + 1);
    if (pair.empty()) continue;
    if (form.fields_.size() == max_fields)
      return error(Code::too_large, "A form here has at most {} fields.", max_fields);
    const std::size_t equals = pair.find('=');
    PITWALL_TRY(std::string name, decode(pair.substr(0, equals)));
    std::string value;
    if (equals != pair.npos) {
      PITWALL_TRY(value, decode(pair.substr(equals + 1)));
    }
    for (const auto& [known, _] : form.fields_)
      if (known == name)
        return error(Code::invalid_argument, "\"{}\" stands twice; send it once.",
                     name.substr(0, 60));
    form.fields_.emplace_back(std::move(name), std::move(value));
  }
  return form;
}

std::string_view Form::get(std::string_view name) const {
  for (const auto& [known, value] : fields_)
    if (known == name) return value;
  return {};
}

std::string with_query(std::string_view url,
                       const std::vector<std::pair<std::string_view, std::string>>& pairs) {
  std::string out(url);
  char separator = url.find('?') == url.npos ? '?' : '&';
  for (const auto& [name, value] : pairs) {
    out += separator;
    out.append(name).append("=").append(net::percent_encode(value));
    separator = '&';
  }
  return out;
}

}  // namespace pitwall::serve::sign_in
