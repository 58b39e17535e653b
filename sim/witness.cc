#include "sim/witness.h"

namespace pitwall::sim {
namespace {

// What a record says, to compare with what was submitted.
std::string text_of(std::string_view type, std::string_view payload) {
  return fmt::format("{} {}", type, payload);
}

}  // namespace

void Witness::submitted(const desk::Event& event) {
  submitted_.push_back(text_of(event_name(event), encode(event)));
}

void Witness::acknowledged(const desk::Desk& desk) {
  if (desk.sequence() != ++acknowledged_)
    violated("Record {} was called done when {} was due.", desk.sequence(), acknowledged_);
}

void Witness::applied(const desk::Desk& desk, const desk::Event& event) {
  if (!awaited_.empty()) violated("Nothing came of the request for order {}.", awaited_);
  awaited_.clear();
  if (const auto* request = std::get_if<desk::OrderRequested>(&event))
    awaited_ = request->order.client_id;
  const auto* report = std::get_if<port::OrderReported>(&event);
  if (!report) return;
  const std::string& id = report->order.client_id;
  const auto& orders = desk.state().orders;
  const auto known =
      std::ranges::find_if(orders, [&](const auto& order) { return order.order.client_id == id; });
  if (known == orders.end()) return violated("The desk takes no note of order {}.", id);
  if (port::is_final(known->status)) {
    ended_.insert(id);
  } else if (ended_.contains(id)) {
    violated("Order {} had ended and is {} again.", id, port::name_of(known->status));
  }
}

void Witness::saw_effect(const desk::Effect& effect) {
  // Only orders that came with nothing but themselves are awaited here.
  const std::optional<std::string> id = std::visit(
      [](const auto& e) -> std::optional<std::string> {
        if constexpr (requires { e.order; }) {
          return e.order.client_id;
        } else if constexpr (requires { e.client_id; }) {
          return e.client_id;
        } else {
          return std::nullopt;
        }
      },
      effect);
  if (!id) return;
  if (*id != awaited_)
    violated("Order {} has an effect where that of \"{}\" is due.", *id, awaited_);
  awaited_.clear();
}

void Witness::remember(const desk::Desk& desk) { kept_[desk.sequence()] = hash_of(desk.state()); }

void Witness::check_journal(const Disk& disk, const desk::Desk& desk, const Each& each) {
  // What an earlier check has seen need not be read again, as long as the bytes are the same.
  if (!disk.journal.starts_with(checked_bytes_)) violated("Bytes that were on the disk changed.");
  Result<std::vector<port::JournalRecord>> records =
      decode_journal(std::string_view(disk.journal).substr(checked_bytes_.size()));
  if (!records) violated("The journal does not read: {}", records.error().message);
  if (!violations_.empty()) return;
  const std::size_t size = checked_records_ + records->size();
  if (size < acknowledged_)
    violated("{} records were called done, {} are there.", acknowledged_, size);
  if (size > submitted_.size())
    violated("{} records were submitted, {} are there.", submitted_.size(), size);
  if (desk.sequence() != size)
    violated("The journal ends at {}, the desk at {}.", size, desk.sequence());
  check_records(*records, each);
  if (hash_of(engine_.state()) != hash_of(desk.state()))
    violated("The state is not that of a replay from the first record.");
  submitted_.resize(std::min(size, submitted_.size()));
  acknowledged_ = size;
  checked_records_ = size;
  checked_bytes_ = disk.journal;
}

void Witness::check_records(const std::vector<port::JournalRecord>& records, const Each& each) {
  for (std::size_t i = 0; i < records.size(); ++i) {
    const port::JournalRecord& record = records[i];
    const std::size_t at = checked_records_ + i;
    if (at >= submitted_.size() || text_of(record.type, record.payload) != submitted_[at])
      return violated("Record {} is not what was submitted at its place.", at + 1);
    if (Result<void> follows = chain_.follow(record); !follows)
      return violated("The chain breaks: {}", follows.error().message);
    const Result<desk::Event> event = desk::decode(record.type, record.payload);
    if (!event) return violated("Record {} does not decode.", at + 1);
    engine_.apply(*event);
    each(*event);
    const auto kept = kept_.find(at + 1);
    if (kept != kept_.end() && kept->second != hash_of(engine_.state()))
      return violated("Replay to record {} gives another state than the desk had there.", at + 1);
  }
}

}  // namespace pitwall::sim
