// The Kakao case as SheetJS writes it: read, and written again without a word changed.
// Run in a folder where `npm install xlsx@0.18.5` was run: node rewrite.mjs CASE OUT
import { createRequire } from "node:module";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const XLSX = createRequire(join(process.cwd(), "package.json"))("xlsx");
const [source, target] = process.argv.slice(2);

// Without a table of shared texts, its xls holds no more than 255 characters of a text.
const kinds = [
  { folder: "xlsx", ending: "xlsx", write: { bookType: "xlsx" } },
  { folder: "xlsx-dates", ending: "xlsx", cellDates: true, write: { bookType: "xlsx", cellDates: true } },
  { folder: "xlsb", ending: "xlsb", write: { bookType: "xlsb" } },
  { folder: "xls", ending: "xls", write: { bookType: "biff8", bookSST: true } },
  { folder: "ods", ending: "ods", cellDates: true, write: { bookType: "ods", cellDates: true } },
];

for (const { folder, ending, cellDates = false, write } of kinds) {
  mkdirSync(join(target, folder), { recursive: true });
  for (const name of ["사건", "피해와보상"]) {
    const workbook = XLSX.read(readFileSync(join(source, `${name}.xlsx`)), { cellDates, cellNF: true });
    const bytes = XLSX.write(workbook, { ...write, type: "buffer", compression: true });
    writeFileSync(join(target, folder, `${name}.${ending}`), bytes);
  }
}
