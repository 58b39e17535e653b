// Made from the tools themselves by `pitwall tools --typescript`; not written by hand.

export interface AccountAlerts {
  /** Account number. */
  account: string;
  /** In the broker's order. */
  alerts: BrokerAlert[];
  /** Whose alerts they are. */
  origin: Origin;
}

export interface AccountBalances {
  /** Account number. */
  account: string;
  /** Base currency of the account; all amounts are in it. */
  currency: string;
  /** Cash of all currencies, converted. */
  cash: number;
  /** What would be left if all were closed at the mark. */
  net_liquidation: number;
  /** Sum of the absolute values of all positions. */
  gross_position_value: number;
  /** Margin needed to open what is held. */
  initial_margin: number;
  /** Margin needed to keep what is held. */
  maintenance_margin: number;
  /** Net liquidation less initial margin. */
  available_funds: number;
  /** Net liquidation less maintenance margin. */
  excess_liquidity: number;
  /** What could still be bought. */
  buying_power: number;
  /** Where the figures come from. */
  origin: Origin;
  /** Cash as it lies, not converted. */
  cash_by_currency: CashRow[];
}

export interface AccountHealth {
  /** Account number. */
  account: string;
  /** Base currency, of the amounts. */
  currency: string;
  /** As the broker computes it. */
  net_liquidation: number;
  /** Market values without sign, futures with the whole contract. */
  gross_exposure: number;
  /** Market values, short ones negative. */
  net_exposure: number;
  /** Net exposure over net liquidation. */
  net_percent?: number;
  /** Gross exposure over net liquidation, times. */
  leverage?: number;
  /** The largest position. */
  largest?: string;
  /** Its market value over net liquidation. */
  largest_percent?: number;
  /** Concentration of the gross exposure, 0 to 1. */
  herfindahl?: number;
  /** Maintenance margin over net liquidation. */
  margin_percent?: number;
  /** Excess liquidity over net liquidation. */
  cushion_percent?: number;
  /** By currency. */
  cash: CashShare[];
  /** Of the daily returns of the two largest, -1 to 1. */
  correlation?: number;
  /** Positions that the figures exclude: no price or no rate. */
  excluded: number;
  /** Of the figures. */
  origin: Origin;
}

export interface AccountMode {
  /** Account number. */
  account: string;
  /** read_only, approve or auto. */
  mode: "read_only" | "approve" | "auto";
}

export interface AccountPerformance {
  /** Account number. */
  account: string;
  /** Currency of the figures. */
  currency: string;
  /** Over the days that the broker knows of the period. */
  return_percent?: number;
  /** At the end. */
  net_asset_value?: number;
  /** Oldest first. */
  days: PerformancePoint[];
  /** Earlier days that limit left out. */
  left_out: number;
  /** Where the figures come from. */
  origin: Origin;
}

export interface AccountPnl {
  /** Account number. */
  account: string;
  /** Not converted. */
  by_currency: PnlTotal[];
  /** All of it, converted at quoted rates of now; absent without a rate. */
  in_base_currency?: PnlTotal;
  /** The same by the broker's own rules, where it says. */
  by_broker?: BrokerProfit;
  /** Of the figures. */
  origin: Origin;
}

export interface AccountRow {
  /** Account number. */
  account: string;
  /** Its name. */
  title: string;
  /** Which broker. */
  broker: string;
  /** paper or live. */
  kind: "none" | "paper" | "live" | "mixed";
  /** Currency it is kept in. */
  base_currency: string;
  /** Open positions. */
  positions: number;
}

export interface AccountRules {
  /** Account number. */
  account: string;
  /** Paper or live. */
  kind: "none" | "paper" | "live" | "mixed";
  /** read_only, approve or auto. */
  mode: "read_only" | "approve" | "auto";
  /** What may happen there. */
  words: string;
  /** For the smallest purchase, or whatever the instrument. */
  rules: RuleStanding[];
}

export interface AccountValue {
  /** Account number. */
  account: string;
  /** Its base currency. */
  currency: string;
  /** As the broker computes it, in the base currency. */
  net_liquidation: number;
  /** Where it comes from. */
  origin: Origin;
}

export interface AccountsIn {
  /** At most this many. */
  limit: number;
  /** next_cursor of the page before. */
  cursor?: string;
}

export interface AccountsOut {
  /** By number. */
  accounts: AccountRow[];
  /** There is more: pass it as cursor. */
  next_cursor?: string;
}

export interface AcknowledgeIn {
  /** Of alerts, as list_alerts has it. */
  group: string;
}

export interface AcknowledgeOut {
  /** Which group. */
  group: string;
  /** How many alerts are in it. */
  alerts: number;
  /** By whom. */
  acknowledged_by: string;
}

export interface ActMoreIn {
  /** One that more_tools names. */
  tool: string;
  /** As its schema has them. */
  arguments?: unknown;
}

export interface AlertGroupRow {
  /** What acknowledge_alert takes. */
  group: string;
  /** The route of the policy. */
  route: string;
  /** When the group was told last. */
  told_at?: string;
  /** Who has seen it; empty: nobody yet. */
  acknowledged_by: string;
}

export interface AlertLabel {
  /** Letters, digits and '_'. */
  name: string;
  /** Any one line. */
  value: string;
}

export interface AlertRow {
  /** What it is about. */
  labels: AlertLabel[];
  /** How bad it is. */
  severity: "info" | "warning" | "critical";
  /** What is wrong. */
  summary: string;
  /** More of it, and what to do. */
  detail: string;
  /** What says so. */
  origin: string;
  /** Since when. */
  starts: string;
  /** When it was over. */
  ended?: string;
  /** With what it is told. */
  groups: AlertGroupRow[];
  /** Why nobody is told of it now: silences, other alerts that explain it, quiet hours. */
  muted: string[];
}

export interface AlternativesIn {
  /** Ticker, or ticker:exchange. */
  symbol: string;
  /** Of all of them. */
  side: "buy" | "sell";
  /** Of each; together they trade no more. */
  quantity: number;
  /** Two or more: what one trades is taken from the others. */
  orders: OrderTerms[];
  /** How long they stand. */
  time_in_force: "day" | "gtc" | "ioc";
  /** Needed where there are several. */
  account?: string;
  /** One of those that the broker answered with questions: yes to these. */
  accept_questions_of?: string;
}

export interface Analysis {
  /** Account number. */
  account: string;
  /** ticker:exchange. */
  symbol: string;
  /** Kind of instrument. */
  asset_class: "stock" | "etf" | "future" | "option" | "fx" | "index" | "crypto";
  /** Currency of the amounts. */
  currency: string;
  /** Negative is short. */
  quantity: number;
  /** Average cost of one. */
  average_price: number;
  /** Price now. */
  mark_price: number;
  /** Average price with all commissions paid. */
  break_even_price: number;
  /** Mark x quantity x multiplier. */
  market_value: number;
  /** Since the previous close. */
  daily_pnl?: number;
  /** Market value less cost. */
  unrealized_pnl: number;
  /** Of what was closed. */
  realized_pnl: number;
  /** Paid. */
  commissions: number;
  /** Unrealized and realized less commissions. */
  earned: number;
  /** Market value over net liquidation, percent. */
  share_percent?: number;
  /** Of the last 20 days, today too. */
  high?: number;
  /** Of the last 20 days, today too. */
  low?: number;
  /** From mark to high, percent of mark. */
  to_high_percent?: number;
  /** From mark to low, percent of mark. */
  to_low_percent?: number;
  /** Realized, percent a year. */
  volatility_percent?: number;
  /** Average true range of 14 days, in price. */
  atr?: number;
  /** Deepest fall of the close from a peak. */
  max_drawdown_percent?: number;
  /** Loss of the position that one day in twenty exceeds. */
  var_95?: number;
  /** A day, of the last 20. */
  average_volume?: number;
  /** At a tenth of that volume. */
  days_to_liquidate?: number;
  /** To SPY, of daily returns. */
  beta?: number;
  /** What the figures from bars rest on. */
  basis: Basis[];
  /** Figures that cannot be had, and why. */
  missing: Problem[];
  /** Of position and price. */
  origin: Origin;
  /** Of the daily bars. */
  bars_origin?: Origin;
}

export interface AnalyzeIn {
  /** Ticker, or ticker:exchange, of an open position. */
  symbol: string;
  /** Account number; may be absent where one account alone holds it. */
  account?: string;
}

export interface AppendChangelogIn {
  /** What was changed, and why. */
  text: string;
}

export interface AppendChangelogOut {
  /** Its number. */
  entry: number;
}

export interface AuditOut {
  /** Newest first. */
  actions: AuditRow[];
  /** There is more: pass it as cursor. */
  next_cursor?: string;
}

export interface AuditRow {
  /** Id of the approval. */
  approval: string;
  /** When it was asked for. */
  asked: string;
  /** Who asked, by the name it gives itself. */
  actor: string;
  /** Its version, as it says. */
  actor_version?: string;
  /** Its session. */
  session?: string;
  /** Tool that was called. */
  tool: string;
  /** With what. */
  arguments: string;
  /** What the person was shown. */
  shown: string;
  /** Where the approval stands. */
  state: "pending" | "approved" | "denied" | "expired" | "consumed";
  /** Each yes, with its channel. */
  yeses: Yes[];
  /** Where the answer came from. */
  answered_by: string;
  /** Milliseconds after it was asked for. */
  answered_after_ms?: number;
  /** Why it needed two yeses. */
  second_step: string;
  /** Order that it is for. */
  order: string;
  /** Where that stands. */
  phase?: "drafted" | "previewed" | "waiting" | "approved" | "sending" | "unknown" | "working" | "partly_filled" | "filled" | "cancelled" | "rejected" | "expired";
  /** Of it filled. */
  filled?: number;
  /** Why it stands where it does. */
  detail: string;
}

export interface BalancesIn {
  /** Account number; all accounts if absent. */
  account?: string;
}

export interface BalancesOut {
  /** As their brokers compute them. */
  accounts: AccountBalances[];
  /** Accounts whose balances could not be had. */
  errors: Problem[];
}

export interface Bar {
  /** The start of the bar. */
  time: string;
  /** First price. */
  open: number;
  /** Highest price. */
  high: number;
  /** Lowest price. */
  low: number;
  /** Last price. */
  close: number;
  /** Shares, contracts or coins traded. */
  volume: number;
}

export interface Basis {
  /** Which field. */
  figure: string;
  /** Daily bars it rests on. */
  bars: number;
  /** How it is computed. */
  how: string;
}

export interface BeforeMovesIn {
  /** Ticker, or ticker:exchange. */
  symbol: string;
  /** Moves at least as large, same sign; if absent the present move. */
  move_percent?: number;
  /** Trading days that a move takes, close to close. */
  over_days: number;
  /** How long before the move a text was written. */
  before: string;
  /** Who said it. */
  author?: "me" | "assistant" | "speaker";
  /** At most this many moves. */
  limit: number;
}

export interface BeforeMovesOut {
  /** Instrument as ticker:exchange. */
  symbol: string;
  /** Moves at least as large count. */
  move_percent: number;
  /** That is how much it moved up to now. */
  is_present_move: boolean;
  /** Trading days of the series. */
  days_looked_at: number;
  /** Newest first; none overlaps another. */
  moves: PastMove[];
  /** Of the prices. */
  origin: Origin;
  /** What the answer lacks. */
  note?: string;
}

export interface BlindRow {
  /** On which instrument. */
  symbol: string;
  /** Why it cannot see. */
  why: string;
  /** Since when. */
  since?: string;
}

export interface BookLevel {
  /** Price of the level. */
  price: number;
  /** Shares, contracts or coins that wait there. */
  size: number;
  /** Exchange or market maker, where it is known. */
  venue: string;
}

export interface BrokerAlert {
  /** The broker's id of it. */
  id: string;
  /** Its name. */
  name: string;
  /** Whether it is switched on. */
  active: boolean;
  /** In the broker's words. */
  condition: string;
}

export interface BrokerAlertsIn {
  /** Account number; all accounts if absent. */
  account?: string;
}

export interface BrokerAlertsOut {
  /** By number. */
  accounts: AccountAlerts[];
  /** Accounts that could not be asked. */
  errors: Problem[];
}

export interface BrokerProfit {
  /** Currency of the figures. */
  currency: string;
  /** Of the trading day. */
  daily?: number;
  /** Of what is held. */
  unrealized?: number;
  /** Of the day. */
  realized?: number;
  /** Of these. */
  origin: Origin;
}

