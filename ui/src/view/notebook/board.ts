// The tracker as a board: a column for each status, and a card for each item, which is dragged to
// another column or moved by the menu on it.

import { call, reasonOf } from "../../api";
import { arrange, el, setAttribute, setText } from "../../dom";
import type { ItemRow } from "../../generated/tools";
import { Rows, type Row } from "../watch/rows";
import { showMoment } from "../watch/when";
import { unfenced } from "./fence";

type Status = ItemRow["status"];
type Move = (item: number, status: Status) => void;

const statuses: Status[] = ["open", "doing", "blocked", "done", "dropped"];
const priorities: ItemRow["priority"][] = ["urgent", "high", "normal", "low"];
const MOST_OPEN = 200;
const MOST_CLOSED = 30;

class Card implements Row<ItemRow> {
  readonly element: HTMLElement;
  private readonly title = el("b", { class: "words", "data-testid": "item-title" });
  private readonly priority = el("span", { class: "priority", "data-testid": "item-priority" });
  private readonly kind = el("span", { class: "note" });
  private readonly labels = el("span", { class: "words note" });
  private readonly due = el("time");
  private readonly dueWords = el("span", { class: "note" }, "due ", this.due);
  private readonly changed = el("time");
  private readonly by = el("span", { class: "words" });
  private readonly status: HTMLSelectElement;

  constructor({ item }: ItemRow, private readonly now: () => number, move: Move) {
    this.status = el("select", { "aria-label": `Status of item ${item}`, "data-testid": "item-status" }, ...statuses.map((name) => el("option", {}, name)));
    this.status.addEventListener("change", () => move(item, this.status.value as Status));
    this.element = el(
      "li",
      { class: "card", draggable: "true", "data-testid": "item", "data-item": String(item) },
      el("span", { class: "who" }, this.priority, this.title),
      el("span", { class: "who" }, this.kind, this.labels, this.dueWords),
      el("span", { class: "who note" }, this.by, " ", this.changed, this.status),
    );
    this.element.addEventListener("dragstart", (event) => event.dataTransfer?.setData("text/plain", `item ${item}`));
  }

  show(row: ItemRow): void {
    setText(this.title, unfenced(row.title));
    setText(this.priority, row.priority === "normal" ? "" : row.priority);
    setAttribute(this.element, "data-priority", row.priority);
    setText(this.kind, `${row.kind} ${row.item}`);
    setText(this.labels, row.labels.map((label) => `#${label}`).join(" "));
    showMoment(this.due, row.due, this.now());
    this.dueWords.hidden = row.due === undefined;
    setText(this.by, row.changed_by);
    showMoment(this.changed, row.changed, this.now());
    if (document.activeElement !== this.status) this.status.value = row.status;
  }
}

class Column {
  readonly element: HTMLElement;
  private readonly count = el("span", { class: "note" });
  private readonly rows: Rows<ItemRow>;

  constructor(
    readonly status: Status,
    cards: (row: ItemRow) => Card,
    move: Move,
  ) {
    this.rows = new Rows(el("ul", { "aria-label": status }), ({ item }) => String(item), cards);
    this.element = el("div", { class: "column", "data-testid": "column", "data-status": status }, el("h3", {}, status, " ", this.count), this.rows.list);
    this.element.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.element.dataset["over"] = "";
    });
    this.element.addEventListener("dragleave", () => delete this.element.dataset["over"]);
    this.element.addEventListener("drop", (event) => {
      event.preventDefault();
      delete this.element.dataset["over"];
      const [, item] = /^item (\d+)$/.exec(event.dataTransfer?.getData("text/plain") ?? "") ?? [];
      if (item !== undefined) move(Number(item), status);
    });
  }

  show(items: readonly ItemRow[]): void {
    const here = items.filter((item) => item.status === this.status);
    setText(this.count, String(here.length));
    this.rows.show(here);
  }
}

function choice(label: string, id: string): HTMLSelectElement {
  return el("select", { "aria-label": label, "data-testid": id });
}

// The options of a choice, without losing what is chosen; the first stands for all of them.
function offer(select: HTMLSelectElement, all: string, names: readonly string[]): void {
  const options = ["", ...names].map((name) => [...select.options].find((one) => one.value === name) ?? el("option", { value: name }, name || all));
  arrange(select, options);
}

export class Board {
  readonly element: HTMLElement;
  private readonly none = el("p", { class: "note", "data-testid": "board-none" }, "Asking\u2026");
  private readonly more = el("p", { class: "note", hidden: "" }, "There are more: list_items has all of them.");
  private readonly problem = el("p", { class: "problem", role: "alert", hidden: "", "data-testid": "board-problem" });
  private readonly label = choice("Label", "board-label");
  private readonly priority = choice("Priority", "board-priority");
  private readonly columns: Column[];
  private items: ItemRow[] = [];

  constructor(now: () => number, private readonly moved: () => Promise<void>) {
    const move: Move = (item, status) => void this.move(item, status);
    this.columns = statuses.map((status) => new Column(status, (row) => new Card(row, now, move), move));
    offer(this.priority, "every priority", priorities);
    for (const select of [this.label, this.priority]) select.addEventListener("change", () => this.show());
    this.element = el(
      "section",
      { class: "panel notebook-board", "aria-labelledby": "notebook-board" },
      el("div", { class: "bar filters" }, el("h2", { id: "notebook-board" }, "Tracker"), this.label, this.priority),
      this.problem,
      this.none,
      el("div", { class: "columns" }, ...this.columns.map((column) => column.element)),
      this.more,
    );
  }

  async refresh(): Promise<void> {
    const [open, closed] = await Promise.all([
      call("list_items", { limit: MOST_OPEN }),
      call("list_items", { statuses: ["done", "dropped"], limit: MOST_CLOSED }),
    ]);
    this.items = [...open.items, ...closed.items];
    this.more.hidden = open.next_cursor === undefined && closed.next_cursor === undefined;
    this.show();
  }

  private show(): void {
    const labels = [...new Set(this.items.flatMap((item) => item.labels))].sort();
    const { value } = this.label;
    offer(this.label, "every label", value && !labels.includes(value) ? [value, ...labels] : labels);
    const chosen = this.items.filter((item) =>
      (!this.label.value || item.labels.includes(this.label.value)) &&
      (!this.priority.value || item.priority === this.priority.value));
    setText(this.none, this.items.length ? "None of the kind." : "The tracker is empty. Ask your assistant to keep a task.");
    this.none.hidden = chosen.length > 0;
    for (const column of this.columns) column.show(chosen);
  }

  private async move(item: number, status: Status): Promise<void> {
    this.problem.hidden = true;
    try {
      await call("put_item", { item, status });
    } catch (problem) {
      setText(this.problem, `Item ${item} was not moved: ${reasonOf(problem)}`);
      this.problem.hidden = false;
    }
    await this.moved();
  }
}
