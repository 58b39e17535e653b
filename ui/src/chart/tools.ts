// The tools beside the chart: what each is called, its key and its picture.

import { el, svg } from "../dom";
import type { Tool } from "./hand";

export interface ToolButton {
  tool: Tool;
  name: string;
  key: string;
  hint: string;
  icon: string[];
}

// Paths on a field of 20 by 20.
export const toolButtons: readonly ToolButton[] = [
  { tool: "point", name: "Point", key: "V", hint: "Click a candle to select it. Drag to move the chart.", icon: ["M5 3.5 L15.5 10 L10.6 11.2 L8.2 15.8 Z"] },
  { tool: "range", name: "Range", key: "R", hint: "Drag over the candles you mean. With Shift it works at any time.", icon: ["M4 4 V16 M16 4 V16", "M6.5 10 H13.5 M8.5 7.8 L6.3 10 L8.5 12.2 M11.5 7.8 L13.7 10 L11.5 12.2"] },
  { tool: "level", name: "Level", key: "L", hint: "Click at a price.", icon: ["M2.5 10 H7.6 M12.4 10 H17.5", "M10 7.6 A2.4 2.4 0 1 0 10 12.4 A2.4 2.4 0 1 0 10 7.6"] },
  { tool: "zone", name: "Zone", key: "Z", hint: "Click two corners, or drag.", icon: ["M3 5 H17 V15 H3 Z", "M6 12.5 L11.5 7.5 M10 12.5 L14 8.9"] },
  { tool: "trend_line", name: "Trend line", key: "T", hint: "Click both ends, or drag.", icon: ["M5.4 14.2 L14.6 5.8", "M4 13.6 A1.5 1.5 0 1 0 4 16.4 A1.5 1.5 0 1 0 4 13.6 M16 3.6 A1.5 1.5 0 1 0 16 6.4 A1.5 1.5 0 1 0 16 3.6"] },
  { tool: "fibonacci", name: "Fibonacci", key: "F", hint: "Click where the move began (0 %) and where it ended (100 %).", icon: ["M3.5 4 H16.5 M3.5 8 H16.5 M3.5 11.4 H16.5 M3.5 16 H16.5"] },
  { tool: "mark", name: "Mark a candle", key: "M", hint: "Click the candle.", icon: ["M10 7.4 V4.6 M10 15.4 V12.6 M8.6 7.4 H11.4 V12.6 H8.6 Z", "M6.4 2.8 H13.6 A1.6 1.6 0 0 1 15.2 4.4 V15.6 A1.6 1.6 0 0 1 13.6 17.2 H6.4 A1.6 1.6 0 0 1 4.8 15.6 V4.4 A1.6 1.6 0 0 1 6.4 2.8 Z"] },
  { tool: "note", name: "Note", key: "N", hint: "Click where it belongs, then write.", icon: ["M4 4.5 H16 V13 H10.5 L7 16.2 V13 H4 Z", "M7 7.6 H13 M7 10 H11"] },
];

const otherIcons = {
  undo: ["M7.5 4.5 L4 8 L7.5 11.5", "M4.3 8 H12 A4 4 0 0 1 12 16 H8"],
  trash: ["M4.5 6 H15.5 M8 6 V4.2 H12 V6 M6 6 L6.8 16 H13.2 L14 6"],
  extend: ["M3 14 L11 8.5", "M11 8.5 L17 4.4 M13.2 4.2 H17.2 V8"],
  ask: ["M4 4.5 H16 V13 H10.5 L7 16.2 V13 H4 Z", "M8.2 7.7 A1.9 1.7 0 1 1 10 9.4 V10 M10 11.4 V11.5"],
  label: ["M4 16 L4.6 12.8 L13 4.4 L15.6 7 L7.2 15.4 Z"],
  close: ["M5.5 5.5 L14.5 14.5 M14.5 5.5 L5.5 14.5"],
  expand: ["M8 4 H4 V8 M12 4 H16 V8 M8 16 H4 V12 M12 16 H16 V12"],
  shrink: ["M4 8 H8 V4 M16 8 H12 V4 M4 12 H8 V16 M16 12 H12 V16"],
} as const;

export type IconName = keyof typeof otherIcons;

function picture(paths: readonly string[]): SVGElement {
  return svg(
    "svg",
    { viewBox: "0 0 20 20", width: "18", height: "18", fill: "none", stroke: "currentColor", "stroke-width": "1.5", "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" },
    ...paths.map((d) => svg("path", { d })),
  );
}

export function icon(name: IconName): SVGElement {
  return picture(otherIcons[name]);
}

export function toolButton({ tool, name, key, icon: paths }: ToolButton): HTMLButtonElement {
  const button = el("button", { type: "button", class: "tool", "data-tool": tool, "data-testid": `tool-${tool}`, title: `${name} (${key})`, "aria-label": name, "aria-pressed": "false" });
  button.append(picture(paths));
  return button;
}

export function iconButton(name: IconName, title: string, testid: string): HTMLButtonElement {
  const button = el("button", { type: "button", class: "tool", "data-testid": testid, title, "aria-label": title });
  button.append(icon(name));
  return button;
}