export interface BrokerStatus {
  /** Which session. */
  broker: string;
  /** State of the session. */
  state: "disconnected" | "connecting" | "connected" | "maintenance" | "needs_login" | "competing" | "refused";
  /** In words. */
  detail: string;
}

export interface CallMoreIn {
  /** One that more_tools names. */
  tool: string;
  /** As its schema has them. */
  arguments?: unknown;
}

export interface CallMoreOut {
  /** Which answered. */
  tool: string;
  /** What it answers. */
  answer: unknown;
}

export interface CancelAllIn {
  /** Needed where there are several. */
  account?: string;
  /** Only of this instrument. */
  symbol?: string;
}

export interface CancelAllOut {
  /** That had not been sent. */
  called_off: number;
  /** That the person is asked about. */
  at_broker: number;
  /** On their way or unknown: nothing can be said of them yet. */
  undecided: number;
  /** What waits for the person. */
  answer: OrderAnswer;
}

export interface CashRow {
  /** Currency. */
  currency: string;
  /** Negative is borrowed. */
  amount: number;
}

export interface CashShare {
  /** Currency. */
  currency: string;
  /** Not converted. */
  amount: number;
  /** Of net liquidation. */
  percent?: number;
}

export interface ChangeRow {
  /** When. */
  time: string;
  /** Who. */
  by: string;
  /** Which field. */
  field: string;
  /** What it was. */
  from: string;
  /** What it became. */
  to: string;
}

export interface ChangelogRow {
  /** Its number. */
  entry: number;
  /** When. */
  time: string;
  /** Who wrote it. */
  by: string;
  /** What was changed. */
  text: string;
}

export interface ChartEventIn {
  /** Its handle, or "dashboard". */
  chart: string;
  /** What was done. */
  event: "select" | "clear" | "put" | "remove" | "ask";
  /** Of select; of ask as well, where there is one. */
  selection?: SelectionIn;
  /** Of put: the whole drawing; with an id it takes the place of that one. */
  drawing?: DrawingIn;
  /** Of remove: the drawing's handle. */
  remove?: string;
  /** Of ask. */
  question?: string;
}

export interface ChartEventOut {
  /** Its handle. */
  chart: string;
  /** Grows with each change. */
  version: number;
  /** What is drawn now. */
  drawings: Drawing[];
  /** What is selected now. */
  selection?: Selection;
  /** What was asked last. */
  question?: ChartQuestion;
  /** Of all this: the desk's own record. */
  origin: Origin;
}

export interface ChartFill {
  /** The broker's id of the execution. */
  id: string;
  /** Account number. */
  account: string;
  /** When, UTC. */
  time: string;
  /** buy or sell. */
  side: "buy" | "sell";
  /** Shares, contracts or coins. */
  quantity: number;
  /** At which price. */
  price: number;
}

export interface ChartIndicator {
  /** With its numbers. */
  name: string;
  /** price: over the candles; below: in a pane of its own. */
  pane: "price" | "below";
  /** Its lines. */
  lines: ChartIndicatorLine[];
}

export interface ChartIndicatorLine {
  /** Which line. */
  name: string;
  /** One for each candle; null while it warms up. */
  values: (number | null)[];
}

export interface ChartLevel {
  /** How much of the way. */
  percent: number;
  /** The price there. */
  price: number;
}

export interface ChartOrder {
  /** Its handle. */
  id: string;
  /** buy or sell. */
  side: "buy" | "sell";
  /** market, limit, stop or stop_limit. */
  kind: "market" | "limit" | "stop" | "stop_limit" | "trailing_stop" | "market_on_close" | "limit_on_close" | "midprice";
  /** Still to be filled. */
  quantity: number;
  /** Limit, or the stop of a stop order. */
  price?: number;
  /** Stop of a stop-limit order. */
  stop_price?: number;
  /** Its status. */
  status: "submitted" | "working" | "partially_filled" | "filled" | "cancelled" | "rejected" | "expired";
}

export interface ChartPosition {
  /** Held over all accounts; negative is short. */
  quantity: number;
  /** Average cost of one. */
  average_price?: number;
}

export interface ChartQuestion {
  /** The user's words. */
  text: string;
  /** On which chart. */
  chart: string;
  /** From where. */
  actor: string;
  /** When. */
  at: string;
}

export interface ChartReport {
  /** Handle of the chart: pass it to draw_chart, get_chart or render_chart. */
  chart: string;
  /** Instrument as ticker:exchange. */
  symbol: string;
  /** Length of one candle. */
  bar: string;
  /** Its title. */
  title?: string;
  /** Currency of the prices. */
  currency: string;
  /** The exchange's time zone. */
  zone: string;
  /** Begin of the range, UTC. */
  from: string;
  /** End of the range, not included. */
  to: string;
  /** How many. */
  candles: number;
  /** Of the first candle. */
  open: number;
  /** Highest price. */
  high: number;
  /** Lowest price. */
  low: number;
  /** Close of the last candle. */
  last: number;
  /** Candle of the high. */
  high_time: string;
  /** Candle of the low. */
  low_time: string;
  /** Start of the last candle. */
  last_time: string;
  /** Last less open. */
  change: number;
  /** The same in percent. */
  change_percent?: number;
  /** What is selected, with its figures. */
  selection?: SelectedCandles;
  /** What the user asked about it: their words. */
  question?: ChartQuestion;
  /** What is drawn, by whom, and where it stands now. */
  drawings: PlacedDrawing[];
  /** Older ones that are not listed. */
  more_drawings: number;
  /** Their latest values. */
  indicators: IndicatorNow[];
  /** Open orders. */
  orders: ChartOrder[];
  /** Fills in the range, oldest first. */
  fills: ChartFill[];
  /** What is held. */
  position?: ChartPosition;
  /** Grows with each change. */
  version: number;
  /** Where the figures come from. */
  origin: Origin;
}

export interface ChartViewIn {
  /** Its handle, or "dashboard". */
  chart: string;
  /** Of the dashboard only: what it shows from now on. */
  symbol?: string;
  /** Of the dashboard only. */
  bar?: string;
  /** Of the dashboard only. */
  outside_hours?: boolean;
  /** false: all but candles and indicators. */
  candles: boolean;
  /** At most this many candles, the latest ones. */
  limit: number;
  /** End of the candles (not included), to see earlier ones. */
  until?: string;
  /** With candles false: lists stay empty while the version is still this one. */
  known_version?: number;
}

export interface ChartViewOut {
  /** Its handle. */
  chart: string;
  /** Instrument as ticker:exchange. */
  symbol: string;
  /** Its name. */
  name: string;
  /** Currency of the prices. */
  currency: string;
  /** The exchange's time zone. */
  zone: string;
  /** Smallest step of the price. */
  tick_size: number;
  /** Length of one candle. */
  bar: string;
  /** Also the candles outside regular hours. */
  outside_hours: boolean;
  /** Its title. */
  title?: string;
  /** Grows with each change. */
  version: number;
  /** Where the chart is to begin, where it says so. */
  from?: string;
  /** Where it ends, where that is not now. */
  until?: string;
  /** Oldest first; time is the start, UTC. */
  candles: Bar[];
  /** There are earlier ones: pass until set to this. */
  earlier?: string;
  /** A value for each candle. */
  indicators: ChartIndicator[];
  /** What is drawn. */
  drawings: Drawing[];
  /** What is selected. */
  selection?: Selection;
  /** Open orders. */
  orders: ChartOrder[];
  /** Fills among the candles. */
  fills: ChartFill[];
  /** What is held. */
  position?: ChartPosition;
  /** Of the candles. */
  origin?: Origin;
}

export interface CloseIn {
  /** Ticker, or ticker:exchange. */
  symbol: string;
  /** If absent, all of it. */
  quantity?: number;
  /** If absent, at the market. */
  limit_price?: number;
  /** Needed where there are several. */
  account?: string;
}

export interface CommentRow {
  /** When. */
  time: string;
  /** Who. */
  by: string;
  /** What was said. */
  text: string;
}

export interface ContextOut {
  /** By kind and key; wishes, which the gate does not know of. */
  notes: NoteRow[];
  /** There is more: pass it as cursor. */
  next_cursor?: string;
  /** On: nothing goes out. */
  kill_switch: KillSwitch;
  /** What may happen in each account. */
  modes: AccountMode[];
  /** Of the gate, which hold whatever the notes say. */
  limits: Policy;
  /** Who sets those. */
  limits_set_by: string;
  /** Where the limits come from. */
  origin: Origin;
}

export interface Contribution {
  /** Account number. */
  account: string;
  /** Instrument. */
  symbol: string;
  /** Currency of the figures. */
  currency: string;
  /** Held now; zero where closed. */
  quantity: number;
  /** Since the previous close, before commissions. */
  daily?: number;
  /** Of what is held. */
  unrealized?: number;
  /** Of what was closed, before commissions. */
  realized: number;
  /** Paid; positive is a cost. */
  commissions: number;
  /** Realized less commissions. */
  realized_net: number;
  /** Unrealized and realized_net. */
  total: number;
  /** Why daily or unrealized is missing. */
  error?: string;
  /** Of position and price. */
  origin: Origin;
}

export interface CreateTriggerIn {
  /** Its name. */
  name: string;
  /** Tickers, or ticker:exchange. */
  symbols: string[];
  /** rsi(14, 5m) < 30 and price crosses above sma(50, 1d), or abs(percent_change(5m)) > 2%. */
  condition: string;
  /** When it counts again; if absent: once the condition was false. */
  rearm: string;
  /** Fires at each look while true. */
  level: boolean;
  /** Between looks, 250ms to 1d; 0s: every tick. */
  interval: string;
  /** Silence after firing, by instrument. */
  cool_down: string;
  /** Most firings in all. */
  times?: number;
  /** Looks at delayed quotes too. */
  on_delayed: boolean;
  /** Until when it counts. */
  expires?: string;
  /** How soon to be seen. */
  urgency: "informational" | "urgent";
  /** store: kept, not told. */
  action: "notify" | "store" | "workflow";
  /** To start. */
  workflow: string;
  /** In the place of one of that name. */
  replace: boolean;
}

export interface CreateTriggerOut {
  /** Its name. */
  name: string;
  /** Instruments that the condition is put on. */
  symbols: string[];
  /** With all that was left out. */
  condition: string;
  /** Likewise. */
  rearm: string;
  /** Bars it must have had before it can see. */
  needs: NeededBars[];
}

export interface DecisionFigures {
  /** The last candle that was looked at. */
  until: string;
  /** Returns since. */
  returns: OutcomeReturn[];
  /** The farthest it went its way. */
  favourable?: Excursion;
  /** The farthest it went against it. */
  adverse?: Excursion;
  /** none, stop, target or ambiguous. */
  first_touched: "none" | "stop" | "target" | "ambiguous";
  /** When. */
  touched?: string;
  /** Where the candles come from. */
  origin: Origin;
  /** Price that all is counted from. */
  basis: number;
  /** How the plan ended: stop, target, horizon, running or not_entered. */
  result: string;
  /** When. */
  result_time: string;
  /** At which price. */
  result_price: number;
  /** Its return in percent. */
  result_percent?: number;
  /** In multiples of what was risked. */
  result_multiple?: number;
  /** Which of the plan was touched, and when first. */
  levels: LevelTouch[];
  /** What was done of it. */
  traded?: TradedFigures;
  /** What these figures do not say. */
  limits: string[];
}

export interface DecisionView {
  /** Its number. */
  number: number;
  /** When, by the clock of the market. */
  time: string;
  /** Who wrote it down. */
  by: string;
  /** Account number. */
  account?: string;
  /** Instrument. */
  symbol?: string;
  /** What was done. */
  action: "entered" | "added" | "reduced" | "exited" | "passed" | "other";
  /** Way it trades. */
  side?: "buy" | "sell";
  /** How many. */
  quantity?: number;
  /** Of the market then. */
  price?: number;
  /** Where that came from. */
  origin?: Origin;
  /** Held then; negative is short. */
  position?: number;
  /** Why. */
  reason: string;
  /** What is to be done when. */
  plan: string;
  /** How it felt. */
  emotion: string;
  /** Price to enter at. */
  entry?: number;
  /** Price at which it is wrong. */
  stop?: number;
  /** Prices to take profit at. */
  targets: number[];
  /** For how long it was meant. */
  horizon?: string;
  /** What it points to. */
  links: string[];
  /** Of its last review. */
  verdict?: "right" | "wrong" | "mixed" | "too_early";
  /** Likewise. */
  plan_followed?: "unknown" | "yes" | "no" | "partly";
  /** Likewise. */
  lesson?: string;
  /** When that was. */
  reviewed?: string;
  /** Who did. */
  reviewed_by?: string;
  /** What became of it. */
  figures?: DecisionFigures;
  /** Why nobody knows. */
  no_figures?: string;
}

