// A surface to draw on, in pixels from the upper left corner. All of cairo and FreeType stays in
// canvas.cc. Not shared between threads; two canvases have nothing in common.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pitwall::picture {

struct Colour {
  double red = 0, green = 0, blue = 0, alpha = 1;
  static constexpr Colour of(std::uint32_t rgb) {
    return {static_cast<double>(rgb >> 16 & 255) / 255, static_cast<double>(rgb >> 8 & 255) / 255,
            static_cast<double>(rgb & 255) / 255, 1};
  }
  constexpr Colour faded(double to) const { return {red, green, blue, to}; }
};

struct Point {
  double x = 0, y = 0;
};

struct Box {
  double left = 0, top = 0, right = 0, bottom = 0;
  constexpr double width() const { return right - left; }
  constexpr double height() const { return bottom - top; }
  constexpr bool overlaps(const Box& other) const {
    return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
  }
  constexpr bool contains(const Box& other) const {
    return left <= other.left && other.right <= right && top <= other.top && other.bottom <= bottom;
  }
};

struct Stroke {
  Colour colour;
  double width = 1;
  double dash = 0;  // length of dashes and of the gaps between them; 0: none
};

struct Letters {
  double size = 12;
  bool bold = false;
};

class Canvas {
 public:
  static Result<Canvas> create(int width, int height);
  Canvas(Canvas&&) noexcept;
  Canvas& operator=(Canvas&&) noexcept;
  ~Canvas();

  void fill(const Box& box, Colour colour);
  void rounded(const Box& box, double radius, Colour colour);
  void line(Point from, Point to, const Stroke& stroke);
  void path(std::span<const Point> points, const Stroke& stroke);
  void area(std::span<const Point> corners, Colour colour);
  void dot(Point centre, double radius, Colour colour);

  // `at` is the left end of the base line. A letter that no font has is a question mark.
  void text(Point at, std::string_view text, Letters letters, Colour colour);
  double width_of(std::string_view text, Letters letters);
  // The text, or as much of it as fits with an ellipsis behind.
  std::string fitted(std::string_view text, Letters letters, double width);

  // Until `unclip`, nothing is drawn outside.
  void clip(const Box& box);
  void unclip();

  Result<std::string> png();

 private:
  struct State;
  explicit Canvas(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace pitwall::picture
