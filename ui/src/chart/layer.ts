// The layer over the candles: drawings, what is selected, and what is being drawn.

import type { IChartApi, IPrimitivePaneView, ISeriesApi, ISeriesPrimitive, Logical, SeriesAttachedParameter, Time } from "lightweight-charts";
import { overlap, isInside, type Area, type Point } from "./geometry";
import * as paint from "./paint";
import { fibonacciLines, fibonacciShares, priceText } from "./price";
import { handleAt, isOn, sketchOf, type Grip, type Projection, type Scale, type Sketch } from "./sketch";
import type { Theme } from "./theme";
import { labelOf } from "./words";
import type { Author, Drawing, DrawingIn } from "./drawing";

export interface Highlight {
  /** First and last place, both included. */
  from: number;
  to: number;
  author: Author;
  label: string;
}

/** A line of the library's own with its words at the right edge, which labels keep clear of. */
export interface TitledLine {
  price: number;
  title: string;
}

export interface Scene {
  drawings: readonly Drawing[];
  chosen: string | undefined;
  hovered: string | undefined;
  draft: DrawingIn | undefined;
  highlight: Highlight | undefined;
  cursor: { place: number; price: number } | undefined;
}

type Order = "bottom" | "top";

const GAP = 4;
const FIBONACCI_TEXT = 96; // what its labels take beside it

export class DrawingsLayer implements ISeriesPrimitive<Time> {
  scene: Scene = { drawings: [], chosen: undefined, hovered: undefined, draft: undefined, highlight: undefined, cursor: undefined };
  private chart: IChartApi | undefined;
  private series: ISeriesApi<"Candlestick"> | undefined;
  private redraw: (() => void) | undefined;
  private labels = new Map<string, Area>();
  private taken: Area[] = [];
  private readonly views: IPrimitivePaneView[];

  constructor(
    private readonly scale: () => Omit<Scale, "projection"> | undefined,
    private readonly theme: () => Theme,
    private readonly low: (place: number) => number | undefined,
    private readonly titled: () => readonly TitledLine[],
  ) {
    const view = (order: Order): IPrimitivePaneView => ({
      zOrder: () => order,
      renderer: () => ({
        draw: (target) =>
          target.useMediaCoordinateSpace(({ context, mediaSize }) => this.draw(order, context, mediaSize.width, mediaSize.height)),
      }),
    });
    this.views = [view("bottom"), view("top")];
  }

  attached({ chart, series, requestUpdate }: SeriesAttachedParameter<Time>): void {
    this.chart = chart as IChartApi;
    this.series = series as ISeriesApi<"Candlestick">;
    this.redraw = requestUpdate;
  }
  detached(): void {
    this.chart = this.series = this.redraw = undefined;
  }
  paneViews(): readonly IPrimitivePaneView[] {
    return this.views;
  }

  show(part: Partial<Scene>): void {
    this.scene = { ...this.scene, ...part };
    this.redraw?.();
  }

  /** How places and prices lie on the screen now; nothing while there are no candles. */
  projection(width: number, height: number): Projection | undefined {
    const { chart, series } = this;
    const time = chart?.timeScale();
    const origin = time?.logicalToCoordinate(0 as Logical);
    const next = time?.logicalToCoordinate(1 as Logical);
    if (!series || origin == null || next == null || next === origin) return undefined;
    const spacing = next - origin;
    return {
      width,
      height,
      x: (place) => origin + place * spacing,
      place: (x) => (x - origin) / spacing,
      y: (price) => series.priceToCoordinate(price) ?? -1e4,
      price: (y) => series.coordinateToPrice(y) ?? 0,
    };
  }

  fullScale(width: number, height: number): Scale | undefined {
    const scale = this.scale();
    const projection = this.projection(width, height);
    return scale && projection && { ...scale, projection };
  }

  /** What of the drawings is under a point; those drawn last lie on top. */
  gripAt(point: Point, width: number, height: number, slack = 0): Grip | undefined {
    const scale = this.fullScale(width, height);
    if (!scale) return undefined;
    const { drawings, chosen } = this.scene;
    const held = drawings.find((drawing) => drawing.id === chosen);
    if (held) {
      const sketch = sketchOf(held, scale);
      const handle = handleAt(point, sketch, 9 + slack);
      if (handle !== undefined) return { id: held.id, handle };
      if (isOn(point, held.kind, sketch, true, slack)) return { id: held.id, handle: undefined };
    }
    for (const drawing of [...drawings].reverse()) {
      const label = this.labels.get(drawing.id);
      if (label && isInside(point, label)) return { id: drawing.id, handle: undefined };
      if (isOn(point, drawing.kind, sketchOf(drawing, scale), false, slack)) return { id: drawing.id, handle: undefined };
    }
    return undefined;
  }

