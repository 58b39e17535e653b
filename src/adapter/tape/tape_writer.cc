#include "adapter/tape/tape_writer.h"

#include <system_error>

#include "adapter/tape/days.h"
#include "adapter/tape/walk.h"

namespace pitwall::tape {
namespace {

// A run is the most that damage takes along.
constexpr Duration longest_run = minutes(1);
constexpr Duration retry_after = seconds(10);

// The end of the last whole block: what stands behind it was torn off by a crash.
Result<std::uint64_t> whole_end(const File& file, std::string name) {
  const auto read = [&](std::uint64_t offset, char* out, std::size_t size) {
    return file.read_at(offset, out, size);
  };
  BlockWalk walk(std::move(name), read);
  std::uint64_t end = 0;
  std::optional<BlockWalk::Place> last;
  while (true) {
    PITWALL_TRY(const std::optional<BlockWalk::Place> place, walk.next());
    if (!place) break;
    if (last) end = last->end();
    last = place;
  }
  if (!last) return end;
  std::string body(last->header.body_size, '\0');
  PITWALL_TRY(const std::size_t size,
              file.read_at(last->offset + header_size, body.data(), body.size()));
  return belongs(last->header, std::string_view(body).substr(0, size)) ? last->end() : end;
}

}  // namespace

void TapeWriter::add(const market::Symbol& symbol, const market::Tick& tick,
                     const market::Quote& quote, Time now) {
  const Date day = Date::of_utc(now);
  if (day != day_) {
    write(now);
    encoder_.restart();
    run_began_ = now;
    file_.reset();
    day_ = day;
  }
  if (!encoder_.has_room()) write(now);
  encoder_.add(now, symbol, tick, quote);
}

Result<void> TapeWriter::flush(Time now) {
  write(now);
  if (now - run_began_ >= longest_run || now < run_began_) {
    encoder_.restart();
    run_began_ = now;
  }
  if (!untold_) return {};
  return *std::exchange(untold_, std::nullopt);
}

void TapeWriter::write(Time now) {
  if (encoder_.entries() == 0) return;
  const bool waits = failed_at_ && now >= *failed_at_ && now - *failed_at_ < retry_after;
  const Result<void> written = waits ? Result<void>() : append(encoder_.block());
  if (written && !waits) {
    failed_at_.reset();
    return encoder_.advance();
  }
  lost_ += encoder_.entries();
  encoder_.restart();
  if (waits) return;
  if (!failed_at_) untold_ = written.error();
  failed_at_ = now;
}

Result<void> TapeWriter::append(std::string_view bytes) {
  if (!file_) PITWALL_TRY_VOID(open());
  if (end_ + bytes.size() > limits_.bytes)
    return error(Code::too_large,
                 "The tape of {} has reached its limit of {} bytes: no more ticks are recorded "
                 "that day.",
                 day_.text(), limits_.bytes);
  const Result<void> written = file_->write_at(end_, bytes);
  if (written) {
    end_ += bytes.size();
  } else {
    // Half a block is written over by the next one, and cut off by the next opening.
    (void)file_->truncate(end_).ok();
  }
  return written;
}

Result<void> TapeWriter::open() {
  std::error_code code;
  if (std::filesystem::create_directory(folder_, code))
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_all, code);
  if (code)
    return error(Code::unavailable, "Could not make the folder {} ({}): check the disk.",
                 folder_.string(), code.message());
  const std::filesystem::path path = path_of(folder_, day_);
  PITWALL_TRY(File file, File::open(path, File::Access::write));
  PITWALL_TRY(const std::uint64_t end, whole_end(file, path.filename().string()));
  PITWALL_TRY_VOID(file.truncate(end));
  file_ = std::move(file);
  end_ = end;
  return {};
}

Result<void> TapeWriter::prune(Time now) {
  PITWALL_TRY(const std::vector<RecordedDay> days, recorded_days(folder_));
  std::uint64_t bytes = 0;
  for (const RecordedDay& recorded : days) bytes += recorded.bytes;
  const Date today = Date::of_utc(now);
  for (const RecordedDay& recorded : days) {
    const bool over = today - recorded.day >= limits_.days || bytes > limits_.bytes;
    if (!over || recorded.day >= today) break;
    const std::filesystem::path path = path_of(folder_, recorded.day);
    std::error_code code;
    std::filesystem::remove(path, code);
    if (code)
      return error(Code::unavailable, "Could not remove {} ({}): check that folder.", path.string(),
                   code.message());
    bytes -= recorded.bytes;
  }
  return {};
}

}  // namespace pitwall::tape
