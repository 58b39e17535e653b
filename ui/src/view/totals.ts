// One account at a glance, and the switch between accounts.

import { el, setAttribute, setText, setTone } from "../dom";
import type { Desk, Topic, View } from "../desk";
import { number, percent, signed } from "../format";
import { QualityBadge } from "../quality";

class Figure {
  readonly element: HTMLElement;
  private readonly value: HTMLElement;
  private readonly note = el("small");

  constructor(label: string, testid: string, extra?: HTMLElement) {
    this.value = el("strong", { "data-testid": testid });
    this.element = el("div", { class: "figure" }, el("dt", {}, label), el("dd", {}, this.value, this.note, extra));
  }

  show(amount: number | undefined, text: string, note = "", toned = false): void {
    setText(this.value, text);
    setText(this.note, note);
    if (!toned) return;
    setTone(this.value, amount);
    setTone(this.note, amount);
  }

  explain(text: string): void {
    setAttribute(this.element, "title", text);
  }
}

export class Totals implements View {
  readonly element: HTMLElement;
  private readonly tabs = el("div", { class: "accounts", role: "tablist", "aria-label": "Account" });
  private readonly badge = new QualityBadge("totals-quality", true);
  private readonly worth = new Figure("Net liquidation", "net-liquidation");
  private readonly daily = new Figure("Daily P&L", "daily-pnl");
  private readonly unrealized = new Figure("Unrealized P&L", "unrealized-pnl");
  private readonly cash = new Figure("Cash", "cash");
  private readonly meter = el("i", { class: "meter", "aria-hidden": "true" }, el("b"));
  private readonly cushion = new Figure("Margin cushion", "margin-cushion", this.meter);
  private readonly power = new Figure("Buying power", "buying-power");

  constructor(
    private readonly desk: Desk,
    private readonly choose: (account: string) => void,
  ) {
    const figures = [this.worth, this.daily, this.unrealized, this.cash, this.cushion, this.power];
    this.worth.element.classList.add("lead");
    this.element = el(
      "section",
      { class: "totals", "aria-label": "Account totals" },
      this.tabs,
      el("dl", {}, ...figures.map((figure) => figure.element)),
      this.badge.element,
    );
  }

  update(changed: ReadonlySet<Topic>): void {
    if (!changed.has("accounts") && !changed.has("selection")) return;
    this.showTabs();
    this.showFigures();
  }

  private showTabs(): void {
    const { accounts, account } = this.desk;
    if (this.tabs.childElementCount !== accounts.length)
      this.tabs.replaceChildren(
        ...accounts.map((row) => {
          const tab = el(
            "button",
            { role: "tab", "data-testid": "account-tab", "data-account": row.account },
            el("b", {}, row.title || row.account),
            el("small", {}, `${row.account} \u00b7 ${row.kind} \u00b7 ${row.base_currency}`),
          );
          tab.addEventListener("click", () => this.choose(row.account));
          return tab;
        }),
      );
    for (const tab of this.tabs.children)
      setAttribute(tab, "aria-selected", String(tab.getAttribute("data-account") === account));
  }

  private showFigures(): void {
    const { account = "" } = this.desk;
    const balances = this.desk.balances.get(account);
    const pnl = this.desk.pnl.get(account)?.in_base_currency;
    this.badge.show(balances?.origin.quality, balances?.origin);

    const worth = balances?.net_liquidation;
    const currency = balances?.currency ?? "";
    this.worth.show(worth, number(worth, 2), currency);
    const start = worth !== undefined && pnl?.daily !== undefined ? worth - pnl.daily : undefined;
    this.daily.show(
      pnl?.daily,
      signed(pnl?.daily, 2),
      start !== undefined && start > 0 && pnl?.daily !== undefined ? percent(pnl.daily / start) : "",
      true,
    );
    this.daily.explain(
      pnl && pnl.without_price > 0
        ? `Excludes ${pnl.without_price} positions without a price.`
        : "Since the previous close, before commissions.",
    );
    this.unrealized.show(pnl?.unrealized, signed(pnl?.unrealized, 2), "", true);
    this.cash.show(balances?.cash, number(balances?.cash, 2));
    this.power.show(balances?.buying_power, number(balances?.buying_power, 0));

    const share = balances && worth ? balances.excess_liquidity / worth : undefined;
    this.cushion.show(share, percent(share, 1, false));
    this.cushion.explain(
      balances
        ? `Excess liquidity ${number(balances.excess_liquidity, 2)} of ${number(worth, 2)} ${currency}; ` +
            `maintenance margin ${number(balances.maintenance_margin, 2)}.`
        : "",
    );
    this.meter.style.setProperty("--share", String(Math.min(Math.max(share ?? 0, 0), 1)));
    setAttribute(this.meter, "data-level", share === undefined ? undefined : share < 0.1 ? "low" : share < 0.25 ? "thin" : "ample");
  }
}
