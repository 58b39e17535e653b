#include "sim/witness.h"

namespace pitwall::sim {
namespace {

// What a record says, to compare with what was given.
std::string text_of(std::string_view type, std::string_view payload) {
  return fmt::format("{} {}", type, payload);
}

}  // namespace

void Witness::given(const port::JournalRecord& record) {
  given_.push_back(text_of(record.type, record.payload));
}

void Witness::called_done(const desk::Desk& desk, const desk::Event& event) {
  const std::uint64_t at = desk.sequence();
  if (at == 0 || at > given_.size() || given_[at - 1] != text_of(event_name(event), encode(event)))
    violated("Record {} was called done as another event than it is.", at);
}

void Witness::applied(const desk::Desk& desk, const desk::Event& event) {
  if (desk.sequence() != ++acknowledged_)
    violated("Record {} was applied when {} was due.", desk.sequence(), acknowledged_);
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
  if (size > given_.size()) violated("{} records were given, {} are there.", given_.size(), size);
  if (desk.sequence() != size)
    violated("The journal ends at {}, the desk at {}.", size, desk.sequence());
  check_records(*records, each);
  if (hash_of(engine_.state()) != hash_of(desk.state()))
    violated("The state is not that of a replay from the first record.");
  given_.resize(std::min(size, given_.size()));
  acknowledged_ = size;
  checked_records_ = size;
  checked_bytes_ = disk.journal;
}

void Witness::check_records(const std::vector<port::JournalRecord>& records, const Each& each) {
  for (std::size_t i = 0; i < records.size(); ++i) {
    const port::JournalRecord& record = records[i];
    const std::size_t at = checked_records_ + i;
    if (at >= given_.size() || text_of(record.type, record.payload) != given_[at])
      return violated("Record {} is not what was given at its place.", at + 1);
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
