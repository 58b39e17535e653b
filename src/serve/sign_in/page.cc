#include "serve/sign_in/page.h"

#include "serve/sign_in/redirect.h"

namespace pitwall::serve::sign_in {
namespace {

constexpr std::string_view style = R"(
:root{color-scheme:light dark;--back:#f4f5f7;--card:#fff;--text:#16181d;--muted:#5b6270;
--line:#d9dce3;--accent:#0b63ce;--warn:#9a3412}
@media (prefers-color-scheme:dark){:root{--back:#0d1015;--card:#161a21;--text:#e7eaf0;
--muted:#98a1b0;--line:#2b313c;--accent:#4c9dff;--warn:#ffb27a}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;
background:var(--back);color:var(--text);font:16px/1.5 system-ui,sans-serif}
main{width:100%;max-width:30rem;background:var(--card);border:1px solid var(--line);
border-radius:12px;padding:1.75rem}
h1{font-size:1.25rem;margin:0 0 .75rem;overflow-wrap:anywhere}
p{margin:.5rem 0}
small,.muted{color:var(--muted)}
code{overflow-wrap:anywhere}
fieldset{border:1px solid var(--line);border-radius:8px;margin:1rem 0;padding:.5rem 1rem}
label{display:flex;gap:.7rem;padding:.45rem 0;align-items:baseline}
label small{display:block}
input[type=password]{width:100%;font:inherit;padding:.6rem .7rem;border:1px solid var(--line);
border-radius:8px;background:var(--back);color:var(--text)}
.buttons{display:flex;gap:.75rem;margin-top:1.25rem}
button{flex:1;font:inherit;padding:.6rem;border-radius:8px;border:1px solid var(--line);
background:none;color:inherit;cursor:pointer}
button.yes{background:var(--accent);border-color:var(--accent);color:#fff}
@media (prefers-color-scheme:dark){button.yes{color:#06121f}}
.problem,.warn{color:var(--warn)}
)";

struct Words {
  Scope scope;
  std::string_view title;
  std::string_view meaning;
};
constexpr Words words[] = {
    {Scope::read, "See", "Accounts, positions, prices, charts and notes."},
    {Scope::write, "Change what is kept here", "Charts, notes, alerts and workflows of this desk."},
    {Scope::act, "Ask for orders", "Each still needs your approval at the desk or on your phone."},
};

// The origin that the form's answer may be sent on to: browsers hold form-action against redirects.
std::string form_targets(std::string_view redirect) {
  const Result<net::Url> url = net::parse_url(redirect);
  if (!url) return "'self'";
  // Policies know no IPv6 addresses.
  if (url->host.find(':') != std::string::npos) return fmt::format("'self' {}:", url->scheme);
  return fmt::format("'self' {}://{}", url->scheme, url->authority());
}

net::Response page(int status, std::string_view nonce, std::string_view forms,
                   std::string_view title, std::string_view body) {
  net::Response response = net::Response::of_type(
      status, "text/html; charset=utf-8",
      fmt::format("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                  "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                  "<meta name=\"robots\" content=\"noindex\"><title>{}</title>"
                  "<style nonce=\"{}\">{}</style></head><body><main>\n{}\n</main></body></html>\n",
                  html_text(title), nonce, style, body));
  response.headers.set("Content-Security-Policy",
                       fmt::format("default-src 'none'; style-src 'nonce-{}'; form-action {}; "
                                   "frame-ancestors 'none'; base-uri 'none'",
                                   nonce, forms));
  response.headers.set("X-Frame-Options", "DENY");
  response.headers.set("X-Content-Type-Options", "nosniff");
  // Not no-referrer: with that a browser hides the origin of the form that it sends to ourselves.
  response.headers.set("Referrer-Policy", "same-origin");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

std::string scope_rows(Scopes asked) {
  std::string rows;
  for (const Words& word : words) {
    const bool wanted = asked.has(word.scope);
    const std::string_view state =
        word.scope == Scope::read ? " checked disabled" : (wanted ? " checked" : "");
    rows += fmt::format(
        "<label><input type=\"checkbox\" name=\"{}\" value=\"yes\"{}><span>{} <code>{}</code>"
        "<small>{}{}</small></span></label>\n",
        name_of(word.scope), state, word.title, name_of(word.scope), word.meaning,
        wanted ? "" : " Not asked for.");
  }
  return rows;
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

net::Response consent_page(int status, const ConsentView& view) {
  const Result<net::Url> back = net::parse_url(view.asked.redirect);
  const std::string host = back ? back->authority() : view.asked.redirect;
  const bool here = back && net::is_loopback_host(back->host);
  std::string body = fmt::format(
      "<h1>Let {} use your desk?</h1>\n"
      "<p>That is the name it gives itself. Afterwards you are sent to <strong>{}</strong>.</p>\n",
      html_text(view.asked.client_name), html_text(host));
  if (view.asked.client.starts_with("https://"))
    body += fmt::format("<p class=\"muted\">It is described at <code>{}</code>.</p>\n",
                        html_text(view.asked.client));
  if (here)
    body +=
        "<p class=\"warn\">That is a program on the computer that this browser runs on. Go on only "
        "if you have just started it yourself.</p>\n";
  if (!view.problem.empty())
    body += fmt::format("<p class=\"problem\" role=\"alert\">{}</p>\n", html_text(view.problem));
  body += fmt::format(
      "<form method=\"post\" action=\"/authorize\">\n"
      "<input type=\"hidden\" name=\"request\" value=\"{}\">\n"
      "<fieldset><legend>It may</legend>\n{}</fieldset>\n"
      "<p><label for=\"password\">The desk's password</label>"
      "<input id=\"password\" type=\"password\" name=\"password\" "
      "autocomplete=\"current-password\" autofocus></p>\n"
      "<div class=\"buttons\"><button class=\"yes\" name=\"answer\" value=\"allow\">Let it in"
      "</button><button name=\"answer\" value=\"deny\">Refuse</button></div>\n"
      "</form>\n<p><small>You can end this at any time in the dashboard, or with "
      "<code>pitwall access revoke</code>.</small></p>",
      html_text(view.request), scope_rows(view.asked.asked));
  return page(status, view.nonce, form_targets(view.asked.redirect), "Pitwall: sign in", body);
}

net::Response notice_page(int status, std::string_view title, std::string_view sentence,
                          std::string_view nonce) {
  return page(status, nonce, "'none'", fmt::format("Pitwall: {}", title),
              fmt::format("<h1>{}</h1>\n<p>{}</p>", html_text(title), html_text(sentence)));
}

}  // namespace pitwall::serve::sign_in
