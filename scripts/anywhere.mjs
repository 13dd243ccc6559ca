// Makes the export run from any path of any host: `node scripts/anywhere.mjs [folder]`, after the build and before compression.
// Next.js writes addresses that begin at the root of the host, into pages and into their data. Here those of pages become
// relative, and the others are told by a first script where the site is (anywhere-head.js).
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";

const folder = process.argv[2] ?? "out";
/** The page for what is not there is answered at any depth. */
const AT_ROOT = new Set(["404.html", "404/index.html", "_not-found/index.html"]);
const ROW = /<script>self\.__next_f\.push\(\[1,("(?:[^"\\]|\\.)*")\]\)<\/script>/g;
/** The end of a row that may be the beginning of an address. */
const CUT = /"[/_a-z0-9]{0,7}$/;

const head = (await readFile(new URL("anywhere-head.js", import.meta.url), "utf8")).replace(
  /^\s*\/\/.*\n/gm,
  "",
);
const escaped = (text) =>
  JSON.stringify(text).replaceAll(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** The page's data come in rows that may be cut anywhere: what may be half an address goes over to the next one. */
function rows(html) {
  let carried = "";
  const last = [...html.matchAll(ROW)].length - 1;
  let n = 0;
  return html.replaceAll(ROW, (_, quoted) => {
    let text = carried + JSON.parse(quoted);
    carried = n++ === last ? "" : (CUT.exec(text)?.[0] ?? "");
    text = text.slice(0, text.length - carried.length);
    return `<script>triptychRow([1,${escaped(text)}])</script>`;
  });
}

function anywhere(html, depth) {
  const up = depth === 0 ? "./" : "../".repeat(depth);
  const own = head.replace("__UP__", up).trim();
  return (
    rows(html)
      .replaceAll(/ (href|src)="\/(?!\/)/g, ` $1="${up}`)
      // What says the encoding must stand in the first 1,024 bytes.
      .replace(/<meta charSet="utf-8"\/>/, (tag) => `${tag}<script>${own}</script>`)
  );
}

const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
for (const file of files.filter((name) => name.endsWith(".html") && !AT_ROOT.has(name))) {
  const path = join(folder, file);
  const html = await readFile(path, "utf8");
  if (!html.includes("triptychRow")) await writeFile(path, anywhere(html, file.split("/").length - 1));
}

/** The runtime knows a script by its attribute, which is relative now; by its address it knows it as before. */
const BY_ATTRIBUTE = '{src:e.getAttribute("src")}';
const BY_ADDRESS = "{src:new URL(e.src).pathname}";
let known = 0;
for (const file of files.filter((name) => /_next\/static\/chunks\/turbopack-.*\.js$/.test(name))) {
  const path = join(folder, file);
  const code = await readFile(path, "utf8");
  if (code.includes(BY_ATTRIBUTE)) await writeFile(path, code.replace(BY_ATTRIBUTE, BY_ADDRESS));
  known += code.includes(BY_ATTRIBUTE) || code.includes(BY_ADDRESS) ? 1 : 0;
}
if (known === 0)
  throw new Error(
    "The bundler's runtime looks otherwise than scripts/anywhere.mjs expects: see there, and e2e/static-host.spec.ts.",
  );
