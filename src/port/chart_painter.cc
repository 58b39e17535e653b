#include "port/chart_painter.h"

namespace pitwall::port {

std::string_view name_of(PictureTheme theme) {
  return theme == PictureTheme::dark ? "dark" : "light";
}

}  // namespace pitwall::port