  colourOf(author: Author): string {
    const theme = this.theme();
    return author === "user" ? theme.user : theme.assistant;
  }

  private draw(order: Order, canvas: paint.Canvas, width: number, height: number): void {
    const scale = this.fullScale(width, height);
    if (!scale) return;
    canvas.save();
    if (order === "bottom") this.drawBelow(canvas, scale);
    else this.drawAbove(canvas, scale);
    canvas.restore();
  }

  private drawBelow(canvas: paint.Canvas, scale: Scale): void {
    const { highlight, drawings, draft } = this.scene;
    if (highlight) this.drawHighlight(canvas, scale, highlight);
    for (const drawing of drawings) this.drawArea(canvas, drawing, sketchOf(drawing, scale), scale, drawing.author);
    if (draft) this.drawArea(canvas, draft, sketchOf(draft, scale), scale, "user");
  }

  private drawHighlight(canvas: paint.Canvas, { projection }: Scale, { from, to, author }: Highlight): void {
    const colour = author === "user" ? this.theme().chosen : this.theme().assistant;
    const left = projection.x(from - 0.5);
    const right = Math.max(projection.x(to + 0.5), left + 3);
    const gradient = canvas.createLinearGradient(0, 0, 0, projection.height);
    const share = to === from ? 0.42 : 0.2;
    gradient.addColorStop(0, paint.faint(colour, share));
    gradient.addColorStop(1, paint.faint(colour, share * 0.5));
    canvas.fillStyle = gradient;
    canvas.fillRect(left, 0, right - left, projection.height);
    if (to === from) return;
    for (const x of [left, right])
      paint.line(canvas, { from: { x, y: 0 }, to: { x, y: projection.height } }, paint.faint(colour, 0.7), 1, [3, 3]);
  }

  private drawArea(canvas: paint.Canvas, drawing: DrawingIn, sketch: Sketch, scale: Scale, author: Author): void {
    if (!sketch.area) return;
    const colour = this.tintOf(drawing, author);
    if (drawing.kind === "zone") {
      paint.fill(canvas, sketch.area, paint.faint(colour, 0.16));
      return;
    }
    const lines = fibonacciLines(drawing.price, drawing.to_price ?? drawing.price, scale.step);
    const { left } = sketch.area;
    const right = Math.max(sketch.area.right, left + 40);
    for (let i = 1; i < lines.length - 1; i++) {
      const [above, below] = [lines[i - 1], lines[i]];
      if (!above || !below) continue;
      const [a, b] = [scale.projection.y(above.price), scale.projection.y(below.price)];
      const golden = fibonacciShares[i] === 0.618 || fibonacciShares[i] === 0.786;
      const share = golden ? 0.15 : i % 2 ? 0.05 : 0.085;
      paint.fill(canvas, { left, right, top: Math.min(a, b), bottom: Math.max(a, b) }, paint.faint(colour, share));
    }
  }

  // Support and resistance are known by their colour; who drew it is on the border and the label.
  private tintOf(drawing: DrawingIn, author: Author): string {
    const theme = this.theme();
    if (drawing.role === "support") return theme.up;
    if (drawing.role === "resistance" || drawing.role === "stop") return theme.down;
    return this.colourOf(author);
  }

