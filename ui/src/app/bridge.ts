// The chart's side of MCP Apps: JSON-RPC 2.0 with the program that shows it, revision 2026-01-26.
// Knows no page: it is given a way to post a message and is handed those that come. All that comes is
// data of unknown shape.

export const PROTOCOL = "2026-01-26";

export type DisplayMode = "inline" | "fullscreen" | "pip";

export interface HostContext {
  theme?: "light" | "dark";
  variables: Record<string, string>;
  displayMode?: DisplayMode;
  availableDisplayModes: DisplayMode[];
  safeArea: { top: number; right: number; bottom: number; left: number };
  /** Fixed height that the host gives, or the most it gives; pixels. */
  height?: number;
  maxHeight?: number;
}

export interface Host {
  name: string;
  serverTools: boolean;
  message: boolean;
  openLinks: boolean;
  /** Which forms of context the model may be given. */
  modelContext: { text: boolean; structured: boolean } | undefined;
}

export interface TextBlock {
  type: "text";
  text: string;
}
export interface ToolResult {
  text: string;
  structured: Record<string, unknown> | undefined;
  isError: boolean;
}

/** A tool that the chart itself offers to the program around it. */
export interface AppTool {
  name: string;
  title: string;
  description: string;
  run(): { text: string; structured: Record<string, unknown> };
}

export interface BridgeListener {
  toolInput(input: Record<string, unknown>, complete: boolean): void;
  toolResult(result: ToolResult): void;
  toolCancelled(reason: string | undefined): void;
  context(context: HostContext): void;
  teardown(): void;
}

export class BridgeError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

type Json = Record<string, unknown>;
interface Waiting {
  resolve(result: unknown): void;
  reject(problem: Error): void;
  timer: ReturnType<typeof setTimeout>;
}

const ANSWER_WITHIN = 30_000;
const PERSON_ANSWERS_WITHIN = 300_000; // the program may ask its user first
const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;
const NO_ANSWER = -32001;

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const objectIn = (value: unknown): Json => (isObject(value) ? value : {});
const textIn = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const numberIn = (value: unknown): number | undefined => (typeof value === "number" && Number.isFinite(value) ? value : undefined);
const modeIn = (value: unknown): DisplayMode | undefined =>
  value === "inline" || value === "fullscreen" || value === "pip" ? value : undefined;

export function resultIn(value: unknown): ToolResult {
  const { content, structuredContent, isError } = objectIn(value);
  const blocks = Array.isArray(content) ? content : [];
  const texts = blocks.map((block) => textIn(objectIn(block)["text"]) ?? "").filter((text) => text !== "");
  return {
    text: texts.join("\n"),
    structured: isObject(structuredContent) ? structuredContent : undefined,
    isError: isError === true,
  };
}

export class Bridge {
  host: Host | undefined;
  context: HostContext = { variables: {}, availableDisplayModes: [], safeArea: { top: 0, right: 0, bottom: 0, left: 0 } };
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;
  private closed = false;

  constructor(
    private readonly post: (message: unknown) => void,
    private readonly listener: BridgeListener,
    private readonly tools: readonly AppTool[],
    private readonly version: string,
  ) {}

  async initialize(): Promise<Host> {
    const answer = objectIn(
      await this.request("ui/initialize", {
        appInfo: { name: "pitwall-chart", title: "Pitwall chart", version: this.version },
        appCapabilities: { tools: {}, availableDisplayModes: ["inline", "fullscreen"] },
        protocolVersion: PROTOCOL,
      }),
    );
    const can = objectIn(answer["hostCapabilities"]);
    const context = can["updateModelContext"];
    const forms = Object.keys(objectIn(context));
    this.host = {
      name: textIn(objectIn(answer["hostInfo"])["name"]) ?? "",
      serverTools: isObject(can["serverTools"]),
      message: isObject(can["message"]),
      openLinks: isObject(can["openLinks"]),
      // A program that names no forms takes text.
      modelContext: isObject(context)
        ? { text: forms.length === 0 || forms.includes("text"), structured: forms.includes("structuredContent") }
        : undefined,
    };
    this.notify("ui/notifications/initialized", {});
    this.takeContext(answer["hostContext"]);
    return this.host;
  }

  async callTool(name: string, input: Json): Promise<ToolResult> {
    return resultIn(await this.request("tools/call", { name, arguments: input }));
  }

  async updateModelContext(text: string, structured: Json): Promise<void> {
    const forms = this.host?.modelContext;
    if (!forms) return;
    await this.request("ui/update-model-context", {
      ...(forms.text ? { content: [{ type: "text", text }] } : {}),
      ...(forms.structured ? { structuredContent: structured } : {}),
    });
  }

  /** Says something in the person's name. Programs of before the last revision take one block only. */
  async message(text: string): Promise<boolean> {
    const block: TextBlock = { type: "text", text };
    const say = async (content: unknown) =>
      objectIn(await this.request("ui/message", { role: "user", content }, PERSON_ANSWERS_WITHIN))["isError"] !== true;
    try {
      return await say([block]);
    } catch (problem) {
      if (!(problem instanceof BridgeError) || problem.code !== INVALID_PARAMS) throw problem;
      return say(block);
    }
  }

  async displayMode(mode: DisplayMode): Promise<DisplayMode | undefined> {
    const given = modeIn(objectIn(await this.request("ui/request-display-mode", { mode }))["mode"]);
    if (given) {
      this.context = { ...this.context, displayMode: given };
      this.listener.context(this.context);
    }
    return given;
  }

