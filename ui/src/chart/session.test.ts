import assert from "node:assert/strict";
import { test } from "node:test";
import { Session, type Book, type ChartDesk } from "./session";
import type { ChartEventIn, ChartEventOut, Drawing, DrawingIn } from "./drawing";

const origin = { source: "desk", account_kind: "none", as_of: "t", received_at: "t", quality: "live" } as const;

// A desk that keeps one chart, and answers when it is told to.
class FakeDesk implements ChartDesk {
  drawings: Drawing[] = [];
  heard: ChartEventIn[] = [];
  refuses = false;
  private version = 1;
  private made = 0;

  view(): Promise<never> {
    return Promise.reject(new Error("not asked here"));
  }
  event(event: ChartEventIn): Promise<ChartEventOut> {
    this.heard.push(event);
    if (this.refuses) return Promise.reject(new Error("no"));
    if (event.drawing) this.put(event.drawing as DrawingIn);
    if (event.remove !== undefined) this.drawings = this.drawings.filter((one) => one.id !== event.remove);
    return Promise.resolve({ chart: "c1", version: ++this.version, drawings: [...this.drawings], origin });
  }
  private put(drawing: DrawingIn): void {
    const id = drawing.id ?? `d${++this.made}`;
    if (drawing.id !== undefined && !this.drawings.some((one) => one.id === id)) throw new Error(`no drawing ${id}`);
    const whole: Drawing = { extended: false, role: "none", author: "user", actor: "dashboard", drawn_at: "t", changed_at: "t", ...drawing, id };
    this.drawings = [...this.drawings.filter((one) => one.id !== id), whole];
  }
}

function start() {
  const desk = new FakeDesk();
  const books: Book[] = [];
  const failures: unknown[] = [];
  const session = new Session("c1", "5m", desk, {
    book: (book) => books.push(book),
    acted: () => undefined,
    failed: (problem) => failures.push(problem),
  });
  const settled = () => new Promise<void>((resume) => setTimeout(resume));
  return { desk, session, books, failures, settled };
}
const level: DrawingIn = { kind: "level", time: "2020-12-15T14:30:00Z", price: 10 };

test("a drawing is there at once, and has the desk's id a moment later", async () => {
  const { session, books, settled } = start();
  const id = session.put(level);
  assert.equal(books[0]?.drawings[0]?.id, id);
  await settled();
  assert.equal(session.book.drawings[0]?.id, "d1");
  assert.equal(session.known(id), "d1");
});

test("a change made before the desk has answered reaches the right drawing", async () => {
  const { desk, session, settled } = start();
  const id = session.put(level);
  session.put({ ...level, id, price: 11 });
  session.remove(id);
  await settled();
  assert.deepEqual(desk.heard.map((event) => event.drawing?.id ?? event.remove), [undefined, "d1", "d1"]);
  assert.equal(session.book.drawings.length, 0);
});

test("the last own change can be undone: a new drawing, a moved one, a deleted one", async () => {
  const { session, settled } = start();
  session.put(level);
  await settled();
  session.put({ ...level, id: "d1", price: 12 });
  await settled();
  session.undo();
  await settled();
  assert.equal(session.book.drawings[0]?.price, 10);
  session.remove("d1");
  await settled();
  session.undo();
  await settled();
  assert.equal(session.book.drawings[0]?.price, 10);
  session.undo();
  await settled();
  assert.equal(session.book.drawings.length, 1);
  assert.equal(session.canUndo(), false);
});

test("an answer from before a change does not take it back", async () => {
  const { session, settled } = start();
  const before = session.now();
  session.put(level);
  session.take(7, [], undefined, before);
  assert.equal(session.book.drawings.length, 1);
  await settled();
  session.take(7, [], undefined, before);
  assert.equal(session.book.drawings.length, 1);
  session.take(9, [], undefined);
  assert.equal(session.book.drawings.length, 0);
});

test("a refusal is told, and what follows still reaches the desk", async () => {
  const { desk, session, failures, settled } = start();
  desk.refuses = true;
  session.select({ kind: "candle", from: "a", to: "b" });
  await settled();
  assert.equal(failures.length, 1);
  desk.refuses = false;
  session.put(level);
  await settled();
  assert.equal(desk.drawings.length, 1);
});
