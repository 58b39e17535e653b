// The top line: on which market, how good its figures are, what may be done, and is it alive.

import { sessionLine, type SessionLine } from "../broker_session";
import { el, setAttribute, setText, svg } from "../dom";
import { ticker, type Desk, type Topic, type View } from "../desk";
import { span } from "../format";
import { QualityBadge, worst } from "../quality";
import { clock, day, offsetText, placeOf } from "../zone";

export class Header implements View {
  readonly element: HTMLElement;
  readonly banner: HTMLElement;
  private readonly market = el("span", { class: "market" });
  private readonly quality = new QualityBadge("quality-badge");
  private readonly mode = el("span", { class: "badge mode", "data-testid": "mode-badge" });
  private readonly session = el("span", { class: "session", "data-testid": "session-state" });
  private readonly time = el("time", { class: "clock", "data-testid": "market-time" });
  private readonly place = el("span", { class: "place" });
  private readonly connection = el("span", {
    class: "badge connection",
    role: "status",
    "data-testid": "connection-badge",
  });
  private readonly loss = el("span");
  private readonly login = el(
    "a",
    { class: "login", target: "_blank", rel: "noopener noreferrer", hidden: "", "data-testid": "login-link" },
    "Log in",
  );

  constructor(
    private readonly desk: Desk,
    retry: () => void,
    help: () => void,
  ) {
    const helpButton = el("button", { class: "quiet", "aria-label": "Keys and notes", title: "Keys (?)" }, "?");
    helpButton.addEventListener("click", help);
    this.element = el(
      "header",
      { class: "top" },
      el("h1", {}, logo(), "Pitwall"),
      this.market,
      this.quality.element,
      this.mode,
      el("span", { class: "gap" }),
      el("span", { class: "when" }, this.session, el("span", { class: "wall" }, this.time, this.place)),
      this.connection,
      helpButton,
    );
    const again = el("button", {}, "Try now");
    again.addEventListener("click", retry);
    this.banner = el("div", { class: "banner", role: "alert", hidden: "" }, this.loss, this.login, again);
    setInterval(() => desk.touch("clock"), 1000);
  }

  update(changed: ReadonlySet<Topic>): void {
    if (changed.has("status")) this.showStatus();
    if (changed.has("feed") || changed.has("clock") || changed.has("status")) this.showConnection();
    if (changed.has("quotes") || changed.has("positions") || changed.has("clock")) this.showQuality();
    if (changed.has("clock") || changed.has("session") || changed.has("selection")) this.showTime();
  }

  private showStatus(): void {
    const { status } = this.desk;
    if (!status) return;
    setText(this.market, status.market);
    setAttribute(this.market, "title", `Pitwall ${status.version} on ${status.market}`);
    setText(this.mode, status.mode.replaceAll("_", "-").toUpperCase());
    setAttribute(this.mode, "data-mode", status.mode);
    setAttribute(
      this.mode,
      "title",
      status.mode === "read_only" ? "Orders are refused: this desk only reads." : undefined,
    );
  }

  private showConnection(): void {
    const { feed } = this.desk;
    const lost = this.desk.lostFor();
    document.body.classList.toggle("feed-lost", lost !== undefined);
    setAttribute(this.connection, "data-state", lost === undefined ? feed.name : "lost");
    if (lost !== undefined) setText(this.connection, `Feed lost ${span(lost)}`);
    else setText(this.connection, feed.name === "live" ? "Connected" : "Connecting\u2026");

    const trouble = lost === undefined ? this.trouble() : undefined;
    const words = lost === undefined ? (trouble?.words ?? "") : this.lossInWords(lost);
    setText(this.loss, words);
    setAttribute(this.login, "href", trouble?.login);
    this.login.hidden = trouble?.login === undefined;
    this.banner.hidden = words === "";
    setAttribute(this.banner, "data-kind", lost !== undefined ? "feed" : trouble?.calm ? "calm" : "desk");
    // What is announced does not interrupt whoever has the page read aloud.
    setAttribute(this.banner, "role", trouble?.calm ? "status" : "alert");
  }

  private lossInWords(lost: number): string {
    const { feed } = this.desk;
    const since = new Date(Date.now() - lost).toLocaleTimeString("en-GB");
    const next = feed.name === "lost" ? Math.ceil((feed.next - Date.now()) / 1000) : 0;
    return (
      `No connection to the desk. All figures are as they were at ${since}, ${span(lost)} ago. ` +
      (next > 0 ? `Next attempt in ${next} s.` : "Trying again\u2026")
    );
  }

  /** What is wrong with the desk itself or its broker, if anything is. */
  private trouble(): SessionLine | undefined {
    const { status, accountProblem } = this.desk;
    const wrong = (words: string) => ({ words, calm: false, login: undefined });
    if (status?.halted) return wrong(`The desk has stopped: ${status.halted}`);
    return sessionLine(status?.brokers ?? []) ?? (accountProblem ? wrong(accountProblem) : undefined);
  }

  private showQuality(): void {
    const { quotes, positions, watch, selected, account = "" } = this.desk;
    const balances = this.desk.balances.get(account);
    const shown = [
      ...watch.flatMap((symbol) => quotes.get(symbol) ?? []),
      ...(positions ?? []),
      ...(balances ? [balances] : []),
    ];
    this.quality.show(worst(shown.map((figure) => figure.origin.quality)), quotes.get(selected ?? "")?.origin);
    const lost = this.desk.lostFor();
    setAttribute(this.quality.element, "data-age", lost === undefined ? undefined : `${span(lost)} old`);
  }

  private showTime(): void {
    const { marketTime, selected } = this.desk;
    const session = this.desk.sessions.get(selected ?? "");
    if (marketTime === undefined) return;
    const zone = session?.zone ?? "UTC";
    setText(this.time, clock(zone, marketTime));
    setAttribute(this.time, "datetime", new Date(marketTime).toISOString());
    setText(this.place, `${day(zone, marketTime)}, ${placeOf(zone)}`);
    setAttribute(this.place, "title", `Time in the market, ${offsetText(zone, marketTime)}`);
    if (!session || !selected) {
      setText(this.session, "");
      return;
    }
    const until = (at: string | undefined, verb: string) => {
      if (!at) return "";
      const instant = Date.parse(at);
      const date = instant - marketTime > 18 * 3_600_000 ? `${day(zone, instant)} ` : "";
      return ` \u00b7 ${verb} ${date}${clock(zone, instant, false)}, in ${span(instant - marketTime)}`;
    };
    const name = `${ticker(selected)}: ${session.calendar.replaceAll("_", " ")}`;
    if (session.open && !session.next_close) {
      setText(this.session, `${ticker(selected)}: open around the clock`);
    } else if (session.open) {
      setText(this.session, `${name} open${until(session.next_close, "closes")}`);
    } else {
      const why = session.extended ? "extended hours" : session.why_closed;
      setText(this.session, `${name} ${session.extended ? "" : "closed"}${why ? ` (${why})` : ""}${until(session.next_open, "opens")}`);
    }
    setAttribute(this.session, "data-open", session.open ? "yes" : session.extended ? "extended" : "no");
  }
}

function logo(): SVGElement {
  const line = { fill: "none", "stroke-linecap": "round", "stroke-linejoin": "round", "stroke-width": "3.4" };
  return svg(
    "svg",
    { viewBox: "0 0 32 32", class: "logo", "aria-hidden": "true" },
    svg("path", { ...line, d: "M9 26V6h8.5a6 6 0 0 1 0 12H9", class: "logo-p" }),
    svg("path", { ...line, d: "M21 25.6h4", class: "logo-dot" }),
  );
}