export interface DecisionsTogether {
  /** How many were entered, with figures since. */
  with_result: number;
  /** Of these, how many gained, percent; a running one as it stands. */
  hit_rate?: number;
  /** Average return where the plan ended. */
  average_percent?: number;
  /** Average of it in multiples of what was risked. */
  average_multiple?: number;
  /** Average farthest way for it, percent. */
  average_favourable?: number;
  /** Average farthest way against it, percent. */
  average_adverse?: number;
}

export interface DeleteTriggerIn {
  /** Which one. */
  name: string;
}

export interface DeleteTriggerOut {
  /** What the person is shown. */
  text: string;
  /** Id of what waits. */
  approval: string;
  /** Until when it waits. */
  expires: string;
}

export interface DeskIndexIn {
}

export interface DeskIndexOut {
  /** What matters most first. */
  sections: IndexSection[];
}

export interface DocumentOut {
  /** Its id. */
  document: string;
  /** Where it comes from. */
  source: string;
  /** Its title, with its channel. */
  title: string;
  /** Where to see it. */
  link?: string;
  /** How many it has. */
  fragments: number;
  /** In their order. */
  parts: DocumentPart[];
  /** There is more: pass it as from. */
  next?: number;
}

export interface DocumentPart {
  /** Its place. */
  fragment: number;
  /** Who said it. */
  author: string;
  /** When. */
  time?: string;
  /** Since the beginning of the video. */
  offset?: string;
  /** What was said. */
  text: string;
}

export interface DocumentRow {
  /** Its id. */
  document: string;
  /** What it is. */
  kind: "chat" | "subtitles" | "note" | "summary";
  /** Where it comes from. */
  source: string;
  /** Its title, with its channel. */
  title: string;
  /** When it was begun. */
  created?: string;
  /** How many it has. */
  fragments: number;
}

export interface DocumentsIn {
  /** What it is. */
  kind?: "chat" | "subtitles" | "note" | "summary";
  /** Where it comes from. */
  source?: string;
  /** A video channel's or project's whole name. */
  channel?: string;
  /** Last added to on this UTC day or later. */
  from?: string;
  /** Up to this UTC day. */
  to?: string;
  /** At most this many. */
  limit: number;
  /** next of the page before. */
  after?: string;
}

export interface DocumentsOut {
  /** By id. */
  documents: DocumentRow[];
  /** There is more: pass it as after. */
  next?: string;
  /** Documents of the whole memory. */
  total: number;
  /** What the answer lacks. */
  note?: string;
}

export interface DrawIn {
  /** A chart to change; a new one if absent. */
  chart?: string;
  /** Ticker, or ticker:exchange; a new chart needs it. */
  symbol?: string;
  /** Length of one candle; 5m if absent. */
  bar?: string;
  /** How far back from the end; about 300 candles if absent. */
  back?: string;
  /** End of the range; now if absent. */
  until?: string;
  /** Also the candles outside regular hours. */
  outside_hours?: boolean;
  /** What it shows. */
  title?: string;
  /** sma ema bollinger vwap wma dema tema linear_regression keltner donchian highest lowest pivots rsi macd stochastic fast_stochastic adx cci mfi roc linear_regression_slope atr true_range stddev obv volume_average; with numbers, such as macd(12,26,9), or its usual ones. Takes the place of those before. */
  indicators?: string[];
  /** To draw, or with an id to change. */
  drawings: DrawingIn[];
  /** Handles of drawings to remove; the user removes their own. */
  remove: string[];
  /** Draw support and resistance too, as find_levels sees them in these candles. */
  levels: boolean;
  /** Show open orders; yes if absent. */
  orders?: boolean;
  /** Show fills; yes if absent. */
  fills?: boolean;
}

export interface Drawing {
  /** Its handle. */
  id: string;
  /** level, zone, trend_line, fibonacci, mark or note. */
  kind: "level" | "zone" | "trend_line" | "fibonacci" | "mark" | "note";
  /** First anchor, UTC. */
  time: string;
  /** First anchor. */
  price: number;
  /** Second anchor; of a zone without one: open to the right. */
  to_time?: string;
  /** Second anchor. */
  to_price?: number;
  /** A trend line goes on beyond its second end. */
  extended: boolean;
  /** What it is meant as. */
  role: "none" | "support" | "resistance" | "entry" | "target" | "stop";
  /** Its label, words of whoever drew it. */
  text?: string;
  /** Who drew it: user or assistant. */
  author: "user" | "assistant";
  /** From where: a host, the dashboard, the command line. */
  actor: string;
  /** When it was drawn, by the desk's clock. */
  drawn_at: string;
  /** When it was last changed. */
  changed_at: string;
  /** Who changed it last, where that was not its author. */
  changed_by?: "user" | "assistant";
}

export interface DrawingIn {
  /** To change a drawing; what is left out stays. */
  id?: string;
  /** Of a new one. A level needs a price; zone, trend_line and fibonacci two points. */
  kind?: "level" | "zone" | "trend_line" | "fibonacci" | "mark" | "note";
  /** First anchor, any instant; of a mark: within its candle. */
  time?: string;
  /** First anchor; a retracement's 0 %. */
  price?: number;
  /** Second anchor. */
  to_time?: string;
  /** Second anchor; a retracement's 100 %. */
  to_price?: number;
  /** A trend line or zone goes on to the right. */
  extended?: boolean;
  /** What it is meant as. */
  role?: "none" | "support" | "resistance" | "entry" | "target" | "stop";
  /** Label. */
  text?: string;
}

export interface EventRow {
  /** When. */
  time: string;
  /** What happened. */
  kind: string;
  /** How soon somebody has to see it. */
  severity: "info" | "attention" | "urgent";
  /** To which trigger, probe, alert or session. */
  subject: string;
  /** On which instrument. */
  symbol?: string;
  /** In words. */
  words: string;
}

export interface Excursion {
  /** In percent of the price then. */
  percent: number;
  /** In multiples of what was risked. */
  multiple?: number;
  /** When. */
  time: string;
}

export interface ExecutionRow {
  /** When, UTC. */
  time: string;
  /** Account number. */
  account: string;
  /** Instrument. */
  symbol: string;
  /** Bought or sold. */
  side: "buy" | "sell";
  /** How many. */
  quantity: number;
  /** At what price. */
  price: number;
  /** Of price and commission. */
  currency: string;
  /** Positive is a cost. */
  commission: number;
  /** Client id of its order; empty where it has none. */
  order: string;
  /** The broker's id of it. */
  execution_id: string;
}

export interface ExecutionsIn {
  /** Account number; all accounts if absent. */
  account?: string;
  /** Only of this instrument. */
  symbol?: string;
  /** Trading days back; today counts as one. */
  days: number;
  /** At most this many. */
  limit: number;
  /** next_cursor of the page before. */
  cursor?: string;
}

export interface ExecutionsOut {
  /** Newest first. */
  executions: ExecutionRow[];
  /** There is more: pass it as cursor. */
  next_cursor?: string;
  /** Where the figures come from. */
  origin: Origin;
}

export interface ExplainIn {
  /** For the rules of this instrument, too. */
  symbol?: string;
  /** Account number; all accounts if absent. */
  account?: string;
}

export interface ExportItemsIn {
  /** Any of open, doing, blocked, done, dropped; if absent those not closed. */
  statuses: ("open" | "doing" | "blocked" | "done" | "dropped")[];
  /** task, bug or document. */
  kind?: "task" | "bug" | "document";
  /** urgent, high, normal or low. */
  priority?: "urgent" | "high" | "normal" | "low";
  /** Only with this label. */
  label?: string;
  /** next_cursor of the page before. */
  cursor?: string;
}

export interface ExportItemsOut {
  /** The items; a model gets them fenced. */
  markdown: string;
  /** There is more: pass it as cursor. */
  next_cursor?: string;
}

export interface Finding {
  /** How much it matters. */
  severity: "critical" | "warning" | "info";
  /** Account number. */
  account: string;
  /** In words, with the threshold. */
  finding: string;
  /** The figure behind it. */
  figure?: number;
  /** Of the figure. */
  unit: string;
}

export interface ForgetIn {
  /** item:, decision:, handoff: or changelog:NUMBER, note:KEY or document:ID. */
  what: string;
}

export interface ForgetOut {
  /** What the person is shown. */
  text: string;
  /** Id of what waits. */
  approval: string;
  /** Until when it waits. */
  expires: string;
}

export interface FoundLevel {
  /** support (at or below the last price) or resistance (above it). */
  kind: "support" | "resistance";
  /** swings: it turned there. volume: much was traded there. */
  basis: "swings" | "volume";
  /** Where it matters most. */
  price: number;
  /** Where it begins. */
  low: number;
  /** Where it ends. */
  high: number;
  /** Swing highs and lows within it. */
  touches: number;
  /** The last candle that turned or, of volume, traded there. */
  last_touch: string;
  /** 0 to 1: touches, how recent, how far it turned, volume, how often crossed. */
  strength: number;
  /** From the last price, percent. */
  distance_percent?: number;
}

export interface GetChartIn {
  /** Its handle, or "dashboard"; if absent the one that the user touched last. */
  chart?: string;
}

export interface GetContextIn {
  /** Only notes of this kind. */
  kind?: "preference" | "risk" | "strategy" | "note";
  /** At most this many notes. */
  limit: number;
  /** next_cursor of the page before. */
  cursor?: string;
}

export interface GetDecisionIn {
  /** Its number. */
  decision: number;
}

export interface GetItemIn {
  /** Its number. */
  item: number;
  /** At most this many comments, and this many changes: the latest. */
  limit: number;
}

export interface Greeks {
  /** Who computed them: the broker, or Pitwall by Black-Scholes. */
  by: "none" | "broker" | "computed";
  /** A year, as a fraction. */
  implied_volatility?: number;
  /** Price change for 1 of the underlying. */
  delta?: number;
  /** Change of delta for the same. */
  gamma?: number;
  /** Price change for one calendar day. */
  theta?: number;
  /** Price change for a point of volatility. */
  vega?: number;
}

export interface HandoffOut {
  /** Its number. */
  handoff: number;
  /** When. */
  time: string;
  /** Who wrote it. */
  by: string;
  /** Where things stood. */
  summary: string;
  /** What was done. */
  done: string[];
  /** First things first. */
  next_steps: string[];
  /** What was not known. */
  open_questions: string[];
  /** Numbers of the tracker. */
  items: number[];
  /** The one before it. */
  before?: number;
}

export interface Headline {
  /** When. */
  time: string;
  /** Who wrote it. */
  provider: string;
  /** Names the article. */
  id: string;
  /** The headline. */
  text: string;
}

export interface HealthIn {
  /** Account number; all accounts if absent. */
  account?: string;
}

export interface HealthOut {
  /** Most severe first. */
  findings: Finding[];
  /** The figures. */
  accounts: AccountHealth[];
}

export interface HistoryIn {
  /** Ticker, or ticker:exchange. */
  symbol: string;
  /** Length of one candle: 1m 5m 15m 1h 4h 1d 1w 1mo and others. */
  bar: string;
  /** How far back from the end: 2d, 6h, 4w. */
  back: string;
  /** End of the range (not included). If absent: the market's time, or the end of what is stored where that is older. */
  until?: string;
  /** Also the bars outside regular hours. */
  outside_hours: boolean;
  /** At most this many candles, the latest ones. */
  limit: number;
}

export interface HistoryOut {
  /** Instrument as ticker:exchange. */
  symbol: string;
  /** Length of one candle. */
  bar: string;
  /** Currency of the prices. */
  currency: string;
  /** Candles, oldest first; time is the start, UTC. */
  bars: Bar[];
  /** Set where the limit cut the range: call again with until set to this. */
  earlier?: string;
  /** Where the figures come from. */
  origin: Origin;
}

export interface IndexSection {
  /** What it is about. */
  name: string;
  /** In the desk's words. */
  text: string;
  /** As people and assistants wrote it. */
  told?: string;
  /** What is left out. */
  more?: string;
}

