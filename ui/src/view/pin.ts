// A field for the PIN with the button that sends it. What was typed is gone as soon as it was sent.

import { el, setText } from "../dom";
import { reasonOf } from "../reason";

export class PinForm {
  readonly element: HTMLFormElement;
  readonly field = el("input", {
    type: "password",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: "128",
    placeholder: "PIN",
    "aria-label": "PIN",
    "data-testid": "pin",
  });
  readonly button: HTMLButtonElement;
  private readonly problem = el("p", { class: "problem", role: "alert", hidden: "", "data-testid": "pin-problem" });

  /** `send` says yes with the PIN; what it throws is shown. `more` stands beside the button. */
  constructor(label: string, send: (pin: string) => Promise<void>, ...more: HTMLElement[]) {
    this.button = el("button", { type: "submit", class: "yes" }, label);
    this.element = el("form", { class: "pin", autocomplete: "off" }, this.field, this.button, ...more, this.problem);
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      const pin = this.field.value;
      this.field.value = "";
      if (pin) void this.run(() => send(pin));
      else this.field.focus();
    });
  }

  /** Does one thing at a time, and says what went wrong. */
  async run(act: () => Promise<void>): Promise<void> {
    this.say("");
    this.busy(true);
    try {
      await act();
    } catch (problem) {
      this.say(reasonOf(problem));
    } finally {
      this.busy(false);
    }
  }

  /** What went wrong the last time. */
  trouble(): string {
    return this.problem.textContent ?? "";
  }

  private say(words: string): void {
    setText(this.problem, words);
    this.problem.hidden = words === "";
  }

  private busy(on: boolean): void {
    for (const part of this.element.querySelectorAll<HTMLButtonElement | HTMLInputElement>("button, input")) part.disabled = on;
    if (!on && this.element.isConnected) this.field.focus();
  }
}
