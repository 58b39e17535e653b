// What a person chose, kept in this browser only. A browser that keeps nothing is no error.

import { barSizes, type BarSize } from "./desk";

export interface Settings {
  watch: string[] | undefined;
  selected: string | undefined;
  account: string | undefined;
  bar: BarSize;
  outsideHours: boolean;
}

const KEY = "pitwall.dashboard";
const MAX_WATCHED = 100;

export function read(text: string | null): Settings {
  const settings: Settings = { watch: undefined, selected: undefined, account: undefined, bar: "5m", outsideHours: false };
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? "{}");
  } catch {
    return settings;
  }
  if (typeof stored !== "object" || stored === null) return settings;
  const { watch, selected, account, bar, outsideHours } = stored as Record<string, unknown>;
  if (Array.isArray(watch))
    settings.watch = watch.filter((one): one is string => typeof one === "string").slice(0, MAX_WATCHED);
  if (typeof selected === "string") settings.selected = selected;
  if (typeof account === "string") settings.account = account;
  settings.bar = barSizes.find((size) => size === bar) ?? settings.bar;
  settings.outsideHours = outsideHours === true;
  return settings;
}

export function load(): Settings {
  try {
    return read(localStorage.getItem(KEY));
  } catch {
    return read(null);
  }
}

export function save(settings: Settings): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // Private windows may refuse; the choice lasts as long as the page.
  }
}
