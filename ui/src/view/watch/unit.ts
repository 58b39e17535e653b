// What a measure's name says of its unit.

import { compact, number, percent } from "../../format";

export interface Unit {
  /** The name without it. */
  name: string;
  /** Where its axis ends at least. */
  whole: number | undefined;
  text(value: number): string;
}

function secondsText(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0 s";
  if (size < 0.001) return `${number(value * 1e6, 0)} \u00b5s`;
  if (size < 1) return `${number(value * 1000, size < 0.01 ? 1 : 0)} ms`;
  return `${number(value, size < 100 ? 1 : 0)} s`;
}

const units: Record<string, Omit<Unit, "name">> = {
  _seconds: { whole: undefined, text: secondsText },
  _share: { whole: 1, text: (value) => percent(value, 1, false) },
  _celsius: { whole: undefined, text: (value) => `${number(value, 1)} \u00b0C` },
};

// Counts are exact, means of them are not.
function plainText(value: number): string {
  return compact(Number.isInteger(value) ? value : Number(value.toPrecision(3)));
}

function upText(value: number): string {
  return value >= 1 ? "up" : value <= 0 ? "down" : `${percent(value, 1, false)} up`;
}

/** Of the last part of a measure's name: "answer_seconds" of "gateway.answer_seconds". */
export function unitOf(part: string): Unit {
  if (part === "probe_seconds") return { name: "a probe took", whole: undefined, text: secondsText };
  if (part === "up") return { name: "up", whole: 1, text: upText };
  for (const [ending, unit] of Object.entries(units))
    if (part.endsWith(ending)) return { name: part.slice(0, -ending.length).replaceAll("_", " "), ...unit };
  return { name: part.replaceAll("_", " "), whole: undefined, text: plainText };
}

export interface MeasureName {
  probe: string;
  part: string;
}

/** Names of probes may have dots of their own. */
export function splitName(measure: string): MeasureName {
  const dot = measure.lastIndexOf(".");
  return { probe: dot < 0 ? "" : measure.slice(0, dot), part: measure.slice(dot + 1) };
}

// What says most first: every probe has the last two.
const rank = (measure: string) => ["probe_seconds", "up"].indexOf(splitName(measure).part);

/** Those that a probe has of its own first. */
export function inOrder(measures: readonly string[]): string[] {
  return [...measures].sort((a, b) => rank(a) - rank(b));
}
