// What the page knows: the latest of everything the desk has said, and what the person has chosen.
// Changes are collected and told to the views once per frame of the screen.

import type {
  AccountBalances,
  AccountPnl,
  AccountRow,
  BalancesOut,
  InstrumentOut,
  PnlOut,
  PortfolioOut,
  PositionRow,
  Problem,
  SessionState,
  StatusOut,
} from "./generated/tools";
import type { FeedFrame, FeedQuote } from "./generated/feed";
import type { FeedState } from "./feed";

export const barSizes = ["1m", "5m", "15m", "1h", "1d"] as const;
export type BarSize = (typeof barSizes)[number];

export type Topic =
  | "accounts"
  | "chart"
  | "clock"
  | "feed"
  | "instruments"
  | "positions"
  | "quotes"
  | "selection"
  | "session"
  | "sparks"
  | "status"
  | "watch";

export interface View {
  update(changed: ReadonlySet<Topic>): void;
}

export class Desk {
  status: StatusOut | undefined;
  feed: FeedState = { name: "connecting", attempt: 1, since: undefined };
  /** Time in the market, and when this page heard it; milliseconds. */
  marketTime: number | undefined;
  heardAt = 0;
  /** How far the desk's clock is ahead of this device's; milliseconds. */
  private ahead = 0;

  accounts: AccountRow[] = [];
  account: string | undefined;
  balances = new Map<string, AccountBalances>();
  pnl = new Map<string, AccountPnl>();
  positions: PositionRow[] | undefined;
  positionProblems: Problem[] = [];
  accountProblem: string | undefined;
  /** How many approvals wait for the person. */
  waits = 0;
  /** Whether the desk has said what there is to show. */
  started = false;

  watch: string[] = [];
  selected: string | undefined;
  bar: BarSize = "5m";
  outsideHours = false;
  quotes = new Map<string, FeedQuote>();
  quoteProblems = new Map<string, string>();
  instruments = new Map<string, InstrumentOut>();
  sessions = new Map<string, SessionState>();
  /** Symbols whose exchange was asked for; without an answer their times are UTC. */
  asked = new Set<string>();
  sparks = new Map<string, number[]>();

  private readonly views: View[] = [];
  private changed = new Set<Topic>();
  private scheduled = false;

  show(...views: View[]): void {
    this.views.push(...views);
  }

  touch(...topics: Topic[]): void {
    for (const topic of topics) this.changed.add(topic);
    if (this.scheduled) return;
    this.scheduled = true;
    // A page in the background gets no frames of the screen, but its title still follows.
    if (document.visibilityState === "visible") requestAnimationFrame(() => this.flush());
    else setTimeout(() => this.flush(), 500);
  }

  private flush(): void {
    this.scheduled = false;
    const changed = this.changed;
    this.changed = new Set();
    for (const view of this.views) view.update(changed);
  }

  position(symbol: string | undefined): PositionRow | undefined {
    return this.positions?.find((row) => row.symbol === symbol);
  }

  /** Milliseconds since the feed was lost, also while it is being opened again. */
  lostFor(): number | undefined {
    const { feed } = this;
    if (feed.name === "live" || feed.since === undefined) return undefined;
    return Date.now() - feed.since;
  }

  /** The time by the desk's clock; milliseconds. */
  now(): number {
    return Date.now() + this.ahead;
  }

  takeFrame(frame: FeedFrame): void {
    this.marketTime = Date.parse(frame.market_time);
    this.heardAt = Date.now();
    this.ahead = Date.parse(frame.sent_at) - this.heardAt;
    this.touch("clock");
    for (const quote of frame.quotes) {
      this.quotes.set(quote.symbol, quote);
      this.quoteProblems.delete(quote.symbol);
      this.touch("quotes");
    }
    for (const { about, error } of frame.errors) {
      this.quoteProblems.set(about, error);
      this.touch("quotes");
    }
    for (const { tool, account, answer } of frame.answers)
      if (account === undefined || account === this.account) this.takeAnswer(tool, answer);
  }

  // The answers are those of the tools, whose types are generated from the daemon.
  takeAnswer(tool: string, answer: unknown): void {
    if (tool === "desk_status") {
      this.status = answer as StatusOut;
      this.touch("status");
    } else if (tool === "get_portfolio") {
      const { positions, errors } = answer as PortfolioOut;
      this.positions = positions.filter((row) => row.account === this.account);
      this.positionProblems = errors;
      this.touch("positions");
    } else if (tool === "get_balances") {
      const { accounts, errors } = answer as BalancesOut;
      for (const balances of accounts) this.balances.set(balances.account, balances);
      this.accountProblem = errors.find((problem) => problem.about === this.account)?.error;
      this.touch("accounts", "status");
    } else if (tool === "get_pnl") {
      for (const pnl of (answer as PnlOut).accounts) this.pnl.set(pnl.account, pnl);
      this.touch("accounts");
    }
  }
}

/** "SPY:ARCA" as "ARCA" */
export function exchange(symbol: string): string {
  return symbol.split(":")[1] ?? "";
}

/** "SPY:ARCA" as "SPY" */
export function ticker(symbol: string): string {
  return symbol.split(":")[0] ?? symbol;
}
