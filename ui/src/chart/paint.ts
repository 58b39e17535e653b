// Paints sketches on a canvas, in CSS pixels. Knows colours and shapes, not where they come from.

import type { Area, Point, Segment } from "./geometry";
import type { Theme } from "./theme";
import type { Author } from "./drawing";

export type Canvas = CanvasRenderingContext2D;

const LABEL_SIZE = 11;
const LABEL_HEIGHT = 19;
const LINE_HEIGHT = 14;
const ICON = 13;
const LINE_LETTERS = 36;
const MOST_LINES = 4;

/** A colour of the style sheet, which is "#rrggbb", made see-through. */
export function faint(colour: string, share: number): string {
  const hex = /^#([0-9a-f]{6})$/i.exec(colour)?.[1];
  if (!hex) return `color-mix(in srgb, ${colour} ${Math.round(share * 100)}%, transparent)`;
  const part = (at: number) => parseInt(hex.slice(at, at + 2), 16);
  return `rgba(${part(0)}, ${part(2)}, ${part(4)}, ${share})`;
}

export function line(canvas: Canvas, { from, to }: Segment, colour: string, width: number, dash: number[] = []): void {
  canvas.save();
  canvas.strokeStyle = colour;
  canvas.lineWidth = width;
  canvas.lineCap = "round";
  canvas.setLineDash(dash);
  const still = from.y === to.y;
  const y = (value: number) => (still ? Math.round(value) + (width % 2) / 2 : value);
  canvas.beginPath();
  canvas.moveTo(from.x, y(from.y));
  canvas.lineTo(to.x, y(to.y));
  canvas.stroke();
  canvas.restore();
}

export function fill(canvas: Canvas, { left, top, right, bottom }: Area, colour: string): void {
  canvas.fillStyle = colour;
  canvas.fillRect(left, top, right - left, bottom - top);
}

export function frame(canvas: Canvas, area: Area, colour: string, width: number, radius: number, dash: number[] = []): void {
  canvas.save();
  canvas.strokeStyle = colour;
  canvas.lineWidth = width;
  canvas.setLineDash(dash);
  canvas.beginPath();
  canvas.roundRect(area.left, area.top, area.right - area.left, area.bottom - area.top, radius);
  canvas.stroke();
  canvas.restore();
}

export function handle(canvas: Canvas, at: Point, theme: Theme, colour: string): void {
  canvas.beginPath();
  canvas.arc(at.x, at.y, 5, 0, 2 * Math.PI);
  canvas.fillStyle = theme.background;
  canvas.fill();
  canvas.strokeStyle = colour;
  canvas.lineWidth = 2;
  canvas.stroke();
}

export function dot(canvas: Canvas, at: Point, radius: number, colour: string): void {
  canvas.beginPath();
  canvas.arc(at.x, at.y, radius, 0, 2 * Math.PI);
  canvas.fillStyle = colour;
  canvas.fill();
}

/** The sign of who drew it: a person, or the spark of the assistant. */
export function sign(canvas: Canvas, author: Author, x: number, y: number, colour: string): void {
  canvas.fillStyle = colour;
  canvas.beginPath();
  if (author === "user") {
    canvas.arc(x, y - 2.4, 2.4, 0, 2 * Math.PI);
    canvas.moveTo(x - 4.2, y + 4.4);
    canvas.arc(x, y + 4.4, 4.2, Math.PI, 2 * Math.PI);
  } else {
    const [far, near] = [5.2, 1.35];
    for (let i = 0; i < 8; i++) {
      const angle = (i * Math.PI) / 4 - Math.PI / 2;
      const reach = i % 2 ? near * 1.35 : far;
      canvas.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
    }
  }
  canvas.closePath();
  canvas.fill();
}

/** Words in lines of a bearable length; what does not fit ends in an ellipsis. */
export function wrapped(text: string, letters = LINE_LETTERS, most = MOST_LINES): string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const next = current ? `${current} ${word}` : word;
    if (next.length <= letters || !current) current = next;
    else {
      lines.push(current);
      current = word;
    }
  }
  if (current) lines.push(current);
  const cut = (one: string) => (one.length > letters ? `${one.slice(0, letters - 1)}\u2026` : one);
  if (lines.length <= most) return lines.map(cut);
  return [...lines.slice(0, most - 1).map(cut), `${(lines[most - 1] ?? "").slice(0, letters - 1)}\u2026`];
}

export interface Label {
  lines: string[];
  author: Author | undefined;
  colour: string;
  strong: boolean;
}

function font(theme: Theme, weight: number): string {
  return `${weight} ${LABEL_SIZE}px ${theme.font}`;
}

export function labelSize(canvas: Canvas, label: Label, theme: Theme): { width: number; height: number } {
  canvas.font = font(theme, 500);
  const text = Math.max(0, ...label.lines.map((one) => canvas.measureText(one).width));
  const icon = label.author ? ICON + (text > 0 ? 3 : 0) : 0;
  const height = LABEL_HEIGHT + Math.max(0, label.lines.length - 1) * LINE_HEIGHT;
  return { width: Math.ceil(text + icon + 12), height };
}

export function paintLabel(canvas: Canvas, label: Label, area: Area, theme: Theme): void {
  canvas.save();
  canvas.beginPath();
  canvas.roundRect(area.left, area.top, area.right - area.left, area.bottom - area.top, 5);
  canvas.fillStyle = theme.background;
  canvas.globalAlpha = 0.92;
  canvas.fill();
  canvas.globalAlpha = 1;
  canvas.fillStyle = faint(label.colour, label.strong ? 0.3 : 0.16);
  canvas.fill();
  canvas.strokeStyle = faint(label.colour, label.strong ? 1 : 0.55);
  canvas.lineWidth = 1;
  canvas.stroke();
  let x = area.left + 6;
  if (label.author) {
    sign(canvas, label.author, x + ICON / 2 - 1, area.top + LABEL_HEIGHT / 2, label.colour);
    x += ICON + 3;
  }
  canvas.font = font(theme, 500);
  canvas.fillStyle = theme.strong;
  canvas.textBaseline = "middle";
  canvas.textAlign = "left";
  label.lines.forEach((text, i) => canvas.fillText(text, x, area.top + LABEL_HEIGHT / 2 + 0.5 + i * LINE_HEIGHT));
  canvas.restore();
}

export function smallText(canvas: Canvas, text: string, at: Point, colour: string, theme: Theme, align: CanvasTextAlign = "left"): void {
  canvas.save();
  canvas.font = font(theme, 500);
  canvas.textBaseline = "bottom";
  canvas.textAlign = align;
  canvas.lineWidth = 3;
  canvas.strokeStyle = faint(theme.background, 0.85);
  canvas.lineJoin = "round";
  canvas.strokeText(text, at.x, at.y);
  canvas.fillStyle = colour;
  canvas.fillText(text, at.x, at.y);
  canvas.restore();
}
