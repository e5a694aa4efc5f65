// Calls a function when nothing has changed for a moment.

export const MOMENT = 250; // ms

export class Debounce {
  /** @param {() => void} act */
  constructor(act) {
    this.act = act;
  }

  /** Something has changed. */
  schedule() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), MOMENT);
  }

  /** Act at once. */
  now() {
    this.cancel();
    this.act();
  }

  /** Act at once if something is scheduled. */
  flush() {
    if (this.timer) this.now();
  }

  cancel() {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
