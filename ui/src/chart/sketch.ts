// A drawing as it lies on the screen: its lines, its handles and what of it can be pointed at.

import type { TimeAxis } from "./axis";
import { distance, distanceToSegment, areaOf, edges, extendedRight, isInside, type Area, type Point, type Segment } from "./geometry";
import { fibonacciLines, snapped } from "./price";
import type { Drawing, DrawingIn, DrawingKind } from "./drawing";

/** Between the chart's own coordinates and the screen. */
export interface Projection {
  x(place: number): number;
  place(x: number): number;
  y(price: number): number;
  price(y: number): number;
  width: number;
  height: number;
}

export interface Scale {
  axis: TimeAxis;
  projection: Projection;
  step: number;
  /** The highest price of the candle at a place, where there is one. */
  high(place: number): number | undefined;
}

export interface Sketch {
  lines: Segment[];
  area?: Area;
  handles: Point[];
  /** Where the label stands. */
  anchor: Point;
}

/** What of a drawing lies under the pointer: one of its handles, or all of it. */
export interface Grip {
  id: string;
  handle: number | undefined;
}

export const LINE_REACH = 6;
export const HANDLE_REACH = 9;
export const NOTE_REACH = 12;

/** Kinds that need a second point. */
export function hasTwoEnds(kind: DrawingKind): boolean {
  return kind === "zone" || kind === "trend_line" || kind === "fibonacci";
}

function ends(drawing: DrawingIn, { axis, projection }: Scale): [Point, Point] {
  const from = { x: projection.x(axis.placeOf(drawing.time)), y: projection.y(drawing.price) };
  const to = {
    x: drawing.to_time === undefined ? from.x : projection.x(axis.placeOf(drawing.to_time)),
    y: drawing.to_price === undefined ? from.y : projection.y(drawing.to_price),
  };
  return [from, to];
}

export function sketchOf(drawing: DrawingIn, scale: Scale): Sketch {
  const { projection, step } = scale;
  const [from, to] = ends(drawing, scale);
  const right = projection.width;
  switch (drawing.kind) {
    case "level": {
      const start = Math.max(0, Math.min(from.x, right - 40));
      const line = { from: { x: start, y: from.y }, to: { x: right, y: from.y } };
      return { lines: [line], handles: [{ x: Math.max(start, right * 0.62), y: from.y }], anchor: { x: right - 8, y: from.y } };
    }
    case "zone": {
      const area = areaOf(from, to);
      const drawn = drawing.extended ? { ...area, right: Math.max(area.right, right) } : area;
      const handles = [from, to, { x: from.x, y: to.y }, { x: to.x, y: from.y }];
      return { lines: edges(drawn), area: drawn, handles, anchor: { x: Math.max(drawn.left, 0) + 6, y: drawn.top } };
    }
    case "trend_line": {
      const line = drawing.extended ? extendedRight({ from, to }, right) : { from, to };
      return { lines: [line], handles: [from, to], anchor: labelOf(line, right) };
    }
    case "fibonacci": {
      const area = areaOf(from, to);
      const lines = fibonacciLines(drawing.price, drawing.to_price ?? drawing.price, step).map(({ price }) => {
        const y = projection.y(price);
        return { from: { x: area.left, y }, to: { x: Math.max(area.right, area.left + 40), y } };
      });
      return { lines, area, handles: [from, to], anchor: { x: Math.max(area.left, 0) + 6, y: area.top } };
    }
    case "mark": {
      const high = scale.high(scale.axis.placeOf(drawing.time)) ?? drawing.price;
      const above = { x: from.x, y: projection.y(high) - 18 };
      return { lines: [], handles: [above], anchor: above };
    }
    case "note":
      return { lines: [], handles: [from], anchor: from };
  }
}

// Near the right end of what is seen of the line.
function labelOf({ from, to }: Segment, right: number): Point {
  const end = from.x > to.x ? from : to;
  const start = end === from ? to : from;
  if (end.x <= right - 8 || end.x === start.x) return end;
  const x = right - 8;
  return { x, y: start.y + ((end.y - start.y) * (x - start.x)) / (end.x - start.x) };
}

/** The handle of a sketch under a point. */
export function handleAt(point: Point, sketch: Sketch, reach = HANDLE_REACH): number | undefined {
  const at = sketch.handles.findIndex((handle) => distance(point, handle) <= reach);
  return at < 0 ? undefined : at;
}

/** Whether a point lies on a drawing's lines; on its whole area too once it is the chosen one. */
export function isOn(point: Point, kind: DrawingKind, sketch: Sketch, chosen: boolean, slack = 0): boolean {
  if (kind === "note" || kind === "mark") {
    const handle = sketch.handles[0];
    return handle !== undefined && distance(point, handle) <= NOTE_REACH + slack;
  }
  if (sketch.lines.some((line) => distanceToSegment(point, line) <= LINE_REACH + slack)) return true;
  return chosen && sketch.area !== undefined && isInside(point, sketch.area);
}

/** The same drawing with one handle at another place and price. */
export function withHandleAt(drawing: Drawing, handle: number, place: number, price: number, scale: Scale): Drawing {
  const time = scale.axis.timeAt(place);
  const exact = snapped(price, scale.step);
  if (drawing.kind === "mark") return { ...drawing, time };
  if (drawing.kind === "level") return { ...drawing, price: exact };
  if (handle === 1) return { ...drawing, to_time: time, to_price: exact };
  if (handle === 2) return { ...drawing, time, to_price: exact };
  if (handle === 3) return { ...drawing, to_time: time, price: exact };
  return { ...drawing, time, price: exact };
}

/** The same drawing moved as a whole, by candles and by a difference of price. */
export function moved(drawing: Drawing, places: number, difference: number, scale: Scale): Drawing {
  const { axis, step } = scale;
  const by = Math.round(places);
  const shift = snapped(difference, step);
  const time = (text: string) => (by === 0 ? text : axis.timeAt(Math.round(axis.placeOf(text)) + by));
  const price = (value: number) => snapped(value + shift, step);
  if (drawing.kind === "level") return { ...drawing, price: price(drawing.price) };
  if (drawing.kind === "mark") return { ...drawing, time: time(drawing.time) };
  return {
    ...drawing,
    time: time(drawing.time),
    price: price(drawing.price),
    ...(drawing.to_time === undefined ? {} : { to_time: time(drawing.to_time) }),
    ...(drawing.to_price === undefined ? {} : { to_price: price(drawing.to_price) }),
  };
}
