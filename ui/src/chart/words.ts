// What is on the chart, in words: for labels, tips, screen readers and the model.

import { priceText } from "./price";
import type { Author, Drawing, DrawingIn, DrawingKind, Role, SelectionIn } from "./drawing";
import { wallClock } from "../zone";

export const kindNames: Record<DrawingKind, string> = {
  level: "Level",
  zone: "Zone",
  trend_line: "Trend line",
  fibonacci: "Fibonacci",
  mark: "Mark",
  note: "Note",
};

export const roleNames: Record<Role, string> = {
  none: "",
  support: "Support",
  resistance: "Resistance",
  entry: "Entry",
  target: "Target",
  stop: "Stop",
};

export const roles: readonly Role[] = ["none", "support", "resistance", "entry", "target", "stop"];

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "15 Dec 2020 10:30" by the exchange's clock. */
export function when(time: string, zone: string, daily = false): string {
  const date = new Date(wallClock(zone, Date.parse(time) + (daily ? 43_200_000 : 0)));
  if (Number.isNaN(date.getTime())) return time;
  const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  return daily ? day : `${day} ${date.toISOString().slice(11, 16)}`;
}

export function whoDrew(author: Author): string {
  return author === "user" ? "you" : "the assistant";
}

/** What a label on the chart says: its role or kind, and the person's or model's own words. */
export function labelOf(drawing: DrawingIn, step: number): string {
  const role = roleNames[drawing.role ?? "none"];
  if (drawing.kind === "note") return drawing.text ?? "";
  if (drawing.kind === "mark") return drawing.text || role;
  const words = [role, drawing.text ?? ""].filter((part) => part !== "").join(" \u00b7 ");
  if (drawing.kind === "level") return [words, priceText(drawing.price, step)].filter(Boolean).join(" ");
  if (drawing.kind === "fibonacci") return words || kindNames.fibonacci;
  return words;
}

/** A whole sentence about a drawing, without who drew it. */
export function describeDrawing(drawing: DrawingIn, zone: string, step: number, daily: boolean): string {
  const price = (value: number | undefined) => (value === undefined ? "?" : priceText(value, step));
  const time = (value: string | undefined) => (value === undefined ? "?" : when(value, zone, daily));
  const role = roleNames[drawing.role ?? "none"].toLowerCase();
  const name = kindNames[drawing.kind].toLowerCase() + (role ? ` (${role})` : "");
  const text = drawing.text ? `: \u201c${drawing.text}\u201d` : "";
  switch (drawing.kind) {
    case "level":
      return `${name} at ${price(drawing.price)}${text}`;
    case "mark":
      return `${name} on the candle of ${time(drawing.time)}${text}`;
    case "note":
      return `${name} at ${time(drawing.time)}, ${price(drawing.price)}${text}`;
    default:
      return (
        `${name} from ${time(drawing.time)}, ${price(drawing.price)} to ${time(drawing.to_time)}, ` +
        `${price(drawing.to_price)}${drawing.extended ? ", extended to the right" : ""}${text}`
      );
  }
}

/** The same in a few words, for a line that has little room. */
export function briefly(drawing: Drawing, step: number): string {
  const price = (value: number | undefined) => (value === undefined ? "" : priceText(value, step));
  const head = headOf(drawing);
  const text = drawing.text ? ` \u201c${drawing.text}\u201d` : "";
  if (drawing.kind === "mark" || drawing.kind === "note") return `${head}${text}`;
  if (drawing.kind === "level") return `${head} ${price(drawing.price)}${text}`;
  return `${head} ${price(drawing.price)} \u2192 ${price(drawing.to_price)}${drawing.extended ? " and on" : ""}${text}`;
}

export function describeSelection(selection: SelectionIn, zone: string, step: number, daily: boolean): string {
  const at = selection.price === undefined ? "" : `, pointing at ${priceText(selection.price, step)}`;
  if (selection.kind === "candle") return `the candle of ${when(selection.from, zone, daily)}${at}`;
  return `the candles from ${when(selection.from, zone, daily)} to ${when(selection.to, zone, daily)}${at}`;
}

/** "Trend line" with who drew it and when: for a tip. */
export function headOf(drawing: Drawing): string {
  const role = roleNames[drawing.role];
  return role ? `${kindNames[drawing.kind]} \u00b7 ${role}` : kindNames[drawing.kind];
}
