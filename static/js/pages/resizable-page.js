// A page that is read: its address, its links and what it says follow what the reader sets.

import { inputOf, withInput, withValue } from "../state/address.js";
import { byId } from "../page/dom.js";
import { carryViews } from "../page/links.js";
import "../page/attributes.js";
import { Readouts } from "../picture/shapes.js";
import { Settled } from "../state/debounce.js";
import { Sizes } from "../page/size-controls.js";
import { beforeLanguage, carryLanguage } from "../page/messages.js";

/** @typedef {import("../graph/tensor.js").Input} Input */

const HEARD = 4000; // ms that a message stays

export class Reading {
  /** @param {(input: Input) => void} changed writes anew what depends on the input */
  constructor(changed) {
    this.changed = changed;
    this.url = new URL(location.href);
    this.input = inputOf(this.url);
    this.pictures = [...document.querySelectorAll(".picture > svg")].map(
      (svg) => new Readouts(/** @type {SVGSVGElement} */ (svg)),
    );
    this.settled = new Settled(() => this.write());
    new Sizes(
      this.input,
      (input) => this.resize(input),
      new AbortController().signal,
      (text) => this.say(text),
    );
    document
      .querySelector("form.sizes")
      ?.addEventListener("submit", (event) => event.preventDefault());
    for (const picture of this.pictures) picture.update(this.input, false);
    document.documentElement.classList.add("scripted");
    beforeLanguage(() => this.settled.now());
  }

  /** @param {Input} input */
  resize(input) {
    this.input = input;
    this.url = withInput(this.url, input);
    for (const picture of this.pictures) picture.update(input, false);
    this.changed(input);
    this.settled.wait();
  }

  /** Set what isn't the input. @param {string} name @param {string} value */
  set(name, value) {
    this.url = withValue(this.url, name, value);
    this.settled.now();
  }

  /** Let the address, every link into the explorer and the switch of languages say what is seen. */
  write() {
    this.url.hash = location.hash; // the reader may have gone to another section
    history.replaceState(null, "", this.url);
    carryViews(document, this.url);
    carryLanguage(this.url);
  }

  /** Tell the reader. @param {string} text */
  say(text) {
    const said = byId("said");
    if (!said) return;
    said.textContent = text;
    clearTimeout(this.saying);
    this.saying = setTimeout(() => (said.textContent = ""), HEARD);
  }
}
