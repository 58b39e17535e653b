// Who is signed in from outside, and ending it. There is nothing to see while remote use is off.

import { reasonOf } from "../api";
import { el, setText } from "../dom";
import { span } from "../format";

const ASK_EVERY = 20_000;
const DEADLINE = 10_000;

// As GET /sign-in/tokens answers.
interface Grant {
  id: string;
  client_name: string;
  client: string;
  scopes: string;
  created: string;
  used: string;
  expires: string;
}
interface Listing {
  enabled: boolean;
  public_url?: string;
  grants: Grant[];
}

const meanings: Record<string, string> = { read: "see", write: "change what is kept here", act: "ask for orders" };

export class Access {
  readonly button = el("button", { class: "quiet", hidden: "", "data-testid": "access-button" });
  readonly element: HTMLDialogElement;
  private readonly where = el("p");
  private readonly rows = el("ul", { class: "access" });
  private readonly problem = el("p", { class: "problem", role: "alert", hidden: "" });
  private readonly all = el("button", { "data-testid": "access-revoke-all" }, "End all");

  constructor() {
    const close = el("button", { autofocus: "" }, "Close");
    close.addEventListener("click", () => this.element.close());
    this.all.addEventListener("click", () => void this.end("all"));
    this.element = el(
      "dialog",
      { "aria-labelledby": "access-title", "data-testid": "access" },
      el("h2", { id: "access-title" }, "Remote access"),
      this.where,
      this.rows,
      this.problem,
      el("div", { class: "access-buttons" }, this.all, close),
    );
    this.button.addEventListener("click", () => {
      void this.ask();
      this.element.showModal();
    });
  }

  start(): void {
    void this.ask();
    setInterval(() => void this.ask(), ASK_EVERY);
  }

  private async ask(): Promise<void> {
    try {
      const response = await fetch("/sign-in/tokens", { signal: AbortSignal.timeout(DEADLINE) });
      if (response.ok) this.show((await response.json()) as Listing);
    } catch {
      // The page says by other means that the desk does not answer.
    }
  }

  private async end(id: string): Promise<void> {
    this.problem.hidden = true;
    try {
      const response = await fetch("/sign-in/revoke", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ id }),
        signal: AbortSignal.timeout(DEADLINE),
      });
      const body = (await response.json()) as Listing & { error?: { message?: string } };
      if (!response.ok) throw new Error(body.error?.message ?? "The desk refused.");
      this.show(body);
    } catch (problem) {
      setText(this.problem, `It has not ended: ${reasonOf(problem)}`);
      this.problem.hidden = false;
    }
  }

  private show(listing: Listing): void {
    const { enabled, grants, public_url = "" } = listing;
    this.button.hidden = !enabled;
    if (!enabled) return;
    setText(this.button, `Remote: ${grants.length}`);
    this.button.title = `Assistants that are signed in at ${public_url}`;
    setText(
      this.where,
      grants.length ? `Signed in at ${public_url}:` : `Nobody is signed in at ${public_url}.`,
    );
    this.all.hidden = grants.length < 2;
    this.rows.replaceChildren(...grants.map((grant) => this.row(grant)));
  }

  private row(grant: Grant): HTMLElement {
    const end = el("button", { "data-testid": "access-revoke" }, "End");
    end.addEventListener("click", () => {
      end.disabled = true;
      void this.end(grant.id);
    });
    const may = grant.scopes.split(" ").map((scope) => meanings[scope] ?? scope).join(", ");
    return el(
      "li",
      { "data-testid": "access-row", title: grant.client },
      el(
        "span",
        {},
        el("b", {}, grant.client_name),
        el("small", { class: "note" }, `may ${may} \u00b7 since ${grant.created.slice(0, 10)} \u00b7 last used ${ago(grant.used)}`),
      ),
      end,
    );
  }
}

function ago(time: string): string {
  const passed = Date.now() - Date.parse(time);
  return passed < 60_000 ? "just now" : `${span(passed)} ago`;
}
