#include "adapter/picture/canvas.h"

#include <cairo.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_MULTIPLE_MASTERS_H
#include FT_OUTLINE_H

#include <cmath>
#include <map>
#include <numbers>
#include <vector>

#include "adapter/picture/fonts.h"

namespace pitwall::picture {
namespace {

template <auto Release>
struct Releasing {
  template <class T>
  void operator()(T* held) const {
    Release(held);
  }
};
using Surface = std::unique_ptr<cairo_surface_t, Releasing<cairo_surface_destroy>>;
using Pen = std::unique_ptr<cairo_t, Releasing<cairo_destroy>>;
using Library = std::unique_ptr<FT_LibraryRec_, Releasing<FT_Done_FreeType>>;
using Outlines = std::unique_ptr<FT_FaceRec_, Releasing<FT_Done_Face>>;

constexpr char32_t replacement = U'?';

// The next letter of a UTF-8 text; what is none is a replacement character.
char32_t next_letter(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t size = first < 0x80 ? 1 : first >> 5 == 6 ? 2 : first >> 4 == 14 ? 3 : 4;
  const bool whole = first < 0x80 || (first >= 0xC2 && first < 0xF5 && size <= text.size());
  char32_t letter = size == 1 ? first : first & (0xFFU >> (size + 1));
  bool good = whole;
  for (std::size_t i = 1; good && i < size; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    good = byte >> 6 == 2;
    letter = letter << 6 | (byte & 0x3FU);
  }
  text.remove_prefix(good ? size : 1);
  return good ? letter : replacement;
}

// The outline of one letter and how far the next one stands from it, in parts of the font's size,
// upwards. Cairo fills outlines like any other shape and so never holds on to a font.
struct Glyph {
  struct Step {
    enum class Kind { move, line, curve } kind;
    Point a{}, b{}, to{};
  };
  std::vector<Step> steps;
  double advance = 0;
};

class GlyphReader {
 public:
  explicit GlyphReader(double unit) : unit_(unit) {}
  Glyph read(const FT_GlyphSlot slot) {
    glyph_.advance = static_cast<double>(slot->metrics.horiAdvance) / unit_;
    constexpr FT_Outline_Funcs steps{move, line, conic, cubic, 0, 0};
    FT_Outline_Decompose(&slot->outline, &steps, this);
    return std::move(glyph_);
  }

 private:
  using Kind = Glyph::Step::Kind;
  static GlyphReader& self(void* reader) { return *static_cast<GlyphReader*>(reader); }
  Point at(const FT_Vector* v) const {
    return {static_cast<double>(v->x) / unit_, static_cast<double>(v->y) / unit_};
  }
  void add(const Glyph::Step& step) {
    glyph_.steps.push_back(step);
    here_ = step.to;
  }
  static int move(const FT_Vector* to, void* reader) {
    self(reader).add({.kind = Kind::move, .to = self(reader).at(to)});
    return 0;
  }
  static int line(const FT_Vector* to, void* reader) {
    self(reader).add({.kind = Kind::line, .to = self(reader).at(to)});
    return 0;
  }
  // A curve with one control point as one with two, which is all that cairo knows.
  static int conic(const FT_Vector* control, const FT_Vector* to, void* reader) {
    GlyphReader& me = self(reader);
    const Point from = me.here_;
    const Point middle = me.at(control);
    const Point end = me.at(to);
    const auto towards = [&middle](Point p) {
      return Point{p.x + (middle.x - p.x) * 2 / 3, p.y + (middle.y - p.y) * 2 / 3};
    };
    me.add({Kind::curve, towards(from), towards(end), end});
    return 0;
  }
  static int cubic(const FT_Vector* a, const FT_Vector* b, const FT_Vector* to, void* reader) {
    GlyphReader& me = self(reader);
    me.add({Kind::curve, me.at(a), me.at(b), me.at(to)});
    return 0;
  }

  double unit_;
  Point here_;
  Glyph glyph_;
};

// The embedded fonts, opened when a letter of theirs is first wanted, in two weights.
class Fonts {
 public:
  Result<void> open() {
    FT_Library library = nullptr;
    if (FT_Init_FreeType(&library) != 0) return broken();
    library_.reset(library);
    for (std::size_t font = 0; font < embedded_fonts().size(); ++font)
      PITWALL_TRY_VOID(face(font, false));
    return {};
  }

