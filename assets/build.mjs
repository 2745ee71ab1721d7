// Builds platform/static/vendor/ from the pinned packages: the same bytes on every run.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import subsetFont from "subset-font";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const kept = join(here, "..", "platform", "static", "vendor");
const vendor = `${kept}.new`; // takes its place when all is built, so that a build that fails leaves the old one
// Each font of the sheets below, and the file it is cut from. What stays of it is said there: `unicode-range` names the
// characters, `font-weight` the part of the axis.
const sheets = ["static/css/tokens.css", "components/formula/formula.css"];
const fonts = {
  "newsreader": "@fontsource-variable/newsreader/files/newsreader-latin-wght-normal.woff2",
  "newsreader-accents": "@fontsource-variable/newsreader/files/newsreader-latin-wght-normal.woff2",
  "newsreader-extended": "@fontsource-variable/newsreader/files/newsreader-latin-ext-wght-normal.woff2",
  "newsreader-italic": "@fontsource-variable/newsreader/files/newsreader-latin-wght-italic.woff2",
  "newsreader-italic-accents": "@fontsource-variable/newsreader/files/newsreader-latin-wght-italic.woff2",
  "instrument-sans": "@fontsource-variable/instrument-sans/files/instrument-sans-latin-wght-normal.woff2",
  "instrument-sans-accents": "@fontsource-variable/instrument-sans/files/instrument-sans-latin-wght-normal.woff2",
  "instrument-sans-extended": "@fontsource-variable/instrument-sans/files/instrument-sans-latin-ext-wght-normal.woff2",
  "jetbrains-mono": "@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2",
  "stix-two-math": "@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff",
  "stix-two-math-letters": "@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff",
};
// Ligatures of code would hide what stands there; the rest is what the style sheets ask for.
const features = (name) => (name.startsWith("jetbrains") ? [] : ["kern", "liga", "tnum"]);

async function packageOf(name) {
  return JSON.parse(await readFile(join(modules, name, "package.json"), "utf8"));
}

async function copyHtmx() {
  await cp(join(modules, "htmx.org/dist/htmx.min.js"), join(vendor, "htmx.min.js"));
  return [["htmx.min.js", ["htmx.org"]]];
}

async function facesIn(sheet) {
  const css = await readFile(join(here, "..", "platform", sheet), "utf8");
  return [...css.matchAll(/@font-face\s*{([^}]*)}/g)]
    .map(([, rule]) => ({
      name: rule.match(/vendor\/fonts\/([\w-]+)\.woff2/)?.[1],
      range: rule.match(/unicode-range:\s*([^;]+);/)?.[1],
      weights: rule.match(/font-weight:\s*(\d+)(?: (\d+))?;/)?.slice(1).filter(Boolean).map(Number),
    }))
    .filter(({ name }) => name);
}

function charactersOf(range) {
  return range.split(",").map((part) => {
    const [first, last = first] = part.trim().replace("U+", "").split("-").map((code) => parseInt(code, 16));
    return Array.from({ length: last - first + 1 }, (_, n) => String.fromCodePoint(first + n)).join("");
  }).join("");
}

async function sourceOf(name) {
  const file = join(modules, fonts[name]);
  if (!name.startsWith("stix")) return readFile(file);
  const folder = await mkdtemp(join(tmpdir(), "fonts-"));
  const python = join(here, "..", ".venv", "bin", "python");
  execFileSync(python, [join(here, "math_font.py"), file, join(folder, "font.ttf")], { stdio: "inherit" });
  const font = await readFile(join(folder, "font.ttf"));
  await rm(folder, { recursive: true });
  return font;
}

async function cutFonts() {
  await mkdir(join(vendor, "fonts"), { recursive: true });
  const rows = [];
  for (const { name, range, weights } of (await Promise.all(sheets.map(facesIn))).flat()) {
    const [least, most = least] = weights ?? [];
    const wght = least === most ? least : { min: least, max: most };
    const font = await subsetFont(await sourceOf(name), charactersOf(range), {
      targetFormat: "woff2",
      noHinting: true,
      keepFeatures: features(name),
      variationAxes: weights && { wght },
    });
    await writeFile(join(vendor, "fonts", `${name}.woff2`), font);
    rows.push([`fonts/${name}.woff2`, [fonts[name].split("/files/")[0]]]);
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
const rows = [...(await copyHtmx()), ...(await cutFonts()), ...(await bundleEditor())];
await copyLicences(rows);
const manifest = { schema: 1, files: await Promise.all(rows.map(describe)) };
await writeFile(join(vendor, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
await rm(kept, { recursive: true, force: true });
await rename(vendor, kept);
