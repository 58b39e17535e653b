// What the pointer and the keys do on the chart: point, select, draw, move. It turns pixels into
// candles and prices; what becomes of them is for the board to say.

import type { CandleChart } from "./candle_chart";
import type { Point } from "./geometry";
import { snapped } from "./price";
import { hasTwoEnds, moved, withHandleAt, type Grip, type Scale } from "./sketch";
import { inputOf } from "./session";
import type { Drawing, DrawingIn, DrawingKind, SelectionIn } from "./drawing";

export type Tool = "point" | "range" | DrawingKind;

export interface HandListener {
  select(selection: SelectionIn): void;
  clear(): void;
  /** A drawing is complete; a note has no words yet. */
  drawn(drawing: DrawingIn): void;
  changed(drawing: DrawingIn): void;
  remove(id: string): void;
  undo(): void;
  chose(id: string | undefined): void;
  hovered(id: string | undefined, at: Point | undefined): void;
  tool(tool: Tool): void;
  /** Words for what the keys have just reached. */
  say(words: string): void;
}

const SLOP = 4;
const TOUCH_SLOP = 9;

interface Spot {
  place: number;
  price: number;
  inPrice: boolean;
}

interface Press {
  id: number;
  at: Point;
  spot: Spot;
  slop: number;
  travelled: boolean;
  grip: Grip | undefined;
  held: Drawing | undefined;
  range: boolean;
  second: boolean;
}

// A line or zone needs two candles, a zone or retracement two prices: until then the second end is
// still to be set.
function isWhole({ kind, time, price, to_time, to_price }: DrawingIn): boolean {
  if (!hasTwoEnds(kind)) return true;
  return (kind === "fibonacci" || time !== to_time) && (kind === "trend_line" || price !== to_price);
}

const toolKeys: Record<string, Tool> = {
  v: "point",
  r: "range",
  l: "level",
  z: "zone",
  t: "trend_line",
  f: "fibonacci",
  m: "mark",
  n: "note",
};

export class Hand {
  tool: Tool = "point";
  private press: Press | undefined;
  private draft: DrawingIn | undefined;
  private cursor: { place: number; price: number } | undefined;
  private rangeFrom: number | undefined; // where the keys began to extend

  constructor(
    private readonly stage: HTMLElement,
    private readonly chart: () => CandleChart | undefined,
    private readonly listener: HandListener,
  ) {
    const on = <K extends keyof HTMLElementEventMap>(name: K, act: (event: HTMLElementEventMap[K]) => void) =>
      stage.addEventListener(name, act, { capture: true });
    on("pointerdown", (event) => this.down(event));
    on("pointermove", (event) => this.move(event));
    on("pointerup", (event) => this.up(event));
    on("pointercancel", () => this.abandon());
    on("pointerleave", () => this.listener.hovered(undefined, undefined));
    on("blur", () => this.setCursor(undefined));
    stage.addEventListener("keydown", (event) => this.key(event));
  }

  choose(tool: Tool): void {
    this.tool = tool;
    this.setDraft(undefined);
    this.stage.dataset["tool"] = tool;
    this.chart()?.setPanning(tool === "point");
    if (tool !== "point") this.listener.chose(undefined);
    this.listener.tool(tool);
  }

  /** Whether something was there to be given up. */
  cancel(): boolean {
    if (this.draft || this.press?.travelled || this.tool !== "point") {
      this.abandon();
      this.choose("point");
      return true;
    }
    return false;
  }

  private scale(): Scale | undefined {
    const chart = this.chart();
    const size = chart?.size();
    return chart && size && chart.layer.fullScale(size.width, size.height);
  }