  const Glyph& glyph(char32_t letter, bool bold) {
    const auto [entry, fresh] = glyphs_.try_emplace({letter, bold});
    if (fresh) entry->second = read(letter, bold);
    return entry->second;
  }

 private:
  static constexpr FT_Fixed regular_weight = 450 << 16;
  static constexpr FT_Fixed bold_weight = 650 << 16;
  static Error broken() { return error(Code::internal, "The picture's letters cannot be read."); }

  Result<FT_Face> face(std::size_t font, bool bold) {
    Outlines& held = faces_[{font, bold}];
    if (held) return held.get();
    const std::string_view bytes = embedded_fonts()[font];
    FT_Face opened = nullptr;
    if (FT_New_Memory_Face(library_.get(), reinterpret_cast<const FT_Byte*>(bytes.data()),
                           static_cast<FT_Long>(bytes.size()), 0, &opened) != 0)
      return broken();
    held.reset(opened);
    FT_Fixed weight = bold ? bold_weight : regular_weight;
    if (FT_Set_Var_Design_Coordinates(opened, 1, &weight) != 0) return broken();
    return opened;
  }

  // From the first font that has it.
  Glyph read(char32_t letter, bool bold) {
    for (std::size_t font = 0; font < embedded_fonts().size(); ++font) {
      const Result<FT_Face> plain = face(font, false);
      const FT_UInt index = plain ? FT_Get_Char_Index(*plain, letter) : 0;
      if (index == 0) continue;
      const Result<FT_Face> wanted = face(font, bold);
      if (!wanted || FT_Load_Glyph(*wanted, index, FT_LOAD_NO_SCALE) != 0) return {};
      return GlyphReader((*wanted)->units_per_EM).read((*wanted)->glyph);
    }
    return letter == replacement ? Glyph{} : read(replacement, bold);
  }

  Library library_;
  std::map<std::pair<std::size_t, bool>, Outlines> faces_;
  std::map<std::pair<char32_t, bool>, Glyph> glyphs_;
};

cairo_status_t append_bytes(void* out, const unsigned char* bytes, unsigned int count) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), count);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

struct Canvas::State {
  Fonts fonts;
  Surface surface;
  Pen pen;

  void use(Colour colour) {
    cairo_set_source_rgba(pen.get(), colour.red, colour.green, colour.blue, colour.alpha);
  }
  void stroke(const Stroke& stroke) {
    use(stroke.colour);
    cairo_set_line_width(pen.get(), stroke.width);
    cairo_set_dash(pen.get(), &stroke.dash, stroke.dash > 0 ? 1 : 0, 0);
    cairo_stroke(pen.get());
  }
  void trace(std::span<const Point> points) {
    cairo_new_path(pen.get());
    for (const Point& point : points) cairo_line_to(pen.get(), point.x, point.y);
  }
  void add_outline(const Glyph& glyph, Point at, double size) {
    using Kind = Glyph::Step::Kind;
    const auto x = [&](Point p) { return at.x + p.x * size; };
    const auto y = [&](Point p) { return at.y - p.y * size; };
    for (const Glyph::Step& step : glyph.steps) {
      if (step.kind == Kind::move)
        cairo_move_to(pen.get(), x(step.to), y(step.to));
      else if (step.kind == Kind::line)
        cairo_line_to(pen.get(), x(step.to), y(step.to));
      else
        cairo_curve_to(pen.get(), x(step.a), y(step.a), x(step.b), y(step.b), x(step.to),
                       y(step.to));
    }
  }
};

Canvas::Canvas(std::unique_ptr<State> state) : state_(std::move(state)) {}
Canvas::Canvas(Canvas&&) noexcept = default;
Canvas& Canvas::operator=(Canvas&&) noexcept = default;
Canvas::~Canvas() = default;

