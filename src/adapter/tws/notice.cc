#include "adapter/tws/notice.h"

#include <algorithm>
#include <string>

namespace pitwall::tws {
namespace {

bool contains(std::string_view text, std::string_view lower) {
  const auto same = [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  };
  return std::search(text.begin(), text.end(), lower.begin(), lower.end(), same) != text.end();
}

Notice of_history(std::string_view text) {
  if (contains(text, "pacing")) return Notice::too_fast;
  return contains(text, "no data") ? Notice::no_data : Notice::rejection;
}

Code code_of(const answer::ErrorMessage& message, Notice notice) {
  switch (notice) {
    case Notice::too_fast:
    case Notice::upstream_lost:
    case Notice::competing:
      return Code::unavailable;
    case Notice::read_only:
    case Notice::no_subscription:
      return Code::permission_denied;
    case Notice::no_data:
      return Code::no_data;
    case Notice::order_cancelled:
      return Code::cancelled;
    default:
      break;
  }
  switch (message.code) {
    case 200:  // no security definition
    case 135:  // no such order
    case 10147:
      return Code::not_found;
    case 161:  // not cancellable in its state
    case 10148:
    case 103:  // duplicate order id
    case 104:  // a filled order is not modified
      return Code::conflict;
    default:
      return Code::invalid_argument;
  }
}

}  // namespace

Notice notice_of(const answer::ErrorMessage& message) {
  switch (message.code) {
    case 2104:
    case 2106:
    case 2107:
    case 2108:
    case 2119:
    case 2158:
      return Notice::information;
    case 1100:
      return Notice::upstream_lost;
    case 1101:
      return Notice::restored_anew;
    case 1102:
      return Notice::restored;
    case 2103:
      return Notice::farm_broken;
    case 1300:
      return Notice::port_reset;
    case 10197:
      return Notice::competing;
    case 326:
      return Notice::client_id_taken;
    case 321:
      return contains(message.text, "read-only") || contains(message.text, "read only")
                 ? Notice::read_only
                 : Notice::rejection;
    case 354:
    case 10089:
    case 10091:
    case 10168:
    case 10186:
      return Notice::no_subscription;
    case 10090:
    case 10167:
      return Notice::partly_delayed;
    case 100:
    case 366:
    case 420:
      return Notice::too_fast;
    case 162:
      return of_history(message.text);
    case 202:
      return Notice::order_cancelled;
    case 399:
    case 404:  // held until shares are located
    case 10349:
      return Notice::warning;
    default:
      return message.code >= 2100 && message.code < 2200 ? Notice::warning : Notice::rejection;
  }
}

Error error_of(const answer::ErrorMessage& message) {
  const Notice notice = notice_of(message);
  if (notice == Notice::read_only)
    return error(Code::permission_denied,
                 "The API may look but not trade: untick \"Read-Only API\" in the settings of TWS "
                 "or IB Gateway, then try again.");
  return error(code_of(message, notice), "The broker says: {} ({})", without_markup(message.text),
               message.code);
}

std::string without_markup(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    if (plain.ends_with(' ') && text.front() == ' ') text.remove_prefix(1);
    const std::size_t open = text.find('<');
    plain += text.substr(0, open);
    if (open == text.npos) break;
    const std::size_t close = text.find('>', open);
    const char next = open + 1 < text.size() ? text[open + 1] : ' ';
    const bool tag =
        next == '/' || next == '!' || (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
    if (close == text.npos || !tag) {
      plain += '<';
      text.remove_prefix(open + 1);
      continue;
    }
    if (!plain.empty() && plain.back() != ' ' && plain.back() != '\n') plain += ' ';
    text.remove_prefix(close + 1);
  }
  while (!plain.empty() && (plain.back() == ' ' || plain.back() == '\n')) plain.pop_back();
  return plain;
}

}  // namespace pitwall::tws
