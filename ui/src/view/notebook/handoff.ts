// What the last session left for the next one.

import { call, reasonOf, ToolError } from "../../api";
import { el, setText } from "../../dom";
import type { HandoffOut } from "../../generated/tools";
import { showMoment } from "../watch/when";
import { unfenced } from "./fence";

const lists = [
  { field: "next_steps", title: "Next" },
  { field: "open_questions", title: "Open questions" },
  { field: "done", title: "Done" },
] as const;

export class Handoff {
  readonly element: HTMLElement;
  private readonly none = el("p", { class: "note" }, "Asking\u2026");
  private readonly by = el("p", { class: "note" });
  private readonly who = el("span");
  private readonly time = el("time");
  private readonly summary = el("p", { class: "words", "data-testid": "handoff-summary" });
  private readonly rest = el("div", { class: "handoff-lists", "data-testid": "handoff-lists" });
  private shown = 0; // the number of the one that is shown

  constructor(private readonly now: () => number) {
    this.by.append(this.who, " ", this.time);
    this.by.hidden = true;
    this.element = el(
      "section",
      { class: "panel notebook-handoff", "aria-labelledby": "notebook-handoff" },
      el("div", { class: "bar" }, el("h2", { id: "notebook-handoff" }, "Last handoff")),
      this.none,
      this.by,
      this.summary,
      this.rest,
    );
  }

  async refresh(): Promise<void> {
    try {
      this.show(await call("read_handoff", {}));
    } catch (problem) {
      if (!(problem instanceof ToolError) || problem.code !== "not_found") throw problem;
      setText(this.none, reasonOf(problem));
    }
  }

  private show(handoff: HandoffOut): void {
    showMoment(this.time, handoff.time, this.now());
    if (handoff.handoff === this.shown) return;
    this.shown = handoff.handoff;
    this.none.hidden = true;
    this.by.hidden = false;
    setText(this.who, `Left by ${handoff.by}`);
    setText(this.summary, unfenced(handoff.summary));
    this.rest.replaceChildren(
      ...lists.flatMap(({ field, title }) => {
        const lines = handoff[field].map((line) => el("li", { class: "words" }, unfenced(line)));
        return lines.length ? [el("h3", {}, title), el("ul", {}, ...lines)] : [];
      }),
    );
  }
}