  private drawAbove(canvas: paint.Canvas, scale: Scale): void {
    const { drawings, chosen, hovered, draft, highlight, cursor } = this.scene;
    this.labels = new Map();
    this.taken = this.titled().map(({ price, title }) => {
      const { width, height } = paint.labelSize(canvas, { lines: [title], author: undefined, colour: "", strong: false }, this.theme());
      const y = scale.projection.y(price);
      return { left: scale.projection.width - width - 4, right: scale.projection.width, top: y - height / 2 - 2, bottom: y + height / 2 + 2 };
    });
    for (const drawing of drawings) {
      const active = drawing.id === chosen || drawing.id === hovered;
      this.drawLines(canvas, drawing, sketchOf(drawing, scale), scale, drawing.author, active);
    }
    if (draft) this.drawLines(canvas, draft, sketchOf(draft, scale), scale, "user", true);
    // Labels and handles lie over all lines; the chosen one's come first, so that it keeps its place.
    const ordered = [...drawings].sort((a, b) => Number(b.id === chosen) - Number(a.id === chosen));
    for (const drawing of ordered) {
      const active = drawing.id === chosen || drawing.id === hovered;
      this.drawLabel(canvas, drawing, sketchOf(drawing, scale), scale, active);
    }
    const held = drawings.find((drawing) => drawing.id === chosen);
    if (held) for (const handle of sketchOf(held, scale).handles) paint.handle(canvas, handle, this.theme(), this.colourOf(held.author));
    if (highlight?.label) this.drawHighlightLabel(canvas, scale, highlight);
    if (cursor) this.drawCursor(canvas, scale, cursor);
  }

  private drawLines(canvas: paint.Canvas, drawing: DrawingIn, sketch: Sketch, scale: Scale, author: Author, active: boolean): void {
    const colour = this.colourOf(author);
    const width = active ? 2.5 : 1.5;
    switch (drawing.kind) {
      case "level":
        for (const line of sketch.lines) paint.line(canvas, line, colour, active ? 2 : 1, author === "assistant" ? [6, 4] : []);
        break;
      case "trend_line":
        for (const line of sketch.lines) paint.line(canvas, line, colour, width, author === "assistant" ? [7, 4] : []);
        break;
      case "zone":
        if (sketch.area) paint.frame(canvas, sketch.area, paint.faint(colour, active ? 1 : 0.65), active ? 2 : 1, 2, author === "assistant" ? [6, 4] : []);
        break;
      case "fibonacci":
        this.drawFibonacci(canvas, drawing, sketch, scale, colour, active);
        break;
      case "mark":
        this.drawMark(canvas, drawing, scale, colour, active);
        break;
      case "note":
        for (const at of sketch.handles) {
          paint.dot(canvas, at, active ? 5 : 4, colour);
          paint.line(canvas, { from: at, to: { x: at.x + 12, y: at.y - 16 } }, colour, 1);
        }
        break;
    }
  }

  private drawFibonacci(canvas: paint.Canvas, drawing: DrawingIn, sketch: Sketch, scale: Scale, colour: string, active: boolean): void {
    const theme = this.theme();
    const [from, to] = sketch.handles;
    if (from && to) paint.line(canvas, { from, to }, paint.faint(colour, 0.6), 1, [2, 4]);
    const lines = fibonacciLines(drawing.price, drawing.to_price ?? drawing.price, scale.step);
    let before = -Infinity;
    sketch.lines.forEach((line, i) => {
      const level = lines[i];
      if (!level) return;
      const whole = level.share === 0 || level.share === 1;
      paint.line(canvas, line, paint.faint(colour, whole || active ? 0.95 : 0.6), whole ? 1.5 : 1);
      if (Math.abs(line.from.y - before) < 13) return;
      before = line.from.y;
      const text = `${level.label}  ${priceText(level.price, scale.step)}`;
      const beside = line.from.x > FIBONACCI_TEXT;
      const at = beside ? { x: line.from.x - 6, y: line.from.y + 6 } : { x: Math.max(line.from.x, 0) + 5, y: line.from.y - 1 };
      paint.smallText(canvas, text, at, theme.strong, theme, beside ? "right" : "left");
    });
  }

  private drawMark(canvas: paint.Canvas, drawing: DrawingIn, scale: Scale, colour: string, active: boolean): void {
    const place = scale.axis.placeOf(drawing.time);
    const { projection } = scale;
    const high = scale.high(place);
    const low = this.low(place);
    if (high === undefined || low === undefined) return;
    const x = projection.x(place);
    const half = Math.max((projection.x(1) - projection.x(0)) / 2 + 2, 6);
    const area = { left: x - half, right: x + half, top: projection.y(high) - 6, bottom: projection.y(low) + 6 };
    canvas.fillStyle = paint.faint(colour, 0.18);
    canvas.beginPath();
    canvas.roundRect(area.left, area.top, area.right - area.left, area.bottom - area.top, 5);
    canvas.fill();
    paint.frame(canvas, area, colour, active ? 2.5 : 1.5, 5);
    if (!drawing.text) paint.dot(canvas, { x, y: area.top - 7 }, 3, colour);
  }

