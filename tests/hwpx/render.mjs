// rhwp and kordoc over every HWPX: pages against those of the PDF, every line found, one small picture of each form.
import fs from "node:fs";
import path from "node:path";
import init, { HwpDocument } from "@rhwp/core";
import { renderDocument, validateHwpx } from "kordoc";
import { Resvg } from "@resvg/resvg-js";

const [fonts, work] = process.argv.slice(2);
// About the widths of a Korean typeface; rhwp asks its host.
globalThis.measureTextWidth = (font, text) => {
  const size = parseFloat((/([\d.]+)px/.exec(font) || [0, "10"])[1]);
  return [...text].reduce((sum, c) => sum + (c.codePointAt(0) < 0x80 ? (c === " " ? 0.3 : 0.55) : 0.97), 0) * size;
};
await init({ module_or_path: fs.readFileSync("node_modules/@rhwp/core/rhwp_bg.wasm") });

const subjects = JSON.parse(fs.readFileSync(path.join(work, "subjects.json"), "utf8"));
const pictures = path.join(work, "pictures");
fs.mkdirSync(pictures, { recursive: true });
const faces = fs.readdirSync(fonts).filter((name) => name.endsWith(".ttf")).map((name) => path.join(fonts, name));
const unescape = (text) =>
  text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&#39;|&apos;/g, "'").replace(/&amp;/g, "&");
const squeeze = (text) => text.replace(/[\s\u00a0]+/g, "");
const texts = (svgs) =>
  squeeze(svgs.map((svg) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((one) => unescape(one[1])).join("")).join(""));
const draw = (svg, name) => {
  const image = new Resvg(svg, { font: { fontFiles: faces, loadSystemFonts: false, defaultFontFamily: "Pretendard GOV" },
    fitTo: { mode: "width", value: 500 }, background: "#fff" });
  fs.writeFileSync(path.join(pictures, name), image.render().asPng());
};

let bad = 0;
for (const { path: file, pages, lines } of subjects) {
  const bytes = new Uint8Array(fs.readFileSync(file));
  const begun = Date.now();
  const document = new HwpDocument(bytes);
  const count = document.pageCount();
  const own = Array.from({ length: count }, (_, page) => document.renderPageSvg(page));
  const middle = Date.now();
  const other = (await renderDocument(bytes, { format: "svg", reflow: true })).assets.map((asset) =>
    typeof asset.data === "string" ? asset.data : Buffer.from(asset.data).toString("utf8"));
  const ended = Date.now();
  const [rhwp, kordoc] = [texts(own), texts(other)];
  const lost = (text) => lines.filter((line) => !text.includes(squeeze(line.text)));
  // A line that a page break parts has a repeated head in its middle: its words are looked for one by one.
  const words = (text, line) => line.text.split(/[\s\u00a0]+/).filter(Boolean).every((word) => text.includes(word));
  const lostR = lost(rhwp).filter((line) => !words(rhwp, line));
  const missing = lost(kordoc).filter((line) => !words(kordoc, line));
  // kordoc draws no footnotes: told, not asked.
  const [lostK, notes] = [missing.filter((line) => !line.note), missing.filter((line) => line.note).length];
  const valid = await validateHwpx(bytes);
  const near = (count) => pages === null || Math.abs(count - pages) <= 1;
  const ok = near(count) && lostR.length === 0 && lostK.length === 0 && valid.ok;
  if (!ok) bad += 1;
  // kordoc does not break a table over pages: what it says of the number of pages is told, not asked.
  console.log(`${ok ? "ok  " : "FAIL"} ${file}: pages pdf ${pages} rhwp ${count} kordoc ${other.length}${near(other.length) ? "" : " (tables unbroken)"}, ` +
    `lines ${lines.length} lost rhwp ${lostR.length} kordoc ${lostK.length}${notes ? ` (and ${notes} footnotes, which it does not draw)` : ""}, ${middle - begun} ms and ${ended - middle} ms` +
    `${valid.ok ? "" : " " + JSON.stringify(valid.issues)}`);
  for (const line of [...lostR.slice(0, 3), ...lostK.slice(0, 3)]) console.log(`      lost: ${line.text}`);
  const name = path.basename(file, ".hwpx");
  draw(own[0], `${name}.rhwp.png`);
  draw(other[0], `${name}.kordoc.png`);
}
console.log(`${subjects.length} files, ${bad} that fail; pictures in ${pictures}`);
process.exit(bad ? 1 : 0);
