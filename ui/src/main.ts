// The dashboard: puts the parts together, and turns what a person does into what is asked.

import { call, reasonOf } from "./api";
import { barSizes, Desk, type BarSize } from "./desk";
import { el } from "./dom";
import { Feed } from "./feed";
import { listen, type Acts } from "./keyboard";
import { load, save } from "./settings";
import { Access } from "./view/access";
import { Audit } from "./view/audit";
import { ChartPanel } from "./view/chart_panel";
import { Gate } from "./view/gate";
import { Grants } from "./view/grants";
import { Header } from "./view/header";
import { Help } from "./view/help";
import { NotebookPage } from "./view/notebook/notebook_page";
import { Positions } from "./view/positions";
import { Totals } from "./view/totals";
import { WatchPage } from "./view/watch/watch_page";
import { Watchlist } from "./view/watchlist";

// What is watched until a person chooses: as far as this desk knows them.
const STARTER = ["SPY", "QQQ", "AAPL", "MSFT", "NVDA", "TSLA", "ES", "NQ", "CL", "GC", "EURUSD", "BTCUSD"];
const SPARK_POINTS = 80;
const SPARK_EVERY = 300_000;
const SESSION_EVERY = 60_000;
const START_AGAIN = 2_000;

const settings = load();
const desk = new Desk();
desk.bar = settings.bar;
desk.outsideHours = settings.outsideHours;

