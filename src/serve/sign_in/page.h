// What the owner sees in the browser: the consent page, and a page that says why there is none. No
// script, nothing from elsewhere; whatever came from outside is written as text.
#pragma once

#include <string>
#include <string_view>

#include "net/http.h"
#include "serve/sign_in/authorisation.h"

namespace pitwall::serve::sign_in {

struct ConsentView {
  const Authorisation& asked;
  std::string_view request;  // names this consent in the form
  std::string_view nonce;    // lets the page's own style in
  std::string_view problem;  // why it is shown again; empty the first time
};
net::Response consent_page(int status, const ConsentView& view);
net::Response notice_page(int status, std::string_view title, std::string_view sentence,
                          std::string_view nonce);

std::string html_text(std::string_view text);  // for text and for quoted attributes

}  // namespace pitwall::serve::sign_in