  openLink(url: string): Promise<unknown> {
    return this.request("ui/open-link", { url });
  }

  sizeChanged(width: number, height: number): void {
    this.notify("ui/notifications/size-changed", { width, height });
  }

  /** Takes one message of the program around the chart. */
  receive(message: unknown): void {
    if (this.closed || !isObject(message) || message["jsonrpc"] !== "2.0") return;
    const { id, method } = message;
    if (typeof method === "string") {
      if (typeof id === "string" || typeof id === "number") this.answer(id, method, objectIn(message["params"]));
      else this.hear(method, objectIn(message["params"]));
    } else if (typeof id === "number") this.settle(id, message);
  }

  private request(method: string, params: Json, within = ANSWER_WITHIN): Promise<unknown> {
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(id);
        reject(new BridgeError(NO_ANSWER, `The program around the chart did not answer ${method} within ${within / 1000} s.`));
      }, within);
      this.waiting.set(id, { resolve, reject, timer });
      this.post({ jsonrpc: "2.0", id, method, params });
    });
  }

  private notify(method: string, params: Json): void {
    if (!this.closed) this.post({ jsonrpc: "2.0", method, params });
  }

  private settle(id: number, message: Json): void {
    const waiting = this.waiting.get(id);
    if (!waiting) return;
    this.waiting.delete(id);
    clearTimeout(waiting.timer);
    const { error } = message;
    if (!isObject(error)) return waiting.resolve(message["result"]);
    waiting.reject(new BridgeError(numberIn(error["code"]) ?? 0, textIn(error["message"]) ?? "The program around the chart refused."));
  }

  private hear(method: string, params: Json): void {
    if (method === "ui/notifications/tool-input") this.listener.toolInput(objectIn(params["arguments"]), true);
    else if (method === "ui/notifications/tool-input-partial") this.listener.toolInput(objectIn(params["arguments"]), false);
    else if (method === "ui/notifications/tool-result") this.listener.toolResult(resultIn(params));
    else if (method === "ui/notifications/tool-cancelled") this.listener.toolCancelled(textIn(params["reason"]));
    else if (method === "ui/notifications/host-context-changed") this.takeContext(params);
  }

  private answer(id: string | number, method: string, params: Json): void {
    if (method === "ping") return this.reply(id, {});
    if (method === "ui/resource-teardown") {
      this.listener.teardown();
      this.reply(id, {});
      return this.close();
    }
    if (method === "tools/list") return this.reply(id, { tools: this.tools.map(describeTool) });
    if (method === "tools/call") return this.runTool(id, textIn(params["name"]));
    this.refuse(id, METHOD_NOT_FOUND, `The chart knows no method ${method.slice(0, 60)}.`);
  }

  private runTool(id: string | number, name: string | undefined): void {
    const tool = this.tools.find((one) => one.name === name);
    if (!tool) return this.refuse(id, INVALID_PARAMS, `The chart has no tool ${String(name).slice(0, 60)}.`);
    const { text, structured } = tool.run();
    this.reply(id, { content: [{ type: "text", text }], structuredContent: structured });
  }

  private reply(id: string | number, result: Json): void {
    this.post({ jsonrpc: "2.0", id, result });
  }
  private refuse(id: string | number, code: number, message: string): void {
    this.post({ jsonrpc: "2.0", id, error: { code, message } });
  }

  private close(): void {
    this.closed = true;
    for (const { timer, reject } of this.waiting.values()) {
      clearTimeout(timer);
      reject(new BridgeError(NO_ANSWER, "The chart is being closed."));
    }
    this.waiting.clear();
  }

  // Only what has changed is told.
  private takeContext(value: unknown): void {
    const told = objectIn(value);
    const next: HostContext = { ...this.context };
    const theme = told["theme"];
    if (theme === "light" || theme === "dark") next.theme = theme;
    const mode = modeIn(told["displayMode"]);
    if (mode) next.displayMode = mode;
    const modes = told["availableDisplayModes"];
    if (Array.isArray(modes)) next.availableDisplayModes = modes.map(modeIn).filter((one) => one !== undefined);
    const variables = objectIn(told["styles"])["variables"];
    if (isObject(variables)) next.variables = styleVariables(variables);
    if (isObject(told["safeAreaInsets"])) {
      const side = (name: string) => Math.max(0, numberIn(objectIn(told["safeAreaInsets"])[name]) ?? 0);
      next.safeArea = { top: side("top"), right: side("right"), bottom: side("bottom"), left: side("left") };
    }
    if (isObject(told["containerDimensions"])) {
      const { height, maxHeight } = told["containerDimensions"];
      delete next.height;
      delete next.maxHeight;
      const [fixed, most] = [numberIn(height), numberIn(maxHeight)];
      if (fixed !== undefined) next.height = fixed;
      if (most !== undefined) next.maxHeight = most;
    }
    this.context = next;
    this.listener.context(next);
  }
}

function describeTool({ name, title, description }: AppTool): Json {
  return {
    name,
    title,
    description,
    inputSchema: { type: "object", properties: {}, additionalProperties: false },
    annotations: { readOnlyHint: true },
  };
}

const VARIABLE = /^--(color|font|border-radius|shadow)-[a-z0-9-]{1,60}$/;
const LONGEST_VALUE = 200;

/** The program's colours and typefaces; nothing that would fetch something. */
export function styleVariables(told: Json): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(told))
    if (VARIABLE.test(name) && typeof value === "string" && value.length <= LONGEST_VALUE && !/url\s*\(|[;{}\\]/i.test(value))
      kept[name] = value;
  return kept;
}
