// The chart in a chat: from the result of a tool to candles, and from what a person does to the model
// that reads along. Every act goes three ways, for programs differ in what they pass on: into the
// model's context, to the desk, and as a message when a question is asked.

import { Session, type Book, type ChartDesk, type ViewQuery } from "../chart/session";
import type { ChartEventIn, ChartEventOut, ChartView, Holdings } from "../chart/drawing";
import { isDaily } from "../chart/axis";
import { describeDrawing, describeSelection } from "../chart/words";
import { reasonOf } from "../reason";
import { Bridge, type AppTool, type HostContext, type ToolResult } from "./bridge";

export interface Screen {
  /** Words instead of a chart: while waiting, or where there can be none. */
  words(text: string, problem?: boolean): void;
  show(view: ChartView): void;
  refresh(view: ChartView): void;
  /** What can change without the candles: orders, fills, the position. */
  holdings(holdings: Holdings): void;
  earlier(view: ChartView): void;
  book(book: Book, known: (id: string) => string, canUndo: boolean): void;
  say(text: string, problem?: boolean): void;
  context(context: HostContext): void;
  visible(): boolean;
}

export interface Pace {
  look: number;
  candles: number;
  context: number;
}

const usualPace: Pace = { look: 2_000, candles: 15_000, context: 120 };
const MOST_DRAWINGS = 20;
const LONGEST_CONTEXT = 4_000;
const LIMIT = 500;
const LOOKS_BEFORE_SAYING = 2;

// All but figures: another one of these is another picture, which begins anew.
function whatItShows({ symbol, bar, outside_hours, until, indicators }: ChartView): string {
  return JSON.stringify([symbol, bar, outside_hours, until, indicators.map(({ name }) => name)]);
}

export class ChartApp implements ChartDesk {
  readonly bridge: Bridge;
  session: Session | undefined;
  private shown: ChartView | undefined;
  private earlier: string | undefined;
  private text = "";
  private timer: ReturnType<typeof setTimeout> | undefined;
  private contextTimer: ReturnType<typeof setTimeout> | undefined;
  private candlesAt = 0;
  private failures = 0;
  private opened = 0;

  constructor(
    post: (message: unknown) => void,
    private readonly screen: Screen,
    version: string,
    private readonly pace: Pace = usualPace,
  ) {
    const selection: AppTool = {
      name: "chart_get_selection",
      title: "What is selected on the chart",
      description: "The candle or range that the user selected on this chart, and what the user has drawn on it.",
      run: () => ({ text: this.contextText(), structured: this.contextData() }),
    };
    this.bridge = new Bridge(
      post,
      {
        toolInput: (input, complete) => this.takeInput(input, complete),
        toolResult: (result) => void this.takeResult(result),
        toolCancelled: (reason) => this.takeCancelled(reason),
        context: (context) => screen.context(context),
        teardown: () => this.stop(),
      },
      [selection],
      version,
    );
  }

  async start(): Promise<void> {
    this.screen.words("Waiting for the chart\u2026");
    try {
      await this.bridge.initialize();
    } catch (problem) {
      this.screen.words(`The program around this chart does not speak with it: ${reasonOf(problem)}`, true);
    }
  }

  stop(): void {
    clearTimeout(this.timer);
    clearTimeout(this.contextTimer);
    this.timer = this.contextTimer = undefined;
    this.opened++;
  }

  // ---- What a person does ----

  ask(question: string): void {
    const { session } = this;
    if (!session) return;
    const words = question.trim() || "Please look at what I selected on the chart.";
    void session.ask(words).then(() => this.speak(words));
  }

  private async speak(words: string): Promise<void> {
    clearTimeout(this.contextTimer);
    await this.tellContext();
    if (!this.bridge.host?.message)
      return this.screen.say("Kept at the desk. This program takes no messages from a chart: ask your assistant to look at it.");
    try {
      const taken = await this.bridge.message(`${words}\n\n(${this.contextText(true)})`);
      if (!taken) return this.screen.say("The program around the chart did not send your question; write it in the chat. The desk has it too.", true);
      this.screen.say("Asked.");
    } catch (problem) {
      this.screen.say(`Your question could not be sent: ${reasonOf(problem)} Write it in the chat; the desk has it too.`, true);
    }
  }

