// The gate's page: what waits for the person, and the kill switch. A line at the top of the
// dashboard says when something waits; an address that ends with #approval=… opens it at that one.

import { el, setText } from "../dom";
import type { Desk, Topic, View } from "../desk";
import { reasonOf } from "../reason";
import { tell, type Waiting } from "../person";
import { Approvals } from "./approvals";
import { KillSwitch } from "./kill_switch";

/** One more part of the page, in a file of its own; asked anew whenever something at the gate changed. */
export interface GateSection {
  readonly element: HTMLElement;
  refresh(): Promise<void>;
}

export class Gate implements View {
  readonly element: HTMLDialogElement;
  readonly button = el("button", { class: "quiet", "data-testid": "gate-button" }, "Approvals");
  readonly banner: HTMLElement;
  readonly stop: HTMLButtonElement;
  private readonly said = el("span", { "data-testid": "gate-banner-text" });
  private readonly problem = el("p", { class: "problem", role: "alert", hidden: "" });
  private readonly approvals = new Approvals(() => void this.refresh());
  private readonly killSwitch = new KillSwitch(() => void this.refresh(), () => this.open());
  private waiting: Waiting | undefined;
  private version: number | undefined;
  private pointed: string | undefined;

  constructor(
    private readonly desk: Desk,
    private readonly sections: GateSection[] = [],
  ) {
    const close = el("button", {}, "Close");
    close.addEventListener("click", () => this.element.close());
    this.element = el(
      "dialog",
      { class: "gate", "aria-label": "Approvals", "data-testid": "gate" },
      this.problem,
      this.approvals.element,
      this.killSwitch.element,
      ...sections.map((section) => section.element),
      el("div", { class: "gate-buttons" }, close),
    );
    this.button.addEventListener("click", () => this.open());
    const look = el("button", { "data-testid": "gate-look" }, "Look");
    look.addEventListener("click", () => this.open());
    this.banner = el("div", { class: "banner waits", role: "status", hidden: "", "data-testid": "gate-banner" }, this.said, look);
    this.stop = this.killSwitch.button;
    addEventListener("hashchange", () => this.follow());
  }

  start(): void {
    void this.refresh();
    this.follow();
  }

  /** The feed says with a number that something has changed. */
  takeVersion(version: number): void {
    if (version === this.version) return;
    this.version = version;
    void this.refresh();
  }

  update(changed: ReadonlySet<Topic>): void {
    if (!changed.has("clock")) return;
    this.approvals.tick();
    this.showBanner();
  }

  private open(): void {
    if (!this.element.open) this.element.showModal();
    void this.refresh();
  }

  private follow(): void {
    const { approval } = /^#approval=(?<approval>\w{1,40})$/.exec(location.hash)?.groups ?? {};
    if (!approval) return;
    this.pointed = approval;
    this.open();
  }

  private async refresh(): Promise<void> {
    try {
      this.waiting = await tell<Waiting>("approvals");
      this.approvals.show(this.waiting);
      this.killSwitch.show(this.waiting);
      this.problem.hidden = true;
      if (this.pointed) this.approvals.point(this.pointed);
      this.pointed = undefined;
    } catch (problem) {
      setText(this.problem, `What waits cannot be had: ${reasonOf(problem)}`);
      this.problem.hidden = false;
    }
    this.showBanner();
    await Promise.allSettled(this.element.open ? this.sections.map((section) => section.refresh()) : []);
  }

  private showBanner(): void {
    const waits = (this.waiting?.approvals ?? []).filter(({ expires }) => Date.parse(expires) > Date.now());
    const [first] = waits;
    setText(this.button, waits.length ? `Approvals: ${waits.length}` : "Approvals");
    this.banner.hidden = first === undefined;
    if (this.desk.waits !== waits.length) {
      this.desk.waits = waits.length;
      this.desk.touch("quotes"); // the page's title says so
    }
    if (!first) return;
    const left = Math.ceil((Date.parse(first.expires) - Date.now()) / 1000);
    const more = waits.length > 1 ? ` and ${waits.length - 1} more` : "";
    setText(this.said, `Waits for your yes, ${left} s left${more}: ${first.text}`);
  }
}
