// The colours of a picture: those of the dashboard.
#pragma once

#include "adapter/picture/canvas.h"
#include "market/origin.h"
#include "port/chart_painter.h"

namespace pitwall::picture {

struct Look {
  Colour background, grid, day_line, line, text, muted, panel, up, down, up_volume, down_volume,
      accent, ink;  // ink: text on a filled label
  Colour lines[6];  // of indicators, in turn

  Colour of(port::Side side) const { return side == port::Side::buy ? up : down; }
  Colour of(port::PictureDrawing::Role role) const {
    using Role = port::PictureDrawing::Role;
    switch (role) {
      case Role::support:
        return up;
      case Role::resistance:
      case Role::stop:
        return down;
      case Role::entry:
        return lines[0];
      case Role::target:
        return up;
      case Role::none:
        return accent;
    }
    return accent;
  }
  static Colour of(market::Quality quality, bool dark) {
    using market::Quality;
    switch (quality) {
      case Quality::live:
        return Colour::of(dark ? 0x3fcf8e : 0x0b7d55);
      case Quality::delayed:
        return Colour::of(dark ? 0xffb224 : 0x8f5800);
      case Quality::frozen:
        return Colour::of(dark ? 0x8fb4ff : 0x2c5fc4);
      case Quality::stale:
        return Colour::of(dark ? 0xff9466 : 0xb04a12);
      case Quality::replayed:
        return Colour::of(dark ? 0x62c8f5 : 0x0b6e99);
      case Quality::simulated:
        return Colour::of(dark ? 0xc9a3ff : 0x7038b8);
    }
    return Colour::of(0xffffff);
  }
};

inline constexpr Look dark_look{Colour::of(0x11151c),
                                Colour::of(0x1b222c),
                                Colour::of(0x2a3340),
                                Colour::of(0x303a48),
                                Colour::of(0xe8ebf0),
                                Colour::of(0x98a3b3),
                                Colour::of(0x1a202a),
                                Colour::of(0x3fcf8e),
                                Colour::of(0xff6e70),
                                Colour::of(0x1d4a3b),
                                Colour::of(0x57302f),
                                Colour::of(0xffb224),
                                Colour::of(0x0c0f14),
                                {Colour::of(0x6aa9ff), Colour::of(0xffb224), Colour::of(0xc9a3ff),
                                 Colour::of(0x62c8f5), Colour::of(0xff9466), Colour::of(0xa3d977)}};

inline constexpr Look light_look{
    Colour::of(0xffffff),
    Colour::of(0xeef0f3),
    Colour::of(0xd5dae1),
    Colour::of(0xc6ccd4),
    Colour::of(0x141820),
    Colour::of(0x56606f),
    Colour::of(0xf5f6f8),
    Colour::of(0x0a7650),
    Colour::of(0xc42738),
    Colour::of(0xbfe3d4),
    Colour::of(0xf3c9cd),
    Colour::of(0xa86400),
    Colour::of(0xffffff),
    {Colour::of(0x1763c6), Colour::of(0xb06a00), Colour::of(0x7038b8), Colour::of(0x0b6e99),
     Colour::of(0xb04a12), Colour::of(0x4b7a12)}};

}  // namespace pitwall::picture
