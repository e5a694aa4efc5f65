// What is asked of the server, in order; and what to do while it doesn't answer.

import { html } from "./dom.js";
import { found, still } from "./site.js";
import { t } from "./messages.js";

/** Answers in the order they were asked for: a slow one never overwrites a newer one. */
export class Latest {
  constructor() {
    this.asked = 0;
  }

  /** The text at an address, or null where something newer was asked for meanwhile, or where the
   * browser goes there instead: in an exported site there is nobody to ask.
   * @param {string} url @param {string} [begin] what the answer has to begin with
   * @returns {Promise<string | null>} */
  async fetch(url, begin = "") {
    if (still) {
      location.assign(found(new URL(url, location.href)));
      return null;
    }
    const mine = ++this.asked;
    this.stop?.abort();
    this.stop = new AbortController();
    try {
      const answer = await fetch(url, { signal: this.stop.signal });
      const text = await answer.text();
      if (mine !== this.asked) return null;
      if (!answer.ok || !text.startsWith(begin)) throw new Refused(text);
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

/** What the JSON at an address says. In an exported site it is in a script: a page that is opened from
 * a disk may load that, and fetch nothing. @param {string} address @returns {Promise<any>} */
export async function learned(address) {
  if (still) {
    return new Promise((loaded, failed) => {
      const script = html("script", { src: address });
      // It comes right behind the script itself, before any other one runs.
      script.addEventListener("load", () => loaded(/** @type {any} */ (globalThis).answer));
      script.addEventListener("error", failed);
      document.head.append(script);
    });
  }
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`no answer: ${address}`);
  return answer.json();
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
  if (still) return; // it never was here
  if (!waiting.size) setTimeout(look, PAUSE);
  waiting.set(back, signal);
}

async function look() {
  try {
    if (
      !(await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(5 * PAUSE) })).ok
    )
      throw new Error("not yet");
  } catch {
    setTimeout(look, PAUSE);
    return;
  }
  const all = [...waiting];
  waiting.clear();
  for (const [back, signal] of all) if (!signal.aborted) back();
}