  private pointOf(event: PointerEvent): Point {
    const box = this.stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  // Nothing on the axes: dragging them scales the chart.
  private spotOf(point: Point): Spot | undefined {
    const scale = this.scale();
    const chart = this.chart();
    if (!scale || !chart || point.x < 0 || point.x > scale.projection.width || point.y < 0) return undefined;
    if (point.y > chart.drawable()) return undefined;
    const inPrice = point.y <= scale.projection.height;
    return { place: Math.round(scale.projection.place(point.x)), price: snapped(scale.projection.price(point.y), scale.step), inPrice };
  }

  private gripOf(point: Point, touch: boolean): Grip | undefined {
    const size = this.chart()?.size();
    if (!size || point.y > size.height) return undefined;
    return this.chart()?.layer.gripAt(point, size.width, size.height, touch ? 8 : 0);
  }

  private down(event: PointerEvent): void {
    if (event.button !== 0 || !event.isPrimary || !(event.target instanceof HTMLCanvasElement)) return;
    const at = this.pointOf(event);
    const spot = this.spotOf(at);
    if (!spot) return;
    this.setCursor(undefined);
    const touch = event.pointerType !== "mouse";
    const grip = this.tool === "point" && !event.shiftKey ? this.gripOf(at, touch) : undefined;
    const held = grip && this.chart()?.layer.scene.drawings.find((drawing) => drawing.id === grip.id);
    const range = this.tool === "range" || (this.tool === "point" && event.shiftKey);
    const second = this.draft !== undefined;
    this.press = { id: event.pointerId, at, spot, slop: touch ? TOUCH_SLOP : SLOP, travelled: false, grip, held, range, second };
    if (grip || range || this.tool !== "point") this.chart()?.setPanning(false);
    if (second) this.stretch(spot); // a finger has not hovered there before
    else if (this.isDrawing()) this.begin(spot);
  }

  private isDrawing(): boolean {
    return this.tool !== "point" && this.tool !== "range";
  }

  private begin({ place, price }: Spot): void {
    const axis = this.chart()?.axis();
    if (!axis || this.tool === "point" || this.tool === "range") return;
    const kind = this.tool;
    const time = axis.timeAt(place);
    const draft: DrawingIn = { kind, time, price };
    if (hasTwoEnds(kind)) Object.assign(draft, { to_time: time, to_price: price });
    if (kind === "mark") draft.price = this.chart()?.candleAt(place)?.high ?? price;
    this.setDraft(draft);
  }

  private move(event: PointerEvent): void {
    const at = this.pointOf(event);
    const { press } = this;
    if (!press || press.id !== event.pointerId) {
      if (event.pointerType === "mouse") this.hover(at);
      return;
    }
    if (!press.travelled && Math.hypot(at.x - press.at.x, at.y - press.at.y) > press.slop) press.travelled = true;
    const spot = this.spotOf(at);
    if (!press.travelled || !spot) return;
    if (press.range) this.showRange(press.spot.place, spot.place);
    else if (press.held) this.drag(press, at);
    else if (this.draft) this.stretch(spot);
  }

  private hover(at: Point): void {
    const spot = this.spotOf(at);
    if (this.draft && spot) return this.stretch(spot);
    if (this.tool !== "point") return;
    const grip = this.gripOf(at, false);
    this.stage.dataset["over"] = grip ? (grip.handle === undefined ? "drawing" : "handle") : "";
    this.listener.hovered(grip?.id, grip && at);
  }

  private stretch({ place, price }: Spot): void {
    const axis = this.chart()?.axis();
    const { draft } = this;
    if (!draft || !axis) return;
    const time = axis.timeAt(place);
    if (hasTwoEnds(draft.kind)) this.setDraft({ ...draft, to_time: time, to_price: price });
    else if (draft.kind === "mark") this.setDraft({ ...draft, time, price: this.chart()?.candleAt(place)?.high ?? price });
    else this.setDraft({ ...draft, time, price });
  }

  private drag(press: Press, at: Point): void {
    const scale = this.scale();
    if (!press.held || !scale) return;
    const next = this.dragged(press.held, press, at, scale);
    const layer = this.chart()?.layer;
    layer?.show({
      drawings: layer.scene.drawings.map((one) => (one.id === next.id ? next : one)),
      chosen: next.id,
    });
  }

  private dragged(held: Drawing, press: Press, at: Point, scale: Scale): Drawing {
    const { projection } = scale;
    const price = projection.price(at.y);
    if (press.grip?.handle !== undefined) return withHandleAt(held, press.grip.handle, projection.place(at.x), price, scale);
    const places = projection.place(at.x) - projection.place(press.at.x);
    return moved(held, places, price - projection.price(press.at.y), scale);
  }

  private up(event: PointerEvent): void {
    const { press } = this;
    if (!press || press.id !== event.pointerId) return;
    this.press = undefined;
    const at = this.pointOf(event);
    const spot = this.spotOf(at) ?? press.spot;
    if (press.range) this.endRange(press, spot);
    else if (this.draft) this.endDraft(press);
    else if (press.held) this.endDrag(press, at, spot);
    else if (!press.travelled && this.tool === "point") this.click(spot, press.grip);
    // After the library's own end of the press, which still has to see that nothing moved.
    setTimeout(() => this.chart()?.setPanning(this.tool === "point"));
  }

  private endRange(press: Press, spot: Spot): void {
    this.selectRange(press.spot.place, spot.place);
    if (this.tool === "range") this.choose("point");
  }

  // A press that did not travel has set the first end: the second click sets the other.
  private endDraft(press: Press): void {
    const { draft } = this;
    if (!draft) return;
    if (hasTwoEnds(draft.kind) && !press.second && !press.travelled) return;
    if (isWhole(draft)) this.complete(draft);
  }

  private complete(draft: DrawingIn): void {
    this.setDraft(undefined);
    this.choose("point");
    this.listener.drawn(draft);
  }

  private endDrag(press: Press, at: Point, spot: Spot): void {
    const { held } = press;
    const scale = this.scale();
    if (!held || !scale) return;
    if (!press.travelled) return this.click(spot, press.grip);
    const next = this.dragged(held, press, at, scale);
    this.listener.chose(next.id);
    this.listener.changed(inputOf(next));
  }

  private click(spot: Spot, grip: Grip | undefined): void {
    this.listener.chose(grip?.id);
    this.selectCandle(spot.place, spot.inPrice ? spot.price : undefined, grip?.id);
  }

  private selectCandle(place: number, price: number | undefined, drawing: string | undefined): void {
    const chart = this.chart();
    const candle = chart?.candleAt(place);
    if (!chart || (!candle && drawing === undefined)) return this.listener.clear();
    const at = candle ? place : chart.count() - 1;
    const axis = chart.axis();
    this.listener.select({
      kind: "candle",
      from: axis.timeAt(at),
      to: axis.endAt(at),
      ...(price === undefined ? {} : { price }),
      ...(drawing === undefined ? {} : { drawing }),
    });
  }

  private bounded(place: number): number {
    return Math.min(Math.max(Math.round(place), 0), (this.chart()?.count() ?? 1) - 1);
  }

  private showRange(a: number, b: number): void {
    const [from, to] = [this.bounded(Math.min(a, b)), this.bounded(Math.max(a, b))];
    const count = to - from + 1;
    this.chart()?.layer.show({
      highlight: { from, to, author: "user", label: count === 1 ? "1 candle" : `${count} candles` },
    });
  }

  private selectRange(a: number, b: number): void {
    const [from, to] = [this.bounded(Math.min(a, b)), this.bounded(Math.max(a, b))];
    const axis = this.chart()?.axis();
    if (!axis || from === to) return this.selectCandle(from, undefined, undefined);
    this.listener.select({ kind: "range", from: axis.timeAt(from), to: axis.endAt(to) });
  }

  private abandon(): void {
    this.press = undefined;
    this.setDraft(undefined);
    this.chart()?.setPanning(this.tool === "point");
    this.listener.chose(undefined);
  }

  private setDraft(draft: DrawingIn | undefined): void {
    this.draft = draft;
    this.chart()?.layer.show({ draft });
  }

  // ---- Keys ----

  private key(event: KeyboardEvent): void {
    if (event.target !== this.stage) return;
    if (this.act(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  private act(event: KeyboardEvent): boolean {
    const { key } = event;
    if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === "z") {
      this.listener.undo();
      return true;
    }
    if (event.metaKey) return false;
    const step = event.ctrlKey ? 10 : 1;
    if (key === "ArrowLeft" || key === "ArrowRight") return this.arrow((key === "ArrowLeft" ? -1 : 1) * step, 0, event);
    if (key === "ArrowUp" || key === "ArrowDown") {
      if (this.tool === "point" && !event.altKey) return false;
      return this.arrow(0, (key === "ArrowDown" ? -1 : 1) * step, event);
    }
    if (key === "PageUp" || key === "PageDown") return this.cycle(key === "PageUp" ? -1 : 1);
    if (key === "Enter" || key === " ") return this.enter();
    if (key === "Escape") return this.escape();
    if (key === "Delete" || key === "Backspace") return this.removeChosen();
    const tool = event.ctrlKey || event.altKey ? undefined : toolKeys[key.toLowerCase()];
    if (!tool) return false;
    this.choose(tool);
    return true;
  }

  private arrow(places: number, steps: number, event: KeyboardEvent): boolean {
    const chart = this.chart();
    const scale = this.scale();
    if (!chart || !scale || chart.count() === 0) return false;
    const held = chart.layer.scene.drawings.find((drawing) => drawing.id === chart.layer.scene.chosen);
    if (event.altKey && held) {
      this.listener.changed(inputOf(moved(held, places, steps * scale.step, scale)));
      return true;
    }
    const before = this.cursor ?? { place: chart.count() - 1 - (places < 0 ? 0 : places), price: chart.last()?.close ?? 0 };
    const beyond = this.isDrawing() ? 50 : 0;
    const place = Math.min(Math.max(before.place + (this.cursor || places > 0 ? places : 0), 0), chart.count() - 1 + beyond);
    const follow = this.isDrawing() ? undefined : chart.candleAt(place)?.close;
    const price = snapped((follow ?? before.price) + steps * scale.step, scale.step);
    if (event.shiftKey && !this.isDrawing()) this.rangeFrom ??= before.place;
    else this.rangeFrom = undefined;
    this.setCursor({ place, price });
    if (this.rangeFrom !== undefined) this.showRange(this.rangeFrom, place);
    if (this.draft) this.stretch({ place, price, inPrice: true });
    chart.reveal(place);
    return true;
  }

  private setCursor(cursor: { place: number; price: number } | undefined): void {
    if (!cursor && !this.cursor) return;
    this.cursor = cursor;
    if (!cursor) this.rangeFrom = undefined;
    this.chart()?.layer.show({ cursor });
    const candle = cursor && this.chart()?.candleAt(cursor.place);
    if (candle) this.listener.say(candle.time);
  }

  private enter(): boolean {
    const { cursor } = this;
    if (!cursor) return false;
    const spot = { ...cursor, inPrice: true };
    if (this.tool === "point" || this.tool === "range") {
      if (this.rangeFrom !== undefined) this.selectRange(this.rangeFrom, cursor.place);
      else if (this.tool === "range") this.rangeFrom = cursor.place;
      else this.selectCandle(cursor.place, undefined, undefined);
      if (this.tool === "range" && this.rangeFrom !== cursor.place) this.choose("point");
      return true;
    }
    if (!this.draft) {
      this.begin(spot);
      const { draft } = this;
      if (draft && !hasTwoEnds((draft as DrawingIn).kind)) this.complete(draft);
      return true;
    }
    this.stretch(spot);
    if (isWhole(this.draft)) this.complete(this.draft);
    return true;
  }

  private escape(): boolean {
    if (this.cancel()) return true;
    const scene = this.chart()?.layer.scene;
    if (this.cursor) this.setCursor(undefined);
    if (scene?.chosen !== undefined) this.listener.chose(undefined);
    else if (scene?.highlight) this.listener.clear();
    else return false;
    return true;
  }

  private removeChosen(): boolean {
    const chosen = this.chart()?.layer.scene.chosen;
    if (chosen === undefined) return false;
    this.listener.remove(chosen);
    return true;
  }

  private cycle(by: number): boolean {
    const scene = this.chart()?.layer.scene;
    if (!scene || scene.drawings.length === 0) return false;
    const at = scene.drawings.findIndex((drawing) => drawing.id === scene.chosen);
    const next = scene.drawings[(at + by + scene.drawings.length) % scene.drawings.length];
    this.listener.chose(next?.id);
    return true;
  }
}
