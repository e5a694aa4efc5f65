// What is asked of the server, in order; and what to do while it doesn't answer.

import { t } from "./words.js";

/** Answers in the order they were asked for: a slow one never overwrites a newer one. */
export class Latest {
  constructor() {
    this.asked = 0;
  }

  /** The text at an address, or null where something newer was asked for meanwhile.
   * @param {string} url @returns {Promise<string | null>} */
  async fetch(url) {
    const mine = ++this.asked;
    this.stop?.abort();
    this.stop = new AbortController();
    try {
      const answer = await fetch(url, { signal: this.stop.signal });
      const text = await answer.text();
      if (mine !== this.asked) return null;
      if (!answer.ok) throw new Refused(text);
      return text;
    } catch (error) {
      if (mine !== this.asked) return null;
      throw error;
    }
  }

  /** Let what is on its way come to nothing. */
  drop() {
    this.asked++;
    this.stop?.abort();
  }
}

/** The server's answer to what it won't do; `message` is its own sentence. */
export class Refused extends Error {
  /** @param {string} text problem+json */
  constructor(text) {
    let detail = t("The server could not answer.");
    try {
      detail = JSON.parse(text).detail ?? detail;
    } catch {
      // a page of some proxy, say
    }
    super(detail);
  }
}

const PAUSE = 2000; // ms between two looks at a lost server
/** Who waits for it, each once. @type {Map<() => void, AbortSignal>} */
const waiting = new Map();

/** Call `back` once the server answers again. @param {() => void} back @param {AbortSignal} signal */
export function whenBack(back, signal) {
  if (!waiting.size) setTimeout(look, PAUSE);
  waiting.set(back, signal);
}

async function look() {
  try {
    if (!(await fetch("/healthz", { cache: "no-store" })).ok) throw new Error("not yet");
  } catch {
    setTimeout(look, PAUSE);
    return;
  }
  const all = [...waiting];
  waiting.clear();
  for (const [back, signal] of all) if (!signal.aborted) back();
}
