// Requests to the server, and waiting for it while it doesn't answer.

import { html } from "./dom.js";
import { t } from "./messages.js";
import { below, still } from "./site.js";

/** Cancels a request when a newer one is made: a slow answer never replaces a newer one. */
export class LatestRequest {
  constructor() {
    this.count = 0;
  }

  /** The text at an address; null when a newer request was made meanwhile.
   * @param {string} url @param {string} [begin] what the answer has to begin with
   * @returns {Promise<string | null>} */
  async fetch(url, begin = "") {
    this.cancel();
    const own = this.count;
    this.abort = new AbortController();
    try {
      const answer = await fetch(url, { signal: this.abort.signal });
      const text = await answer.text();
      if (own !== this.count) return null;
      if (!answer.ok || !text.startsWith(begin)) throw new Refusal(text);
      return text;
    } catch (error) {
      if (own !== this.count) return null;
      throw error;
    }
  }

  cancel() {
    this.count++;
    this.abort?.abort();
  }
}

/** The JSON at an address. An exported site has it in a script, because a page that is opened from a
 * disk can load scripts and fetch nothing. @param {string} address @returns {Promise<any>} */
export async function fetchJSON(address) {
  if (still) {
    return new Promise((resolve, reject) => {
      const script = html("script", { src: address });
      // The event follows the script directly, before any other script runs.
      script.addEventListener("load", () => resolve(/** @type {any} */ (globalThis).answer));
      script.addEventListener("error", reject);
      document.head.append(script);
    });
  }
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`no answer: ${address}`);
  return answer.json();
}

/** The server refused a request; `message` is its sentence. */
export class Refusal extends Error {
  /** @param {string} text problem+json */
  constructor(text) {
    let detail = t("The server could not answer.");
    try {
      detail = JSON.parse(text).detail ?? detail;
    } catch {
      // A proxy answered with a page of its own.
    }
    super(detail);
  }
}

const PAUSE = 2000; // ms between two checks of a server that doesn't answer
/** Callbacks that wait for the server, each to be called once. @type {Map<() => void, AbortSignal>} */
const waiting = new Map();

/** Call `act` when the server answers again. @param {() => void} act @param {AbortSignal} signal */
export function whenServerReturns(act, signal) {
  if (still) return;
  if (!waiting.size) setTimeout(check, PAUSE);
  waiting.set(act, signal);
}

async function check() {
  try {
    const signal = AbortSignal.timeout(5 * PAUSE);
    if (!(await fetch(below("/healthz"), { cache: "no-store", signal })).ok)
      throw new Error("not yet");
  } catch {
    setTimeout(check, PAUSE);
    return;
  }
  const all = [...waiting];
  waiting.clear();
  for (const [act, signal] of all) if (!signal.aborted) act();
}