export interface IndicatorNow {
  /** With its numbers. */
  name: string;
  /** At the last candle; none while it warms up. */
  values: IndicatorValue[];
}

export interface IndicatorValue {
  /** Which line. */
  name: string;
  /** Its value at the last candle. */
  value: number;
}

export interface InstrumentIn {
  /** Ticker, or ticker:exchange. */
  symbol: string;
}

export interface InstrumentOut {
  /** ticker:exchange. */
  symbol: string;
  /** Its name. */
  name: string;
  /** Kind of instrument. */
  asset_class: "stock" | "etf" | "future" | "option" | "fx" | "index" | "crypto";
  /** Currency of its prices. */
  currency: string;
  /** Primary listing. */
  exchange: string;
  /** Of its trading hours. */
  calendar: string;
  /** Smallest step of its price. */
  tick_size: number;
  /** Currency units that one point of one contract is worth. */
  multiplier: number;
  /** What one tick of one contract is worth. */
  tick_value: number;
  /** Smallest step of an order's quantity. */
  lot_size: number;
  /** Last trading day, if it has one. */
  expiry?: string;
  /** Of an option. */
  underlying?: string;
  /** Of an option. */
  strike?: number;
  /** Of an option. */
  right?: "call" | "put";
  /** Regular trading now. */
  open: boolean;
  /** The same in words, and until when; get_session has the times. */
  session: string;
  /** Stored candles, by length. */
  bars: StoredBars[];
}

export interface InstrumentRow {
  /** ticker:exchange. */
  symbol: string;
  /** Its name. */
  name: string;
  /** Kind of instrument. */
  asset_class: "stock" | "etf" | "future" | "option" | "fx" | "index" | "crypto";
  /** Currency of its prices. */
  currency: string;
}

export interface ItemOut {
  /** Its number. */
  item: number;
  /** task, bug or document. */
  kind: "task" | "bug" | "document";
  /** In one line. */
  title: string;
  /** Where it stands. */
  status: "open" | "doing" | "blocked" | "done" | "dropped";
  /** How much it matters. */
  priority: "urgent" | "high" | "normal" | "low";
  /** Labels. */
  labels: string[];
  /** By when. */
  due?: string;
  /** When it was changed last. */
  changed: string;
  /** By whom. */
  changed_by: string;
  /** All of it. */
  text: string;
  /** What it points to. */
  links: string[];
  /** When it was opened. */
  opened: string;
  /** By whom. */
  opened_by: string;
  /** Oldest first. */
  comments: CommentRow[];
  /** Oldest first. */
  changes: ChangeRow[];
  /** Comments and changes before these. */
  earlier: number;
}

export interface ItemRow {
  /** Its number. */
  item: number;
  /** task, bug or document. */
  kind: "task" | "bug" | "document";
  /** In one line. */
  title: string;
  /** Where it stands. */
  status: "open" | "doing" | "blocked" | "done" | "dropped";
  /** How much it matters. */
  priority: "urgent" | "high" | "normal" | "low";
  /** Labels. */
  labels: string[];
  /** By when. */
  due?: string;
  /** When it was changed last. */
  changed: string;
  /** By whom. */
  changed_by: string;
}

export interface KillSwitch {
  /** Nothing goes out. */
  on: boolean;
  /** Who turned it. */
  by: string;
  /** Why. */
  reason: string;
  /** When. */
  since: string;
  /** Working orders are taken back. */
  cancel_orders: boolean;
}

export interface LevelTouch {
  /** entry, stop or target. */
  level: string;
  /** Of the plan. */
  price: number;
  /** Start of the first candle that touched it. */
  touched?: string;
}

export interface LevelsIn {
  /** Ticker, or ticker:exchange. */
  symbol: string;
  /** Length of one candle. Longer candles give levels that matter for longer. */
  bar: string;
  /** How far back from now, or from the end of what is stored where that is older. */
  back: string;
  /** At most this many levels, the strongest. */
  limit: number;
}

export interface LevelsOut {
  /** Instrument as ticker:exchange. */
  symbol: string;
  /** Length of one candle. */
  bar: string;
  /** Currency of the prices. */
  currency: string;
  /** How many candles were looked at. */
  candles: number;
  /** Start of the first candle. */
  from: string;
  /** Start of the last candle. */
  to: string;
  /** The last close. */
  last: number;
  /** From the highest price to the lowest. */
  levels: FoundLevel[];
  /** 70 % of the volume was traded above this. */
  value_area_low?: number;
  /** And below this. */
  value_area_high?: number;
  /** Price with the most volume. */
  point_of_control?: number;
  /** What there is none of, and why. */
  remark?: string;
  /** Where the candles come from. */
  origin: Origin;
}

export interface Limit {
  /** Its name. */
  rule: string;
  /** False: it forbids the order. */
  holds: boolean;
  /** How the order stands to it. */
  words: string;
  /** What it would leave of the limit; negative is beyond. */
  headroom?: number;
  /** Of headroom. */
  unit?: string;
}

export interface ListAlertsIn {
  /** Also those that are over and have yet to be told. */
  ended: boolean;
  /** At most this many. */
  limit: number;
  /** next_cursor of the page before. */
  cursor?: string;
}

export interface ListAlertsOut {
  /** How many fire in all. */
  firing: number;
  /** Those that fire first, the worst first, then the oldest. */
  alerts: AlertRow[];
  /** What nobody wants to hear of. */
  silences: SilenceRow[];
  /** There is more: pass it as cursor. */
  next_cursor?: string;
}

export interface ListAuditIn {
  /** At most this many. */
  limit: number;
  /** next_cursor of the page before. */
  cursor?: string;
}

export interface ListChangelogIn {
  /** Not before. */
  from?: string;
  /** Before this. */
  until?: string;
  /** At most this many. */
  limit: number;
  /** next_cursor of the page before. */
  cursor?: string;
}

export interface ListChangelogOut {
  /** Newest first. */
  entries: ChangelogRow[];
  /** There is more: pass it as cursor. */
  next_cursor?: string;
}

export interface ListDecisionsIn {
  /** Only of this instrument. */
  symbol?: string;
  /** Not before. */
  from?: string;
  /** Before this. */
  to?: string;
  /** open (without a verdict) or reviewed; if absent: both. */
  state?: "open" | "reviewed";
  /** Only those: right, wrong, mixed or too_early. */
  verdict?: "right" | "wrong" | "mixed" | "too_early";
  /** What became of each, and of all together. */
  figures: boolean;
  /** At most this many. */
  limit: number;
  /** next_cursor of the page before. */
  cursor?: string;
}

export interface ListDecisionsOut {
  /** Newest first. */
  decisions: DecisionView[];
  /** Of those shown. */
  together?: DecisionsTogether;
  /** There is more: pass it as cursor. */
  next_cursor?: string;
}

export interface ListEventsIn {
  /** Any of these, such as trigger_fired, probe_changed, alert_raised; if absent: all. */
  kinds: string[];
  /** Only of this trigger, probe or alert, by its name. */
  subject?: string;
  /** Only of this instrument. */
  symbol?: string;
  /** The least: info, attention or urgent. */
  severity: "info" | "attention" | "urgent";
  /** Not before. */
  from?: string;
  /** Before this. */
  until?: string;
  /** At most this many. */
  limit: number;
  /** next_cursor of the page before. */
  cursor?: string;
}

export interface ListEventsOut {
  /** Newest first. */
  events: EventRow[];
  /** There is more: pass it as cursor. */
  next_cursor?: string;
}

export interface ListItemsIn {
  /** Any of open, doing, blocked, done, dropped; if absent those not closed. */
  statuses: ("open" | "doing" | "blocked" | "done" | "dropped")[];
  /** task, bug or document. */
  kind?: "task" | "bug" | "document";
  /** urgent, high, normal or low. */
  priority?: "urgent" | "high" | "normal" | "low";
  /** Only with this label. */
  label?: string;
  /** At most this many. */
  limit: number;
  /** next_cursor of the page before. */
  cursor?: string;
}

export interface ListItemsOut {
  /** What matters most first; get_item has their texts. */
  items: ItemRow[];
  /** How many there are of the kind. */
  of: number;
  /** There is more: pass it as cursor. */
  next_cursor?: string;
}

export interface ListOrdersIn {
  /** Account number; all accounts if absent. */
  account?: string;
  /** Only what is not over. */
  open: boolean;
  /** At most this many. */
  limit: number;
  /** next_cursor of the page before. */
  cursor?: string;
}

export interface ListTriggersIn {
  /** Only those on this instrument. */
  symbol?: string;
  /** Only those: watching, blind (it cannot see) or over (nothing comes of it any more). */
  state?: "watching" | "blind" | "over";
  /** At most this many. */
  limit: number;
  /** next_cursor of the page before. */
  cursor?: string;
}

export interface ListTriggersOut {
  /** By name. */
  triggers: TriggerRow[];
  /** There is more: pass it as cursor. */
  next_cursor?: string;
}

export interface LiveOrderRow {
  /** Client id; "broker:" and its number where another client placed it. */
  order: string;
  /** The broker's number of it. */
  broker_id: string;
  /** Account number. */
  account: string;
  /** Instrument. */
  symbol: string;
  /** Buy or sell. */
  side: "buy" | "sell";
  /** Order type. */
  type: "market" | "limit" | "stop" | "stop_limit" | "trailing_stop" | "market_on_close" | "limit_on_close" | "midprice";
  /** How many. */
  quantity: number;
  /** Of it filled. */
  filled: number;
  /** Limit. */
  limit_price?: number;
  /** Stop. */
  stop_price?: number;
  /** How long it stands. */
  time_in_force: "day" | "gtc" | "ioc";
  /** Its status. */
  status: "submitted" | "working" | "partially_filled" | "filled" | "cancelled" | "rejected" | "expired";
  /** Of what is filled. */
  average_price?: number;
  /** Why it waits, as the broker says. */
  detail: string;
}

export interface LiveOrdersIn {
  /** Account number; all accounts if absent. */
  account?: string;
  /** At most this many. */
  limit: number;
  /** next_cursor of the page before. */
  cursor?: string;
}

export interface LiveOrdersOut {
  /** Newest first, by account. */
  orders: LiveOrderRow[];
  /** Accounts that could not be asked. */
  errors: Problem[];
  /** There is more: pass it as cursor. */
  next_cursor?: string;
  /** Where the figures come from. */
  origin: Origin;
}

export interface MarginChange {
  /** As it is. */
  before?: number;
  /** By how much the order changes it. */
  change?: number;
  /** As it would be. */
  after?: number;
}

export interface MeasureCourse {
  /** Its name. */
  measure: string;
  /** Where it begins. */
  from: string;
  /** Where it ends. */
  until: string;
  /** Length of a step. */
  step: string;
  /** Oldest first; those without a sample are left out. */
  steps: MeasureStep[];
}

export interface MeasureRow {
  /** Its name. */
  measure: string;
  /** When. */
  time: string;
  /** In the unit that its name says. */
  value: number;
}

export interface MeasureStep {
  /** Where it begins. */
  from: string;
  /** The smallest. */
  least: number;
  /** Their mean. */
  average: number;
  /** The largest. */
  most: number;
  /** How many samples. */
  count: number;
}

export interface MeasuresIn {
  /** For its course; if absent: the latest of each. */
  measure?: string;
  /** How far back the course goes, up to 30d. */
  span: string;
  /** Into how many steps it is divided, at most. */
  steps: number;
  /** At most this many of the latest. */
  limit: number;
  /** next_cursor of the page before. */
  cursor?: string;
}

export interface MeasuresOut {
  /** The latest of each measure, by name, or of the one asked about. */
  latest: MeasureRow[];
  /** Of the one asked about. */
  course?: MeasureCourse;
  /** There is more: pass it as cursor. */
  next_cursor?: string;
}

export interface MemoryFinding {
  /** Its document's id, #, its place. */
  fragment: string;
  /** When it was said. */
  time?: string;
  /** Where it comes from. */
  source: string;
  /** Who said it. */
  author: string;
  /** Of the document, with its channel. */
  title: string;
  /** The fragment as it is kept. */
  text: string;
  /** The end of the one before it. */
  before?: string;
  /** The beginning of the one after it. */
  after?: string;
  /** Where to see it; of a video, to the second. */
  link?: string;
  /** Why it was found. */
  why?: string;
  /** Further ones that say nearly the same. */
  alike: number;
}

