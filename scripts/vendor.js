// Third-party browser files → static/vendor, from node_modules as the lockfile has them.

import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const OUT = "static/vendor";
const SWAGGER = ["swagger-ui.css", "swagger-ui-bundle.js", "LICENSE", "NOTICE"];
const ZOOM = `
  export { zoom, zoomIdentity } from "d3-zoom";
  export { select } from "d3-selection";
`;
// For animated zooms d3-zoom brings in d3-transition and d3-interpolate, larger than itself; the page
// has CSS do that, so there is nothing to interrupt and no way to interpolate.
const STILL = `
  import { selection } from "d3-selection";
  selection.prototype.interrupt = function () { return this; };
  export function interrupt() {}
  export function interpolateZoom() {}
`;

// What of d3-selection makes and changes elements by data, which d3-zoom has no use for.
const IDLE = /d3-selection.src.selection.(append|attr|classed|clone|data|dispatch|empty|enter|exit|html|insert|iterator|join|lower|merge|nodes|order|raise|remove|selectAll|selectChild|selectChildren|size|sort|text)\.js$/;

await rm(OUT, { recursive: true, force: true });
for (const name of ["swagger-ui", "d3-zoom"]) await mkdir(`${OUT}/${name}`, { recursive: true });
for (const name of SWAGGER)
  await cp(`node_modules/swagger-ui-dist/${name}`, `${OUT}/swagger-ui/${name}`);
await cp("node_modules/d3-zoom/LICENSE", `${OUT}/d3-zoom/LICENSE`);
await writeFile(`${OUT}/d3-zoom/d3-zoom.d.ts`, ZOOM);
await build({
  stdin: { contents: ZOOM, resolveDir: "." },
  outfile: `${OUT}/d3-zoom/d3-zoom.js`,
  bundle: true,
  minify: true,
  format: "esm",
  logLevel: "warning",
  plugins: [
    {
      name: "still",
      setup(plugins) {
        plugins.onResolve({ filter: /^d3-(transition|interpolate)$/ }, () => ({ path: "still", namespace: "still" }));
        plugins.onLoad({ filter: /./, namespace: "still" }, () => ({ contents: STILL, resolveDir: "." }));
        plugins.onLoad({ filter: IDLE }, () => ({ contents: "export default undefined" }));
      },
    },
  ],
});

// The pages' scripts in a classic file each, for an exported site: a page that is opened from a disk
// loads no modules.
const license = await readFile("node_modules/d3-zoom/LICENSE", "utf8");
await build({
  entryPoints: ["compare", "explorer", "papertable", "tour"].map((name) => `static/js/${name}.js`),
  outdir: `${OUT}/classic`,
  bundle: true,
  minify: true,
  format: "iife",
  banner: { js: `/*\nIn this file are d3-zoom and d3-selection:\n${license}*/` },
  logLevel: "warning",
});