  /** Candles from before the oldest, when there are some. */
  async wantEarlier(): Promise<void> {
    const until = this.earlier;
    const chart = this.shown?.chart;
    if (until === undefined || chart === undefined) return;
    this.earlier = undefined;
    const opened = this.opened;
    try {
      const view = await this.view({ chart, until, limit: LIMIT });
      if (opened !== this.opened || view.candles.length === 0) return;
      this.screen.earlier(view);
      this.earlier = view.earlier;
    } catch {
      // No older candles, or none now: what is shown stays.
    }
  }

  /** The page can be seen again, or no longer. */
  seen(): void {
    if (this.session && this.screen.visible()) this.lookIn(0);
  }

  // ---- What the program around it says ----

  private takeInput(input: Record<string, unknown>, complete: boolean): void {
    if (this.session) return;
    const symbol = typeof input["symbol"] === "string" ? input["symbol"].slice(0, 40) : "";
    this.screen.words(symbol && complete ? `Fetching the chart of ${symbol}\u2026` : "A chart is being prepared\u2026");
  }

  private takeCancelled(reason: string | undefined): void {
    if (!this.session) this.screen.words(`The chart was cancelled${reason ? `: ${reason.slice(0, 200)}` : "."}`);
  }

  private async takeResult(result: ToolResult): Promise<void> {
    this.text = result.text;
    const chart = result.structured?.["chart"];
    if (result.isError) return this.screen.words(result.text || "The desk could not draw this chart.", true);
    if (typeof chart !== "string" || chart === "")
      return this.screen.words(result.text || "The answer names no chart.", result.text === "");
    if (!this.bridge.host?.serverTools) {
      const why = "This program lets a chart ask nothing of the desk, so its candles cannot be drawn here. What the desk answered:";
      return this.screen.words(`${why}\n\n${result.text}`);
    }
    await this.open(chart);
  }

  private async open(chart: string): Promise<void> {
    this.stop();
    const { opened } = this;
    try {
      const view = await this.view({ chart, limit: LIMIT });
      if (opened !== this.opened) return;
      this.begin(view);
      this.lookIn(this.pace.look);
    } catch (problem) {
      if (opened !== this.opened) return;
      this.screen.words(`The candles cannot be had: ${reasonOf(problem)}\n\n${this.text}`, true);
    }
  }

  // A chart that shows something else than before, or the first one.
  private begin(view: ChartView): void {
    this.shown = view;
    this.earlier = view.earlier;
    this.candlesAt = Date.now();
    const session: Session = new Session(view.chart, view.bar, this, {
      book: (book) => {
        if (session === this.session) this.screen.book(book, (id) => session.known(id), session.canUndo());
      },
      acted: () => this.tellContextSoon(),
      failed: (problem) => {
        this.screen.say(`The desk did not take that: ${reasonOf(problem)}`, true);
        this.tellContextSoon();
        this.lookIn(0, true);
      },
    });
    this.session = session;
    this.screen.show(view);
    session.take(view.version, view.drawings, view.selection);
  }

  // ---- The desk, through the program ----

  async view(query: ViewQuery): Promise<ChartView> {
    return (await this.call("chart_view", { ...query })) as unknown as ChartView;
  }
  async event(event: ChartEventIn): Promise<ChartEventOut> {
    return (await this.call("chart_event", { ...event })) as unknown as ChartEventOut;
  }

  private async call(name: string, input: Record<string, unknown>): Promise<Record<string, unknown>> {
    const { structured, text, isError } = await this.bridge.callTool(name, input);
    if (isError) throw new Error(text || `The desk refused ${name}.`);
    if (!structured) throw new Error(`The answer of ${name} came without its figures.`);
    return structured;
  }