export interface MemorySearchIn {
  /** If absent the newest come. */
  question?: string;
  /** What is about this ticker. */
  symbol?: string;
  /** UTC day. */
  from?: string;
  /** UTC day, included. */
  to?: string;
  /** chatgpt, youtube, file, ... */
  source?: string;
  /** Its whole name. */
  channel?: string;
  /** Who said it. */
  author?: "me" | "assistant" | "speaker";
  /** ru or en. */
  language?: string;
  /** Thoughts and edited-away branches too. */
  all: boolean;
  /** At most this many. */
  limit: number;
}

export interface MemorySearchOut {
  /** Best first: fragment, time, source, author, title, text, link, why. */
  found: unknown[];
  /** What the answer lacks. */
  note?: string;
}

export interface ModifyIn {
  /** Its id, as place_order or list_live_orders has it. */
  order: string;
  /** Of the whole order, with what is filled. */
  quantity?: number;
  /** New limit. */
  limit_price?: number;
  /** New stop. */
  stop_price?: number;
  /** New distance of a trailing stop. */
  trail_amount?: number;
  /** Likewise, in percent. */
  trail_percent?: number;
  /** How long it stands from now on. */
  time_in_force?: "day" | "gtc" | "ioc";
  /** Yes to what the broker asked when this change was tried before. */
  accept_questions: boolean;
}

export interface MoreLikeIn {
  /** One that search_memory found. */
  fragment: string;
  /** What is about this ticker. */
  symbol?: string;
  /** UTC day. */
  from?: string;
  /** UTC day, included. */
  to?: string;
  /** chatgpt, youtube, file, ... */
  source?: string;
  /** Its whole name. */
  channel?: string;
  /** Who said it. */
  author?: "me" | "assistant" | "speaker";
  /** ru or en. */
  language?: string;
  /** Thoughts and edited-away branches too. */
  all: boolean;
  /** At most this many. */
  limit: number;
}

export interface MoreToolsIn {
  /** For its input schema; if absent all are listed. */
  tool?: string;
}

export interface MoreToolsOut {
  /** By name. */
  tools: RareTool[];
  /** Of the one asked about. */
  input_schema?: unknown;
  /** Arguments that it takes. */
  example?: string;
}

export interface MoverRow {
  /** ticker:exchange. */
  symbol: string;
  /** Kind of instrument. */
  asset_class: "stock" | "etf" | "future" | "option" | "fx" | "index" | "crypto";
  /** Currency of the prices. */
  currency: string;
  /** Price now. */
  mark: number;
  /** Since the previous close. */
  change?: number;
  /** The same in percent. */
  change_percent?: number;
  /** High less low of the day, in percent of the previous close. */
  range_percent?: number;
  /** Shares, contracts or coins of the day. */
  volume?: number;
  /** Where the figures come from. */
  origin: Origin;
}

export interface MoversIn {
  /** Only this kind of instrument. */
  asset_class?: "stock" | "etf" | "future" | "option" | "fx" | "index" | "crypto";
  /** Largest first: change up or down in percent, in price (absolute), volume, or range (high less low in percent). */
  by: "percent" | "absolute" | "volume" | "range";
  /** At most this many. */
  limit: number;
  /** next_cursor of the page before. */
  cursor?: string;
}

export interface MoversOut {
  /** What they are ordered by. */
  by: "percent" | "absolute" | "volume" | "range";
  /** Largest first. */
  movers: MoverRow[];
  /** Instruments without the figure to order by. */
  left_out: number;
  /** Why, for the first of them. */
  errors: Problem[];
  /** There is more: pass it as cursor. */
  next_cursor?: string;
}

export interface NeededBars {
  /** Of which instrument; if absent: of each it is on. */
  symbol?: string;
  /** Their length. */
  bar: string;
  /** How many. */
  count: number;
}

export interface NewsIn {
  /** Headlines of this instrument; if absent of the market as a whole. */
  symbol?: string;
  /** With article: a headline's provider. */
  provider?: string;
  /** A headline's id, for the whole article. */
  article?: string;
  /** At most this many headlines. */
  limit: number;
}

export interface NewsOut {
  /** Instrument as ticker:exchange. */
  symbol?: string;
  /** Newest first; article takes provider and id. */
  headlines: Headline[];
  /** Its text. */
  article?: string;
  /** Where they come from. */
  origin: Origin;
}

export interface NoteRow {
  /** Its key. */
  key: string;
  /** preference, risk, strategy or note. */
  kind: "preference" | "risk" | "strategy" | "note";
  /** What it says. */
  text: string;
  /** Since when. */
  since: string;
  /** Who put it so. */
  by: string;
  /** How often it said something else before, as far as that is kept. */
  replaced: number;
}

export interface OpenGrant {
  /** Its id. */
  grant: string;
  /** What it allows. */
  text: string;
  /** Orders left. */
  uses_left: number;
  /** Approvals that rested on it. */
  used_by: string[];
}

export interface OptionChainIn {
  /** Of the underlying: ticker, or ticker:exchange. */
  symbol: string;
  /** Last trading day; if absent the next one, and the answer lists those to come. */
  expiry?: string;
  /** Only calls, or only puts. */
  right?: "call" | "put";
  /** At most this many, the nearest ones. */
  strikes: number;
  /** Nearest to this price, not to the underlying's. */
  around?: number;
}

export interface OptionChainOut {
  /** Underlying as ticker:exchange. */
  symbol: string;
  /** Currency of the prices. */
  currency: string;
  /** Its price. */
  underlying_price?: number;
  /** Last trading day. */
  expiry: string;
  /** Units a contract is for. */
  multiplier: number;
  /** By strike, call before put. */
  options: OptionRow[];
  /** That may be asked for. */
  expiries: string[];
  /** What computed Greeks take for granted. */
  remark?: string;
  /** The worst of all in it. */
  origin: Origin;
}

export interface OptionRow {
  /** Name of the option. */
  symbol: string;
  /** Call or put. */
  right: "call" | "put";
  /** Strike. */
  strike: number;
  /** Bid. */
  bid?: number;
  /** Ask. */
  ask?: number;
  /** Last trade. */
  last?: number;
  /** Contracts traded today. */
  volume?: number;
  /** Open contracts. */
  open_interest?: number;
  /** Of one option on one unit. */
  greeks: Greeks;
  /** Where it is better than that of the whole. */
  quality?: "live" | "delayed" | "frozen" | "stale" | "replayed" | "simulated";
}

export interface OrderAnswer {
  /** Its id. */
  order: string;
  /** Where it stands. */
  phase: "drafted" | "previewed" | "waiting" | "approved" | "sending" | "unknown" | "working" | "partly_filled" | "filled" | "cancelled" | "rejected" | "expired";
  /** What the person is shown. */
  text: string;
  /** Id of what waits. */
  approval?: string;
  /** Until when it waits. */
  expires?: string;
}

export interface OrderBookIn {
  /** Ticker, or ticker:exchange. */
  symbol: string;
  /** At most this many levels of each side. */
  rows: number;
}

export interface OrderBookOut {
  /** Instrument as ticker:exchange. */
  symbol: string;
  /** Currency of the prices. */
  currency: string;
  /** Highest price first. */
  bids: BookLevel[];
  /** Lowest price first. */
  asks: BookLevel[];
  /** Best ask less best bid. */
  spread?: number;
  /** (bids - asks) / (bids + asks) by size: 1 is all bids. */
  imbalance?: number;
  /** Where the figures come from. */
  origin: Origin;
}

export interface OrderIn {
  /** Its id, as place_order answered. */
  order: string;
}

export interface OrderRow {
  /** Its id, which cancel_order takes. */
  order: string;
  /** Where it stands. */
  phase: "drafted" | "previewed" | "waiting" | "approved" | "sending" | "unknown" | "working" | "partly_filled" | "filled" | "cancelled" | "rejected" | "expired";
  /** Account number. */
  account: string;
  /** Instrument. */
  symbol: string;
  /** Buy or sell. */
  side: "buy" | "sell";
  /** Order type. */
  type: "market" | "limit" | "stop" | "stop_limit" | "trailing_stop" | "market_on_close" | "limit_on_close" | "midprice";
  /** How many. */
  quantity: number;
  /** Of it filled. */
  filled: number;
  /** Limit, in the instrument's currency. */
  limit_price?: number;
  /** Stop, likewise. */
  stop_price?: number;
  /** How far a trailing stop stays behind. */
  trail_amount?: number;
  /** Likewise, in percent. */
  trail_percent?: number;
  /** How long it stands. */
  time_in_force: "day" | "gtc" | "ioc";
  /** Order whose fill it waits for. */
  parent?: string;
  /** What one of these trades is taken from the others. */
  oca_group?: string;
  /** What the broker asked instead of taking it. */
  questions: string[];
  /** When it was asked for. */
  asked: string;
  /** When it was sent. */
  sent?: string;
  /** Until when it waits for the person. */
  waits_until?: string;
  /** A cancellation is on its way. */
  cancelling: boolean;
  /** Why it stands where it does. */
  detail: string;
  /** Where this comes from. */
  origin: Origin;
}

export interface OrderTerms {
  /** If absent, the prices say. */
  type?: "market" | "limit" | "stop" | "stop_limit" | "trailing_stop" | "market_on_close" | "limit_on_close" | "midprice";
  /** Not worse than this. */
  limit_price?: number;
  /** Waits until it trades there. */
  stop_price?: number;
  /** Trailing stop: this far behind. */
  trail_amount?: number;
  /** Or this far. */
  trail_percent?: number;
}

export interface OrdersOut {
  /** Newest first. */
  orders: OrderRow[];
  /** There is more: pass it as cursor. */
  next_cursor?: string;
}

export interface Origin {
  /** Which broker, market or file. */
  source: string;
  /** Whose money: none (a price source), paper, live, or mixed. */
  account_kind: "none" | "paper" | "live" | "mixed";
  /** When it was true at the source. */
  as_of: string;
  /** When it reached the desk. */
  received_at: string;
  /** Anything but live is not the market now. */
  quality: "live" | "delayed" | "frozen" | "stale" | "replayed" | "simulated";
}

export interface OutcomeReturn {
  /** How long after. */
  after: "day" | "week" | "month" | "horizon" | "now";
  /** Return in percent, positive its way. */
  percent: number;
  /** In multiples of what was risked. */
  multiple?: number;
}

export interface OvernightIn {
}

export interface OvernightOut {
  /** The last regular close of the stock market (NYSE), UTC. */
  since: string;
  /** Whether it trades again by now. */
  stock_market_open: boolean;
  /** All that the catalogue has. */
  futures: OvernightRow[];
  /** Futures without figures. */
  errors: Problem[];
}

export interface OvernightRow {
  /** ticker:exchange. */
  symbol: string;
  /** Its name. */
  name: string;
  /** Currency of a point. */
  currency: string;
  /** Last trade now. */
  last: number;
  /** Last trade before the stock market's close. */
  at_close: number;
  /** In points since then. */
  change: number;
  /** In percent since then. */
  change_percent?: number;
  /** Since then. */
  high: number;
  /** The minute of the high, UTC. */
  high_time: string;
  /** Since then. */
  low: number;
  /** The minute of the low, UTC. */
  low_time: string;
  /** Contracts since then, whole minutes. */
  volume: number;
  /** Of the figures. */
  origin: Origin;
}

export interface PastMove {
  /** Start of the daily bar whose close it is reckoned from. */
  from: string;
  /** Start of the daily bar that ends it. */
  to: string;
  /** Close that it is reckoned from. */
  close_before: number;
  /** Close that ends it. */
  close_after: number;
  /** Close to close, percent. */
  return_percent: number;
  /** What was said in the days before, newest first. */
  thoughts: MemoryFinding[];
}

export interface PerformanceIn {
  /** Account number; all accounts if absent. */
  account?: string;
  /** How far back. */
  period: "day" | "week" | "month" | "quarter" | "year" | "year_to_date";
  /** At most this many days of each account, the latest ones. */
  limit: number;
}

export interface PerformanceOut {
  /** How far back. */
  period: "day" | "week" | "month" | "quarter" | "year" | "year_to_date";
  /** Each in its own currency. */
  accounts: AccountPerformance[];
  /** Accounts that have none, and why. */
  errors: Problem[];
}

export interface PerformancePoint {
  /** Day. */
  date: string;
  /** At the end of the day. */
  net_asset_value?: number;
  /** Since the start, as a fraction. */
  cumulative_return?: number;
}

