// How far a figure can be trusted, in the words that the page uses everywhere.

import type { Origin } from "./generated/tools";
import { el, setAttribute, setText } from "./dom";

export type Quality = Origin["quality"];

// From best to worst, as the desk orders them.
const order: Quality[] = ["live", "delayed", "frozen", "stale", "replayed", "simulated"];

const meaning: Record<Quality, string> = {
  live: "from the exchange as it happens",
  delayed: "from the exchange, some minutes late by contract",
  frozen: "the last figures of a market that is closed",
  stale: "the source has gone quiet for longer than it should",
  replayed: "true once, at another time: recorded figures played again",
  simulated: "never true: made by a model",
};

export function worst(qualities: Iterable<Quality>): Quality | undefined {
  let found = -1;
  for (const quality of qualities) found = Math.max(found, order.indexOf(quality));
  return order[found];
}

export function explain(quality: Quality, origin?: Origin): string {
  const source = origin ? ` Source: ${origin.source}, as of ${origin.as_of}.` : "";
  return `${quality.toUpperCase()}: ${meaning[quality]}.${source}`;
}

/** A badge that always says its quality in words, beside its colour. */
export class QualityBadge {
  readonly element = el("span", { class: "badge quality", "data-testid": "quality-badge" });
  private readonly word = el("span");

  constructor(testid = "quality-badge", small = false) {
    this.element.setAttribute("data-testid", testid);
    if (small) this.element.classList.add("small");
    this.element.append(el("i", { "aria-hidden": "true" }), this.word);
    this.show(undefined);
  }

  show(quality: Quality | undefined, origin?: Origin): void {
    setText(this.word, quality ? quality.toUpperCase() : "NO DATA");
    setAttribute(this.element, "data-quality", quality ?? "none");
    setAttribute(this.element, "title", quality ? explain(quality, origin) : "No figures yet.");
  }
}