  private lookIn(milliseconds: number, anew = false): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(anew), milliseconds);
  }

  // What the model has drawn since, and now and then the newest candles.
  private async look(anew: boolean): Promise<void> {
    const { session, shown, opened } = this;
    if (!session || !shown) return;
    if (!this.screen.visible()) return; // looked at again when it is seen
    const candles = Date.now() - this.candlesAt >= this.pace.candles;
    const known = anew || candles ? {} : { known_version: session.book.version };
    const epoch = session.now();
    try {
      const view = await this.view({ chart: shown.chart, candles, ...(candles ? { limit: LIMIT } : {}), ...known });
      if (opened !== this.opened) return;
      this.takeLook(view, session, epoch, candles, anew);
    } catch (problem) {
      if (opened !== this.opened) return;
      if (++this.failures === LOOKS_BEFORE_SAYING) this.screen.say(`No news from the desk: ${reasonOf(problem)} Trying again.`, true);
    }
    this.lookIn(this.pace.look);
  }

  private takeLook(view: ChartView, session: Session, epoch: number, candles: boolean, anew: boolean): void {
    if (this.failures >= LOOKS_BEFORE_SAYING) this.screen.say("The desk answers again.");
    this.failures = 0;
    if (candles) {
      this.candlesAt = Date.now();
      if (this.shown && whatItShows(view) !== whatItShows(this.shown)) return this.begin(view);
      this.shown = view;
      this.screen.refresh(view);
    } else {
      if (view.version === session.book.version && !anew) return;
      this.candlesAt = 0; // it may show something else by now: the next look tells
      this.screen.holdings(view);
    }
    session.take(view.version, view.drawings, view.selection, epoch);
  }

  // ---- The model ----

  private tellContextSoon(): void {
    clearTimeout(this.contextTimer);
    this.contextTimer = setTimeout(() => void this.tellContext(), this.pace.context);
  }

  private async tellContext(): Promise<void> {
    if (!this.bridge.host?.modelContext || !this.session) return;
    try {
      await this.bridge.updateModelContext(this.contextText(), this.contextData());
    } catch (problem) {
      this.screen.say(`The model was not told of this: ${reasonOf(problem)} It can still ask the desk.`, true);
    }
  }

  private own() {
    return (this.session?.book.drawings ?? []).filter((drawing) => drawing.author === "user").slice(-MOST_DRAWINGS);
  }

  private contextText(short = false): string {
    const { shown, session } = this;
    if (!shown || !session) return "No chart is shown yet.";
    const { zone, tick_size: step, symbol, bar, chart } = shown;
    const daily = isDaily(bar);
    const { selection } = session.book;
    const parts = [`Chart ${chart} of ${symbol}, ${bar} candles, times of ${zone}.`];
    if (selection)
      parts.push(
        `${selection.author === "user" ? "The user" : "The assistant"} selected ${describeSelection(selection, zone, step, daily)}` +
          ` (from ${selection.from} to before ${selection.to}).`,
      );
    else parts.push("Nothing is selected.");
    const pointed = selection?.drawing === undefined ? undefined : session.book.drawings.find((one) => one.id === selection.drawing);
    if (pointed) parts.push(`The user points at this drawing: ${describeDrawing(pointed, zone, step, daily)} (id ${pointed.id}).`);
    const own = this.own();
    if (own.length && !short) parts.push(`The user drew: ${own.map((one) => describeDrawing(one, zone, step, daily)).join("; ")}.`);
    parts.push(`get_chart with chart "${chart}" has the figures.`);
    return parts.join(" ").slice(0, LONGEST_CONTEXT);
  }

  private contextData(): Record<string, unknown> {
    const { shown, session } = this;
    if (!shown || !session) return {};
    const { selection, version } = session.book;
    return {
      chart: shown.chart,
      symbol: shown.symbol,
      bar: shown.bar,
      version,
      ...(selection ? { selection } : {}),
      drawings: this.own(),
    };
  }
}
