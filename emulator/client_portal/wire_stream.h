// A connection whose bytes go out as the faults want them, and that can be cut. Used by this folder
// only.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "emulator/faults.h"
#include "net/stream.h"

namespace pitwall::emulator::cp {

class WireStream final : public net::Stream {
 public:
  static constexpr std::size_t piece = 7;  // bytes, where frames go out in pieces
  using Open = std::set<WireStream*>;

  // Loop and faults outlive it. It is in `open` as long as it lives.
  WireStream(net::Loop& loop, std::unique_ptr<net::Stream> inner, const Faults& faults,
             std::shared_ptr<Open> open)
      : loop_(loop), inner_(std::move(inner)), faults_(faults), open_(std::move(open)) {
    open_->insert(this);
  }
  ~WireStream() override { open_->erase(this); }

  net::Awaitable<Result<std::size_t>> read_some(std::span<char> into) override {
    return inner_->read_some(into);
  }
  net::Awaitable<Result<void>> write(std::string_view first, std::string_view second) override {
    if (!faults_.partial_frames) return inner_->write(first, second);
    return write_in_pieces(std::string(first).append(second));
  }
  net::Awaitable<void> finish() override { return inner_->finish(); }
  void cancel() override { inner_->cancel(); }
  void close() override { inner_->close(); }
  void set_read_deadline(Duration from_now) override { inner_->set_read_deadline(from_now); }
  void set_write_limit(Duration each) override { inner_->set_write_limit(each); }
  const std::string& peer() const override { return inner_->peer(); }
  bool local() const override { return inner_->local(); }

 private:
  net::Awaitable<Result<void>> write_in_pieces(std::string bytes) {
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      const std::string_view part = std::string_view(bytes).substr(at, piece);
      const Result<void> written = co_await inner_->write(part, {});
      if (!written) co_return written;
      co_await loop_.sleep(microseconds(100));
    }
    co_return Result<void>();
  }

  net::Loop& loop_;
  std::unique_ptr<net::Stream> inner_;
  const Faults& faults_;
  std::shared_ptr<Open> open_;
};

}  // namespace pitwall::emulator::cp
