// Points and distances on the screen, in CSS pixels.

export interface Point {
  x: number;
  y: number;
}
export interface Segment {
  from: Point;
  to: Point;
}
export interface Area {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

export function distanceToSegment(point: Point, { from, to }: Segment): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  if (length === 0) return distance(point, from);
  const share = ((point.x - from.x) * dx + (point.y - from.y) * dy) / length;
  const along = Math.min(1, Math.max(0, share));
  return distance(point, { x: from.x + along * dx, y: from.y + along * dy });
}

export function isInside(point: Point, area: Area): boolean {
  return point.x >= area.left && point.x <= area.right && point.y >= area.top && point.y <= area.bottom;
}

export function areaOf(a: Point, b: Point): Area {
  return {
    left: Math.min(a.x, b.x),
    right: Math.max(a.x, b.x),
    top: Math.min(a.y, b.y),
    bottom: Math.max(a.y, b.y),
  };
}

export function overlap(a: Area, b: Area): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

export function edges({ left, top, right, bottom }: Area): Segment[] {
  const corners = [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ] as const;
  return corners.map((from, i) => ({ from, to: corners[(i + 1) % 4] ?? from }));
}

/** A line through two points, drawn on to the right edge. A line without direction stays as it is. */
export function extendedRight({ from, to }: Segment, right: number): Segment {
  const [start, end] = from.x <= to.x ? [from, to] : [to, from];
  if (end.x >= right || end.x === start.x) return { from: start, to: end };
  const slope = (end.y - start.y) / (end.x - start.x);
  return { from: start, to: { x: right, y: end.y + slope * (right - end.x) } };
}
