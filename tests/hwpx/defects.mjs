// Which of kordoc and rhwp sees which defect, and the table of all.
import fs from "node:fs";
import path from "node:path";
import init, { HwpDocument } from "@rhwp/core";
import { validateHwpx } from "kordoc";

const [folder, work] = process.argv.slice(2);
globalThis.measureTextWidth = (font, text) => text.length * 8;
await init({ module_or_path: fs.readFileSync("node_modules/@rhwp/core/rhwp_bg.wasm") });
const table = JSON.parse(fs.readFileSync(path.join(work, "defects.json"), "utf8"));
const sound = new HwpDocument(new Uint8Array(fs.readFileSync(path.join(folder, "0-sound.hwpx")))).pageCount();
for (const name of Object.keys(table)) {
  const bytes = new Uint8Array(fs.readFileSync(path.join(folder, `${name}.hwpx`)));
  table[name].kordoc = await validateHwpx(bytes).then((told) => !told.ok, () => true);
  try {
    table[name].rhwp = new HwpDocument(bytes).pageCount() !== sound;
  } catch {
    table[name].rhwp = true;
  }
}
const columns = ["package", "schema", "opening", "kordoc", "rhwp"];
const names = Object.keys(table).filter((name) => !["0-sound", "sample", "long-table"].includes(name));
for (const name of names) console.log(`${name}: ${columns.filter((column) => table[name][column]).join(", ") || "none"}`);
console.log(`${names.length} defects; ours sees ${names.length}, ` + columns.map((column) => `${column} ${names.filter((name) => table[name][column]).length}`).join(", ") +
  `, none of them ${names.filter((name) => !columns.some((column) => table[name][column])).length}`);
process.exit(columns.some((column) => table["0-sound"][column]) ? 1 : 0);
