// The live feed: one WebSocket that is opened again whenever it is lost. The desk sends at least one
// frame a second, so silence is a loss too, noticed here and said at once.

import type { FeedFrame, Subscribe } from "./generated/feed";

export const SILENCE = 3_500;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;
const OPENING = 5_000;

export type FeedState =
  | { name: "connecting"; attempt: number; since: number | undefined } // none: never was open
  | { name: "live" }
  | { name: "lost"; since: number; attempt: number; next: number };

export interface FeedListener {
  frame(frame: FeedFrame): void;
  state(state: FeedState): void;
}

/** Milliseconds before attempt 1, 2, …: doubled each time, and a little different for each page. */
export function waitBefore(attempt: number, random: number): number {
  const wait = Math.min(FIRST_WAIT * 2 ** (attempt - 1), LONGEST_WAIT);
  return Math.round(wait * (0.8 + 0.4 * random));
}

export class Feed {
  private socket: WebSocket | undefined;
  private wanted: Subscribe | undefined;
  private attempt = 0;
  private sequence = 0;
  private heardAt = 0;
  private lostSince: number | undefined; // the last frame before the loss: how old all figures are
  private silence: ReturnType<typeof setTimeout> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly address: string,
    private readonly listener: FeedListener,
  ) {}

  start(): void {
    this.open();
    addEventListener("online", () => this.now());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.now();
    });
  }

  /** What to send from now on; sent again after every reconnection. */
  subscribe(wanted: Subscribe): void {
    this.wanted = wanted;
    if (this.socket?.readyState === WebSocket.OPEN) this.ask();
  }

  /** Tries at once instead of waiting. */
  now(): void {
    if (this.retry === undefined) return;
    clearTimeout(this.retry);
    this.open();
  }

  private ask(): void {
    if (this.wanted) this.socket?.send(JSON.stringify({ subscribe: this.wanted }));
  }

  private open(): void {
    this.retry = undefined;
    this.attempt++;
    this.sequence = 0;
    this.listener.state({ name: "connecting", attempt: this.attempt, since: this.lostSince });
    const socket = new WebSocket(this.address);
    this.socket = socket;
    this.watch(OPENING);
    socket.onopen = () => {
      this.watch(SILENCE);
      this.ask();
    };
    socket.onmessage = (event: MessageEvent<string>) => this.receive(event.data);
    socket.onclose = () => this.lose(socket);
  }

  private receive(text: string): void {
    const frame = JSON.parse(text) as FeedFrame;
    // A gap means that what is shown may lack a change: ask for everything again.
    if (this.sequence !== 0 && frame.sequence !== this.sequence + 1) this.ask();
    if (this.sequence === 0) {
      this.attempt = 0;
      this.listener.state({ name: "live" });
    }
    this.sequence = frame.sequence;
    this.heardAt = Date.now();
    this.watch(SILENCE);
    this.listener.frame(frame);
  }

  private watch(limit: number): void {
    clearTimeout(this.silence);
    const socket = this.socket;
    this.silence = setTimeout(() => {
      if (socket) this.lose(socket);
    }, limit);
  }

  private lose(socket: WebSocket): void {
    if (socket !== this.socket) return;
    this.socket = undefined;
    socket.onclose = socket.onmessage = null;
    socket.close();
    clearTimeout(this.silence);
    if (this.sequence !== 0) this.lostSince = this.heardAt;
    this.lostSince ??= Date.now();
    const wait = waitBefore(Math.max(this.attempt, 1), Math.random());
    this.listener.state({
      name: "lost",
      since: this.lostSince,
      attempt: this.attempt,
      next: Date.now() + wait,
    });
    this.retry = setTimeout(() => this.open(), wait);
  }
}
