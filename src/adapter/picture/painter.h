// The painter of the daemon: pictures are made beside the loop, on its pool. On the loop's thread.
#pragma once

#include "net/loop.h"
#include "port/chart_painter.h"

namespace pitwall::picture {

class PicturePainter final : public port::ChartPainter {
 public:
  explicit PicturePainter(net::Loop& loop) : loop_(loop) {}
  void paint(port::ChartPicture picture, port::Reply<std::string> reply) override;

 private:
  net::Loop& loop_;
};

}  // namespace pitwall::picture
