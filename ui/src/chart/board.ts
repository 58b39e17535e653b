// The chart with all that is on it: candles, tools, drawings, what is selected, and a bar that says so
// in words. It tells what a person does and shows what it is given; it asks nobody anything.

import { el, setAttribute, setText } from "../dom";
import { number, percent, signed } from "../format";
import { isDaily } from "./axis";
import { CandleChart, type Lines, type Shape } from "./candle_chart";
import type { Point } from "./geometry";
import { Hand, type Tool } from "./hand";
import type { Highlight } from "./layer";
import { Legend } from "./legend";
import type { Candle, Placed } from "./series";
import { inputOf } from "./session";
import { sketchOf } from "./sketch";
import { icon, iconButton, toolButton, toolButtons } from "./tools";
import type { ChartFill, Drawing, DrawingIn, ChartIndicator, Selection, SelectionIn } from "./drawing";
import { briefly, describeDrawing, headOf, roleNames, roles, when, whoDrew } from "./words";

export interface BoardListener {
  select(selection: SelectionIn): void;
  clear(): void;
  put(drawing: DrawingIn): string;
  remove(id: string): void;
  undo(): void;
  ask(question: string): void;
  wantsEarlier(): void;
  /** The candle under the pointer, or nothing. */
  pointed?(candle: Placed | undefined): void;
}

const HINT = "Click a candle to select it; hold Shift and drag for several. The tools on the left draw.";
const SAID_FOR = 6_000;
const LONGEST_TEXT = 200;
const MEASURE_AFTER = 100; // figures come up to ten times a second

export class Board {
  readonly element: HTMLElement;
  readonly stage = el("div", {
    class: "board-stage",
    tabindex: "0",
    role: "application",
    "aria-roledescription": "chart",
    "aria-label": "Chart",
    "data-testid": "chart",
    "data-tool": "point",
  });
  readonly legend = new Legend();
  private readonly rail = el("div", { class: "board-rail", role: "toolbar", "aria-label": "Chart tools", "aria-orientation": "vertical" });
  private readonly tip = el("div", { class: "board-tip", role: "tooltip", hidden: "" });
  private readonly words = el("span", { class: "board-words", role: "status", "data-testid": "chart-selection" });
  private readonly authors = el("span", { class: "board-authors", "data-testid": "chart-authors" });
  private readonly list = el("ul", { class: "unseen", "aria-label": "Drawings on the chart", "data-testid": "chart-drawings" });
  private readonly spoken = el("div", { class: "unseen", "aria-live": "polite" });
  private readonly undoButton = iconButton("undo", "Undo your last change (Ctrl+Z)", "chart-undo");
  private readonly deleteButton = iconButton("trash", "Delete the chosen drawing (Delete)", "chart-delete");
  private readonly extendButton = el("button", { type: "button", class: "small-button", "data-testid": "chart-extend" }, icon("extend"), "Extend");
  private readonly labelButton = el("button", { type: "button", class: "small-button", "data-testid": "chart-label", title: "Write on it (double click)" }, icon("label"), "Label");
  private readonly roleChoice = el(
    "select",
    { class: "small-button", "aria-label": "What it is meant as", title: "What it is meant as", "data-testid": "chart-role" },
    ...roles.map((role) => el("option", { value: role }, roleNames[role] || "No meaning")),
  );
  private readonly askButton = el("button", { type: "button", class: "small-button primary", "data-testid": "chart-ask" }, icon("ask"), "Ask about this");
  private readonly clearButton = iconButton("close", "Select nothing (Escape)", "chart-clear");
  // No form: the frames in which a chat shows the chart may not submit one.
  private readonly form = el("div", { class: "board-form", role: "group", hidden: "" });
  private readonly input = el("input", { type: "text", maxlength: String(LONGEST_TEXT), autocomplete: "off" });
  private readonly hand: Hand;
  private chart: CandleChart | undefined;
  private digits = 2;
  private daily = false;
  private candle: Placed | undefined; // under the pointer
  private name = "Chart";
  private figures = ""; // of the last candle, or the one under the pointer
  private selection: Selection | undefined;
  private chosen: string | undefined;
  private said: ReturnType<typeof setTimeout> | undefined;
  private answer: ((text: string | undefined) => void) | undefined;
  private measured = false;