export interface PlacedDrawing {
  /** Its handle. */
  id: string;
  /** level, zone, trend_line, fibonacci, mark or note. */
  kind: "level" | "zone" | "trend_line" | "fibonacci" | "mark" | "note";
  /** First anchor, UTC. */
  time: string;
  /** First anchor. */
  price: number;
  /** Second anchor; of a zone without one: open to the right. */
  to_time?: string;
  /** Second anchor. */
  to_price?: number;
  /** A trend line goes on beyond its second end. */
  extended: boolean;
  /** What it is meant as. */
  role: "none" | "support" | "resistance" | "entry" | "target" | "stop";
  /** Its label, words of whoever drew it. */
  text?: string;
  /** Who drew it: user or assistant. */
  author: "user" | "assistant";
  /** From where: a host, the dashboard, the command line. */
  actor: string;
  /** When it was drawn, by the desk's clock. */
  drawn_at: string;
  /** When it was last changed. */
  changed_at: string;
  /** Who changed it last, where that was not its author. */
  changed_by?: "user" | "assistant";
  /** Of a level or line: its price at the end of the range. */
  value?: number;
  /** From the last price; of a zone to its nearer edge, 0 inside. */
  distance_percent?: number;
  /** Of a retracement. */
  levels: ChartLevel[];
}

export interface PnlIn {
  /** Account number; all accounts if absent. */
  account?: string;
  /** Largest contribution first, gain or loss: of the day, or in total. */
  sort: "daily" | "total";
  /** At most this many positions. */
  limit: number;
  /** next_cursor of the page before. */
  cursor?: string;
}

export interface PnlOut {
  /** Sums over all positions, closed ones too. */
  accounts: AccountPnl[];
  /** What each contributed. */
  positions: Contribution[];
  /** What is missing, and why. */
  errors: Problem[];
  /** There is more: pass it as cursor. */
  next_cursor?: string;
}

export interface PnlTotal {
  /** Currency of the figures. */
  currency: string;
  /** Since the previous close, before commissions. */
  daily?: number;
  /** Of what is held. */
  unrealized?: number;
  /** Of what was closed, before commissions. */
  realized: number;
  /** Paid; positive is a cost. */
  commissions: number;
  /** Realized less commissions. */
  realized_net: number;
  /** Unrealized and realized_net. */
  total: number;
  /** Positions that unrealized excludes: no price. */
  without_price: number;
  /** Positions that daily excludes: no price or no previous close. */
  without_daily: number;
}

export interface Policy {
  /** Mode of accounts of play money that are not named below. */
  paper: "read_only" | "approve" | "auto";
  /** Mode of accounts of real money that are not named below. */
  live: "read_only" | "approve" | "auto";
  /** Modes of single accounts. */
  accounts: AccountMode[];
  /** Tickers that may be traded; empty: any. */
  instruments: string[];
  /** Classes that may be traded; empty: any. */
  asset_classes: ("stock" | "etf" | "future" | "option" | "fx" | "index" | "crypto")[];
  /** Most that one order may be worth, base currency. */
  max_order_value?: number;
  /** Most shares, contracts or coins of one instrument. */
  max_position_quantity?: number;
  /** Most that one position may be worth, base currency. */
  max_position_value?: number;
  /** The same as a share of the account's value. */
  max_position_share?: number;
  /** All positions, long and short added, as a share of the account's value. */
  max_gross_exposure?: number;
  /** Long less short, as a share of the account's value. */
  max_net_exposure?: number;
  /** All positions on one underlying, as a share of the account's value. */
  max_concentration?: number;
  /** Orders of one account in 60 seconds. */
  max_orders_per_minute: number;
  /** Orders of one account in 60 minutes. */
  max_orders_per_hour: number;
  /** Orders of one account in 24 hours. */
  max_orders_per_day: number;
  /** A loss of this much, base currency, ends the account's day. */
  daily_loss_stop?: number;
  /** Pause after a losing streak. */
  cooling_off?: string;
  /** Losing trades in a row that start the pause. */
  losing_streak: number;
  /** An older quote is none. */
  max_quote_age: string;
  /** Trade on quotes that are late by contract. */
  allow_delayed: boolean;
  /** How far beyond the mark an order may reach, as a share of it; null: anywhere. */
  price_collar?: number;
  /** Trade outside regular hours. */
  outside_hours: boolean;
  /** Available funds that stay, base currency. */
  min_free_cash?: number;
  /** Sell what is not held. */
  allow_short: boolean;
  /** Sell options to open. */
  allow_naked_options: boolean;
  /** Approvals that may wait at once. */
  max_pending: number;
  /** How long an approval waits; 5s to 15m. */
  approval_lifetime: string;
  /** The same of a deletion or a write elsewhere; 1m to 24h, if absent 10m. */
  action_lifetime?: string;
  /** An order worth more than this, base currency, needs two yeses. */
  second_step_value?: number;
  /** The same as a share of the account's value; if absent 0.25. */
  second_step_share?: number;
}

export interface PolicyOut {
  /** On: nothing goes out. */
  kill_switch: KillSwitch;
  /** What holds in each. */
  accounts: AccountRules[];
  /** In force; amounts in the account's base currency. */
  limits: Policy;
  /** Configured, and not accepted by the person yet. */
  looser_limits_wait: string[];
  /** Approvals that wait for the person. */
  waiting: WaitingApproval[];
  /** What may go without asking. */
  grants: OpenGrant[];
  /** Where this comes from. */
  origin: Origin;
}

export interface PortfolioIn {
  /** Account number; all accounts if absent. */
  account?: string;
  /** Within each account: symbol from A, the others by size, largest first. */
  sort: "value" | "symbol" | "unrealized" | "daily";
  /** At most this many positions. */
  limit: number;
  /** next_cursor of the page before. */
  cursor?: string;
}

export interface PortfolioOut {
  /** What each account is worth. */
  accounts: AccountValue[];
  /** Open positions, by account. */
  positions: PositionRow[];
  /** By currency, never added across. */
  totals: PortfolioTotal[];
  /** What is missing, and why. */
  errors: Problem[];
  /** There is more: pass it as cursor. */
  next_cursor?: string;
  /** Of the totals; absent where nothing is held. */
  origin?: Origin;
}

export interface PortfolioTotal {
  /** Positions in this currency, of all pages. */
  currency: string;
  /** How many. */
  positions: number;
  /** Sum, short ones negative. */
  market_value: number;
  /** Sum. */
  unrealized_pnl: number;
  /** Sum over open positions. */
  realized_pnl: number;
  /** Sum. */
  daily_pnl: number;
  /** Positions that the values exclude: they have no price. */
  without_price: number;
  /** Positions that daily_pnl excludes: no previous close. */
  without_daily: number;
}

export interface PositionRow {
  /** Account number. */
  account: string;
  /** Instrument. */
  symbol: string;
  /** Kind of instrument. */
  asset_class: "stock" | "etf" | "future" | "option" | "fx" | "index" | "crypto";
  /** Currency of the figures. */
  currency: string;
  /** Negative is short. */
  quantity: number;
  /** Average cost of one, without commissions. */
  average_price: number;
  /** Price it is valued at. */
  mark_price?: number;
  /** Mark x quantity x multiplier. */
  market_value?: number;
  /** Market value less cost. */
  unrealized_pnl?: number;
  /** Of what was closed, before commissions. */
  realized_pnl: number;
  /** Since the previous close. */
  daily_pnl?: number;
  /** Market value (of a future the whole contract) over net liquidation. */
  weight_percent?: number;
  /** Why there is no value. */
  error?: string;
  /** Of position and price. */
  origin: Origin;
}

export interface PriceStep {
  /** From this price up. */
  from: number;
  /** Smallest step of a price there. */
  increment: number;
}

export interface ProbeRow {
  /** What is probed. */
  name: string;
  /** As its probes say. */
  status: "unknown" | "up" | "down";
  /** active: it is meant to be up. */
  planned: "active" | "expected_down" | "maintenance";
  /** Why it is not meant to be up now. */
  why: string;
  /** Since when it has this status. */
  since: string;
  /** What the last probe found. */
  words: string;
  /** When that was. */
  checked?: string;
  /** When it is probed next. */
  due: string;
  /** How often it is probed. */
  every: string;
  /** While one of these is down, a fault of it is not told. */
  depends_on: string[];
  /** Somebody was told of its fault. */
  alerting: boolean;
  /** Of the time in which it was meant to be up, since the desk began. */
  uptime_percent?: number;
}

export interface ProbesIn {
  /** At most this many. */
  limit: number;
  /** next_cursor of the page before. */
  cursor?: string;
}

export interface ProbesOut {
  /** Probes of what is meant to be up, and is. */
  up: number;
  /** Of what is meant to be up, and is not. */
  down: number;
  /** Of what is meant to be up, not yet known. */
  unknown: number;
  /** Of what is not meant to be up now. */
  expected_down: number;
  /** Of what is being worked on. */
  maintenance: number;
  /** Whose fault somebody was told of. */
  alerting: number;
  /** In the order of the configuration. */
  probes: ProbeRow[];
  /** There is more: pass it as cursor. */
  next_cursor?: string;
}

export interface Problem {
  /** Which symbol or account. */
  about: string;
  /** What is missing, why, and what to do. */
  error: string;
}

export interface PutItemIn {
  /** To change; if absent a new one. */
  item?: number;
  /** If absent a task. */
  kind?: "task" | "bug" | "document";
  /** One line. */
  title?: string;
  /** All of it. */
  text?: string;
  /** Stage. */
  status?: "open" | "doing" | "blocked" | "done" | "dropped";
  /** Rank. */
  priority?: "urgent" | "high" | "normal" | "low";
  /** Labels, or links: order:ID, chart:ID, item:12, url:ADDRESS. -x takes x off. */
  labels: string[];
  /** A time, or none. */
  due?: string;
  /** On a change. */
  comment?: string;
}

export interface PutItemOut {
  /** Its number. */
  item: number;
}

export interface PutNoteIn {
  /** Its key; the note of that key is replaced. */
  key: string;
  /** preference, risk, strategy or note. */
  kind: "preference" | "risk" | "strategy" | "note";
  /** What holds from now on. */
  text: string;
}

export interface PutNoteOut {
  /** Its key. */
  key: string;
  /** There was one, which its history keeps. */
  replaced: boolean;
}

export interface QuoteRow {
  /** Instrument as ticker:exchange. */
  symbol: string;
  /** Currency of the prices. */
  currency: string;
  /** What positions are valued at: the last trade kept within bid and ask, else the mid. */
  mark?: number;
  /** Mark less previous close. */
  change?: number;
  /** The same in percent. */
  change_percent?: number;
  /** Ask less bid, in ticks. */
  spread_ticks?: number;
  /** Best price that buyers offer. */
  bid?: number;
  /** Shares, contracts or coins at the bid. */
  bid_size?: number;
  /** Best price that sellers ask. */
  ask?: number;
  /** Shares, contracts or coins at the ask. */
  ask_size?: number;
  /** Price of the last trade. */
  last?: number;
  /** Size of the last trade. */
  last_size?: number;
  /** Traded this trading day. */
  volume?: number;
  /** First price of the trading day. */
  open?: number;
  /** Highest price of the trading day. */
  high?: number;
  /** Lowest price of the trading day. */
  low?: number;
  /** Closing price of the trading day before. */
  previous_close?: number;
  /** The latest change, by the exchange. */
  time: string;
  /** Where these figures come from. */
  origin: Origin;
}

export interface QuotesIn {
  /** Tickers, or ticker:exchange; up to 100. */
  symbols: string[];
}

export interface QuotesOut {
  /** In the order asked. */
  quotes: QuoteRow[];
  /** Symbols without a quote. */
  errors: Problem[];
}

export interface RareTool {
  /** What call_more takes. */
  name: string;
  /** What it answers. */
  description: string;
}

export interface ReadDocumentIn {
  /** Its id. */
  document: string;
  /** The fragment to begin with; next of the page before. */
  from: number;
}

export interface ReadHandoffIn {
  /** Its number; the last one if absent. */
  handoff?: number;
}

export interface RecordDecisionIn {
  /** Why. */
  reason: string;
  /** Ticker. */
  symbol?: string;
  /** What was done. */
  action?: "entered" | "added" | "reduced" | "exited" | "passed" | "other";
  /** Its way. */
  side?: "buy" | "sell";
  /** What next. */
  plan?: string;
  /** Price. */
  entry?: number;
  /** Price. */
  stop?: number;
  /** Prices. */
  targets: number[];
  /** Such as 5d. */
  horizon?: string;
  /** If said. */
  emotion?: string;
  /** chart:ID, order:ID. */
  links: string[];
}

