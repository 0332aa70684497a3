"""python-hwpx over every HWPX of the bundles: package, schema, reopening, words.

Leaves `subjects.json` for the renderers: each file with its lines of text and the pages of the PDF beside it.
"""

import json
import sys
import zipfile
from pathlib import Path

from hwpx.document import HwpxDocument
from hwpx.tools.package_validator import validate_editor_open_safety, validate_package
from hwpx.tools.validator import validate_document
from lxml import etree
from pypdf import PdfReader

HP = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"
# Real files say no more either: the validator's own empty document gives the same remark.
USUAL = ["manifest does not reference a version part"]


def lines(path):
    """The lines of text as they stand in the sections, contents and furniture left out; which are footnotes."""
    found = []
    with zipfile.ZipFile(path) as package:
        names = sorted(name for name in package.namelist() if name.startswith("Contents/section"))
        for name in names:
            contents = None
            for p in etree.fromstring(package.read(name)).iter(HP + "p"):
                if any(a.tag in (HP + "header", HP + "footer") for a in p.iterancestors()):
                    continue
                # A list reaches as far as the next object.
                text = ""
                inside = contents is not None
                for run in p.findall(HP + "run"):
                    for child in run:
                        if child.tag == HP + "t":
                            text += "".join(child.itertext())
                        begin = child.find(HP + "fieldBegin")
                        if begin is not None and begin.get("type") == "TABLEOFCONTENTS":
                            contents, inside = begin.get("id"), True
                        end = child.find(HP + "fieldEnd")
                        if end is not None and end.get("beginIDRef") == contents:
                            contents = None
                if text.strip() and not inside:
                    found.append({"text": text, "note": any(a.tag == HP + "footNote" for a in p.iterancestors())})
    return found


def main():
    work, bundles = Path(sys.argv[1]), [Path(path) for path in sys.argv[2:]]
    subjects, bad = [], 0
    for path in sorted(path for bundle in bundles for path in bundle.rglob("*.hwpx")):
        package, document = validate_package(path), validate_document(path)
        safety = validate_editor_open_safety(path)
        remarks = [str(one) for one in package.issues if not any(usual in str(one) for usual in USUAL)]
        remarks += [str(one) for one in getattr(document, "issues", [])]
        own = lines(path)
        opened = HwpxDocument.open(path)
        text = "".join(opened.export_text().split())
        # Its export leaves footnotes out.
        lost = [line["text"] for line in own if not line["note"] and "".join(line["text"].split()) not in text]
        opened.close()
        if remarks or not document.ok or not safety.ok or lost:
            bad += 1
            print(f"FAIL {path}: {remarks[:5]} {safety.summary} lost {lost[:3]}")
        pdf = path.with_suffix(".pdf")
        pages = len(PdfReader(pdf).pages) if pdf.exists() else None
        subjects.append({"path": str(path), "pages": pages, "lines": own})
    (work / "subjects.json").write_text(json.dumps(subjects, ensure_ascii=False))
    print(f"{len(subjects)} files, {bad} with a remark")
    return 1 if bad or not subjects else 0


sys.exit(main())
