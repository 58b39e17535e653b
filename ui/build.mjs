// Builds the dashboard: node build.mjs FOLDER. What it writes needs no network and no other file;
// src/serve/dashboard/ embeds it into the program and lists the same names.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "dist"));
const modules = join(here, "node_modules");

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

await build({
  absWorkingDir: here,
  entryPoints: { app: "src/main.ts" },
  outdir: out,
  bundle: true,
  format: "esm",
  target: ["es2022", "chrome108", "firefox115", "safari16"],
  minify: true,
  legalComments: "none", // all notices are in notices.txt
  logLevel: "warning",
});
await build({
  absWorkingDir: here,
  entryPoints: { app: "src/app.css" },
  outdir: out,
  bundle: true,
  external: ["*.woff2"],
  target: ["chrome108", "firefox115", "safari16"],
  minify: true,
  logLevel: "warning",
});

cpSync(
  join(modules, "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"),
  join(out, "inter.woff2"),
);
cpSync(join(here, "src/icon.svg"), join(out, "icon.svg"));

// A file's name carries its content, so that no browser mixes two versions.
const version = (name) =>
  createHash("sha256").update(readFileSync(join(out, name))).digest("hex").slice(0, 12);
const page = readFileSync(join(here, "src/index.html"), "utf8").replace(
  /(src|href)="\/([\w.]+)"/g,
  (_, attribute, name) => `${attribute}="/${name}?v=${version(name)}"`,
);
writeFileSync(join(out, "index.html"), page);

const licence = (name) => readFileSync(join(modules, name, "LICENSE"), "utf8").trim();
const fancyCanvas = JSON.parse(readFileSync(join(modules, "fancy-canvas/package.json"), "utf8"));
const notices = [
  "The dashboard contains these works of others.",
  "TradingView Lightweight Charts™\nhttps://www.tradingview.com/\n\n" +
    licence("lightweight-charts"),
  `fancy-canvas ${fancyCanvas.version}, by ${fancyCanvas.author}, licence ${fancyCanvas.license}`,
  "Inter\n\n" + licence("@fontsource-variable/inter"),
];
writeFileSync(join(out, "notices.txt"), notices.join(`\n\n${"-".repeat(80)}\n\n`) + "\n");

for (const name of ["index.html", "app.js", "app.css", "icon.svg", "notices.txt"])
  writeFileSync(join(out, `${name}.gz`), gzipSync(readFileSync(join(out, name)), { level: 9 }));