export interface RecordDecisionOut {
  /** Its number. */
  decision: number;
}

export interface RenderIn {
  /** A chart to picture as it is. If chart and symbol are absent: the one that the user touched last. */
  chart?: string;
  /** Without a chart: ticker, or ticker:exchange. */
  symbol?: string;
  /** Length of one candle; 5m, or the chart's, if absent. */
  bar?: string;
  /** How far back from the end; about 300 candles if absent. */
  back?: string;
  /** End of the range; now if absent. */
  until?: string;
  /** Also the candles outside regular hours. */
  outside_hours?: boolean;
  /** Those of draw_chart. */
  indicators?: string[];
  /** Also support and resistance, as find_levels sees them in these candles. */
  levels: boolean;
  /** In pixels. Letters grow with it. */
  width: number;
  /** In pixels. */
  height: number;
  /** dark or light. */
  theme: "dark" | "light";
}

export interface RenderedChart {
  /** Its handle, where it has one. */
  chart?: string;
  /** Instrument as ticker:exchange. */
  symbol: string;
  /** Length of one candle. */
  bar: string;
  /** How many there are. */
  candles: number;
  /** Start of the first candle. */
  from: string;
  /** Start of the last candle. */
  to: string;
  /** Close of the last candle. */
  last: number;
  /** Currency of the prices. */
  currency: string;
  /** Indicators that are drawn. */
  indicators: string[];
  /** How many drawings, levels included. */
  drawings: number;
  /** In pixels. */
  width: number;
  /** In pixels. */
  height: number;
  /** dark or light. */
  theme: "dark" | "light";
  /** Where the candles come from; written in the picture too. */
  origin: Origin;
}

export interface ReviewDecisionIn {
  /** Its number. */
  decision: number;
  /** The person's; if absent nothing is kept, and the figures are answered. */
  verdict?: "right" | "wrong" | "mixed" | "too_early";
  /** If absent: as far as the figures show it. */
  plan_followed?: "unknown" | "yes" | "no" | "partly";
  /** What is to be learnt. */
  lesson: string;
}

export interface RuleStanding {
  /** Its name, which refusals quote. */
  rule: string;
  /** False: it would refuse now. */
  holds: boolean;
  /** Limit and where it stands. */
  words: string;
}

export interface ScanFilter {
  /** Which filter. */
  code: string;
  /** Its value. */
  value: string;
}

export interface ScanName {
  /** What to pass on. */
  code: string;
  /** In words. */
  name: string;
}

export interface ScanRow {
  /** Instrument. */
  symbol: string;
  /** Its name. */
  name: string;
  /** Primary listing. */
  exchange: string;
  /** The broker's word for its kind. */
  kind: string;
  /** What it was ranked by, as the broker writes it. */
  value: string;
}

export interface ScannerCodesIn {
  /** What run_scanner takes as code, instrument, location or filter. */
  list: "codes" | "instruments" | "locations" | "filters";
  /** Only those with this in code or name. */
  text?: string;
  /** At most this many. */
  limit: number;
  /** next_cursor of the page before. */
  cursor?: string;
}

export interface ScannerCodesOut {
  /** In the broker's order. */
  names: ScanName[];
  /** There is more: pass it as cursor. */
  next_cursor?: string;
  /** Whose codes they are. */
  origin: Origin;
}

export interface ScannerIn {
  /** What to rank by: TOP_PERC_GAIN, TOP_PERC_LOSE, MOST_ACTIVE, HOT_BY_VOLUME, … */
  code: string;
  /** Kind of instrument. */
  instrument: string;
  /** Which market. */
  location: string;
  /** All must hold: priceAbove, priceBelow, volumeAbove, … */
  filters: ScanFilter[];
  /** At most this many. */
  limit: number;
}

export interface ScannerOut {
  /** What it is ranked by. */
  code: string;
  /** What value is. */
  column: string;
  /** Best first. */
  rows: ScanRow[];
  /** Where the figures come from. */
  origin: Origin;
}

export interface SearchIn {
  /** Beginning of a ticker, or of words of a name. */
  text: string;
  /** At most this many. */
  limit: number;
  /** next_cursor of the page before. */
  cursor?: string;
}

export interface SearchOut {
  /** Best match first. */
  instruments: InstrumentRow[];
  /** Why the broker's own list is not in it. */
  missing?: string;
  /** There is more: pass it as cursor. */
  next_cursor?: string;
}

export interface SelectedCandles {
  /** candle or range. */
  kind: "candle" | "range";
  /** Length of its candles. */
  bar: string;
  /** Start of the first candle, UTC. */
  from: string;
  /** End of the last one, not included. */
  to: string;
  /** Where the pointer stood. */
  price?: number;
  /** A drawing selected with it. */
  drawing?: string;
  /** On which chart. */
  chart: string;
  /** Who selected it. */
  author: "user" | "assistant";
  /** When. */
  at: string;
  /** Its begin by the exchange's clock. */
  local_time: string;
  /** How many. */
  candles: number;
  /** Of the first. */
  open?: number;
  /** Highest of all. */
  high?: number;
  /** Lowest of all. */
  low?: number;
  /** Of the last. */
  close?: number;
  /** Of all. */
  volume?: number;
  /** Candle of the high. */
  high_time?: string;
  /** Candle of the low. */
  low_time?: string;
  /** Close against open. */
  change_percent?: number;
  /** false: the last candle still grows. */
  complete: boolean;
}

export interface Selection {
  /** candle or range. */
  kind: "candle" | "range";
  /** Length of its candles. */
  bar: string;
  /** Start of the first candle, UTC. */
  from: string;
  /** End of the last one, not included. */
  to: string;
  /** Where the pointer stood. */
  price?: number;
  /** A drawing selected with it. */
  drawing?: string;
  /** On which chart. */
  chart: string;
  /** Who selected it. */
  author: "user" | "assistant";
  /** When. */
  at: string;
}

export interface SelectionIn {
  /** candle or range. */
  kind: "candle" | "range";
  /** Any instant within the first candle. */
  from: string;
  /** End of a range, not included. */
  to?: string;
  /** Where the pointer stood. */
  price?: number;
  /** A drawing selected with it. */
  drawing?: string;
}

export interface SessionIn {
  /** One instrument; without symbols and calendar all calendars answer. */
  symbol?: string;
  /** Several instruments. */
  symbols: string[];
  /** Or a calendar: NYSE, CME_EQUITY, CME_ENERGY, CME_METALS, FX, ALWAYS. */
  calendar?: string;
  /** At which instant; the market's time if absent. */
  at?: string;
}

export interface SessionOut {
  /** The instant asked about, UTC. */
  at: string;
  /** One for each calendar. */
  sessions: SessionState[];
  /** Symbols that are not known. */
  errors: Problem[];
}

export interface SessionState {
  /** Name of the calendar. */
  calendar: string;
  /** What it is of. */
  title: string;
  /** Instruments asked about that trade by it. */
  symbols: string[];
  /** Regular trading now. */
  open: boolean;
  /** Trading before or after the regular hours now. */
  extended: boolean;
  /** Which session trades now, if one does. */
  kind?: "regular" | "extended_pre" | "extended_post";
  /** Why no regular session trades; empty when open. */
  why_closed: string;
  /** The day that trades count for now, or next. */
  trading_day?: string;
  /** That day is shortened. */
  half_day: boolean;
  /** Its holiday or half day, if it has a name. */
  special_day: string;
  /** Regular open, UTC. */
  next_open?: string;
  /** Regular close, UTC; absent where it never closes. */
  next_close?: string;
  /** The exchange's time zone. */
  zone: string;
  /** The instant there. */
  local_time: string;
  /** next_open there. */
  local_next_open: string;
  /** next_close there. */
  local_next_close: string;
}

export interface SilenceIn {
  /** Which alerts, by label or severity; all of these match: =, != and, with *, =~ and !~. */
  match: string[];
  /** How long, 1m to 7d. */
  lasts?: string;
  /** Why. */
  comment: string;
  /** Instead of all that: ends the silence of this id. */
  end?: string;
}

export interface SilenceOut {
  /** The silence. */
  silence: SilenceRow;
  /** It was ended. */
  ended: boolean;
  /** How many alerts that fire now it matches. */
  matching: number;
}

export interface SilenceRow {
  /** Names it. */
  id: string;
  /** Which alerts; all of these match. */
  match: string[];
  /** It holds now. */
  active: boolean;
  /** Since when. */
  from: string;
  /** Until when; if absent, until it is ended. */
  until?: string;
  /** It holds at some times of the week only. */
  weekly: boolean;
  /** Why. */
  comment: string;
  /** Who made it. */
  by: string;
}

export interface StatusIn {
}

export interface StatusOut {
  /** Version of the daemon. */
  version: string;
  /** Which market the desk runs on. */
  market: string;
  /** Time in that market; a replayed tape has its own. */
  market_time: string;
  /** Time of this machine. */
  now: string;
  /** How long the daemon has run. */
  uptime: string;
  /** Loosest of the accounts, or stopped. */
  mode: string;
  /** Broker sessions. */
  brokers: BrokerStatus[];
  /** Accounts known. */
  accounts: number;
  /** Instruments known. */
  instruments: number;
  /** Records in the journal. */
  journal_records: number;
  /** Why the desk takes nothing up any more, if so. */
  halted?: string;
}

export interface StoredBars {
  /** Length of one candle. */
  bar: string;
  /** How many. */
  count: number;
  /** Start of the first. */
  first: string;
  /** Start of the last. */
  last: string;
  /** Newest import or feed. */
  source: string;
}

export interface TestBlindness {
  /** On which instrument. */
  symbol: string;
  /** Why it could not see. */
  why: string;
  /** How often. */
  times: number;
  /** When first. */
  first: string;
}

export interface TestFiring {
  /** When. */
  time: string;
  /** On which instrument. */
  symbol: string;
  /** The price then. */
  price?: number;
  /** What the condition rested on. */
  figures: WatchedFigure[];
}

export interface TestTriggerIn {
  /** One that is there; or leave it out and say symbols and condition. */
  name: string;
  /** Tickers, or ticker:exchange. */
  symbols: string[];
  /** As create_trigger takes it. */
  condition: string;
  /** When it counts again; if absent: once the condition was false. */
  rearm: string;
  /** Fires at each look while true. */
  level: boolean;
  /** Between looks, 250ms to 1d; 0s: every tick. */
  interval: string;
  /** Silence after firing, by instrument. */
  cool_down: string;
  /** Most firings in all. */
  times?: number;
  /** Looks at delayed quotes too. */
  on_delayed: boolean;
  /** First day, UTC; if absent, as many as make 5 with stored bars. */
  from?: string;
  /** Last day, UTC; if absent, the last with stored bars. Up to 31 days in all. */
  until?: string;
  /** At most this many firings are shown, the first. */
  limit: number;
}

export interface TestTriggerOut {
  /** With all that was left out. */
  condition: string;
  /** On which instruments. */
  symbols: string[];
  /** First day, UTC. */
  from: string;
  /** Last day, UTC. */
  until: string;
  /** How often it would have fired in all. */
  fired: number;
  /** The first of them. */
  firings: TestFiring[];
  /** When it would not have seen. */
  blind: TestBlindness[];
  /** How many stored bars that rests on, of an hour or less. */
  bars: number;
  /** Where the figures come from. */
  origin: Origin;
}

export interface TickRow {
  /** By the exchange, UTC. */
  time: string;
  /** trade, or quote: a change of bid and ask. */
  kind: "trade" | "quote";
  /** Of a trade. */
  price?: number;
  /** Of a trade. */
  size?: number;
  /** Of a quote. */
  bid?: number;
  /** Of a quote. */
  bid_size?: number;
  /** Of a quote. */
  ask?: number;
  /** Of a quote. */
  ask_size?: number;
}

export interface Ticket {
  /** asks: the person would have to approve it. */
  verdict: "refused" | "asks" | "allowed";
  /** The order in words. */
  text: string;
  /** How it stands to each rule of the gate. */
  limits: Limit[];
  /** Of the amounts. */
  currency: string;
  /** What it is worth, about. */
  value: number;
  /** If it and every open order on its side trade. */
  position_after: number;
  /** Its value in percent of the account. */
  account_share?: number;
  /** Its quantity in percent of a day's volume, of up to 20 days. */
  volume_share?: number;
  /** Of its limit or stop from the market, in percent. */
  distance?: number;
  /** As the broker estimates it. */
  commission?: number;
  /** Likewise. */
  initial_margin: MarginChange;
  /** Likewise. */
  maintenance_margin: MarginChange;
  /** The broker's own words, questions that it would ask included. */
  warnings: string[];
  /** Where the figures come from. */
  origin: Origin;
}

