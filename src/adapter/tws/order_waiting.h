// What waits for the gateway's word on an order. Inside OrderDesk only.
#pragma once

#include "adapter/tws/order_desk.h"

namespace pitwall::tws {

struct OrderDesk::Waiting {
  Waiting(net::Loop& loop, Kind what) : kind(what), notice(loop) {}
  void finish(Result<void> result) {
    if (end) return;
    end = std::move(result);
    notice.notify();
  }
  Kind kind;
  net::Notice notice;
  std::optional<Result<void>> end;
};

struct OrderDesk::Previewing {
  explicit Previewing(net::Loop& loop) : notice(loop) {}
  void finish(Result<answer::OpenOrder> result) {
    if (end) return;
    end = std::move(result);
    notice.notify();
  }
  net::Notice notice;
  std::optional<Result<answer::OpenOrder>> end;
};

}  // namespace pitwall::tws
