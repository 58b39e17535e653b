// Asking the desk: every figure of the page is the answer of a tool, the same that an assistant gets.

import type { Tools } from "./generated/tools";

const DEADLINE = 10_000;

export class ToolError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

// Fields with a default may be left out of what is asked.
type Input<N extends keyof Tools> = Partial<Tools[N]["input"]>;

export async function call<N extends keyof Tools>(
  name: N,
  input: Input<N>,
  abandoned?: AbortSignal,
): Promise<Tools[N]["output"]> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), DEADLINE);
  const stop = () => late.abort();
  abandoned?.addEventListener("abort", stop);
  try {
    const response = await fetch("/tools/call", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ name, arguments: input }),
      signal: late.signal,
    });
    const body: unknown = await response.json();
    return answerOf(body);
  } catch (problem) {
    if (problem instanceof ToolError) throw problem;
    if (abandoned?.aborted) throw new ToolError("cancelled", "No longer wanted.");
    if (late.signal.aborted)
      throw new ToolError("deadline_exceeded", "The desk did not answer within 10 seconds.");
    throw new ToolError("unavailable", "The desk does not answer; is the daemon running?");
  } finally {
    clearTimeout(timer);
    abandoned?.removeEventListener("abort", stop);
  }
}

// The answer's own type is the daemon's, from which ours are made; only the envelope is looked at.
function answerOf<T>(body: unknown): T {
  if (typeof body === "object" && body !== null) {
    if ("structured" in body) return body.structured as T;
    if ("error" in body && typeof body.error === "object" && body.error !== null) {
      const { code, message } = body.error as { code?: unknown; message?: unknown };
      throw new ToolError(String(code ?? "internal"), String(message ?? "The desk refused."));
    }
  }
  throw new ToolError("internal", "The desk answered something that is not an answer.");
}

export { reasonOf } from "./reason";
