// One chart of the desk as this view knows it: its book of drawings and selection, changed here at
// once and at the desk a moment later. Knows no page: it is given a way to call tools.

import type { ChartEventIn, ChartEventOut, ChartView, Drawing, DrawingIn, Selection, SelectionIn } from "./drawing";

export interface Book {
  version: number;
  drawings: Drawing[];
  selection: Selection | undefined;
}

export interface ViewQuery {
  chart: string;
  candles?: boolean;
  limit?: number;
  until?: string;
  known_version?: number;
  symbol?: string;
  bar?: string;
  outside_hours?: boolean;
}

/** What a session needs of the desk. */
export interface ChartDesk {
  view(query: ViewQuery): Promise<ChartView>;
  event(event: ChartEventIn): Promise<ChartEventOut>;
}

export interface SessionListener {
  /** The book is another now, by whomever. */
  book(book: Book): void;
  /** The person did something that the desk has taken. */
  acted(event: ChartEventIn): void;
  failed(reason: unknown, event: ChartEventIn): void;
}

type Undo = (session: Session) => void;

const MOST_UNDO = 50;

export class Session {
  book: Book = { version: 0, drawings: [], selection: undefined };
  /** Counts what happened here, so that an answer from before it is not taken for the newest. */
  private epoch = 0;
  private pending = 0;
  private queue: Promise<unknown> = Promise.resolve();
  private undos: Undo[] = [];
  private made = 0;
  private readonly ids = new Map<string, string>(); // given here -> given by the desk

  constructor(
    readonly chart: string,
    private readonly bar: string,
    private readonly desk: ChartDesk,
    private readonly listener: SessionListener,
  ) {}

  /** What the desk says without having been told anything: a look at it, or its feed. */
  take(version: number, drawings: Drawing[], selection: Selection | undefined, epoch = this.epoch): void {
    if (epoch !== this.epoch || this.pending > 0) return;
    this.book = { version, drawings, selection };
    this.listener.book(this.book);
  }

  /** To be given to `take` with an answer that is asked for now. */
  now(): number {
    return this.epoch;
  }

  select(selection: SelectionIn): void {
    const at = new Date().toISOString();
    const shown: Selection = { ...selection, bar: this.bar, chart: this.chart, author: "user", at };
    this.change({ selection: shown });
    this.send({ chart: this.chart, event: "select", selection });
  }

  clear(): void {
    if (!this.book.selection) return;
    this.change({ selection: undefined });
    this.send({ chart: this.chart, event: "clear" });
  }

  /** A new drawing, or another form of one that is there. Its id is what it is known by here. */
  put(drawing: DrawingIn, undoable = true): string {
    const before = this.book.drawings.find((one) => one.id === drawing.id);
    const id = drawing.id ?? `new-${++this.made}`;
    const at = new Date().toISOString();
    const shown: Drawing = {
      extended: false,
      role: "none",
      author: "user",
      actor: "",
      drawn_at: at,
      ...before,
      ...drawing,
      id,
      changed_at: at,
    };
    const rest = this.book.drawings.filter((one) => one.id !== id);
    this.change({ drawings: [...rest, shown] });
    if (undoable) {
      const back = before && inputOf(before);
      this.remember((session) => (back ? session.put(back, false) : session.remove(id, false)));
    }
    this.send({ chart: this.chart, event: "put", drawing }, drawing.id === undefined ? id : undefined);
    return id;
  }

  remove(id: string, undoable = true): void {
    const before = this.book.drawings.find((one) => one.id === this.known(id));
    if (!before) return;
    this.change({ drawings: this.book.drawings.filter((one) => one !== before) });
    if (undoable) {
      const { id: _, ...again } = inputOf(before);
      this.remember((session) => session.put(again, false));
    }
    this.send({ chart: this.chart, event: "remove", remove: id });
  }

  /** Whether the desk has taken it. */
  ask(question: string): Promise<boolean> {
    return this.send({ chart: this.chart, event: "ask", question });
  }

  canUndo(): boolean {
    return this.undos.length > 0;
  }
  undo(): void {
    this.undos.pop()?.(this);
  }

  /** The desk's own id of a drawing that was made here. */
  known(id: string): string {
    return this.ids.get(id) ?? id;
  }

  private remember(undo: Undo): void {
    this.undos.push(undo);
    if (this.undos.length > MOST_UNDO) this.undos.shift();
  }

  private change(part: Partial<Book>): void {
    this.book = { ...this.book, ...part };
    this.listener.book(this.book);
  }

  // One after the other, so that the desk hears them in the order in which they were done.
  private send(event: ChartEventIn, made?: string): Promise<boolean> {
    this.epoch++;
    this.pending++;
    const taken = this.queue.then(() => this.deliver(event, made));
    this.queue = taken;
    return taken;
  }

  private async deliver(event: ChartEventIn, made: string | undefined): Promise<boolean> {
    const had = new Set(this.book.drawings.map((drawing) => drawing.id));
    try {
      const sent = this.withKnownIds(event);
      const answer = await this.desk.event(sent);
      this.finish();
      const fresh = made === undefined ? undefined : answer.drawings.find((drawing) => !had.has(drawing.id));
      if (made !== undefined && fresh) this.ids.set(made, fresh.id);
      if (this.pending === 0) {
        this.book = { version: answer.version, drawings: answer.drawings, selection: answer.selection };
        this.listener.book(this.book);
      }
      this.listener.acted(sent);
      return true;
    } catch (problem) {
      this.finish();
      this.listener.failed(problem, event);
      return false;
    }
  }

  private finish(): void {
    this.pending--;
    this.epoch++;
  }

  private withKnownIds(event: ChartEventIn): ChartEventIn {
    const sent = { ...event };
    if (sent.remove !== undefined) sent.remove = this.known(sent.remove);
    if (sent.drawing?.id !== undefined) sent.drawing = { ...sent.drawing, id: this.known(sent.drawing.id) };
    return sent;
  }
}

/** A drawing as it is told to the desk. */
export function inputOf(drawing: Drawing): DrawingIn {
  const { id, kind, time, price, to_time, to_price, extended, role, text } = drawing;
  return {
    id,
    kind,
    time,
    price,
    extended,
    role,
    ...(to_time === undefined ? {} : { to_time }),
    ...(to_price === undefined ? {} : { to_price }),
    ...(text === undefined ? {} : { text }),
  };
}
