#include "serve/feed/answers.h"

namespace pitwall::serve {
namespace {

// Members of desk_status that change with every breath: no news by themselves.
constexpr std::string_view restless[] = {"now", "market_time", "uptime", "journal_records"};

bool says_the_same(const Json& a, const Json& b) {
  if (!a.is_object() || !b.is_object() || a.members().size() != b.members().size()) return false;
  for (std::size_t i = 0; i < a.members().size(); ++i) {
    const auto& [name, value] = a.members()[i];
    if (name != b.members()[i].first) return false;
    if (std::ranges::find(restless, name) != std::end(restless)) continue;
    if (value.dump() != b.members()[i].second.dump()) return false;
  }
  return true;
}

void take(SharedAnswer& into, Result<tool::Answer> result) {
  into.waiting = false;
  Json answer;
  std::string error;
  if (!result) {
    error = result.error().message;
  } else if (Result<Json> read = parse_json(result->structured)) {
    answer = std::move(*read);
  } else {
    error = read.error().message;
  }
  if (into.revision > 0 && error == into.error &&
      (!error.empty() || says_the_same(answer, into.answer)))
    return;
  into.answer = std::move(answer);
  into.error = std::move(error);
  ++into.revision;
}

}  // namespace

std::shared_ptr<const SharedAnswer> SharedAnswers::get(std::string_view tool, const Json& arguments,
                                                       Duration now) {
  std::string key = fmt::format("{} {}", tool, arguments.dump());
  auto found = kept_.find(key);
  if (found == kept_.end()) {
    forget_old(now);
    if (kept_.size() >= max_kept) return nullptr;
    found = kept_.emplace(std::move(key), std::make_shared<SharedAnswer>()).first;
    found->second->asked_at = now - interval;
  }
  const std::shared_ptr<SharedAnswer> shared = found->second;
  shared->wanted_at = now;
  if (!shared->waiting && now - shared->asked_at >= interval) {
    shared->asked_at = now;
    ask(tool, arguments, shared);
  }
  return shared;
}

void SharedAnswers::ask(std::string_view tool, const Json& arguments,
                        std::shared_ptr<SharedAnswer> into) {
  const Result<const tool::Tool*> found = registry_.find(tool);
  if (!found) return take(*into, found.error());
  into->waiting = true;
  (*found)->call(arguments, context_,
                 std::make_shared<tool::Call>(tool::Asker::person, "dashboard"),
                 [into](Result<tool::Answer> result) { take(*into, std::move(result)); });
}

void SharedAnswers::forget_old(Duration now) {
  std::erase_if(kept_, [now](const auto& entry) {
    return now - entry.second->wanted_at > kept_for && !entry.second->waiting;
  });
}

}  // namespace pitwall::serve
