// What waits for the person's yes, in the desk's own words, each with its time running out.

import { arrange, el, setAttribute, setText } from "../dom";
import { tell, type Approval, type Waiting } from "../person";
import { PinForm } from "./pin";

export class Approvals {
  readonly element: HTMLElement;
  private readonly none = el("p", { class: "note" }, "Nothing waits for your yes.");
  private readonly rows = el("ul", { class: "approvals" });
  private readonly trouble = el("p", { class: "problem", role: "alert", hidden: "", "data-testid": "pin-missing" });
  private readonly said = el("p", { role: "status", hidden: "", "data-testid": "approval-said" });
  private readonly shown = new Map<string, Row>();

  constructor(private readonly answered: () => void) {
    this.element = el("section", {}, el("h2", {}, "Waits for you"), this.trouble, this.none, this.rows, this.said);
  }

  show(waiting: Waiting): void {
    for (const approval of waiting.approvals) {
      const row = this.shown.get(approval.id) ?? new Row(approval, this.answered);
      this.shown.set(approval.id, row);
      row.update(approval);
    }
    const wanted = new Set(waiting.approvals.map(({ id }) => id));
    for (const [id, row] of this.shown) {
      if (wanted.has(id)) continue;
      // What was said of it stays when it has gone.
      const words = row.said ?? row.form.trouble();
      setText(this.said, words);
      this.said.hidden = words === "";
      this.shown.delete(id);
    }
    arrange(this.rows, [...this.shown.values()].map((row) => row.element));
    this.none.hidden = wanted.size > 0;
    const words = waiting.locked_until
      ? `Too many wrong PINs: none is taken until ${new Date(waiting.locked_until).toLocaleTimeString("en-GB")}.`
      : waiting.pin
        ? ""
        : "No PIN is set, so nothing can be approved. Set one at a terminal of this machine: pitwall pin";
    setText(this.trouble, words);
    this.trouble.hidden = words === "";
    this.tick();
  }

  /** The one that a link names. */
  point(id: string): void {
    for (const [known, row] of this.shown) setAttribute(row.element, "data-pointed", known === id ? "" : undefined);
    this.shown.get(id)?.form.field.focus();
  }

  tick(): void {
    for (const row of this.shown.values()) row.tick();
  }
}

class Row {
  readonly element: HTMLElement;
  readonly form: PinForm;
  said: string | undefined;
  private readonly left = el("span", { class: "left", "data-testid": "approval-left" });
  private readonly words = el("p", { class: "words", "data-testid": "approval-text" });
  private expires = 0;
  private number: number | undefined;

  constructor({ id }: Approval, answered: () => void) {
    const no = el("button", { type: "button", class: "no", "data-testid": "approval-deny" }, "Deny");
    const answer = async (params: { yes: boolean; pin?: string }) => {
      const number = params.yes && this.number !== undefined ? { number: this.number } : {};
      const { state } = await tell<{ state?: string }>("approval_answer", { approval: id, ...params, ...number });
      // One that still waits wants another yes, and says why in its text.
      if (state !== "pending") this.said = params.yes ? "Approved: it goes out." : "Denied: nothing goes out.";
      answered();
    };
    this.form = new PinForm("Approve", (pin) => answer({ yes: true, pin }), no);
    setAttribute(this.form.button, "data-testid", "approval-approve");
    no.addEventListener("click", () => void this.form.run(() => answer({ yes: false })));
    this.element = el(
      "li",
      { "data-testid": "approval-row", "data-approval": id },
      this.words,
      this.left,
      this.form.element,
    );
  }

  update(approval: Approval): void {
    setText(this.words, approval.text);
    this.expires = Date.parse(approval.expires);
    this.number = approval.number;
  }

  tick(): void {
    const seconds = Math.max(0, Math.ceil((this.expires - Date.now()) / 1000));
    setText(this.left, seconds > 0 ? `${seconds} s left` : "Its time is over.");
    setAttribute(this.left, "data-short", seconds <= 10 ? "" : undefined);
  }
}