  constructor(private readonly listener: BoardListener) {
    this.hand = new Hand(this.stage, () => this.chart, {
      select: (selection) => listener.select(selection),
      clear: () => listener.clear(),
      drawn: (drawing) => void this.takeDrawn(drawing),
      changed: (drawing) => listener.put(drawing),
      remove: (id) => this.remove(id),
      undo: () => listener.undo(),
      chose: (id) => this.choose(id),
      hovered: (id, at) => this.hover(id, at),
      tool: (tool) => this.showTool(tool),
      say: (time) => this.speak(time),
    });
    for (const one of toolButtons) {
      const button = toolButton(one);
      button.addEventListener("click", () => {
        this.hand.choose(this.hand.tool === one.tool ? "point" : one.tool);
        this.stage.focus({ preventScroll: true });
      });
      this.rail.append(button);
    }
    this.rail.append(el("span", { class: "rail-gap" }), this.undoButton, this.deleteButton);
    this.rail.addEventListener("keydown", (event) => this.moveInRail(event));
    this.undoButton.addEventListener("click", () => listener.undo());
    this.deleteButton.addEventListener("click", () => this.chosen !== undefined && this.remove(this.chosen));
    this.extendButton.addEventListener("click", () => this.toggleExtended());
    this.labelButton.addEventListener("click", () => void this.editText());
    this.roleChoice.addEventListener("change", () => this.giveRole(this.roleChoice.value));
    this.askButton.addEventListener("click", () => void this.askAbout());
    this.clearButton.addEventListener("click", () => {
      this.choose(undefined);
      listener.clear();
    });
    const done = el("button", { type: "button", class: "small-button primary" }, "OK");
    done.addEventListener("click", () => this.finishForm(this.input.value.trim()));
    this.form.append(this.input, done);
    this.form.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") this.finishForm(undefined);
      else if (event.key === "Enter" && event.target === this.input && !event.isComposing) this.finishForm(this.input.value.trim());
    });
    this.stage.append(this.legend.element, this.tip);
    this.stage.addEventListener("dblclick", () => void this.editText());
    this.element = el(
      "div",
      { class: "board" },
      this.rail,
      this.stage,
      el("div", { class: "board-bar" }, this.words, this.form, this.roleChoice, this.labelButton, this.extendButton, this.clearButton, this.askButton, el("span", { class: "gap" }), this.authors),
      this.list,
      this.spoken,
    );
    this.showTool("point");
    this.setUndo(false);
    this.showChosen();
  }

  // ---- Figures ----

  show(candles: readonly Candle[], shape: Shape, indicators: readonly ChartIndicator[] = []): void {
    this.chart ??= this.makeChart();
    this.hand.choose("point");
    this.digits = shape.digits;
    this.daily = isDaily(shape.bar);
    this.candle = undefined;
    this.chart.show(candles, shape, indicators);
    this.refresh();
  }
  prepend(candles: readonly Candle[], indicators: readonly ChartIndicator[] = []): void {
    this.chart?.prepend(candles, indicators);
    this.refresh();
  }
  merge(candles: readonly Candle[], indicators: readonly ChartIndicator[] = []): void {
    this.chart?.merge(candles, indicators);
    this.refresh();
  }
  update(candle: Candle): void {
    this.chart?.update(candle);
    this.refresh();
  }
  clear(): void {
    this.chart?.clear();
    this.chart?.layer.show({ drawings: [], highlight: undefined, draft: undefined, chosen: undefined, cursor: undefined });
    this.candle = undefined;
    this.chosen = undefined;
    this.selection = undefined;
    this.refresh();
    this.measure();
  }
  setLines(lines: Lines): void {
    this.chart?.setLines(lines);
  }
  setFills(fills: readonly ChartFill[]): void {
    this.chart?.setFills(fills);
  }
  restyle(): void {
    this.chart?.restyle();
  }
  /** What the chart is of, for those who cannot see it. */
  setName(name: string): void {
    this.name = name;
    this.showLegend();
  }
  last(): Placed | undefined {
    return this.chart?.last();
  }
  count(): number {
    return this.chart?.count() ?? 0;
  }
  scroll(candles: number): void {
    this.chart?.scroll(candles);
  }
  zoom(factor: number): void {
    this.chart?.zoom(factor);
  }
  toNow(): void {
    this.chart?.toNow();
  }

  private makeChart(): CandleChart {
    return new CandleChart(this.stage, {
      pointed: (candle) => {
        this.candle = candle;
        this.showLegend();
        this.listener.pointed?.(candle);
      },
      wantsEarlier: () => this.listener.wantsEarlier(),
      moved: () => this.measureSoon(),
    });
  }

  // ---- Drawings and selection ----

  /** What is drawn and selected. `known` gives the desk's own id of a drawing made here. */
  setBook(drawings: readonly Drawing[], selection: Selection | undefined, known: (id: string) => string): void {
    if (this.chosen !== undefined) this.chosen = known(this.chosen);
    if (!drawings.some((drawing) => drawing.id === this.chosen)) this.chosen = undefined;
    this.selection = selection;
    this.chart?.layer.show({ drawings, chosen: this.chosen, hovered: undefined });
    this.showAuthors(drawings);
    this.refresh();
  }

  setUndo(can: boolean): void {
    this.undoButton.disabled = !can;
  }

  /** Says something in the bar for a while: what went wrong, or what was done. */
  say(text: string, problem = false): void {
    clearTimeout(this.said);
    setText(this.words, text);
    setAttribute(this.words, "data-problem", problem ? "yes" : undefined);
    this.said = setTimeout(() => {
      this.said = undefined;
      this.showWords();
    }, problem ? SAID_FOR * 2 : SAID_FOR);
  }

  private async takeDrawn(drawing: DrawingIn): Promise<void> {
    if (drawing.kind === "note") {
      const text = await this.askText("What should the note say?", "");
      if (!text) return;
      drawing = { ...drawing, text };
    }
    this.choose(this.listener.put(drawing));
  }

  private async editText(): Promise<void> {
    const drawing = this.chosenDrawing();
    if (!drawing) return;
    const text = await this.askText("Its words", drawing.text ?? "");
    if (text === undefined) return;
    this.listener.put({ ...inputOf(drawing), text });
  }

  private async askAbout(): Promise<void> {
    const text = await this.askText("What do you want to know about it? (may stay empty)", "");
    if (text !== undefined) this.listener.ask(text);
  }

  private toggleExtended(): void {
    const drawing = this.chosenDrawing();
    if (drawing) this.listener.put({ ...inputOf(drawing), extended: !drawing.extended });
  }

  private giveRole(role: string): void {
    const drawing = this.chosenDrawing();
    const known = roles.find((one) => one === role);
    if (drawing && known) this.listener.put({ ...inputOf(drawing), role: known });
    this.stage.focus({ preventScroll: true });
  }

  private remove(id: string): void {
    this.choose(undefined);
    this.listener.remove(id);
  }

  private drawings(): readonly Drawing[] {
    return this.chart?.layer.scene.drawings ?? [];
  }
  private chosenDrawing(): Drawing | undefined {
    return this.drawings().find((drawing) => drawing.id === this.chosen);
  }

  private choose(id: string | undefined): void {
    this.chosen = id;
    this.chart?.layer.show({ chosen: id });
    this.hover(undefined, undefined);
    this.showChosen();
    this.stopSaying();
    this.showWords();
  }

  private stopSaying(): void {
    clearTimeout(this.said);
    this.said = undefined;
  }

  // One line of text, asked for in the bar; nothing when it was given up.
  private askText(placeholder: string, text: string): Promise<string | undefined> {
    this.finishForm(undefined);
    this.input.placeholder = placeholder;
    this.input.setAttribute("aria-label", placeholder);
    this.input.value = text;
    this.form.hidden = false;
    this.element.dataset["asking"] = "yes";
    this.input.focus();
    return new Promise((resolve) => (this.answer = resolve));
  }

  private finishForm(text: string | undefined): void {
    const { answer } = this;
    this.answer = undefined;
    this.form.hidden = true;
    delete this.element.dataset["asking"];
    if (!answer) return;
    answer(text);
    this.stage.focus({ preventScroll: true });
  }

  // ---- What is shown about it ----

  private refresh(): void {
    this.showHighlight();
    this.showLegend();
    this.showChosen();
    if (this.said === undefined) this.showWords();
    this.measureSoon();
  }

  private showTool(tool: Tool): void {
    for (const button of this.rail.querySelectorAll("[data-tool]"))
      setAttribute(button, "aria-pressed", String(button.getAttribute("data-tool") === tool));
    this.stopSaying();
    this.showWords();
  }

  // The arrows go from tool to tool, as in every toolbar.
  private moveInRail(event: KeyboardEvent): void {
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    const buttons = [...this.rail.querySelectorAll<HTMLButtonElement>("button:not(:disabled)")];
    const at = buttons.findIndex((button) => button === document.activeElement);
    buttons[(at + by + buttons.length) % buttons.length]?.focus();
    event.preventDefault();
    event.stopPropagation();
  }

  private showLegend(): void {
    const { chart } = this;
    const candle = this.candle ?? chart?.last();
    const text = this.legend.show(candle, this.candle === undefined, this.daily, this.digits, chart?.overlays(this.candle?.time) ?? []);
    this.figures = text;
    setAttribute(this.stage, "aria-label", text ? `${this.name} ${text}` : this.name);
  }

  private showHighlight(): void {
    const { chart, selection } = this;
    if (!chart) return;
    const span = selection && chart.count() > 0 ? chart.axis().span(selection.from, selection.to) : undefined;
    const highlight: Highlight | undefined =
      selection && span && span[1] >= 0 && span[0] < chart.count()
        ? { from: Math.max(span[0], 0), to: Math.min(span[1], chart.count() - 1), author: selection.author, label: "" }
        : undefined;
    if (highlight) highlight.label = this.highlightLabel(highlight);
    chart.layer.show({ highlight });
  }

  private highlightLabel({ from, to }: Highlight): string {
    const [first, last] = [this.chart?.candleAt(from), this.chart?.candleAt(to)];
    if (!first || !last) return "";
    const change = last.close - first.open;
    const share = first.open === 0 ? undefined : change / Math.abs(first.open);
    const figures = `${signed(change, this.digits)} (${percent(share)})`;
    const count = to - from + 1;
    if (count === 1) return `${number(last.close, this.digits)}  ${percent(share)}`;
    return `${count} candles  ${figures}`;
  }

  private showChosen(): void {
    const drawing = this.chosenDrawing();
    this.deleteButton.disabled = !drawing;
    this.extendButton.hidden = drawing?.kind !== "trend_line";
    this.labelButton.hidden = !drawing;
    this.roleChoice.hidden = !drawing || drawing.kind === "note" || drawing.kind === "mark";
    if (drawing) this.roleChoice.value = drawing.role;
    setAttribute(this.extendButton, "aria-pressed", String(drawing?.extended ?? false));
    const any = drawing !== undefined || this.selection !== undefined;
    this.clearButton.hidden = !any;
    this.askButton.disabled = !any;
  }

  private showWords(): void {
    if (this.said !== undefined) return;
    setAttribute(this.words, "data-problem", undefined);
    setText(this.words, this.sentence());
  }

  private sentence(): string {
    const { tool } = this.hand;
    const button = toolButtons.find((one) => one.tool === tool);
    if (button && tool !== "point") return `${button.name}: ${button.hint} Escape leaves.`;
    const zone = this.chart?.zone() ?? "UTC";
    const drawing = this.chosenDrawing();
    if (drawing) {
      return `${briefly(drawing, this.chart?.step() ?? 0.01)} \u00b7 by ${whoDrew(drawing.author)}`;
    }
    const { selection } = this;
    if (!selection) return HINT;
    const by = selection.author === "assistant" ? " \u2013 by the assistant" : "";
    if (selection.kind === "range")
      return `${when(selection.from, zone, this.daily)} to ${when(selection.to, zone, this.daily)}${by}`;
    const price = selection.price === undefined ? "" : ` \u00b7 at ${number(selection.price, this.digits)}`;
    return `Candle ${when(selection.from, zone, this.daily)}${price}${by}`;
  }

  private showAuthors(drawings: readonly Drawing[]): void {
    const count = (author: string) => drawings.filter((drawing) => drawing.author === author).length;
    const parts = [
      ["user", "You", count("user")],
      ["assistant", "Assistant", count("assistant")],
    ] as const;
    this.authors.replaceChildren(
      ...parts
        .filter(([, , many]) => many > 0)
        .map(([author, name, many]) => el("span", { "data-author": author, title: `Drawn by ${whoDrew(author)}` }, el("i"), `${name} ${many}`)),
    );
  }

  private hover(id: string | undefined, at: Point | undefined): void {
    const { layer } = this.chart ?? {};
    if (layer && layer.scene.hovered !== id) layer.show({ hovered: id });
    const drawing = id === undefined ? undefined : this.drawings().find((one) => one.id === id);
    this.tip.hidden = !drawing || !at;
    if (!drawing || !at) return;
    const zone = this.chart?.zone() ?? "UTC";
    const actor = drawing.actor && drawing.author === "assistant" ? ` (${drawing.actor})` : "";
    const by = drawing.changed_by ? `, changed by ${whoDrew(drawing.changed_by)}` : "";
    const lines = [
      el("b", {}, headOf(drawing)),
      ...(drawing.text ? [el("span", {}, drawing.text)] : []),
      el("small", { "data-author": drawing.author }, el("i"), `Drawn by ${whoDrew(drawing.author)}${actor}, ${when(drawing.drawn_at, zone)}${by}`),
    ];
    this.tip.replaceChildren(...lines);
    const { width = 0, height = 0 } = this.chart?.size() ?? {};
    const box = this.tip.getBoundingClientRect();
    this.tip.style.left = `${Math.max(4, Math.min(at.x + 14, width - box.width - 8))}px`;
    this.tip.style.top = `${Math.max(4, Math.min(at.y + 16, height - box.height - 8))}px`;
  }

  private speak(time: string): void {
    const candle = this.chart?.all().find((one) => one.time === time);
    if (!candle) return;
    this.candle = candle;
    this.showLegend();
    setText(this.spoken, `${when(time, this.chart?.zone() ?? "UTC", this.daily)}: ${this.figures}`);
  }

  // ---- Where things are on the screen, for screen readers and whoever looks from outside ----

  private measureSoon(): void {
    if (this.measured) return;
    this.measured = true;
    setTimeout(() => {
      this.measured = false;
      this.measure();
    }, MEASURE_AFTER);
  }

  private measure(): void {
    const { chart } = this;
    const size = chart?.size();
    const scale = chart && size && chart.layer.fullScale(size.width, size.height);
    if (!chart || !scale || chart.count() === 0) {
      for (const name of ["lastTime", "lastX", "spacing", "top", "bottom", "height"]) delete this.stage.dataset[name];
      this.list.replaceChildren();
      return;
    }
    const { projection } = scale;
    const place = chart.count() - 1;
    Object.assign(this.stage.dataset, {
      lastTime: chart.last()?.time ?? "",
      lastX: projection.x(place).toFixed(2),
      spacing: (projection.x(1) - projection.x(0)).toFixed(4),
      top: String(projection.price(0)),
      bottom: String(projection.price(projection.height)),
      height: projection.height.toFixed(2),
    });
    const rows = this.drawings().map((drawing) => {
      const row = el("li", { "data-id": drawing.id, "data-kind": drawing.kind, "data-author": drawing.author });
      const { handles } = sketchOf(drawing, scale);
      handles.slice(0, 2).forEach((at, i) => {
        row.setAttribute(`data-x${i}`, at.x.toFixed(1));
        row.setAttribute(`data-y${i}`, at.y.toFixed(1));
      });
      row.textContent = `${describeDrawing(drawing, chart.zone(), chart.step(), this.daily)}, by ${whoDrew(drawing.author)}`;
      return row;
    });
    this.list.replaceChildren(...rows);
  }
}
