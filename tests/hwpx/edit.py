"""A paragraph and a number of a filing edited by python-hwpx: `bogo verify` names both places."""

import json
import re
import subprocess
import sys
from pathlib import Path

from hwpx.document import HwpxDocument


def main():
    work, bogo = Path(sys.argv[1]), sys.argv[2]
    subjects = json.loads((work / "subjects.json").read_text())
    subject = max((one for one in subjects if "letter" not in one["path"]), key=lambda one: len(one["lines"]))
    lines = [line["text"].strip() for line in subject["lines"]]
    number = next(match for line in lines for match in re.findall(r"\d{1,3}(?:,\d{3})+건", line))
    # The end of a sentence that stands once, in another paragraph.
    ends = [line[-12:] for line in lines if line.endswith("니다.") and number not in line]
    end = next(end for end in ends if sum(end in line for line in lines) == 1)
    document = HwpxDocument.open(subject["path"])
    counts = (
        document.text.replace(end, end[:-4] + "았습니다.", limit=1, everywhere=True),
        document.text.replace(number, "7" + number, limit=1, everywhere=True),
    )
    if counts != (1, 1):
        print(f"NOT EDITED {counts}")
        return 1
    edited = work / Path(subject["path"]).name
    document.save_to_path(edited)
    document.close()
    run = subprocess.run([bogo, "verify", str(edited), "--message-format", "json", "--lang", "ko"], capture_output=True, text=True)
    told = json.loads(run.stdout)
    said = [one["message"] for one in told["failures"]]
    for one in said:
        print(one)
    value = [one for one in told["failures"] if one["code"].startswith("verify-edited-value") and "7" + number in one["facts"]["found"]]
    prose = [one for one in told["failures"] if "았습니다." in one["facts"].get("found", "")]
    ok = run.returncode == 1 and value and prose and len(said) == 2
    print("named" if ok else "NOT NAMED")
    return 0 if ok else 1


sys.exit(main())
