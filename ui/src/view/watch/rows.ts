// A list whose rows stay the same elements while what they show changes: focus and what is opened
// survive that the desk is asked again.

import { arrange } from "../../dom";

export interface Row<T> {
  readonly element: HTMLElement;
  show(item: T): void;
}

export class Rows<T> {
  private shown = new Map<string, Row<T>>();

  constructor(
    readonly list: HTMLElement,
    private readonly keyOf: (item: T) => string,
    private readonly make: (item: T) => Row<T>,
  ) {}

  /** Keys that come twice are one row. */
  show(items: readonly T[]): void {
    const shown = new Map<string, Row<T>>();
    for (const item of items) {
      const key = this.keyOf(item);
      const row = shown.get(key) ?? this.shown.get(key) ?? this.make(item);
      row.show(item);
      shown.set(key, row);
    }
    this.shown = shown;
    arrange(this.list, [...shown.values()].map((row) => row.element));
  }

  all(): Iterable<Row<T>> {
    return this.shown.values();
  }
}
