#include "adapter/picture/painter.h"

#include "adapter/picture/picture.h"

namespace pitwall::picture {

void PicturePainter::paint(port::ChartPicture picture, port::Reply<std::string> reply) {
  // The pool answers nothing where its work throws, and whoever asked would wait forever.
  const auto work = [picture = std::move(picture)]() -> Result<std::string> {
    try {
      return paint_picture(picture);
    } catch (const std::exception&) {
      return error(Code::internal, "The picture could not be drawn; try a smaller one.");
    }
  };
  loop_.run_in_pool(work, std::move(reply));
}

}  // namespace pitwall::picture