export interface TicketIn {
  /** Ticker, or ticker:exchange. */
  symbol: string;
  /** Buy or sell. */
  side: "buy" | "sell";
  /** Or one of the next four, made into it. */
  quantity?: number;
  /** Worth this, in the account's currency. */
  cash?: number;
  /** Worth this much of the account. */
  account_percent?: number;
  /** Loses this at stop_loss. */
  risk_amount?: number;
  /** Likewise, of the account. */
  risk_percent?: number;
  /** If absent, the prices say. */
  type?: "market" | "limit" | "stop" | "stop_limit" | "trailing_stop" | "market_on_close" | "limit_on_close" | "midprice";
  /** Not worse than this. */
  limit_price?: number;
  /** Waits until it trades there. */
  stop_price?: number;
  /** Trailing stop: this far behind. */
  trail_amount?: number;
  /** Or this far. */
  trail_percent?: number;
  /** Then closes at this limit, or */
  take_profit?: number;
  /** closes at this stop. */
  stop_loss?: number;
  /** How long it stands. */
  time_in_force: "day" | "gtc" | "ioc";
  /** Needed where there are several. */
  account?: string;
  /** Order that the broker answered with questions: yes to those. */
  accept_questions_of?: string;
}

export interface TicksIn {
  /** Ticker, or ticker:exchange. */
  symbol: string;
  /** At most this many, the latest ones. */
  limit: number;
  /** next_cursor of the page before, for earlier ticks. */
  cursor?: string;
}

export interface TicksOut {
  /** Instrument as ticker:exchange. */
  symbol: string;
  /** Currency of the prices. */
  currency: string;
  /** Oldest first. */
  ticks: TickRow[];
  /** Earlier ticks exist: call again with cursor set to this. */
  next_cursor?: string;
  /** Where the figures come from. */
  origin: Origin;
}

export interface TradedFigures {
  /** What was done of the plan. */
  finding: string;
  /** Whether that is the plan; absent where figures cannot tell. */
  followed?: boolean;
  /** Traded its way in all. */
  opened: number;
  /** Of it held still. */
  held: number;
  /** Average price. */
  average_entry?: number;
  /** Of what was closed. */
  average_exit?: number;
  /** When nothing was held any more. */
  closed?: string;
  /** Return of what was closed, before commissions. */
  percent?: number;
  /** In multiples of what was risked. */
  multiple?: number;
}

export interface TradingRulesIn {
  /** Ticker, or ticker:exchange. */
  symbol: string;
}

export interface TradingRulesOut {
  /** Instrument as ticker:exchange. */
  symbol: string;
  /** Currency of the prices. */
  currency: string;
  /** Smallest steps of a price, by where they begin. */
  price_steps: PriceStep[];
  /** Of an order. */
  smallest_size?: number;
  /** Smallest step of a quantity. */
  size_increment?: number;
  /** What the broker proposes. */
  default_size?: number;
  /** That are taken. */
  order_types: string[];
  /** That are taken. */
  times_in_force: string[];
  /** With this login; absent where nobody says. */
  can_trade?: boolean;
  /** Regular hours in words. */
  hours: string;
  /** Who says so. */
  origin: Origin;
}

export interface TriggerRow {
  /** Its name. */
  name: string;
  /** Instruments that the condition is put on. */
  symbols: string[];
  /** When it fires, with all that was left out. */
  condition: string;
  /** Counts again once this was true; empty: once the condition was false. */
  rearm: string;
  /** Fires at each look while it is true. */
  level: boolean;
  /** Between looks; 0s: every tick. */
  interval: string;
  /** Silent so long after firing, by instrument. */
  cool_down: string;
  /** Until when it counts. */
  expires?: string;
  /** How often it fires in all. */
  times?: number;
  /** Looks at delayed quotes too. */
  on_delayed: boolean;
  /** How soon somebody has to see it. */
  urgency: "informational" | "urgent";
  /** What happens. */
  action: "notify" | "store" | "workflow";
  /** Workflow that it starts. */
  workflow: string;
  /** Who made it: a name, or the file it stands in. */
  by: string;
  /** watching, blind or over. */
  state: "watching" | "blind" | "over";
  /** Since when it is as it is. */
  since: string;
  /** How often it fired since. */
  fired: number;
  /** When it fired last. */
  fired_at?: string;
  /** Where it cannot see. */
  blind: BlindRow[];
}

export interface VideoSummaryIn {
  /** The video's subtitles in the memory. */
  document: string;
  /** The analysis, as plain text or Markdown. */
  text: string;
}

export interface VideoSummaryOut {
  /** Where it is kept. */
  document: string;
  /** added, unchanged, or forgotten: it stays away. */
  outcome: string;
}

export interface WaitIn {
  /** Ticker, or ticker:exchange. */
  symbol: string;
  /** Ends when the mark gets there, from whichever side it is on. */
  price: number;
  /** How long to wait; up to 30m. */
  within: string;
}

export interface WaitOut {
  /** Instrument as ticker:exchange. */
  symbol: string;
  /** Currency of the prices. */
  currency: string;
  /** False: the time was up. */
  reached: boolean;
  /** Mark at the end. */
  mark: number;
  /** Bid at the end. */
  bid?: number;
  /** Ask at the end. */
  ask?: number;
  /** How long it took. */
  waited: string;
  /** Where the figures come from. */
  origin: Origin;
}

export interface WaitingApproval {
  /** Its id. */
  approval: string;
  /** What the person is shown. */
  text: string;
  /** Until when. */
  expires: string;
}

export interface WatchedFigure {
  /** As it stands in the condition. */
  name: string;
  /** What it was; left out where it was not known. */
  value?: number;
}

export interface Watchlist {
  /** The broker's id of it. */
  id: string;
  /** Its name. */
  name: string;
  /** What is on it. */
  symbols: string[];
}

export interface WatchlistsIn {
  /** At most this many. */
  limit: number;
  /** next_cursor of the page before. */
  cursor?: string;
}

export interface WatchlistsOut {
  /** In the broker's order. */
  lists: Watchlist[];
  /** There is more: pass it as cursor. */
  next_cursor?: string;
  /** Whose lists they are. */
  origin: Origin;
}

export interface WriteHandoffIn {
  /** Where things stand. */
  summary: string;
  /** What was done. */
  done: string[];
  /** First things first. */
  next_steps: string[];
  /** What is not known. */
  open_questions: string[];
  /** Numbers of the tracker. */
  items: number[];
}

export interface WriteHandoffOut {
  /** Its number. */
  handoff: number;
}

export interface Yes {
  /** Where it came from. */
  channel: string;
  /** The PIN came with it. */
  with_pin: boolean;
  /** When. */
  time: string;
}

export interface Tools {
  acknowledge_alert: { input: AcknowledgeIn; output: AcknowledgeOut };
  act_more: { input: ActMoreIn; output: CallMoreOut };
  add_video_summary: { input: VideoSummaryIn; output: VideoSummaryOut };
  analyze_position: { input: AnalyzeIn; output: Analysis };
  append_changelog: { input: AppendChangelogIn; output: AppendChangelogOut };
  call_more: { input: CallMoreIn; output: CallMoreOut };
  cancel_all: { input: CancelAllIn; output: CancelAllOut };
  cancel_order: { input: OrderIn; output: OrderAnswer };
  chart_event: { input: ChartEventIn; output: ChartEventOut };
  chart_view: { input: ChartViewIn; output: ChartViewOut };
  close_position: { input: CloseIn; output: OrderAnswer };
  create_trigger: { input: CreateTriggerIn; output: CreateTriggerOut };
  delete_trigger: { input: DeleteTriggerIn; output: DeleteTriggerOut };
  desk_index: { input: DeskIndexIn; output: DeskIndexOut };
  desk_status: { input: StatusIn; output: StatusOut };
  draw_chart: { input: DrawIn; output: ChartReport };
  explain_policy: { input: ExplainIn; output: PolicyOut };
  export_items: { input: ExportItemsIn; output: ExportItemsOut };
  find_levels: { input: LevelsIn; output: LevelsOut };
  forget_memory: { input: ForgetIn; output: ForgetOut };
  get_balances: { input: BalancesIn; output: BalancesOut };
  get_broker_alerts: { input: BrokerAlertsIn; output: BrokerAlertsOut };
  get_chart: { input: GetChartIn; output: ChartReport };
  get_context: { input: GetContextIn; output: ContextOut };
  get_decision: { input: GetDecisionIn; output: DecisionView };
  get_executions: { input: ExecutionsIn; output: ExecutionsOut };
  get_health: { input: ProbesIn; output: ProbesOut };
  get_instrument: { input: InstrumentIn; output: InstrumentOut };
  get_item: { input: GetItemIn; output: ItemOut };
  get_market_history: { input: HistoryIn; output: HistoryOut };
  get_movers: { input: MoversIn; output: MoversOut };
  get_news: { input: NewsIn; output: NewsOut };
  get_option_chain: { input: OptionChainIn; output: OptionChainOut };
  get_order: { input: OrderIn; output: OrderRow };
  get_order_book: { input: OrderBookIn; output: OrderBookOut };
  get_performance: { input: PerformanceIn; output: PerformanceOut };
  get_pnl: { input: PnlIn; output: PnlOut };
  get_portfolio: { input: PortfolioIn; output: PortfolioOut };
  get_quotes: { input: QuotesIn; output: QuotesOut };
  get_session: { input: SessionIn; output: SessionOut };
  get_system_metrics: { input: MeasuresIn; output: MeasuresOut };
  get_tick_data: { input: TicksIn; output: TicksOut };
  get_trading_rules: { input: TradingRulesIn; output: TradingRulesOut };
  get_watchlists: { input: WatchlistsIn; output: WatchlistsOut };
  list_accounts: { input: AccountsIn; output: AccountsOut };
  list_alerts: { input: ListAlertsIn; output: ListAlertsOut };
  list_audit: { input: ListAuditIn; output: AuditOut };
  list_changelog: { input: ListChangelogIn; output: ListChangelogOut };
  list_decisions: { input: ListDecisionsIn; output: ListDecisionsOut };
  list_documents: { input: DocumentsIn; output: DocumentsOut };
  list_events: { input: ListEventsIn; output: ListEventsOut };
  list_items: { input: ListItemsIn; output: ListItemsOut };
  list_live_orders: { input: LiveOrdersIn; output: LiveOrdersOut };
  list_orders: { input: ListOrdersIn; output: OrdersOut };
  list_scanner_codes: { input: ScannerCodesIn; output: ScannerCodesOut };
  list_triggers: { input: ListTriggersIn; output: ListTriggersOut };
  modify_order: { input: ModifyIn; output: OrderAnswer };
  more_like_this: { input: MoreLikeIn; output: MemorySearchOut };
  more_tools: { input: MoreToolsIn; output: MoreToolsOut };
  overnight_futures: { input: OvernightIn; output: OvernightOut };
  place_alternatives: { input: AlternativesIn; output: OrderAnswer };
  place_order: { input: TicketIn; output: OrderAnswer };
  portfolio_health: { input: HealthIn; output: HealthOut };
  preview_order: { input: TicketIn; output: Ticket };
  put_item: { input: PutItemIn; output: PutItemOut };
  put_note: { input: PutNoteIn; output: PutNoteOut };
  read_document: { input: ReadDocumentIn; output: DocumentOut };
  read_handoff: { input: ReadHandoffIn; output: HandoffOut };
  record_decision: { input: RecordDecisionIn; output: RecordDecisionOut };
  render_chart: { input: RenderIn; output: RenderedChart };
  review_decision: { input: ReviewDecisionIn; output: DecisionView };
  run_scanner: { input: ScannerIn; output: ScannerOut };
  search_instruments: { input: SearchIn; output: SearchOut };
  search_memory: { input: MemorySearchIn; output: MemorySearchOut };
  silence: { input: SilenceIn; output: SilenceOut };
  test_trigger: { input: TestTriggerIn; output: TestTriggerOut };
  wait_for_price: { input: WaitIn; output: WaitOut };
  what_i_thought_before_moves: { input: BeforeMovesIn; output: BeforeMovesOut };
  write_handoff: { input: WriteHandoffIn; output: WriteHandoffOut };
}
