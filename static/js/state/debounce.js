// What is done once nothing has changed for a moment.

const MOMENT = 250; // ms

export class Settled {
  /** @param {() => void} act */
  constructor(act) {
    this.act = act;
  }

  /** Something has changed: act soon. */
  wait() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.now(), MOMENT);
  }

  /** Act at once. */
  now() {
    this.drop();
    this.act();
  }

  /** Act at once if that is still to be done. */
  flush() {
    if (this.waiting) this.now();
  }

  /** Leave it undone. */
  drop() {
    clearTimeout(this.waiting);
    this.waiting = undefined;
  }
}
