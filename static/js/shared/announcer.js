// Messages to the reader, in the page's status line.

import { byId } from "./dom.js";

const SHOWN = 6000; // ms that a passing message is shown

export class Announcer {
  constructor() {
    /** The message that is shown when no other one is. */
    this.kept = "";
  }

  /** Show a message for a moment. @param {string} text */
  say(text) {
    this.show(text);
    this.timer = setTimeout(() => this.show(this.kept), SHOWN);
  }

  /** Show a message until another one is to be kept. @param {string} text */
  keep(text) {
    this.kept = text;
    this.show(text);
  }

  /** Show the kept message again, or none. */
  clear() {
    this.show(this.kept);
  }

  /** @param {string} text */
  show(text) {
    clearTimeout(this.timer);
    const line = byId("said");
    if (line) line.textContent = text;
  }
}
