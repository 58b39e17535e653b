// What is up, what is down, and what is only down as announced.

import { el, setAttribute, setText } from "../../dom";
import { percent } from "../../format";
import type { ProbeRow } from "../../generated/tools";
import { byDependency, type Placed } from "./dependency";
import { lasting } from "./moment";
import { Rows, type Row } from "./rows";
import type { Watch } from "./watch_page";
import { showMoment } from "./when";

const MOST_INDENTED = 4;

/** What the row is coloured by: plans come before what the probe itself says. */
function standing(probe: ProbeRow): string {
  return probe.planned === "active" ? probe.status : probe.planned;
}

const standingWords: Record<string, string> = {
  up: "up",
  down: "down",
  unknown: "not known yet",
  expected_down: "expected down",
  maintenance: "in maintenance",
};

class Line implements Row<Placed> {
  readonly element: HTMLElement;
  private readonly name = el("b", { class: "words" });
  private readonly state = el("span", { class: "standing", "data-testid": "probe-state" });
  private readonly why = el("span", { class: "why words", "data-testid": "probe-why" });
  // The indent says so to the eye.
  private readonly needs = el("span", { class: "unseen" });
  private readonly words = el("span", { class: "words", "data-testid": "probe-words" });
  private readonly since = el("time");
  private readonly uptime = el("span", { "data-testid": "probe-uptime", title: "Of the time in which it was meant to be up, since the desk began" });
  private readonly checked = el("time");

  constructor(
    { probe }: Placed,
    private readonly now: () => number,
  ) {
    this.element = el(
      "li",
      { class: "probe", "data-testid": "probe-row", "data-probe": probe.name },
      el("span", { class: "who" }, this.name, this.state, this.needs),
      el("span", { class: "found note" }, this.why, this.checked, " ", this.words),
      el("span", { class: "when" }, this.uptime, el("span", {}, "since ", this.since)),
    );
  }

  show({ probe, depth }: Placed): void {
    const now = this.now();
    setText(this.name, probe.name);
    setAttribute(this.element, "data-standing", standing(probe));
    const word = standingWords[standing(probe)] ?? standing(probe);
    const lasts = probe.status === "down" && probe.planned === "active" ? ` for ${lasting(now - Date.parse(probe.since))}` : "";
    // The probe goes on while nobody minds what it says.
    const still = probe.planned !== "active" && probe.status === "up" ? ", is up" : "";
    setText(this.state, word + lasts + still + (probe.alerting ? ", alerted" : ""));
    setText(this.why, probe.why);
    this.why.hidden = probe.why === "";
    setText(this.needs, probe.depends_on.length ? `stands on ${probe.depends_on.join(", ")}` : "");
    setText(this.words, probe.words || "Not looked at yet.");
    showMoment(this.since, probe.since, now);
    const { uptime_percent: uptime } = probe;
    this.uptime.hidden = uptime === undefined;
    setText(this.uptime, `${percent((uptime ?? 0) / 100, uptime === 100 ? 0 : 2, false)} up`);
    showMoment(this.checked, probe.checked, now);
    this.element.style.setProperty("--depth", String(Math.min(depth, MOST_INDENTED)));
  }
}

export class Probes {
  readonly element: HTMLElement;
  private readonly none = el("p", { class: "note" });
  private readonly rows: Rows<Placed>;

  constructor(now: () => number) {
    this.rows = new Rows(
      el("ul", {}),
      ({ probe }) => probe.name,
      (placed) => new Line(placed, now),
    );
    this.element = el(
      "section",
      { class: "panel watch-probes", "aria-labelledby": "watch-probes" },
      el("div", { class: "bar" }, el("h2", { id: "watch-probes" }, "What is probed")),
      this.none,
      this.rows.list,
    );
  }

  show({ health, healthProblem }: Watch): void {
    setText(this.none, healthProblem ?? (health ? "Nothing is probed." : "Asking\u2026"));
    this.none.hidden = healthProblem === undefined && (health?.probes.length ?? 0) > 0;
    if (health) this.rows.show(byDependency(health.probes));
  }
}
