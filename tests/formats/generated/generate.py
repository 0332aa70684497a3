#!/usr/bin/env python3
"""Workbooks of many shapes, part by part, and what LibreOffice reads in them.

    python3 generate.py OUT           the workbooks (needs openpyxl 3.1.5, xlwt 1.3.0, soffice, node with xlsx 0.18.5 in $JS)
    python3 generate.py --read OUT    cells.tsv, what LibreOffice reads in them, and workbooks.zip, all of them together

Everything is drawn from fixed seeds. README.md in the folder above says what is compared with what.
"""

import datetime
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import zipfile
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORDS = ["접수", "환불 요청", "톡채널", "A&B", "<둘>", '"셋"', "나 다", "Ω", "한글 English 123", "데이터센터", "가"]
FORMATS = [
    "0", "0.00", "#,##0", "#,##0.00", "0%", "0.0%", "0.00E+00", "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "[h]:mm",
    'yyyy"년" m"월" d"일"', "[$-412]yyyy/mm/dd hh:mm:ss", "h:mm AM/PM", '#,##0"원"', '#,##0"만원"', "#,##0,", "00000",
    "[$₩-412]#,##0", "[$$-409]#,##0.00", '0.0"%"', "@", '"예";"아니오"', "#,##0;[Red]-#,##0", "mm:ss", "d", "#,##0_ ;-#,##0 ",
]


def letters(column):
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