const feedAddress = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/feed`;
const feed = new Feed(feedAddress, {
  frame(frame) {
    desk.takeFrame(frame);
    for (const bar of frame.bars) chart.takeBar(bar);
    for (const book of frame.charts) chart.takeChart(book);
    gate.takeVersion(frame.gate);
  },
  state(state) {
    const was = desk.feed.name;
    desk.feed = state;
    desk.touch("feed");
    if (state.name === "live" && was !== "live" && desk.heardAt > 0) void chart.catchUp();
  },
});

const help = new Help();
const access = new Access();
const gate = new Gate(desk, [new Grants(), new Audit()]);
const header = new Header(desk, () => feed.now(), () => help.toggle());
const watchPage = new WatchPage(desk);
const notebookPage = new NotebookPage(desk);
header.element.lastElementChild?.before(watchPage.button, notebookPage.button, access.button, gate.button, gate.stop);
const totals = new Totals(desk, chooseAccount);
const watchlist = new Watchlist(desk, select, add, remove);
const chart = new ChartPanel(desk, { bar: chooseBar, outsideHours: chooseHours });
const positions = new Positions(desk, select);
desk.show(header, gate, totals, watchlist, chart, positions, watchPage, notebookPage);
document.body.append(
  header.element,
  header.banner,
  gate.banner,
  totals.element,
  el("main", { class: "market-page" }, watchlist.element, chart.element, positions.element),
  watchPage.element,
  notebookPage.element,
  help.element,
  access.element,
  gate.element,
);

function remember(): void {
  save({ watch: desk.watch, selected: desk.selected, account: desk.account, bar: desk.bar, outsideHours: desk.outsideHours });
}

function subscribe(): void {
  const symbols = new Set(desk.watch);
  if (desk.selected) symbols.add(desk.selected);
  feed.subscribe({
    symbols: [...symbols],
    ...(desk.account ? { account: desk.account } : {}),
    ...(desk.selected
      ? { chart: { symbol: desk.selected, bar: desk.bar, outside_hours: desk.outsideHours } }
      : {}),
  });
}

function select(symbol: string): void {
  if (symbol === desk.selected) return;
  desk.selected = symbol;
  desk.touch("selection", "chart");
  remember();
  subscribe();
  void learn([symbol]);
}

function chooseBar(size: BarSize): void {
  desk.bar = size;
  desk.touch("selection", "chart");
  remember();
  subscribe();
}

function chooseHours(shown: boolean): void {
  desk.outsideHours = shown;
  desk.touch("selection", "chart");
  remember();
  subscribe();
}

function chooseAccount(account: string): void {
  if (account === desk.account) return;
  desk.account = account;
  desk.positions = undefined;
  desk.positionProblems = [];
  desk.touch("accounts", "positions", "selection");
  remember();
  subscribe();
  void askForAccount();
}

function add(symbol: string): void {
  if (!desk.watch.includes(symbol)) {
    desk.watch = [...desk.watch, symbol];
    desk.touch("watch");
    void learn([symbol]).then(() => spark(symbol));
  }
  desk.selected = undefined;
  select(symbol);
}

function remove(symbol: string): void {
  const at = desk.watch.indexOf(symbol);
  desk.watch = desk.watch.filter((one) => one !== symbol);
  desk.touch("watch");
  const next = desk.watch[Math.min(Math.max(at, 0), desk.watch.length - 1)];
  if (symbol === desk.selected && next) select(next);
  else subscribe();
  remember();
}

function step(by: number): void {
  const { watch, selected } = desk;
  if (!watch.length) return;
  const at = watch.indexOf(selected ?? "");
  const next = watch[at < 0 ? 0 : (at + by + watch.length) % watch.length];
  if (next) select(next);
}

const keys: Acts = {
  step,
  find: () => watchlist.search.focus(),
  remove: () => desk.selected && remove(desk.selected),
  bar: (index) => {
    const size = barSizes[index];
    if (size) chooseBar(size);
  },
  extended: () => chooseHours(!desk.outsideHours),
  move: (candles) => chart.move(candles),
  zoom: (factor) => chart.zoom(factor),
  now: () => chart.toNow(),
  account: () => {
    const at = desk.accounts.findIndex((row) => row.account === desk.account);
    const next = desk.accounts[(at + 1) % desk.accounts.length];
    if (next) chooseAccount(next.account);
  },
  watch: () => watchPage.toggle(),
  notebook: () => notebookPage.toggle(),
  help: () => help.toggle(),
};
listen(keys, () => watchPage.isOpen || notebookPage.isOpen);

// Names, price steps and sessions of symbols that are shown.
async function learn(symbols: string[]): Promise<void> {
  const unknown = symbols.filter((symbol) => !desk.instruments.has(symbol));
  const names = unknown.map(async (symbol) => {
    desk.instruments.set(symbol, await call("get_instrument", { symbol }));
  });
  await Promise.allSettled(names);
  desk.touch("instruments");
  await askForSessions(symbols);
}

async function askForSessions(symbols: string[]): Promise<void> {
  if (!symbols.length) return;
  try {
    const { sessions } = await call("get_session", { symbols });
    for (const session of sessions) for (const symbol of session.symbols) desk.sessions.set(symbol, session);
  } catch {
    // Asked again a minute later; until then nothing is said about hours.
  }
  for (const symbol of symbols) desk.asked.add(symbol);
  desk.touch("session");
}

async function spark(symbol: string): Promise<void> {
  try {
    const { bars } = await call("get_market_history", {
      symbol,
      bar: "5m",
      back: "5d",
      limit: SPARK_POINTS,
      outside_hours: true,
    });
    desk.sparks.set(symbol, bars.map((bar) => bar.close));
    desk.touch("sparks");
  } catch {
    // No line beside this price.
  }
}

async function sparks(): Promise<void> {
  for (const symbol of desk.watch) await spark(symbol);
}

async function askForAccount(): Promise<void> {
  const account = desk.account ? { account: desk.account } : {};
  const asked = [
    call("get_portfolio", account).then((answer) => desk.takeAnswer("get_portfolio", answer)),
    call("get_balances", {}).then((answer) => desk.takeAnswer("get_balances", answer)),
    call("get_pnl", { limit: 1 }).then((answer) => desk.takeAnswer("get_pnl", answer)),
  ];
  for (const result of await Promise.allSettled(asked)) {
    if (result.status !== "rejected") continue;
    desk.accountProblem = reasonOf(result.reason);
    desk.touch("status");
  }
}

// The full names of symbols, as far as this desk knows them.
async function resolve(wanted: string[]): Promise<string[]> {
  const asked = await Promise.allSettled(wanted.map((symbol) => call("get_instrument", { symbol })));
  const known: string[] = [];
  for (const result of asked) {
    if (result.status !== "fulfilled" || known.includes(result.value.symbol)) continue;
    known.push(result.value.symbol);
    desk.instruments.set(result.value.symbol, result.value);
  }
  return known;
}

// What is watched before anybody has chosen: what is quoted, or where nothing is, what is known.
async function resolveStarter(): Promise<string[]> {
  const known = await resolve(STARTER);
  if (!known.length) return known;
  const quoted = await call("get_quotes", { symbols: known }).catch(() => undefined);
  return quoted ? quoted.quotes.map((quote) => quote.symbol) : known;
}

async function start(): Promise<void> {
  desk.takeAnswer("desk_status", await call("desk_status", {}));
  const { accounts } = await call("list_accounts", {});
  desk.accounts = accounts;
  desk.account = accounts.find((row) => row.account === settings.account)?.account ?? accounts[0]?.account;
  desk.watch = settings.watch ? await resolve(settings.watch) : await resolveStarter();
  desk.started = true;
  desk.accountProblem = undefined;
  desk.touch("accounts", "watch", "quotes", "selection", "chart", "status");
  const chosen = desk.watch.find((symbol) => symbol === settings.selected) ?? desk.watch[0];
  if (chosen) select(chosen);
  else subscribe();
  await askForAccount();
  await learn([...new Set([...desk.watch, ...(desk.positions ?? []).map((row) => row.symbol)])]);
  await sparks();
}

async function startUntilItWorks(): Promise<void> {
  for (;;) {
    try {
      return await start();
    } catch (problem) {
      desk.accountProblem = reasonOf(problem);
      desk.touch("status");
      await new Promise((resume) => setTimeout(resume, START_AGAIN));
    }
  }
}

access.start();
gate.start();
watchPage.start();
notebookPage.start();
desk.touch("feed", "selection", "positions", "watch", "accounts");
feed.start();
void startUntilItWorks();
setInterval(() => void askForSessions([...new Set([...desk.watch, ...(desk.selected ? [desk.selected] : [])])]), SESSION_EVERY);
setInterval(() => void sparks(), SPARK_EVERY);
