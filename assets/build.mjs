// Builds platform/static/vendor/ from the pinned packages: the same bytes on every run.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const vendor = join(here, "..", "platform", "static", "vendor");
const fonts = {
  newsreader: ["newsreader-latin-wght-normal.woff2", "newsreader-latin-wght-italic.woff2"],
  "instrument-sans": ["instrument-sans-latin-wght-normal.woff2"],
  "jetbrains-mono": ["jetbrains-mono-latin-wght-normal.woff2"],
};

async function packageOf(name) {
  return JSON.parse(await readFile(join(modules, name, "package.json"), "utf8"));
}

async function copyHtmx() {
  await cp(join(modules, "htmx.org/dist/htmx.min.js"), join(vendor, "htmx.min.js"));
  return [["htmx.min.js", ["htmx.org"]]];
}

async function copyKatex() {
  const dist = join(modules, "katex/dist");
  const target = join(vendor, "katex");
  await mkdir(join(target, "fonts"), { recursive: true });
  await cp(join(dist, "katex.min.js"), join(target, "katex.min.js"));
  // Every browser that can run the site reads woff2, so the other formats are neither kept nor named.
  const css = (await readFile(join(dist, "katex.min.css"), "utf8")).replace(
    /,url\(fonts\/[\w-]+\.(?:woff|ttf)\) format\("\w+"\)/g, "");
  await writeFile(join(target, "katex.min.css"), css);
  const names = (await readdir(join(dist, "fonts"))).filter((name) => name.endsWith(".woff2")).sort();
  for (const name of names) await cp(join(dist, "fonts", name), join(target, "fonts", name));
  return ["katex.min.js", "katex.min.css", ...names.map((name) => `fonts/${name}`)].map((name) => [`katex/${name}`, ["katex"]]);
}

async function copyFonts() {
  await mkdir(join(vendor, "fonts"), { recursive: true });
  const rows = [];
  for (const [family, names] of Object.entries(fonts)) {
    for (const name of names) {
      await cp(join(modules, "@fontsource-variable", family, "files", name), join(vendor, "fonts", name));
      rows.push([`fonts/${name}`, [`@fontsource-variable/${family}`]]);
    }
  }
  return rows;
}

async function bundleEditor() {
  const result = await esbuild.build({
    absWorkingDir: here,
    entryPoints: ["editor.js"],
    outfile: join(vendor, "editor.js"),
    bundle: true,
    format: "esm",
    minify: true,
    legalComments: "none",
    target: ["es2022"],
    metafile: true,
  });
  const used = Object.keys(result.metafile.inputs)
    .map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1])
    .filter(Boolean);
  return [["editor.js", [...new Set(used)].sort()]];
}

async function describe([file, packages]) {
  const bytes = await readFile(join(vendor, file));
  const made = await Promise.all(packages.map(packageOf));
  return {
    file,
    bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    packages: made.map(({ name, version, license }) => ({ name, version, license })),
  };
}

async function copyLicences(rows) {
  const names = [...new Set(rows.flatMap(([, packages]) => packages))].sort();
  const parts = [];
  for (const name of names) {
    const file = (await readdir(join(modules, name))).find((entry) => /^licen[cs]e/i.test(entry));
    parts.push(`${name}\n${"=".repeat(name.length)}\n\n${file ? (await readFile(join(modules, name, file), "utf8")).trim() : "See manifest.json."}\n`);
  }
  await writeFile(join(vendor, "LICENCES.txt"), parts.join("\n\n"));
}

await rm(vendor, { recursive: true, force: true });
await mkdir(vendor, { recursive: true });
const rows = [...(await copyHtmx()), ...(await copyKatex()), ...(await copyFonts()), ...(await bundleEditor())];
await copyLicences(rows);
const manifest = { schema: 1, files: await Promise.all(rows.map(describe)) };
await writeFile(join(vendor, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
