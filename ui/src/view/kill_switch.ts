// The kill switch: one click turns it on; the PIN turns it off.

import { el, setAttribute, setText } from "../dom";
import { reasonOf } from "../reason";
import { tell, type Waiting } from "../person";
import { PinForm } from "./pin";

export class KillSwitch {
  readonly element: HTMLElement;
  /** For the page's top line. */
  readonly button = el("button", { class: "stop", "data-testid": "stop-button" }, "Stop");
  private readonly words = el("p", { "data-testid": "kill-switch-words" });
  private readonly cancel = el("button", { "data-testid": "kill-switch-cancel" }, "Take working orders back too");
  private readonly form: PinForm;
  private on = false;

  constructor(
    private readonly turned: () => void,
    private readonly open: () => void,
  ) {
    this.form = new PinForm("Turn it off", (pin) => tell("kill_switch", { on: false, pin }).then(turned));
    setAttribute(this.form.button, "data-testid", "kill-switch-off");
    this.element = el("section", { "data-testid": "kill-switch" }, el("h2", {}, "Kill switch"), this.words, this.cancel, this.form.element);
    this.button.addEventListener("click", () => void this.press());
    this.cancel.addEventListener("click", () => void this.turnOn({ cancel_orders: true }, this.cancel));
    this.show(undefined);
  }

  show(waiting: Waiting | undefined): void {
    this.on = waiting?.kill_switch.on ?? false;
    const { by = "", reason = "", since = "", cancel_orders = false } = waiting?.kill_switch ?? {};
    setText(
      this.words,
      this.on
        ? `On since ${since.slice(0, 16).replace("T", " ")} UTC, by ${by}${reason ? `: ${reason}` : ""}. Nothing goes out; orders at the broker ${cancel_orders ? "are taken back" : "stay there"}.`
        : "Off. Stop, at the top of the page, turns it on: what waits ends, and nothing goes out until your PIN turns it off.",
    );
    this.form.element.hidden = !this.on;
    this.cancel.hidden = !this.on || cancel_orders;
    setText(this.button, this.on ? "Stopped" : "Stop");
    setAttribute(this.button, "data-on", this.on ? "" : undefined);
    this.button.title = this.on ? "The kill switch is on" : "Turn the kill switch on: nothing goes out any more";
  }

  private async press(): Promise<void> {
    if (this.on) return this.open();
    await this.turnOn({}, this.button);
  }

  private async turnOn(more: { cancel_orders?: boolean }, pressed: HTMLButtonElement): Promise<void> {
    pressed.disabled = true;
    try {
      await tell("kill_switch", { on: true, reason: "the dashboard's button", ...more });
      this.turned();
    } catch (problem) {
      setText(this.words, `It could not be turned on: ${reasonOf(problem)}`);
      this.open();
    } finally {
      pressed.disabled = false;
    }
  }
}
