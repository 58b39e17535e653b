// The page of the notebook, in the place of the market while it is open: the tracker as a board, the
// last decisions with their figures, what the last session left. Its address ends with #notebook. The
// desk is asked every few seconds while somebody looks.

import { reasonOf } from "../../api";
import type { Desk, Topic, View } from "../../desk";
import { el, setAttribute, setText } from "../../dom";
import { Board } from "./board";
import { Decisions } from "./decisions";
import { Handoff } from "./handoff";

const EVERY = 3_000;
const ADDRESS = "#notebook";

export class NotebookPage implements View {
  readonly element: HTMLElement;
  readonly button = el("button", { class: "page-button", title: "The tracker, decisions, what was left (B)", "data-testid": "notebook-button" }, "Notebook");
  private readonly problem = el("p", { class: "problem", role: "alert", hidden: "", "data-testid": "notebook-problem" });
  private readonly board: Board;
  private readonly decisions: Decisions;
  private readonly handoff: Handoff;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private scrolled = 0;

  constructor(desk: Desk) {
    const now = () => desk.now();
    this.board = new Board(now, () => this.refresh());
    this.decisions = new Decisions(now);
    this.handoff = new Handoff(now);
    const back = el("button", { "data-testid": "notebook-close", title: "Back to the market (B)" }, "Close");
    back.addEventListener("click", () => this.close());
    this.element = el(
      "main",
      { class: "notebook-page", hidden: "", "aria-labelledby": "notebook-title", "data-testid": "notebook-page" },
      el("div", { class: "notebook-strip" }, el("h2", { id: "notebook-title", tabindex: "-1" }, "Notebook"), this.problem, back),
      el("div", { class: "notebook-parts" }, this.board.element, this.decisions.element, this.handoff.element),
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
  }

  toggle(): void {
    if (this.isOpen) this.close();
    else location.hash = ADDRESS;
  }

  close(): void {
    if (location.hash === ADDRESS) history.pushState(null, "", location.pathname + location.search);
    this.follow();
  }

  update(_changed: ReadonlySet<Topic>): void {
    // Nothing of it comes by the feed.
  }

  private follow(): void {
    const open = location.hash === ADDRESS;
    if (open === this.isOpen) return;
    if (open) this.scrolled = scrollY;
    this.element.hidden = !open;
    document.body.classList.toggle("noting", open);
    setAttribute(this.button, "aria-pressed", String(open));
    scrollTo(0, open ? 0 : this.scrolled);
    if (open) this.element.querySelector<HTMLElement>("#notebook-title")?.focus({ preventScroll: true });
    else if (location.hash === "") this.button.focus({ preventScroll: true });
    this.again(0);
  }

  private again(wait: number): void {
    clearTimeout(this.timer);
    if (document.visibilityState !== "visible" || !this.isOpen) return;
    this.timer = setTimeout(() => void this.round(), wait);
  }

  private async round(): Promise<void> {
    await this.refresh();
    this.again(EVERY);
  }

  private async refresh(): Promise<void> {
    const asked = await Promise.allSettled([this.board.refresh(), this.decisions.refresh(), this.handoff.refresh()]);
    const failed = asked.find((one) => one.status === "rejected");
    setText(this.problem, failed ? reasonOf(failed.reason) : "");
    this.problem.hidden = failed === undefined;
  }
}
