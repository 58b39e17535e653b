// Made from the tools themselves by `pitwall tools --typescript`; not written by hand.

export interface AccountBalances {
  account: string;
  currency: string;
  cash: number;
  net_liquidation: number;
  gross_position_value: number;
  initial_margin: number;
  maintenance_margin: number;
  available_funds: number;
  excess_liquidity: number;
  buying_power: number;
  origin: Origin;
  cash_by_currency: CashRow[];
}
export interface CashRow { currency: string; amount: number }
export interface AccountRow {
  account: string;
  title: string;
  broker: string;
  kind: "none" | "paper" | "live" | "mixed";
  base_currency: string;
  positions: number;
}
export interface AccountsIn { limit?: number; cursor?: string }
export interface AccountsOut { accounts: AccountRow[]; next_cursor?: string }
export interface BalancesIn { account?: string }
export interface BalancesOut { accounts: AccountBalances[]; errors: Problem[] }
export interface Bar { time: string; open: number; high: number; low: number; close: number; volume: number }
export interface HistoryIn {
  symbol: string;
  bar: string;
  back: string;
  until?: string;
  outside_hours: boolean;
  limit: number;
}
export interface HistoryOut {
  symbol: string;
  bar: string;
  currency: string;
  bars: Bar[];
  earlier?: string;
  origin: Origin;
}
export interface Origin {
  source: string;
  account_kind: "none" | "paper" | "live" | "mixed";
  as_of: string;
  received_at: string;
  quality: "live" | "delayed" | "frozen" | "stale" | "replayed" | "simulated";
}
export interface Problem { about: string; error: string }
export interface PnlIn { account?: string; limit: number }
export interface PnlTotal {
  currency: string;
  daily?: number;
  unrealized?: number;
  realized: number;
  commissions: number;
  realized_net: number;
  total: number;
  without_price: number;
}
export interface AccountPnl {
  account: string;
  by_currency: PnlTotal[];
  in_base_currency?: PnlTotal;
  origin: Origin;
}
export interface PnlOut { accounts: AccountPnl[]; errors: Problem[] }
export interface PortfolioIn { account?: string; sort?: string; limit?: number; cursor?: string }
export interface PositionRow {
  account: string;
  symbol: string;
  asset_class: "stock" | "etf" | "future" | "option" | "fx" | "index" | "crypto";
  currency: string;
  quantity: number;
  average_price: number;
  mark_price?: number;
  market_value?: number;
  unrealized_pnl?: number;
  realized_pnl: number;
  daily_pnl?: number;
  weight_percent?: number;
  error?: string;
  origin: Origin;
}
export interface PortfolioOut { positions: PositionRow[]; errors: Problem[]; next_cursor?: string; origin?: Origin }
export interface QuoteRow {
  symbol: string;
  currency: string;
  mark?: number;
  change?: number;
  change_percent?: number;
  bid?: number;
  bid_size?: number;
  ask?: number;
  ask_size?: number;
  last?: number;
  last_size?: number;
  volume?: number;
  open?: number;
  high?: number;
  low?: number;
  previous_close?: number;
  time: string;
  origin: Origin;
}
export interface QuotesIn { symbols: string[] }
export interface QuotesOut { quotes: QuoteRow[]; errors: Problem[] }
export interface SearchIn { text: string; limit?: number }
export interface InstrumentRow {
  symbol: string;
  name: string;
  asset_class: "stock" | "etf" | "future" | "option" | "fx" | "index" | "crypto";
  exchange: string;
  currency: string;
  tick_size: number;
  multiplier: number;
}
export interface SearchOut { instruments: InstrumentRow[] }
export interface SessionIn { symbol?: string; symbols: string[]; calendar?: string; at?: string }
export interface SessionState {
  calendar: string;
  title: string;
  symbols: string[];
  open: boolean;
  extended: boolean;
  kind?: "regular" | "extended_pre" | "extended_post";
  why_closed: string;
  trading_day?: string;
  special_day: string;
  half_day: boolean;
  next_open?: string;
  next_close?: string;
  zone: string;
  local_time: string;
  local_next_open: string;
  local_next_close: string;
}
export interface SessionOut { at: string; sessions: SessionState[]; errors: Problem[] }
export interface BrokerStatus { broker: string; state: "disconnected" | "connecting" | "connected" | "maintenance"; detail: string }
export interface StatusIn {}
export interface StatusOut {
  version: string;
  market: string;
  market_time: string;
  now: string;
  uptime: string;
  mode: string;
  brokers: BrokerStatus[];
  accounts: number;
  instruments: number;
  journal_records: number;
  halted?: string;
}
export interface Tools {
  desk_status: { input: StatusIn; output: StatusOut };
  get_balances: { input: BalancesIn; output: BalancesOut };
  get_market_history: { input: HistoryIn; output: HistoryOut };
  get_pnl: { input: PnlIn; output: PnlOut };
  get_portfolio: { input: PortfolioIn; output: PortfolioOut };
  get_quotes: { input: QuotesIn; output: QuotesOut };
  get_session: { input: SessionIn; output: SessionOut };
  list_accounts: { input: AccountsIn; output: AccountsOut };
  search_instruments: { input: SearchIn; output: SearchOut };
}
