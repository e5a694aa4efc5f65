// What a page shows, as a state: how actions change it, and which address stands for it.

import { PICTURE, carried, caughtUp, onTheWay, samePage, withInput } from "./address.js";

/** @typedef {import("../graph/tensor.js").Input} Input */
/** A step in the browser's history: a new one, the current one changed, or one back or forward.
 * @typedef {"new" | "same" | "back"} Step */
/** A page that was asked for and isn't there yet.
 * @typedef {object} Pending
 * @property {URL} url where it leads
 * @property {URL} from the address of what was shown when it was asked for
 * @property {string} fragment what a step back restores
 * @property {Step} step
 * @property {string} anchor the id of the part that stays in its place
 * @property {boolean} lost whether the server didn't answer */
/** @typedef {object} State
 * @property {URL} url what the server draws, without a fragment
 * @property {string} selected the id of a part, or empty
 * @property {string} heat the quantity that colours the picture, or empty
 * @property {string} memory how the network is trained, as an address has it; empty as usual
 * @property {string} zoom where the picture was moved to; empty at its usual place
 * @property {string} fragment of the address, as long as it isn't applied
 * @property {Pending | null} pending */
/** @typedef {{type: "resize", input: Input}
 *   | {type: "restyle", url: URL}
 *   | {type: "select", id: string}
 *   | {type: "heat", by: string}
 *   | {type: "memory", setting: string}
 *   | {type: "aim", zoom: string}
 *   | {type: "restore", selected: string, heat: string, memory: string, zoom: string}
 *   | {type: "navigate", url: URL, step: Step, anchor: string, carry: boolean}
 *   | {type: "traverse", url: URL}
 *   | {type: "arrive"}
 *   | {type: "fail", lost: boolean}} Action */
/** @typedef {import("./store.js").Store<State, Action>} Store */

const FRAGMENT = /** @type {const} */ ({
  select: "selected",
  heat: "heat",
  memory: "memory",
  zoom: "zoom",
});
/** Parameters that change how a network is drawn, and not which of its parts there are. */
const SAME_PARTS = [...PICTURE, "detail", "fold", "direction"];

/** The state that an address stands for. Its fragment is applied later, when the network is known.
 * @param {URL} address @returns {State} */
export const stateOf = (address) => ({
  url: bare(address),
  selected: "",
  heat: "",
  memory: "",
  zoom: "",
  fragment: address.hash,
  pending: null,
});

/** The address that stands for a state. While a step back is pending, it is where that leads.
 * @param {State} state */
export function addressOf(state) {
  const { url, pending } = state;
  const leaving = pending?.step === "back";
  const address = new URL(leaving ? caughtUp(pending.url, pending.from, url) : url);
  address.hash = leaving ? pending.fragment : state.fragment || fragmentOf(state);
  if (address.hash === "") address.href = address.href.replace(/#$/, "");
  return address;
}

/** @param {{selected: string, heat: string, memory: string, zoom: string}} state */
export const fragmentOf = (state) =>
  Object.entries(FRAGMENT)
    .flatMap(([name, property]) => (state[property] ? [`${name}=${state[property]}`] : []))
    .join("&");

/** What a fragment says; one without names is the id of a part. @param {string} fragment */
export function readFragment(fragment) {
  const text = fragment.replace(/^#/, "");
  const bare = text !== "" && !text.includes("=");
  const values = new URLSearchParams(bare ? "" : text);
  return {
    bare,
    selected: bare ? text : (values.get("select") ?? ""),
    heat: values.get("heat") ?? "",
    memory: values.get("memory") ?? "",
    zoom: values.get("zoom") ?? "",
  };
}

/** The state after an action. @param {State} state @param {Action} action @returns {State} */
export function reducer(state, action) {
  switch (action.type) {
    case "resize":
      return { ...state, url: withInput(state.url, action.input) };
    case "restyle":
      return { ...state, url: bare(action.url) };
    case "select":
      return changed(state, { selected: action.id });
    case "heat":
      return changed(state, { heat: action.by });
    case "memory":
      return changed(state, { memory: action.setting });
    case "aim":
      return changed(state, { zoom: action.zoom });
    case "restore":
      return {
        ...state,
        selected: action.selected,
        heat: action.heat,
        memory: action.memory,
        zoom: action.zoom,
        fragment: "",
      };
    case "navigate":
      return { ...state, pending: destination(state, action) };
    case "traverse":
      return traversed(state, action.url);
    case "arrive":
      return arrived(state);
    case "fail":
      // After a step back the address bar is there already, so that it stays pending.
      return action.lost && state.pending?.step === "back"
        ? { ...state, pending: { ...state.pending, lost: true } }
        : { ...state, pending: null };
  }
}

/** The reader changes what a fragment would say, which therefore is void.
 * @param {State} state @param {Partial<State>} change @returns {State} */
function changed(state, change) {
  const next = { ...state, ...change };
  return fragmentOf(next) === fragmentOf(state) ? state : { ...next, fragment: "" };
}

/** Where a link leads. Groups that are being opened or closed are so there, too.
 * @param {State} state @param {Extract<Action, {type: "navigate"}>} action @returns {Pending} */
function destination({ url: from, pending }, { url: link, step, anchor, carry }) {
  let url = bare(carry ? carried(link, from) : link);
  if (pending && !pending.lost && samePage(url, from) && samePage(url, pending.url))
    url = onTheWay(url, from, pending.url);
  return { url, from, step, anchor, fragment: "", lost: false };
}

/** The browser went back or forward. @param {State} state @param {URL} to @returns {State} */
function traversed(state, to) {
  const { url, pending } = state;
  const shown = pending?.step === "back" ? pending.from : url;
  if (to.pathname === shown.pathname && to.search === shown.search)
    return { ...state, url: shown, fragment: to.hash, pending: null };
  const back = /** @type {const} */ ({ step: "back", anchor: "", fragment: to.hash, lost: false });
  return { ...state, pending: { url: bare(to), from: shown, ...back } };
}

/** The pending page is there. What changed meanwhile in input, shapes and theme holds there, too.
 * @param {State} state @returns {State} */
function arrived({ pending, ...state }) {
  if (!pending) return { ...state, pending };
  const url = caughtUp(pending.url, pending.from, state.url);
  const none = { selected: "", heat: "", memory: "", zoom: "" };
  if (pending.step === "back") return { ...none, url, fragment: pending.fragment, pending: null };
  const selected = samePage(url, pending.from, SAME_PARTS) ? state.selected : "";
  const kept = { ...none, selected, heat: state.heat, memory: state.memory };
  return samePage(url, pending.from)
    ? { ...kept, url, fragment: "", pending: null }
    : { ...none, url, fragment: fragmentOf(kept), pending: null };
}

/** @param {URL} url */
function bare(url) {
  const copy = new URL(url);
  copy.hash = "";
  return copy;
}
