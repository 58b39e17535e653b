// The whole watch in one line: the word for it, how many of each, and of when that is.

import { el, setAttribute, setText } from "../../dom";
import { clock } from "../../zone";
import { headline } from "./headline";
import { HERE } from "./moment";
import type { Watch } from "./watch_page";

const OLD = 20_000; // milliseconds after which what is shown is no longer the present

class Count {
  readonly element: HTMLElement;
  private readonly figure = el("b");
  private readonly word = el("span");

  constructor(name: string) {
    this.element = el("li", { "data-count": name, "data-testid": `watch-count-${name}` }, this.figure, " ", this.word);
  }

  /** Nothing is said of what there is none of, unless that is the point. */
  show(count: number | undefined, word: string, always = false): void {
    this.element.hidden = count === undefined || (count === 0 && !always);
    setText(this.figure, String(count ?? 0));
    setText(this.word, word);
    setAttribute(this.element, "data-none", count === 0 ? "" : undefined);
  }
}

export class Strip {
  readonly element: HTMLElement;
  private readonly words = el("strong", { role: "status", "data-testid": "watch-headline" });
  private readonly problem = el("p", { class: "problem", role: "alert", hidden: "", "data-testid": "watch-problem" });
  private readonly asOf = el("span", { class: "as-of", "data-testid": "watch-as-of" });
  private readonly up = new Count("up");
  private readonly down = new Count("down");
  private readonly expected = new Count("expected_down");
  private readonly maintenance = new Count("maintenance");
  private readonly unknown = new Count("unknown");
  private readonly firing = new Count("firing");
  private readonly watching = new Count("watching");
  private readonly blind = new Count("blind");
  private answeredAt: number | undefined;

  constructor(close: () => void) {
    const back = el("button", { "data-testid": "watch-close", title: "Back to the market (W)" }, "Close");
    back.addEventListener("click", close);
    const counts = [this.up, this.down, this.expected, this.maintenance, this.unknown, this.firing, this.watching, this.blind];
    this.element = el(
      "div",
      { class: "watch-strip" },
      el("h2", { id: "watch-title", tabindex: "-1", "aria-label": "Watch" }, this.words),
      el("ul", { "aria-label": "Counts" }, ...counts.map((count) => count.element)),
      this.problem,
      this.asOf,
      back,
    );
  }

  show({ health, alerts, triggers, problem, answeredAt }: Watch): void {
    const { words, level } = headline(health, alerts, triggers);
    setText(this.words, words);
    setAttribute(this.element, "data-level", level);
    this.up.show(health?.up, "up", true);
    this.down.show(health?.down, "down", true);
    this.expected.show(health?.expected_down, "expected down");
    this.maintenance.show(health?.maintenance, "in maintenance");
    this.unknown.show(health?.unknown, "not known yet");
    const firing = alerts?.firing;
    this.firing.show(firing, firing === 1 ? "alert" : "alerts", true);
    const rows = triggers?.triggers;
    const more = triggers?.next_cursor ? " of the first shown" : "";
    const standing = (state: string) => rows?.filter((row) => row.state === state).length;
    this.watching.show(standing("watching"), (standing("watching") === 1 ? "trigger" : "triggers") + more);
    this.blind.show(standing("blind"), "blind");
    setText(this.problem, problem ?? "");
    this.problem.hidden = problem === undefined;
    this.answeredAt = answeredAt;
  }

  /** By the desk's clock. */
  tick(now: number): void {
    const { answeredAt } = this;
    const old = answeredAt !== undefined && now - answeredAt > OLD;
    setAttribute(this.element, "data-old", old ? "" : undefined);
    setText(this.asOf, answeredAt === undefined ? "" : `As of ${clock(HERE, answeredAt)}${old ? ": not the present" : ""}`);
    setAttribute(this.asOf, "title", `Times are those of ${HERE}`);
  }
}
