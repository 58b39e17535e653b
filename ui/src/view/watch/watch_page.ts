// The page of the watch, in the place of the market while it is open: what stands, what fires, what
// happened. Its address ends with #watch. The desk is asked every few seconds while somebody looks.

import { call, reasonOf } from "../../api";
import type { Desk, Topic, View } from "../../desk";
import { el, setAttribute, setText } from "../../dom";
import type { ListAlertsOut, ListTriggersOut, ProbesOut } from "../../generated/tools";
import { Alerts } from "./alerts";
import { Measures } from "./measures";
import { Probes } from "./probes";
import { Strip } from "./strip";
import { Timeline } from "./timeline";
import { Triggers } from "./triggers";

const EVERY = 3_000;
const EVERY_CLOSED = 15_000; // for the button alone
const MEASURES_EVERY = 30_000;
const ADDRESS = "#watch";
const MOST_PROBES = 500;
const MOST_ROWS = 200;

/** The latest that the desk has said; where it did not answer, what it said before. */
export interface Watch {
  health?: ProbesOut;
  healthProblem?: string;
  alerts?: ListAlertsOut;
  triggers?: ListTriggersOut;
  problem?: string;
  /** By the desk's clock, milliseconds. */
  answeredAt?: number;
}

export class WatchPage implements View {
  readonly element: HTMLElement;
  readonly button = el("button", { class: "watch-button", title: "What is up, and what happened (W)", "data-testid": "watch-button" }, "Watch");
  private readonly strip = new Strip(() => this.close());
  private readonly probes: Probes;
  private readonly alerts: Alerts;
  private readonly triggers: Triggers;
  private readonly timeline: Timeline;
  private readonly measures: Measures;
  private watch: Watch = {};
  private timer: ReturnType<typeof setTimeout> | undefined;
  private measuredAt = 0;
  private scrolled = 0;

  constructor(private readonly desk: Desk) {
    const now = () => desk.now();
    this.probes = new Probes(now);
    this.alerts = new Alerts(now, () => this.refresh());
    this.triggers = new Triggers(now);
    this.timeline = new Timeline(now);
    this.measures = new Measures(now);
    const parts = [this.alerts, this.probes, this.timeline, this.triggers, this.measures];
    this.element = el(
      "main",
      { class: "watch-page", hidden: "", "aria-labelledby": "watch-title", "data-testid": "watch-page" },
      this.strip.element,
      el("div", { class: "watch-parts" }, ...parts.map((part) => part.element)),
    );
    this.button.addEventListener("click", () => this.toggle());
    addEventListener("hashchange", () => this.follow());
    document.addEventListener("visibilitychange", () => this.again(0));
    document.addEventListener("keydown", (event) => {
      const inside = event.target instanceof Element && event.target.closest("dialog, input, select");
      if (event.key === "Escape" && this.isOpen && !inside) this.close();
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  start(): void {
    this.follow();
    this.again(0);
  }

  toggle(): void {
    if (this.isOpen) this.close();
    else location.hash = ADDRESS;
  }

  close(): void {
    if (location.hash === ADDRESS) history.pushState(null, "", location.pathname + location.search);
    this.follow();
  }

  update(changed: ReadonlySet<Topic>): void {
    if (changed.has("clock")) this.strip.tick(this.desk.now());
  }

  private follow(): void {
    const open = location.hash === ADDRESS;
    if (open === this.isOpen) return;
    if (open) this.scrolled = scrollY;
    this.element.hidden = !open;
    document.body.classList.toggle("watching", open);
    setAttribute(this.button, "aria-pressed", String(open));
    // On a phone the whole page scrolls: each of the two keeps its own place.
    scrollTo(0, open ? 0 : this.scrolled);
    if (open) this.element.querySelector<HTMLElement>("#watch-title")?.focus({ preventScroll: true });
    else this.button.focus({ preventScroll: true });
    this.again(0);
  }

  private again(wait: number): void {
    clearTimeout(this.timer);
    if (document.visibilityState !== "visible") return;
    this.timer = setTimeout(() => void this.round(), wait);
  }

  private async round(): Promise<void> {
    if (this.isOpen) await this.refresh();
    else await this.askAlerts();
    this.again(this.isOpen ? EVERY : EVERY_CLOSED);
  }

  private async refresh(): Promise<void> {
    const [health, , triggers] = await Promise.allSettled([
      call("get_health", { limit: MOST_PROBES }),
      this.askAlerts(),
      call("list_triggers", { limit: MOST_ROWS }),
    ]);
    const { watch } = this;
    if (health.status === "fulfilled") watch.health = health.value;
    watch.healthProblem = health.status === "rejected" ? reasonOf(health.reason) : undefined;
    if (triggers.status === "fulfilled") watch.triggers = triggers.value;
    this.show();
    await this.timeline.refresh();
    if (Date.now() - this.measuredAt < MEASURES_EVERY) return;
    this.measuredAt = Date.now();
    await this.measures.refresh();
  }

  // The one that is asked also while the page is closed.
  private async askAlerts(): Promise<void> {
    try {
      this.watch.alerts = await call("list_alerts", { limit: MOST_ROWS });
      this.watch.answeredAt = this.desk.now();
      this.watch.problem = undefined;
    } catch (problem) {
      this.watch.problem = reasonOf(problem);
    }
    const { alerts } = this.watch;
    setText(this.button, alerts?.firing ? `Watch: ${alerts.firing}` : "Watch");
    setAttribute(this.button, "data-firing", alerts?.firing ? "" : undefined);
    const count = alerts?.firing === 1 ? "1 alert fires" : `${alerts?.firing ?? 0} alerts fire`;
    setAttribute(this.button, "aria-label", `Watch, ${count}`);
  }

  private show(): void {
    this.strip.show(this.watch);
    this.strip.tick(this.desk.now());
    for (const part of [this.probes, this.alerts, this.triggers]) part.show(this.watch);
  }
}
