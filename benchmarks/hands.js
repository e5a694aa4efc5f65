// What a reader's hands do to the page, as often as they can, each timed where it happens.

/** Milliseconds for script and layout of every one of `count` steps of the slider. */
export async function slide(count) {
  const slider = document.getElementById("height");
  const taken = [];
  for (let step = 0; step < count; step++) {
    const start = performance.now();
    slider.value = 40 + ((step * 37) % 600);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    document.body.offsetHeight; // lays the page out, the picture included
    taken.push(performance.now() - start);
    await pause(50);
  }
  return taken;
}

/** Frames a second while the picture is dragged (`pan`) or the wheel turned (`zoom`). */
export async function frames(kind, seconds) {
  const frame = document.getElementById("picture");
  const { x, y } = frame.getBoundingClientRect();
  const at = (dx, dy) => ({
    bubbles: true, cancelable: true, view: window, clientX: x + dx, clientY: y + dy,
  });
  const moves = {
    pan: (n) => window.dispatchEvent(new MouseEvent("mousemove", at(200 + (n % 9), 300 - n * 6))),
    zoom: (n) =>
      frame.dispatchEvent(new WheelEvent("wheel", { ...at(200, 200), deltaY: n % 60 < 30 ? 30 : -30 })),
  };
  if (kind === "pan") frame.dispatchEvent(new MouseEvent("mousedown", at(200, 300)));
  const next = () => new Promise(requestAnimationFrame);
  for (let warm = 0; warm < 5; warm++) await next();
  const start = performance.now();
  let count = 0;
  for (; performance.now() - start < seconds * 1000; count++) {
    moves[kind](count);
    await next();
  }
  const taken = (performance.now() - start) / 1000;
  if (kind === "pan") window.dispatchEvent(new MouseEvent("mouseup", at(200, 300)));
  return count / taken;
}

/** Milliseconds from a click on a stage to the picture in which it is open or closed. */
export async function turn(count) {
  const taken = [];
  for (let step = 0; step < count; step++) {
    const link = document.querySelector(`#picture [data-id="layer${1 + (step % 4)}"] a`);
    const clientY = link.getBoundingClientRect().top + 5;
    const old = document.querySelector("#picture svg");
    const start = performance.now();
    link.dispatchEvent(
      new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1, clientY }),
    );
    while (document.querySelector("#picture svg") === old) await pause(0);
    document.body.offsetHeight;
    taken.push(performance.now() - start);
    await pause(350);
  }
  return taken;
}

/** When the first picture's last word was painted, in milliseconds, and how far things have shifted. */
export async function loaded() {
  const seen = { element: [], "layout-shift": [] };
  for (const type of Object.keys(seen))
    new PerformanceObserver((list) => seen[type].push(...list.getEntries())).observe({ type, buffered: true });
  await pause(400);
  if (!seen.element.length) throw new Error("no word of the picture was seen to be painted");
  const painted = Math.max(...seen.element.map((word) => word.startTime));
  return [painted, seen["layout-shift"].reduce((sum, shift) => sum + shift.value, 0)];
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
