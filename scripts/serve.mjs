// Serves the built lab: `node scripts/serve.mjs [folder] [--port N]`. Any static host does; this one also hands out the
// files that precompress.mjs made, and lets what carries a digest in its name be cached for ever.
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import sirv from "sirv";

const { values, positionals } = parseArgs({ options: { port: { type: "string" } }, allowPositionals: true });
const folder = positionals[0] ?? "out";
const port = Number(values.port ?? process.env.PORT ?? 3000);

const NAMED_BY_DIGEST = /\/_next\/static\/|\/images\/[^/]+\/[\w-]+-[0-9a-f]{8}\.img$/;

const serve = sirv(folder, {
  etag: true,
  brotli: true,
  gzip: true,
  setHeaders(response, pathname) {
    if (NAMED_BY_DIGEST.test(pathname))
      response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
    else response.setHeader("Cache-Control", "no-cache");
    if (pathname.endsWith(".wasm")) response.setHeader("Content-Type", "application/wasm");
    if (pathname.endsWith(".img")) response.setHeader("Content-Type", "application/octet-stream");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
  },
});

const server = createServer((request, response) =>
  serve(request, response, () => {
    response.statusCode = 404;
    response.setHeader("Content-Type", "text/plain; charset=utf-8");
    response.end(`Not found: ${request.url}\n`);
  }),
);
server.on("error", (error) => {
  const taken = error.code === "EADDRINUSE";
  console.error(taken ? `Port ${port} is taken; choose another with PORT=… npm start.` : String(error));
  process.exit(1);
});
server.listen(port, () => console.log(`Triptych is on http://localhost:${port}`));
