// Builds the dashboard and the chart for a chat: node build.mjs FOLDER. What it writes needs no network and no other file;
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

// The chart for a chat is one file: no program that shows it lets it fetch anything. Dark and light
// are the system's, or what the program around it says.
const { version: release } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
const bundled = async (entry, options) =>
  (
    await build({
      absWorkingDir: here,
      entryPoints: [entry],
      bundle: true,
      write: false,
      minify: true,
      target: ["es2022", "chrome108", "firefox115", "safari16"],
      legalComments: "none",
      logLevel: "warning",
      ...options,
    })
  ).outputFiles[0].text.trim();
const colours = readFileSync(join(here, "src/colours.css"), "utf8");
const [dark, light] = [...colours.matchAll(/:root \{([^}]*)\}/g)].map((found) => found[1]);
const hostColours = {
  "--panel": "--color-background-primary",
  "--chart-background": "--color-background-primary",
  "--text": "--color-text-primary",
  "--muted": "--color-text-secondary",
  "--line": "--color-border-tertiary",
  "--strong-line": "--color-border-secondary",
};
const asHost = (block) =>
  block.replace(/(--[\w-]+): ([^;]+);/g, (whole, name, value) =>
    name in hostColours ? `${name}: var(${hostColours[name]}, ${value});` : whole,
  );
const style = await bundled("src/app/chart.css", {});
const themed = await build({
  stdin: {
    contents:
      `:root{${asHost(dark)}}@media (prefers-color-scheme: light){:root{${asHost(light)}}}` +
      `:root[data-theme="dark"]{color-scheme: dark;${asHost(dark).replace(/color-scheme[^;]*;/, "")}}` +
      `:root[data-theme="light"]{color-scheme: light;${asHost(light)}}`,
    loader: "css",
  },
  write: false,
  minify: true,
});
const script = await bundled("src/app/main.ts", {
  format: "iife",
  charset: "ascii",
  define: { PITWALL_VERSION: JSON.stringify(release) },
});
const notice =
  "<!-- Contains Lightweight Charts, Copyright TradingView, Inc., Apache License 2.0, and fancy-canvas, MIT. -->";
const chart = readFileSync(join(here, "src/app/chart.html"), "utf8")
  .replace("<html", () => `${notice}\n<html`)
  .replace("/*style*/", () => themed.outputFiles[0].text.trim() + style)
  .replace("/*script*/", () => script.replaceAll("</script", "<\\/script"));
writeFileSync(join(out, "chart.html"), chart);

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

for (const name of ["index.html", "chart.html", "app.js", "app.css", "icon.svg", "notices.txt"])
  writeFileSync(join(out, `${name}.gz`), gzipSync(readFileSync(join(out, name)), { level: 9 }));
