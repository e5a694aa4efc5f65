// Holds a state, which only a reducer changes.

/** @template S, A */
export class Store {
  /** @param {(state: S, action: A) => S} reducer @param {S} state */
  constructor(reducer, state) {
    this.reducer = reducer;
    this.state = state;
    /** @type {Set<(now: S, before: S, action: A) => void>} */
    this.listeners = new Set();
  }

  /** @param {A} action */
  dispatch(action) {
    const before = this.state;
    this.state = this.reducer(before, action);
    if (this.state === before) return;
    for (const listener of [...this.listeners]) listener(this.state, before, action);
  }

  /** Call a function after every change. @param {(now: S, before: S, action: A) => void} listener
   * @param {AbortSignal} [signal] */
  subscribe(listener, signal) {
    this.listeners.add(listener);
    signal?.addEventListener("abort", () => this.listeners.delete(listener));
  }
}
