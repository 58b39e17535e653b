#include "desk/gate/policy_change.h"

#include <algorithm>
#include <array>

#include "base/json_out.h"
#include "desk/chart/one_line.h"

namespace pitwall::desk {
namespace {

using market::AccountKind;

// How one field is compared, and how the tighter of two is taken into `into`, which begins as the
// first of them.
struct FieldRule {
  std::string_view name;
  bool (*loosens)(const Policy& from, const Policy& to);
  void (*tighten)(Policy& into, const Policy& other);
};

// A limit from above; absent is none.
template <auto member>
constexpr FieldRule at_most(std::string_view name) {
  return {name,
          [](const Policy& from, const Policy& to) {
            return from.*member && (!(to.*member) || *(to.*member) > *(from.*member));
          },
          [](Policy& into, const Policy& other) {
            if (!(other.*member)) return;
            if (!(into.*member) || *(other.*member) < *(into.*member)) into.*member = other.*member;
          }};
}

// A limit from below; absent is none.
template <auto member>
constexpr FieldRule at_least(std::string_view name) {
  return {name,
          [](const Policy& from, const Policy& to) {
            return from.*member && (!(to.*member) || *(to.*member) < *(from.*member));
          },
          [](Policy& into, const Policy& other) {
            if (!(other.*member)) return;
            if (!(into.*member) || *(other.*member) > *(into.*member)) into.*member = other.*member;
          }};
}

// Always there: the smaller is the tighter; false is less than true.
template <auto member>
constexpr FieldRule less(std::string_view name) {
  return {name, [](const Policy& from, const Policy& to) { return to.*member > from.*member; },
          [](Policy& into, const Policy& other) {
            into.*member = std::min(into.*member, other.*member);
          }};
}

// Absent stands for what `meant` says.
template <auto member, auto meant>
constexpr FieldRule less_as_meant(std::string_view name) {
  return {name,
          [](const Policy& from, const Policy& to) { return (to.*meant)() > (from.*meant)(); },
          [](Policy& into, const Policy& other) {
            if ((other.*meant)() < (into.*meant)()) into.*member = other.*member;
          }};
}

void trade_nothing(Policy& policy) {
  policy.paper = policy.live = Mode::read_only;
  for (AccountMode& one : policy.accounts) one.mode = Mode::read_only;
}

// A list of what is allowed; empty is everything.
template <auto member>
constexpr FieldRule allowed(std::string_view name) {
  return {name,
          [](const Policy& from, const Policy& to) {
            const auto& had = from.*member;
            const auto& has = to.*member;
            if (had.empty()) return false;
            return has.empty() || std::ranges::any_of(has, [&](const auto& item) {
                     return std::ranges::find(had, item) == had.end();
                   });
          },
          [](Policy& into, const Policy& other) {
            auto& list = into.*member;
            const auto& also = other.*member;
            if (also.empty()) return;
            if (list.empty()) {
              list = also;
              return;
            }
            auto common = list;
            std::erase_if(common, [&](const auto& item) {
              return std::ranges::find(also, item) == also.end();
            });
            // An empty list would allow everything.
            if (common.empty()) return trade_nothing(into);
            list = std::move(common);
          }};
}

constexpr std::array kinds{AccountKind::paper, AccountKind::live, AccountKind::none};

std::vector<std::string> named_in(const Policy& one, const Policy& other) {
  std::vector<std::string> names;
  for (const std::vector<AccountMode>* accounts : {&one.accounts, &other.accounts})
    for (const AccountMode& account : *accounts)
      if (std::ranges::find(names, account.account) == names.end())
        names.push_back(account.account);
  return names;
}

bool loosens_accounts(const Policy& from, const Policy& to) {
  const std::vector<std::string> names = named_in(from, to);
  return std::ranges::any_of(names, [&](const std::string& name) {
    return std::ranges::any_of(kinds, [&](AccountKind kind) {
      return mode_of(to, name, kind) > mode_of(from, name, kind);
    });
  });
}

// Modes of all accounts at once, for what an account may do rests on the defaults, too.
void tighten_modes(Policy& into, const Policy& other) {
  const Policy one = into;
  into.paper = std::min(one.paper, other.paper);
  into.live = std::min(one.live, other.live);
  into.accounts.clear();
  for (const std::string& name : named_in(one, other)) {
    const auto mode = [&](AccountKind kind) {
      return std::min(mode_of(one, name, kind), mode_of(other, name, kind));
    };
    const Mode paper = mode(AccountKind::paper);
    const Mode live = mode(AccountKind::live);
    const Mode none = mode(AccountKind::none);
    if (paper == into.paper && live == into.live && none == Mode::read_only && paper != live)
      continue;
    into.accounts.push_back({name, std::min({paper, live, none})});
  }
}

void nothing(Policy&, const Policy&) {}  // `tighten_modes` has done it

constexpr std::array field_rules{
    less<&Policy::paper>("paper"),
    less<&Policy::live>("live"),
    FieldRule{"accounts", loosens_accounts, nothing},
    allowed<&Policy::instruments>("instruments"),
    allowed<&Policy::asset_classes>("asset_classes"),
    at_most<&Policy::max_order_value>("max_order_value"),
    at_most<&Policy::max_position_quantity>("max_position_quantity"),
    at_most<&Policy::max_position_value>("max_position_value"),
    at_most<&Policy::max_position_share>("max_position_share"),
    at_most<&Policy::max_gross_exposure>("max_gross_exposure"),
    at_most<&Policy::max_net_exposure>("max_net_exposure"),
    at_most<&Policy::max_concentration>("max_concentration"),
    less<&Policy::max_orders_per_minute>("max_orders_per_minute"),
    less<&Policy::max_orders_per_hour>("max_orders_per_hour"),
    less<&Policy::max_orders_per_day>("max_orders_per_day"),
    at_most<&Policy::daily_loss_stop>("daily_loss_stop"),
    at_least<&Policy::cooling_off>("cooling_off"),
    less<&Policy::losing_streak>("losing_streak"),
    less<&Policy::max_quote_age>("max_quote_age"),
    less<&Policy::allow_delayed>("allow_delayed"),
    at_most<&Policy::price_collar>("price_collar"),
    less<&Policy::outside_hours>("outside_hours"),
    at_least<&Policy::min_free_cash>("min_free_cash"),
    less<&Policy::allow_short>("allow_short"),
    less<&Policy::allow_naked_options>("allow_naked_options"),
    less<&Policy::max_pending>("max_pending"),
    less<&Policy::approval_lifetime>("approval_lifetime"),
    less_as_meant<&Policy::action_lifetime, &Policy::lifetime_of_actions>("action_lifetime"),
    at_most<&Policy::second_step_value>("second_step_value"),
    less_as_meant<&Policy::second_step_share, &Policy::share_of_second_step>("second_step_share"),
};

Json json_of(const Policy& policy) {
  const Result<Json> json = parse_json(to_json(policy));
  return json ? *json : Json::object();
}

}  // namespace

void describe(PolicyChange& change, Visitor& v) {
  v("field", "Which limit.", "max_order_value", change.field);
  v("before", "As it is.", "10000", change.before, {.max_length = SIZE_MAX});
  v("after", "As it would be.", "20000", change.after, {.max_length = SIZE_MAX});
  v("loosens", "It allows more than before.", "true", change.loosens);
}

std::vector<PolicyChange> changes_between(const Policy& from, const Policy& to) {
  const Json before = json_of(from);
  const Json after = json_of(to);
  std::vector<PolicyChange> changes;
  for (const FieldRule& rule : field_rules) {
    const Json* had = before.find(rule.name);
    const Json* has = after.find(rule.name);
    PolicyChange change{std::string(rule.name), had ? had->dump() : "", has ? has->dump() : "",
                        rule.loosens(from, to)};
    if (change.loosens || change.before != change.after) changes.push_back(std::move(change));
  }
  return changes;
}

bool loosens(const Policy& from, const Policy& to) {
  return std::ranges::any_of(field_rules,
                             [&](const FieldRule& rule) { return rule.loosens(from, to); });
}

Policy tighter_of(const Policy& one, const Policy& other) {
  Policy tighter = one;
  tighten_modes(tighter, other);
  for (const FieldRule& rule : field_rules) rule.tighten(tighter, other);
  return tighter;
}

std::string text_of(const PolicyChange& change) {
  const auto shown = [](const std::string& json) {
    std::string_view text = json;
    if (text.size() > 1 && text.starts_with('"')) text = text.substr(1, text.size() - 2);
    const auto is_plain = [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '.' || c == '_' || c == '-';
    };
    if (text.empty()) return std::string("none");
    return std::ranges::all_of(text, is_plain) ? std::string(text) : one_line(text, 200);
  };
  return fmt::format("{}: {} -> {}, {}", change.field, shown(change.before), shown(change.after),
                     change.loosens ? "looser" : "tighter");
}

std::vector<std::string_view> compared_fields() {
  std::vector<std::string_view> names;
  for (const FieldRule& rule : field_rules) names.push_back(rule.name);
  return names;
}

}  // namespace pitwall::desk