class Book:
    """A workbook written by hand: every cell is (row, column, markup), so that odd but legal markup can be had."""

    def __init__(self, epoch1904=False, prefix="", strict=False):
        self.sheets, self.shared, self.formats = [], [], ["General"]
        self.epoch1904, self.prefix, self.strict = epoch1904, prefix, strict

    def share(self, item):
        self.shared.append(item if item.startswith(("<t", "<r")) else f'<t xml:space="preserve">{escape(item)}</t>')
        return len(self.shared) - 1

    def style(self, code):
        if code not in self.formats:
            self.formats.append(code)
        return self.formats.index(code)

    def sheet(self, name, cells, before="", after="", state="visible", has_references="both"):
        rows = {}
        for row, column, markup in cells:
            rows.setdefault(row, []).append((column, markup))
        text = []
        for row, found in sorted(rows.items()):
            inner = []
            for column, markup in sorted(found):
                place = f' r="{letters(column)}{row}"' if has_references in ("both", "cells") else ""
                inner.append(markup.replace("<c", f"<c{place}", 1))
            at = f' r="{row}"' if has_references in ("both", "rows") else ""
            text.append(f"<row{at}>{''.join(inner)}</row>")
        self.sheets.append((name, state, f"{before}<sheetData>{''.join(text)}</sheetData>{after}"))

    def named(self, text):
        """Every element of the main namespace under a prefix of its own."""
        if not self.prefix:
            return text
        return re.sub(r"<(/?)([A-Za-z])", rf"<\1{self.prefix}:\2", text)

    def part(self, root, inner, declared=""):
        main = "http://purl.oclc.org/ooxml/spreadsheetml/main" if self.strict else MAIN
        related = "http://purl.oclc.org/ooxml/officeDocument/relationships" if self.strict else RELATION
        name = f"{self.prefix}:{root}" if self.prefix else root
        space = f"xmlns:{self.prefix}" if self.prefix else "xmlns"
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        return f'{head}<{name} {space}="{main}" xmlns:r="{related}"{declared}>{self.named(inner)}</{name}>'

    def save(self, path):
        related = "http://purl.oclc.org/ooxml/officeDocument/relationships" if self.strict else RELATION
        listed, links, types = [], [], []
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        parts = {}
        for number, (name, state, inner) in enumerate(self.sheets, 1):
            shown = "" if state == "visible" else f' state="{state}"'
            listed.append(f'<sheet name={quoteattr(name)} sheetId="{number}"{shown} r:id="rId{number}"/>')
            links.append((f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml"))
            types.append((f"/xl/worksheets/sheet{number}.xml", "worksheet"))
            parts[f"xl/worksheets/sheet{number}.xml"] = self.part("worksheet", inner)
        links += [("rIdS", "styles", "styles.xml"), ("rIdT", "sharedStrings", "sharedStrings.xml")]
        types += [("/xl/styles.xml", "styles"), ("/xl/sharedStrings.xml", "sharedStrings")]
        epoch = '<workbookPr date1904="1"/>' if self.epoch1904 else "<workbookPr/>"
        parts["xl/workbook.xml"] = self.part("workbook", f"{epoch}<sheets>{''.join(listed)}</sheets>")
        codes = [f'<numFmt numFmtId="{164 + at}" formatCode={quoteattr(code)}/>' for at, code in enumerate(self.formats) if at]
        given = [f'<xf numFmtId="{164 + at if at else 0}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>' for at in range(len(self.formats))]
        fonts = '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        own = f'<numFmts count="{len(codes)}">{"".join(codes)}</numFmts>' if codes else ""
        parts["xl/styles.xml"] = self.part("styleSheet", f'{own}{fonts}<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="{len(given)}">{"".join(given)}</cellXfs>')
        items = "".join(f"<si>{item}</si>" for item in self.shared)
        parts["xl/sharedStrings.xml"] = self.part("sst", items)
        links = "".join(f'<Relationship Id="{key}" Type="{related}/{sort}" Target="{target}"/>' for key, sort, target in links)
        parts["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
        parts["_rels/.rels"] = f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{related}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="{related}/extended-properties" Target="docProps/app.xml"/></Relationships>'
        # So LibreOffice takes the values of formulas as they stand.
        parts["docProps/app.xml"] = '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Microsoft Excel</Application><AppVersion>16.0300</AppVersion></Properties>'
        types = "".join(f'<Override PartName="{part}" ContentType="{kind}.{sort}+xml"/>' for part, sort in types)
        parts["[Content_Types].xml"] = f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>{types}</Types>'
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in ["[Content_Types].xml", "_rels/.rels"] + sorted(part for part in parts if part[:3] in ("xl/", "doc")):
                about = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
                about.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(about, parts[name])


def number(value, style=0):
    return f'<c s="{style}"><v>{value}</v></c>' if style else f"<c><v>{value}</v></c>"


def inline(text):
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def texts():
    book = Book()
    plain = WORDS + ["", " ", "  앞뒤  ", "둘째\n줄", "탭\t뒤", "001", "1e5", "2022-10-15", "TRUE", "=1+1", "'인용", "가" * 300,
                     "\u1112\u1161\u11ab\u1100\u1173\u11af", "😀 넓은 글자", "a_x000D_b", "_x0041_", "끝_x000A_", "\u00a0막은 칸\u00a0", "１２３"]
    cells = []
    for row, text in enumerate(plain, 1):
        cells += [(row, 1, f'<c t="s"><v>{book.share(text)}</v></c>'), (row, 2, inline(text)),
                  (row, 3, f'<c t="str"><f>A{row}</f><v>{escape(text)}</v></c>')]
    rich = ["<r><t>앞</t></r><r><rPr><b/></rPr><t>굵은</t></r><r><t xml:space=\"preserve\"> 뒤</t></r>",
            "<r><rPr><strike/></rPr><t>취소</t></r><r><t>남음</t></r>", "<t>漢字</t><rPh sb=\"0\" eb=\"2\"><t>한자</t></rPh><phoneticPr fontId=\"0\"/>",
            "<t>앞 <![CDATA[<가&나>]]> 뒤</t>", "<t>&#44032;&amp;&#xB098;</t>", "<t/>", "<t>  잘린  </t>"]
    for row, item in enumerate(rich, len(plain) + 2):
        cells += [(row, 1, f'<c t="s"><v>{book.share(item)}</v></c>'), (row, 2, f'<c t="inlineStr"><is>{item}</is></c>')]
    book.sheet("글", cells)
    return book


def numbers():
    draw, book = random.Random(1), Book()
    fixed = ["0", "-0", "1", "-1", "0.1", "0.30000000000000004", "1E+20", "1.5E-7", "1e5", ".5", "5.", "+7", "1234567890123",
             "999999999999999", "1000000000000000", "123456789012345678", "1.25E-30", "1.25E+30", "0012", "1E3", "33.300000000000004", "3.1415926535897931"]
    drawn = [repr(draw.choice([draw.randint(-10**9, 10**9), draw.uniform(-1e6, 1e6), draw.uniform(-1, 1), draw.randint(0, 99) / 100, draw.uniform(0, 1e15)])) for _ in range(150)]
    cells = [(at // 8 + 1, at % 8 + 1, number(value)) for at, value in enumerate(fixed + drawn)]
    cells += [(40, 1, '<c t="n"><v>12</v></c>'), (40, 2, '<c t="b"><v>1</v></c>'), (40, 3, '<c t="b"><v>0</v></c>'), (40, 5, "<c/>"), (40, 6, "<c><v/></c>"), (40, 7, "<c><v></v></c>")]
    for column, error in enumerate(["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"], 1):
        cells.append((41, column, f'<c t="e"><v>{error}</v></c>'))
    book.sheet("수", cells)
    return book


def dates(epoch1904):
    draw, book = random.Random(2), Book(epoch1904=epoch1904)
    codes = [code for code in FORMATS if any(letter in code for letter in "ymdh") and '"만' not in code] + ["m/d/yy", "mmm yyyy", "hh:mm:ss.000", "yyyymmdd", "dddd", "[mm]:ss", "[s]"]
    values = [0.25, 0.5, 0.9999884259259259, 1, 1.5, 31, 58, 59, 61, 62, 365, 1462, 25569, 36526, 44849, 44849.63819444445, 44849.999994, 44850.99999, 45292.0006944444, 73050, 2958465 - 1462]
    values += [round(draw.uniform(30000, 60000), 6) for _ in range(6)]
    cells = []
    for row, value in enumerate(values, 1):
        for column, code in enumerate(codes, 1):
            if epoch1904 and value > 2 and not set("yd") & set(code):
                continue  # An ods counts hours there, from no epoch.
            cells.append((row, column, number(value, book.style(code))))
    book.sheet("날", cells)
    return book


def typed():
    book = Book()
    moment, day, clock = book.style("yyyy-mm-dd hh:mm:ss"), book.style("yyyy-mm-dd"), book.style("hh:mm:ss")
    cells = []
    for row, text in enumerate(["2022-10-15", "2022-10-15T15:19:00", "2022-10-15T15:19:00Z", "2022-10-15T15:19:00.500", "1999-12-31T23:59:59.999Z"], 1):
        cells += [(row, column, f'<c t="d" s="{style}"><v>{text}</v></c>') for column, style in enumerate([moment, day, clock], 1)]
    book.sheet("형", cells)
    return book


def formulas():
    book = Book()
    cells = [(1, 1, number(2)), (2, 1, number(3)), (3, 1, '<c><f>A1+A2</f><v>5</v></c>'), (4, 1, '<c t="str"><f>"가"&amp;"나"</f><v>가나</v></c>'),
             (5, 1, '<c t="b"><f>A1&lt;A2</f><v>1</v></c>'), (6, 1, '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>'), (7, 1, '<c t="e"><f>NA()</f><v>#N/A</v></c>'),
             (1, 2, '<c><f t="shared" ref="B1:B3" si="0">A1*2</f><v>4</v></c>'), (2, 2, '<c><f t="shared" si="0"/><v>6</v></c>'), (3, 2, '<c><f t="shared" si="0"/><v>10</v></c>'),
             (1, 3, '<c><f t="array" ref="C1:C2">A1:A2*10</f><v>20</v></c>'), (2, 3, "<c><v>30</v></c>"), (4, 2, f'<c s="{book.style("0.0%")}"><f>A1/8</f><v>0.25</v></c>'),
             (5, 2, f'<c s="{book.style("yyyy-mm-dd")}"><f>DATE(2022,10,15)</f><v>44849</v></c>'), (8, 1, '<c t="str"><f>""</f><v></v></c>'), (8, 2, '<c t="str"><f>"  둘레  "</f><v xml:space="preserve">  둘레  </v></c>')]
    book.sheet("식", cells)
    return book


def places():
    draw, book = random.Random(3), Book()
    grid = [(row, column, number(draw.randint(1, 999)) if draw.random() < 0.5 else inline(draw.choice(WORDS))) for row in range(1, 7) for column in range(1, 6)]
    for has in ["both", "cells", "rows", "none"]:
        book.sheet(f"자리 {has}", grid, has_references=has)
    far = [(row, column, number(row * 1000 + column)) for row, column in [(1, 1), (3, 700), (900, 2), (901, 703), (5000, 52)]]
    book.sheet("먼 곳", far)
    book.sheet("빈 곳", [])
    book.sheet("끝", [(1, 1, inline("끝"))], before='<dimension ref="A1:Z99"/>')
    return book


def styles():
    book = Book()
    values = [0, 1, 0.171, 0.385, 12, 123, 1234.5, -1234, 34552000, 44849.63819444445]
    cells = []
    for row, code in enumerate(FORMATS + ['#,##0"천원"', "#,##0,,", '0"억"', "000-0000-0000", '""', ";;;", "0;;", "# ?/?", "[>=1000]#,##0,\"천\";0", "[Blue]0", "0 \\%", "\"%\"0", "General\"건\"", "[h]:mm:ss", "[$€-2] 0.00", "_-* #,##0_-;-* #,##0_-;_-* \"-\"_-;_-@_-"], 1):
        for column, value in enumerate(values, 1):
            cells.append((row, column, number(value, book.style(code))))
    book.sheet("꼴", cells)
    return book


def layout():
    book = Book()
    grid = [(row, column, inline(f"{letters(column)}{row}")) for row in range(1, 8) for column in range(1, 6)]
    merged = [cell for cell in grid if not (cell[0] == 2 and cell[1] in (2, 3)) and not (cell[0] in (5, 6) and cell[1] == 5)]
    merges = '<mergeCells count="2"><mergeCell ref="A2:C2"/><mergeCell ref="E4:E6"/></mergeCells>'
    book.sheet("합친 곳", merged, before='<cols><col min="4" max="4" width="9" hidden="1" customWidth="1"/></cols>', after=merges)
    book.sheet("숨은 시트", grid, state="hidden")
    book.sheet("깊이 숨은", grid[:4], state="veryHidden")
    book.sheet("Sheet's \"4\"", grid[:3])
    book.sheet("A&B", grid[:2])
    return book


def marked(prefix, strict):
    book = Book(prefix=prefix, strict=strict)
    cells = [(1, 1, f'<c t="s"><v>{book.share("제목")}</v></c>'), (1, 2, number("12.5", book.style("0.0"))), (2, 1, inline("속 글")), (2, 2, number(44849, book.style("yyyy-mm-dd"))), (2, 3, '<c t="b"><v>1</v></c>'), (3, 1, '<c t="e"><v>#REF!</v></c>')]
    book.sheet("이름", cells)
    return book


def mixed(seed):
    """Anything anywhere."""
    draw, book = random.Random(seed), Book(epoch1904=seed % 3 == 0, prefix="x" if seed % 4 == 0 else "")

    def cell():
        kind = draw.randrange(8)
        style = book.style(draw.choice(FORMATS))
        if kind == 0:
            return inline(draw.choice(WORDS) + draw.choice(WORDS))
        if kind == 1:
            return f'<c t="s" s="{style}"><v>{book.share(draw.choice(WORDS))}</v></c>'
        if kind == 2:
            return f'<c t="b"><v>{draw.randrange(2)}</v></c>'
        if kind == 3:
            return f'<c t="e"><v>{draw.choice(["#N/A", "#REF!", "#DIV/0!"])}</v></c>'
        if kind == 4:
            return f'<c s="{style}"/>'
        value = draw.choice([draw.randint(0, 60000), round(draw.uniform(0, 50000), draw.randrange(6)), draw.randint(1, 99) / 100, 44849 + draw.randint(0, 86399) / 86400])
        return number(repr(value), style)

    for index in range(draw.randint(1, 3)):
        rows = sorted(draw.sample(range(1, 60), draw.randint(3, 12)))
        cells = [(row, column, cell()) for row in rows for column in sorted(draw.sample(range(1, 20), draw.randint(1, 9)))]
        book.sheet(f"섞음 {index + 1}", cells, has_references=draw.choice(["both", "both", "cells"]))
    return book


def by_openpyxl(path):
    import openpyxl
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = datetime.datetime(2026, 1, 1)
    sheet = book.active
    sheet.title = "피해"
    draw = random.Random(5)
    for _ in range(12):
        sheet.append([draw.choice(WORDS), draw.randint(0, 10**6), draw.random(), draw.random() < 0.5, datetime.datetime(2022, 10, draw.randint(1, 30), draw.randrange(24), draw.randrange(60)), datetime.date(2022, 10, draw.randint(1, 30)), datetime.time(draw.randrange(24), draw.randrange(60)), datetime.timedelta(minutes=draw.randint(1, 9000)), None])
    sheet["J1"] = CellRichText("앞 ", TextBlock(InlineFont(b=True), "굵게"), " 뒤")
    sheet["J2"] = "#N/A"
    sheet["J3"] = datetime.datetime(2022, 10, 15, 23, 59, 59, 999000)
    sheet.merge_cells("A14:C14")
    sheet["A14"] = "합계"
    book.create_sheet("둘째")["C3"] = 7
    book.save(path)


def by_xlwt(path):
    import xlwt
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("엑셀쓰기")
    draw = random.Random(6)
    moment, day, share = (xlwt.easyxf(num_format_str=code) for code in ["yyyy-mm-dd hh:mm", "yyyy-mm-dd", "0.0%"])
    for row in range(12):
        sheet.write(row, 0, draw.choice(WORDS))
        sheet.write(row, 1, draw.choice([draw.randint(0, 10**9), draw.uniform(-9, 9), draw.randint(0, 99) / 100]))
        sheet.write(row, 2, datetime.datetime(2022, 10, 15, draw.randrange(24), draw.randrange(60)), moment)
        sheet.write(row, 3, datetime.date(2022, 10, draw.randint(1, 30)), day)
        sheet.write(row, 4, draw.random() < 0.5)
        sheet.write(row, 5, draw.randint(1, 99) / 1000, share)
    sheet.write_rich_text(12, 0, ["앞", ("굵게", xlwt.easyfont("bold on")), "뒤"])
    sheet.write(13, 0, "가" * 300)
    sheet.write(14, 3, "끝")
    book.save(path)


def soffice(arguments, folder):
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(["soffice", f"-env:UserInstallation=file://{profile}", "--headless", *arguments, "--outdir", folder], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


SHEETJS = """
const XLSX = require(process.argv[1]);
const fs = require("fs"), path = require("path");
for (const file of process.argv.slice(3)) {
  const book = XLSX.read(fs.readFileSync(file), { cellNF: true });
  const base = path.join(process.argv[2], path.parse(file).name);
  for (const [ending, bookType] of [["sheetjs.xlsb", "xlsb"], ["sheetjs.xls", "biff8"], ["sheetjs.xlsx", "xlsx"]])
    fs.writeFileSync(`${base}.${ending}`, XLSX.write(book, { bookType, bookSST: true, type: "buffer", compression: true }));
}
"""


def make(out):
    out.mkdir(parents=True, exist_ok=True)
    books = {"texts": texts(), "numbers": numbers(), "dates1900": dates(False), "dates1904": dates(True), "typed": typed(), "formulas": formulas(),
             "places": places(), "styles": styles(), "layout": layout(), "prefixed": marked("x", False), "strict": marked("", True)}
    books |= {f"mixed{seed}": mixed(seed) for seed in range(1, 9)}
    for name, book in books.items():
        book.save(out / f"{name}.xlsx")
    by_openpyxl(out / "openpyxl.xlsx")
    by_xlwt(out / "xlwt.xls")
    sources = [str(out / f"{name}.xlsx") for name in [*books, "openpyxl"]]
    soffice(["--convert-to", "xls:MS Excel 97", *sources], str(out))
    soffice(["--convert-to", "ods:calc8", *sources], str(out))
    whole = [source for source in sources if pathlib.Path(source).stem in ("texts", "numbers", "dates1904", "formulas", "styles", "layout", "mixed1", "mixed2", "mixed3")]
    subprocess.run(["node", "-e", SHEETJS, os.path.join(os.environ["JS"], "node_modules/xlsx"), str(out), *whole], check=True, stdout=subprocess.DEVNULL)


def fields(text):
    """Rows of (is quoted, text): the module csv does not tell them apart."""
    rows, row, at = [], [], 0
    while at < len(text):
        if text[at] == '"':
            end, parts = at + 1, []
            while True:
                close = text.index('"', end)
                parts.append(text[end:close])
                if text[close + 1:close + 2] != '"':
                    break
                parts.append('"')
                end = close + 2
            row.append((True, "".join(parts)))
            at = close + 1
        else:
            end = at
            while text[end] not in ",\n":
                end += 1
            row.append((False, text[at:end]))
            at = end
        if text[at] == "\n":
            rows.append(row)
            row = []
        at += 1
    return rows


def plain(text):
    """A date or time of whatever locale as year-month-day hour:minute:second; anything else as it is."""
    time = r"(\d+):(\d+)(?::(\d+)(?:\.(\d+))?)?(?: (AM|PM))?"
    for pattern in (rf"(?P<y>\d+)-(?P<m>\d+)-(?P<d>\d+)(?: {time})?", rf"(?P<m>\d+)/(?P<d>\d+)/(?P<y>\d+)(?: {time})?", rf"(?P<y>\d+)\. (?P<m>\d+)\. (?P<d>\d+)\.?(?: {time})?", rf"-?{time}"):
        if found := re.fullmatch(pattern, text):
            named = found.groupdict()
            hour, minute, second, _, half = found.groups()[-5:]
            day = f"{int(named['y']):04}-{int(named['m']):02}-{int(named['d']):02} " if named else ("-" if text[0] == "-" else "")
            if hour is None:
                return day + "00:00:00"
            hour = int(hour) % 12 + 12 * (half == "PM") if half else int(hour)
            return f"{day}{hour:02}:{int(minute):02}:{int(second or 0):02}"
    return text


def read(folder):
    """Cells of every sheet, as LibreOffice writes them: in full, and as shown."""
    names = sorted(path.name for path in folder.iterdir() if path.suffix in (".xlsx", ".xls", ".ods", ".xlsb"))
    found = {name: {} for name in names}
    for ending in (".xlsx", ".xls", ".ods", ".xlsb"):
        books = [name for name in names if name.endswith(ending)]
        for shown in (False, True):
            with tempfile.TemporaryDirectory() as out:
                option = f"csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,true,true,{str(shown).lower()},false,false,-1"
                soffice(["--convert-to", option, *(str(folder / name) for name in books)], out)
                for table in pathlib.Path(out).iterdir():
                    name = next(name for name in books if table.name.startswith(name[:-len(ending)] + "-"))
                    sheet = table.name[len(name) - len(ending) + 1:-len(".csv")]
                    for row, line in enumerate(fields(table.read_bytes().decode("utf-8-sig")), 1):
                        for column, (is_text, text) in enumerate(line, 1):
                            if text:
                                cell = found[name].setdefault((sheet, row, column), ["", "", "value"])
                                cell[shown] = text if is_text or shown else plain(text)
                                if is_text and not shown:
                                    cell[2] = "text"
    lines, kinds = {}, {}
    for name, cells in found.items():
        stem, kind = name.split(".", 1)
        kinds.setdefault(stem, []).append(kind)
        for (sheet, row, column), (full, shown, sort) in cells.items():
            full, shown = (text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r") for text in (full, shown))
            line = (stem, sheet, row, column, sort, full, "=" if shown == full else shown)
            lines.setdefault(line, []).append(kind)
    with open(folder / "cells.tsv", "w", encoding="utf-8", newline="\n") as out:
        out.write("book\tfiles\tsheet\tcell\tkind\tin full\tas shown\n")
        for (stem, sheet, row, column, sort, full, shown), holds in sorted(lines.items()):
            held = "all" if holds == kinds[stem] else " ".join(holds)
            out.write(f"{stem}\t{held}\t{sheet}\t{letters(column)}{row}\t{sort}\t{full}\t{shown}\n")


def pack(folder):
    with zipfile.ZipFile(folder / "workbooks.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(folder.iterdir()):
            if path.suffix in (".xlsx", ".xls", ".ods", ".xlsb"):
                about = zipfile.ZipInfo(path.name, (2026, 1, 1, 0, 0, 0))
                about.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(about, path.read_bytes())


if __name__ == "__main__":
    if sys.argv[1] == "--read":
        read(pathlib.Path(sys.argv[2]))
        pack(pathlib.Path(sys.argv[2]))
    else:
        make(pathlib.Path(sys.argv[1]))