  private drawLabel(canvas: paint.Canvas, drawing: Drawing, sketch: Sketch, scale: Scale, active: boolean): void {
    const theme = this.theme();
    const text = labelOf(drawing, scale.step);
    const label: paint.Label = { lines: paint.wrapped(text), author: drawing.author, colour: this.colourOf(drawing.author), strong: active };
    const size = paint.labelSize(canvas, label, theme);
    const room = sketch.area ? sketch.area.bottom - sketch.area.top : 0;
    const area = this.placed(drawing, sketch.anchor, size, scale.projection, room);
    if (!area) return;
    this.labels.set(drawing.id, area);
    paint.paintLabel(canvas, label, area, theme);
  }

  // Where a label of this size goes: by its kind, then aside until it covers no other.
  private placed(drawing: Drawing, anchor: Point, { width, height }: { width: number; height: number }, { width: right, height: bottom }: Projection, room: number): Area | undefined {
    let left = anchor.x;
    let top = anchor.y - height - GAP;
    if (drawing.kind === "level") [left, top] = [anchor.x - width, anchor.y - height / 2];
    else if (drawing.kind === "trend_line") [left, top] = [anchor.x - width, anchor.y - height - GAP];
    else if (drawing.kind === "mark") [left, top] = [anchor.x - width / 2, anchor.y - height + 8];
    else if (drawing.kind === "note") [left, top] = [anchor.x + 8, anchor.y - height - 14];
    else if (drawing.kind === "zone" && room > height + 2 * GAP) top = anchor.y + GAP;
    if (drawing.kind !== "level") left = Math.min(Math.max(left, GAP), right - width - GAP);
    if (drawing.kind === "fibonacci") left = Math.min(Math.max(anchor.x + 2, FIBONACCI_TEXT), right - width - GAP);
    const outside = anchor.x < -width || anchor.x > right + width || anchor.y < -20 || anchor.y > bottom + 20;
    if (outside && drawing.kind !== "fibonacci") return undefined;
    let area = { left, top, right: left + width, bottom: top + height };
    for (let i = 0; i < 6; i++) {
      const other = this.taken.find((one) => overlap(one, area));
      if (!other) break;
      const aside = drawing.kind === "level" || drawing.kind === "trend_line" || other.right >= right;
      const shift = aside ? { x: other.left - GAP - area.right, y: 0 } : { x: 0, y: other.top - GAP - area.bottom };
      area = { left: area.left + shift.x, right: area.right + shift.x, top: area.top + shift.y, bottom: area.bottom + shift.y };
    }
    this.taken.push(area);
    return area;
  }

  private drawHighlightLabel(canvas: paint.Canvas, scale: Scale, { from, to, author, label }: Highlight): void {
    const theme = this.theme();
    const colour = author === "user" ? theme.chosen : theme.assistant;
    const made: paint.Label = { lines: [label], author: author === "assistant" ? author : undefined, colour, strong: true };
    const { width, height } = paint.labelSize(canvas, made, theme);
    const middle = (scale.projection.x(from) + scale.projection.x(to)) / 2;
    const left = Math.min(Math.max(middle - width / 2, GAP), scale.projection.width - width - GAP);
    const bottom = scale.projection.height - GAP;
    paint.paintLabel(canvas, made, { left, top: bottom - height, right: left + width, bottom }, theme);
  }

  private drawCursor(canvas: paint.Canvas, { projection, step }: Scale, { place, price }: { place: number; price: number }): void {
    const { chosen } = this.theme();
    const at = { x: projection.x(place), y: projection.y(price) };
    paint.line(canvas, { from: { x: at.x, y: 0 }, to: { x: at.x, y: projection.height } }, paint.faint(chosen, 0.8), 1, [2, 3]);
    paint.line(canvas, { from: { x: 0, y: at.y }, to: { x: projection.width, y: at.y } }, paint.faint(chosen, 0.8), 1, [2, 3]);
    paint.smallText(canvas, priceText(price, step), { x: projection.width - 6, y: at.y - 2 }, this.theme().strong, this.theme(), "right");
  }
}
