// What may go by itself: the grants that were given, and taking them back. They are given at a
// terminal.

import { el, setText } from "../dom";
import { reasonOf } from "../reason";
import { tell } from "../person";
import type { GateSection } from "./gate";

interface Grant {
  id: string;
  text: string;
  open: boolean;
  uses: number;
  used_by?: string[];
}

export class Grants implements GateSection {
  readonly element: HTMLElement;
  private readonly rows = el("ul", { class: "grants" });
  private readonly none = el("p", { class: "note" }, "Nothing goes by itself: no grant is open.");
  private readonly problem = el("p", { class: "problem", role: "alert", hidden: "" });

  constructor() {
    this.element = el("section", { "data-testid": "grants" }, el("h2", {}, "Goes by itself"), this.none, this.rows, this.problem);
  }

  async refresh(): Promise<void> {
    const { grants = [] } = await tell<{ grants?: Grant[] }>("grants");
    const open = grants.filter((grant) => grant.open);
    this.none.hidden = open.length > 0;
    this.rows.replaceChildren(...open.map((grant) => this.row(grant)));
  }

  private row(grant: Grant): HTMLElement {
    const end = el("button", { "data-testid": "grant-revoke" }, "Take back");
    end.addEventListener("click", () => void this.revoke(grant.id, end));
    const used = grant.used_by?.length ?? 0;
    return el(
      "li",
      { "data-testid": "grant-row", "data-grant": grant.id },
      el("span", {}, el("span", { class: "words" }, grant.text), el("small", { class: "note" }, `used ${used} times, ${grant.uses} left`)),
      end,
    );
  }

  private async revoke(id: string, button: HTMLButtonElement): Promise<void> {
    button.disabled = true;
    this.problem.hidden = true;
    try {
      await tell("grant_revoke", { id });
      await this.refresh();
    } catch (problem) {
      setText(this.problem, `It was not taken back: ${reasonOf(problem)}`);
      this.problem.hidden = false;
      button.disabled = false;
    }
  }
}
