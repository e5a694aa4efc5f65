// Replaces parts of this page by the server's answer.

import { t } from "./messages.js";
import { found, still } from "./site.js";
import { LatestRequest, Refusal, whenServerReturns } from "./server.js";

/** `outdated`: a newer request was made, or the browser loads the page itself: an exported site has no
 * server. `slow` is reported while waiting, `returned` when the server
 * answers again after it was lost.
 * @typedef {"answered" | "outdated" | "refused" | "lost"} Outcome
 * @typedef {"answered" | "refused" | "lost" | "slow" | "returned"} Report */

const PATIENCE = 4000; // ms until the reader is told that an answer takes long
const SLOW = t("The server is slow to answer. What is on this page still works.");
const LOST = t("The server doesn’t answer. What is on this page still works.");

export class Replacement {
  /** @param {() => Element | null} place the part that is busy until the answer comes
   * @param {(report: Report, message: string) => void} report shows an error, or with an empty
   * message removes it */
  constructor(place, report) {
    this.place = place;
    this.report = report;
    this.request = new LatestRequest();
  }

  /** Ask for what replaces the part. Every failure is reported.
   * @param {string} url @param {{begin?: string, retry?: () => void}} [options] what the answer
   * begins with, and what to do when a lost server answers again
   * @returns {Promise<{outcome: Outcome, text: string}>} */
  async load(url, { begin = "", retry = () => {} } = {}) {
    this.release();
    if (still) {
      location.assign(found(new URL(url, location.href)));
      return { outcome: "outdated", text: "" };
    }
    this.place()?.setAttribute("aria-busy", "true");
    this.timer = setTimeout(() => this.report("slow", SLOW), PATIENCE);
    try {
      const text = await this.request.fetch(url, begin);
      if (text === null) return { outcome: "outdated", text: "" };
      this.release();
      this.report("answered", "");
      return { outcome: "answered", text };
    } catch (error) {
      this.release();
      if (error instanceof Refusal) {
        this.report("refused", error.message);
        return { outcome: "refused", text: error.message };
      }
      this.retry = new AbortController();
      this.wait(retry, this.retry.signal);
      return { outcome: "lost", text: LOST };
    }
  }

  /** Report that the server is lost, and act when it answers again.
   * @param {() => void} act @param {AbortSignal} signal */
  wait(act, signal) {
    this.report("lost", LOST);
    whenServerReturns(() => {
      this.report("returned", "");
      act();
    }, signal);
  }

  /** Cancel the request that is on its way. */
  cancel() {
    this.request.cancel();
    this.release();
    this.report("answered", "");
  }

  release() {
    clearTimeout(this.timer);
    this.retry?.abort();
    this.place()?.removeAttribute("aria-busy");
  }
}

/** Reports in the page's status line. @param {import("./announcer.js").Announcer} announcer
 * @returns {(report: Report, message: string) => void} */
export const reportBy = (announcer) => (report, message) => {
  if (report !== "refused" && (message || announcer.kept)) announcer.keep(message);
  if (report !== "refused") return;
  announcer.kept = "";
  announcer.say(message);
};

/** @param {string} text */
export const parsePage = (text) => new DOMParser().parseFromString(text, "text/html");

/** Replace the parts of a place that selectors name by those of a page, scrolled as they were.
 * @param {ParentNode} place @param {Document} page @param {string[]} selectors */
export function replaceParts(place, page, selectors) {
  keepFocus(() => {
    for (const selector of selectors) {
      const [old, made] = [place, page].map((root) => root.querySelector(selector));
      if (!old || !made) continue;
      const { scrollLeft, scrollTop } = old;
      old.replaceWith(document.adoptNode(made));
      if (scrollLeft || scrollTop) made.scrollTo(scrollLeft, scrollTop);
    }
  });
}

/** Replace a part of the page. If the focus is lost with it, it goes to the element of the same id,
 * or else to another one. @param {() => void} replace @param {() => HTMLElement | null} [other] */
export function keepFocus(replace, other = () => null) {
  const focused = document.activeElement;
  replace();
  if (!focused || focused === document.body || document.activeElement !== document.body) return;
  const twin = focused.id ? document.getElementById(focused.id) : null;
  (twin ?? other())?.focus({ preventScroll: true });
}

/** Enter an address in the browser's history as a new step, or in place of the current one.
 * @param {"new" | "same"} step @param {URL | string} url */
export function enterHistory(step, url) {
  history[step === "new" ? "pushState" : "replaceState"](null, "", url);
}
