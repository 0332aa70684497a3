#!/usr/bin/env bash
# SheetJS (npm xlsx 0.18.5): an xls (BIFF8) of a workbook with a text of 301 characters holds the first 255 and raises
# nothing; with `bookSST: true`, which keeps a table of shared texts, the same text is whole. What one would expect is a text
# whole in both, as xlsx, xlsb and ods of the same program are, and as the format allows (32,767 characters).
# What it means for a filing: a reason or a cause that a web tool exported as xls may end in the middle of a sentence.
# Seen: xlsx 301 / xlsb 301 / ods 301 / biff8 255 / biff8+sst 301
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund xlsx@0.18.5 >/dev/null
cat >run.js <<'JS'
const X = require("xlsx");
const text = "가".repeat(300) + "끝";
const written = (bookType, bookSST) => {
  const book = X.utils.book_new();
  X.utils.book_append_sheet(book, X.utils.aoa_to_sheet([[text]]), "a");
  const bytes = X.write(book, { type: "buffer", bookType, bookSST });
  return X.read(bytes).Sheets.a.A1.v.length;
};
const seen = ["xlsx", "xlsb", "ods", "biff8"].map((kind) => `${kind} ${written(kind, false)}`);
console.log([...seen, `biff8+sst ${written("biff8", true)}`].join(" / "));
JS
seen=$(node run.js)
echo "xlsx $(node -p 'require("xlsx").version'): $seen"
[ "$seen" = "xlsx 301 / xlsb 301 / ods 301 / biff8 255 / biff8+sst 301" ] || { echo "changed"; exit 1; }
