// How the broker's session stands, in one line; nothing where all is well.

import type { BrokerStatus } from "./generated/tools";

export interface SessionLine {
  words: string;
  /** Announced, or under way: nothing is wrong. */
  calm: boolean;
  /** Where the person logs in, on this machine. */
  login: string | undefined;
}

/** The daemon's word for the session of a broker that this run does not use. */
const unused = "Not in use:";

export function sessionLine(brokers: readonly BrokerStatus[]): SessionLine | undefined {
  const session = brokers.find((one) => one.state !== "connected" && !one.detail.startsWith(unused));
  if (!session) return undefined;
  return {
    words: inWords(session),
    calm: session.state === "maintenance" || session.state === "connecting",
    login: session.state === "needs_login" ? loginAddress(session.detail) : undefined,
  };
}

function inWords({ broker, state, detail }: BrokerStatus): string {
  switch (state) {
    case "connected":
      return "";
    case "maintenance":
      return detail || `${broker} is in its announced maintenance.`;
    case "connecting":
      return sentence(`Connecting to ${broker}`, detail);
    case "needs_login":
      return sentence(`${broker} needs you to log in`, detail);
    case "competing":
      return sentence(`Another login holds your session at ${broker}`, detail);
    case "refused":
      return sentence(`${broker} is not used as it is set up`, detail);
    case "disconnected":
      return sentence(`${broker} is disconnected`, detail);
  }
}

function sentence(what: string, detail: string): string {
  return detail ? `${what}. ${detail}` : `${what}.`;
}

/** The first https address of this machine in a text that a gateway may have had a hand in. */
export function loginAddress(text: string): string | undefined {
  for (const [found] of text.matchAll(/https:\/\/[^\s"'<>]+/g)) {
    let url: URL;
    try {
      url = new URL(found.replace(/[.,;:!?)]+$/, ""));
    } catch {
      continue;
    }
    const here = url.hostname === "localhost" || url.hostname === "127.0.0.1";
    if (here && url.protocol === "https:" && !url.username && !url.password) return url.href;
  }
  return undefined;
}
