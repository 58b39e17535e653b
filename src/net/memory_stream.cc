#include "net/memory_stream.h"

#include "net/deadline.h"

namespace pitwall::net {

namespace {

// One direction. Both ends share it, so that either may go first.
struct Channel {
  explicit Channel(Loop& loop) : readable(loop), writable(loop) {}
  std::string bytes;
  bool finished = false;    // the writer sends no more
  bool abandoned = false;   // the reader is gone
  std::size_t carried = 0;  // bytes written so far
  std::size_t cut_after = 0;
  Notice readable;
  Notice writable;
};

struct Wire {
  Wire(Loop& loop, MemoryPipeOptions chosen) : options(chosen), forth(loop), back(loop) {
    forth.cut_after = options.cut_after;
  }
  MemoryPipeOptions options;
  Channel forth;
  Channel back;
  bool cut = false;

  void cut_now() {
    cut = true;
    for (Channel* channel : {&forth, &back}) {
      channel->bytes.clear();
      channel->readable.notify();
      channel->writable.notify();
    }
  }
};

class MemoryStream final : public Stream {
 public:
  MemoryStream(Loop& loop, std::shared_ptr<Wire> wire, Channel& in, Channel& out)
      : wire_(std::move(wire)),
        in_(in),
        out_(out),
        read_deadline_(loop, [this] { cancel(); }),
        write_deadline_(loop, [this] { cancel(); }) {}
  ~MemoryStream() override { close(); }

  Awaitable<Result<std::size_t>> read_some(std::span<char> into) override {
    std::uint64_t cancels = cancels_;
    read_deadline_.begin();
    while (in_.bytes.empty() && !in_.finished && alive() && cancels == cancels_) {
      co_await in_.readable.wait();
    }
    read_deadline_.end();
    if (!alive() || cancels != cancels_) co_return failure(read_deadline_);
    std::size_t count = std::min(into.size(), in_.bytes.size());
    if (wire_->options.max_read > 0) count = std::min(count, wire_->options.max_read);
    in_.bytes.copy(into.data(), count);
    in_.bytes.erase(0, count);
    in_.writable.notify();
    co_return count;
  }

  Awaitable<Result<void>> write(std::string_view first, std::string_view second) override {
    std::uint64_t cancels = cancels_;
    write_deadline_.set(write_limit_);
    while (true) {
      if (!alive() || cancels != cancels_) co_return failure(write_deadline_);
      if (out_.finished || out_.abandoned) {
        co_return error(Code::unavailable, "The other side closed the connection. Connect again.");
      }
      put(first);
      put(second);
      if (first.empty() && second.empty()) co_return Result<void>{};
      write_deadline_.begin();
      co_await out_.writable.wait();
      write_deadline_.end();
    }
  }
  using Stream::write;

  Awaitable<void> finish() override {
    end_sending();
    co_return;
  }
  void cancel() override {
    ++cancels_;
    in_.readable.notify();
    out_.writable.notify();
  }
  void close() override {
    if (closed_) return;
    closed_ = true;
    read_deadline_.stop();
    write_deadline_.stop();
    in_.abandoned = true;
    in_.bytes.clear();
    in_.writable.notify();
    in_.readable.notify();
    out_.writable.notify();
    end_sending();
  }
  void set_read_deadline(Duration from_now) override { read_deadline_.set(from_now); }
  void set_write_limit(Duration each) override { write_limit_ = each; }
  const std::string& peer() const override { return peer_; }
  bool local() const override { return true; }

 private:
  void end_sending() {
    out_.finished = true;
    out_.readable.notify();
  }
  bool alive() const { return !closed_ && !wire_->cut; }

  void put(std::string_view& bytes) {
    std::size_t room =
        wire_->options.capacity - std::min(wire_->options.capacity, out_.bytes.size());
    std::size_t count = std::min(room, bytes.size());
    if (count == 0) return;
    out_.bytes.append(bytes.substr(0, count));
    bytes.remove_prefix(count);
    out_.carried += count;
    out_.readable.notify();
    if (out_.cut_after > 0 && out_.carried >= out_.cut_after) wire_->cut_now();
  }

  Error failure(const Deadline& deadline) const {
    if (deadline.passed()) {
      return error(Code::deadline_exceeded, "{} did not answer in time.", peer_);
    }
    if (wire_->cut) return error(Code::unavailable, "The connection was cut. Connect again.");
    return error(Code::cancelled, "This connection is closed.");
  }

  std::shared_ptr<Wire> wire_;
  Channel& in_;
  Channel& out_;
  Deadline read_deadline_;
  Deadline write_deadline_;
  Duration write_limit_ = no_deadline;
  std::uint64_t cancels_ = 0;
  bool closed_ = false;
  std::string peer_ = "memory";
};

}  // namespace

MemoryPipe memory_pipe(Loop& loop, MemoryPipeOptions options) {
  auto wire = std::make_shared<Wire>(loop, options);
  MemoryPipe pipe;
  pipe.first = std::make_unique<MemoryStream>(loop, wire, wire->back, wire->forth);
  pipe.second = std::make_unique<MemoryStream>(loop, wire, wire->forth, wire->back);
  pipe.cut = [wire] { wire->cut_now(); };
  return pipe;
}

}  // namespace pitwall::net
