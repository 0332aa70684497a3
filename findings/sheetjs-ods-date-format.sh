#!/usr/bin/env bash
# SheetJS (npm xlsx 0.18.5): a moment with the format `yyyy-mm-dd hh:mm`, read from xlsx and written to ods with
# `cellDates`, keeps its value and its text (`2022-10-18 06:30`), but its cell takes the one date style of the file, `N37`,
# which has year, month and day and no hours. A program that follows the style, as the format asks, shows a day where the
# text of the same cell says a time. One would expect a style for each format, as its xlsx of the same sheet has.
# What it means for a filing: style and cached text of one cell disagree, so neither alone says what a person sees.
# Seen: style N37: day month year / text 2022-10-18 06:30 / value 2022-10-18T06:30:00.000Z
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund xlsx@0.18.5 >/dev/null
cat >run.js <<'JS'
const X = require("xlsx");
const book = X.utils.book_new();
const at = { t: "d", v: new Date(2022, 9, 18, 6, 30), z: "yyyy-mm-dd hh:mm" };
X.utils.book_append_sheet(book, { A1: at, "!ref": "A1" }, "a");
const dates = { type: "buffer", cellDates: true };
const read = X.read(X.write(book, { ...dates, bookType: "xlsx" }), { ...dates, cellNF: true });
const bytes = X.write(read, { ...dates, bookType: "ods" });
const xml = X.CFB.read(bytes, { type: "buffer" });
const content = X.CFB.find(xml, "content.xml").content.toString("utf8");
const cell = content.match(/<table:table-cell[^>]*date-value="([^"]*)"[^>]*style-name="([^"]*)"[^>]*><text:p>([^<]*)/);
const style = content.match(new RegExp(`style:name="${cell[2]}"[^>]*data-style-name="([^"]*)"`))[1];
const body = content.match(new RegExp(`<number:date-style[^>]*style:name="${style}"[^]*?</number:date-style>`))[0];
const parts = [...body.matchAll(/<number:(year|month|day|hours|minutes)/g)].map((part) => part[1]).sort();
console.log(`style ${style}: ${parts.join(" ")} / text ${cell[3]} / value ${cell[1]}`);
JS
seen=$(TZ=UTC node run.js)
echo "xlsx $(node -p 'require("xlsx").version'): $seen"
[ "$seen" = "style N37: day month year / text 2022-10-18 06:30 / value 2022-10-18T06:30:00.000Z" ] || { echo "changed"; exit 1; }