Result<Canvas> Canvas::create(int width, int height) {
  auto state = std::make_unique<State>();
  PITWALL_TRY_VOID(state->fonts.open());
  state->surface.reset(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height));
  if (cairo_surface_status(state->surface.get()) != CAIRO_STATUS_SUCCESS)
    return error(Code::too_large, "There is no memory for a picture of {} x {}.", width, height);
  state->pen.reset(cairo_create(state->surface.get()));
  cairo_set_line_join(state->pen.get(), CAIRO_LINE_JOIN_ROUND);
  return Canvas(std::move(state));
}

void Canvas::fill(const Box& box, Colour colour) {
  state_->use(colour);
  cairo_rectangle(state_->pen.get(), box.left, box.top, box.width(), box.height());
  cairo_fill(state_->pen.get());
}

void Canvas::rounded(const Box& box, double radius, Colour colour) {
  constexpr double quarter = std::numbers::pi / 2;
  cairo_t* const pen = state_->pen.get();
  cairo_new_path(pen);
  cairo_arc(pen, box.right - radius, box.top + radius, radius, -quarter, 0);
  cairo_arc(pen, box.right - radius, box.bottom - radius, radius, 0, quarter);
  cairo_arc(pen, box.left + radius, box.bottom - radius, radius, quarter, 2 * quarter);
  cairo_arc(pen, box.left + radius, box.top + radius, radius, 2 * quarter, 3 * quarter);
  state_->use(colour);
  cairo_fill(pen);
}

void Canvas::line(Point from, Point to, const Stroke& stroke) {
  const Point ends[] = {from, to};
  path(ends, stroke);
}

void Canvas::path(std::span<const Point> points, const Stroke& stroke) {
  if (points.size() < 2) return;
  state_->trace(points);
  state_->stroke(stroke);
}

void Canvas::area(std::span<const Point> corners, Colour colour) {
  state_->trace(corners);
  state_->use(colour);
  cairo_fill(state_->pen.get());
}

void Canvas::dot(Point centre, double radius, Colour colour) {
  cairo_new_path(state_->pen.get());
  cairo_arc(state_->pen.get(), centre.x, centre.y, radius, 0, 2 * std::numbers::pi);
  state_->use(colour);
  cairo_fill(state_->pen.get());
}

void Canvas::text(Point at, std::string_view text, Letters letters, Colour colour) {
  cairo_new_path(state_->pen.get());
  while (!text.empty()) {
    const Glyph& glyph = state_->fonts.glyph(next_letter(text), letters.bold);
    state_->add_outline(glyph, at, letters.size);
    at.x += glyph.advance * letters.size;
  }
  state_->use(colour);
  cairo_fill(state_->pen.get());
}

double Canvas::width_of(std::string_view text, Letters letters) {
  double width = 0;
  while (!text.empty())
    width += state_->fonts.glyph(next_letter(text), letters.bold).advance * letters.size;
  return width;
}

std::string Canvas::fitted(std::string_view text, Letters letters, double width) {
  constexpr std::string_view ellipsis = "…";
  if (width_of(text, letters) <= width) return std::string(text);
  const double room = width - width_of(ellipsis, letters);
  double used = 0;
  std::size_t fits = 0;
  for (std::string_view rest = text; !rest.empty();) {
    used += state_->fonts.glyph(next_letter(rest), letters.bold).advance * letters.size;
    if (used > room) break;
    fits = text.size() - rest.size();
  }
  return fits == 0 ? std::string() : std::string(text.substr(0, fits)).append(ellipsis);
}

void Canvas::clip(const Box& box) {
  cairo_save(state_->pen.get());
  cairo_rectangle(state_->pen.get(), box.left, box.top, box.width(), box.height());
  cairo_clip(state_->pen.get());
}

void Canvas::unclip() { cairo_restore(state_->pen.get()); }

Result<std::string> Canvas::png() {
  cairo_surface_flush(state_->surface.get());
  std::string bytes;
  const cairo_status_t drawn = cairo_status(state_->pen.get());
  const cairo_status_t written =
      drawn == CAIRO_STATUS_SUCCESS
          ? cairo_surface_write_to_png_stream(state_->surface.get(), append_bytes, &bytes)
          : drawn;
  if (written != CAIRO_STATUS_SUCCESS)
    return error(Code::internal, "The picture could not be drawn: {}.",
                 cairo_status_to_string(written));
  return bytes;
}

}  // namespace pitwall::picture
