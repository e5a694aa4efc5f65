// A page of text whose shapes, numbers, links and address follow the size of the input.

import { Announcer } from "../shared/announcer.js";
import "../shared/attributes.js";
import { updateLanguageLinks, updateNetworkLinks } from "../shared/links.js";
import { still } from "../shared/site.js";
import { SizeControls } from "../shared/size-controls.js";
import { Shapes } from "../picture/shapes.js";
import { inputOf, withValue } from "../state/address.js";
import { AddressBar } from "../state/address-bar.js";
import { Store } from "../state/store.js";
import { addressOf, reducer, stateOf } from "../state/view.js";

/** @typedef {import("../graph/tensor.js").Input} Input */

export class ResizablePage {
  /** @param {(input: Input) => void} update writes what depends on the input */
  constructor(update) {
    const store = new Store(reducer, stateOf(new URL(location.href)));
    this.store = store;
    this.announcer = new Announcer();
    const pictures = [...document.querySelectorAll(".picture > svg")].map(
      (svg) => new Shapes(/** @type {SVGSVGElement} */ (svg)),
    );
    const updateLinks = () => {
      updateNetworkLinks(document, store.state.url);
      updateLanguageLinks(addressOf(store.state));
    };
    if (still) updateLinks(); // no server has written them for this input
    this.bar = new AddressBar(store, () => "", updateLinks);
    new SizeControls(
      this.input,
      (input) => store.dispatch({ type: "resize", input }),
      new AbortController().signal,
      (text) => this.announcer.say(text),
    );
    const write = () => {
      for (const picture of pictures) picture.update(this.input, false);
      update(this.input);
    };
    store.subscribe((now, before) => {
      if (now.url.search !== before.url.search) write();
    });
    // The reader may go to another section of the page.
    addEventListener("popstate", () =>
      store.dispatch({ type: "traverse", url: new URL(location.hash || "#", store.state.url) }),
    );
    document.querySelector("form.sizes")?.addEventListener("submit", (event) => {
      event.preventDefault();
    });
    for (const picture of pictures) picture.update(this.input, false);
    document.documentElement.classList.add("scripted");
  }

  get input() {
    return inputOf(this.store.state.url);
  }

  /** Set a parameter that isn't the input. @param {string} name @param {string} value */
  set(name, value) {
    this.store.dispatch({ type: "restyle", url: withValue(this.store.state.url, name, value) });
    this.bar.write();
  }
}
