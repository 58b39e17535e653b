// The shapes of plain HTTP answers.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "net/http.h"

namespace pitwall::serve {

// {"error":{"code":"not_found","message":"…"}}
net::Response error_answer(int status, Code code, std::string_view message);
int http_status_of(Code code);

}  // namespace pitwall::serve
