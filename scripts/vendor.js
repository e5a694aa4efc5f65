// What a browser gets of static/js and node_modules → static/vendor: a page's script in one file, with
// all that it imports, and the interface of the API's description.

import { cp, mkdir, readFile, rm } from "node:fs/promises";
import { build } from "esbuild";

const OUT = "static/vendor";
const SWAGGER = ["swagger-ui.css", "swagger-ui-bundle.js", "LICENSE", "NOTICE"];

// For animated zooms d3-zoom brings in d3-transition and d3-interpolate, larger than itself; the page
// has CSS do that, so there is nothing to interrupt and no way to interpolate.
const STILL = `
  import { selection } from "d3-selection";
  selection.prototype.interrupt = function () { return this; };
  export function interrupt() {}
  export function interpolateZoom() {}
`;

// What of d3-selection makes and changes elements by data, which d3-zoom has no use for.
const IDLE =
  /d3-selection.src.selection.(append|attr|classed|clone|data|dispatch|empty|enter|exit|html|insert|iterator|join|lower|merge|nodes|order|raise|remove|selectAll|selectChild|selectChildren|size|sort|text)\.js$/;

/** @type {import("esbuild").Plugin} */
const small = {
  name: "small",
  setup(plugins) {
    plugins.onResolve({ filter: /^d3-(transition|interpolate)$/ }, () => ({
      path: "still",
      namespace: "small",
    }));
    plugins.onLoad({ filter: /./, namespace: "small" }, () => ({
      contents: STILL,
      resolveDir: ".",
    }));
    plugins.onLoad({ filter: IDLE }, () => ({ contents: "export default undefined" }));
  },
};

// Classic scripts: a page that is opened from a disk loads no modules.
const bundle = (/** @type {Record<string, string>} */ entryPoints, banner = "") =>
  build({
    entryPoints,
    outdir: `${OUT}/js`,
    bundle: true,
    minify: true,
    format: "iife",
    charset: "utf8",
    target: "es2022",
    banner: { js: banner },
    logLevel: "warning",
    plugins: [small],
  });

await rm(OUT, { recursive: true, force: true });
await mkdir(`${OUT}/swagger-ui`, { recursive: true });
for (const name of SWAGGER)
  await cp(`node_modules/swagger-ui-dist/${name}`, `${OUT}/swagger-ui/${name}`);
const license = await readFile("node_modules/d3-zoom/LICENSE", "utf8");
await bundle(
  { compare: "static/js/compare/compare.js", explorer: "static/js/explorer/main.js" },
  `/*\nIn this file are d3-zoom and d3-selection:\n${license}*/`,
);
await bundle({
  build: "static/js/pages/builder.js",
  checkpoint: "static/js/checkpoint/checkpoint.js",
  notebook: "static/js/notebook/notebook.js",
  papertable: "static/js/pages/paper-table.js",
  playground: "static/js/pages/playground.js",
  tour: "static/js/pages/tour.js",
});
