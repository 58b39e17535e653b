// One key, one act; none while a text is being typed.

export interface Acts {
  step(by: number): void;
  find(): void;
  remove(): void;
  bar(index: number): void;
  extended(): void;
  move(candles: number): void;
  zoom(factor: number): void;
  now(): void;
  account(): void;
  watch(): void;
  notebook(): void;
  help(): void;
}

/** While `away` from the market only those keys count that do not touch it. */
export function listen(acts: Acts, away: () => boolean): void {
  const keys: Record<string, () => void> = {
    ArrowDown: () => acts.step(1),
    ArrowUp: () => acts.step(-1),
    j: () => acts.step(1),
    k: () => acts.step(-1),
    "/": () => acts.find(),
    Delete: () => acts.remove(),
    e: () => acts.extended(),
    ArrowLeft: () => acts.move(-10),
    ArrowRight: () => acts.move(10),
    "+": () => acts.zoom(0.8),
    "=": () => acts.zoom(0.8),
    "-": () => acts.zoom(1.25),
    Home: () => acts.now(),
    a: () => acts.account(),
    w: () => acts.watch(),
    b: () => acts.notebook(),
    "?": () => acts.help(),
  };
  for (let i = 0; i < 5; i++) keys[String(i + 1)] = () => acts.bar(i);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    if (target.closest("input, select, textarea, dialog") && event.key !== "?") return;
    if (target.matches("input")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const act = keys[key];
    if (!act || (away() && !["w", "b", "?"].includes(key))) return;
    event.preventDefault();
    act();
  });
}
