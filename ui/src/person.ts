// What only the person may say: yes to an approval, that the kill switch may be off again. The desk
// takes it from this page alone, and asks for the PIN; nothing of it is kept here.

export interface Approval {
  id: string;
  text: string;
  expires: string;
  /** Which yes it waits for: what is large or new wants two. */
  number?: number;
}

export interface Waiting {
  approvals: Approval[];
  /** Whether a PIN is set at all. */
  pin: boolean;
  locked_until?: string;
  kill_switch: { on: boolean; by: string; reason: string; since: string; cancel_orders?: boolean };
}

const DEADLINE = 70_000; // the desk itself answers within a minute

export async function tell<T>(what: string, params: Record<string, unknown> = {}): Promise<T> {
  const response = await fetch(`/person/${what}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(params),
    cache: "no-store",
    credentials: "omit",
    signal: AbortSignal.timeout(DEADLINE),
  });
  const body = (await response.json()) as T & { error?: { message?: string } };
  if (!response.ok) throw new Error(body.error?.message ?? "The desk refused.");
  return body;
}
