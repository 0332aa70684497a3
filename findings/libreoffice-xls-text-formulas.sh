#!/usr/bin/env bash
# LibreOffice 7.4.7, run without a window, converts a workbook with formulas that make texts (`=A1&"x"`) to xls and writes the
# number zero as the value of each; formulas that make numbers keep theirs, and the xlsx of the same workbook holds the
# texts. It shows the right text itself, since it computes such cells when it opens the file. What one would expect is the
# text in the records of the formula, as in the xlsx.
# What it means for a filing: whoever reads the values of such an xls reads 0 for a text, and nothing says so.
# Seen: xls number 0.0 / xlsx text ax
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
command -v soffice >/dev/null || { echo "needs LibreOffice"; exit 2; }
python3 -m venv tools && tools/bin/pip install --quiet xlrd==2.0.1 openpyxl==3.1.5
printf 'a\n=A1&"x"\n' >t.csv
convert() { soffice "-env:UserInstallation=file://$dir/profile" --headless --convert-to "$1" "$2" >/dev/null 2>&1; }
convert ods t.csv
convert 'xls:MS Excel 97' t.ods
convert 'xlsx:Calc MS Excel 2007 XML' t.ods
seen=$(tools/bin/python - <<'PY'
import openpyxl, xlrd
cell = xlrd.open_workbook("t.xls").sheet_by_index(0).cell(1, 0)
kind = {xlrd.XL_CELL_TEXT: "text", xlrd.XL_CELL_NUMBER: "number"}[cell.ctype]
print(f"xls {kind} {cell.value} / xlsx text {openpyxl.load_workbook('t.xlsx', data_only=True).active['A2'].value}")
PY
)
echo "$(soffice --version | cut -d' ' -f1,2): $seen"
[ "$seen" = "xls number 0.0 / xlsx text ax" ] || { echo "changed"; exit 1; }
