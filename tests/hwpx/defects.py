"""Which of python-hwpx's checks see which defect; `defects.mjs` adds kordoc and rhwp."""

import json
import logging
import sys
from pathlib import Path

from hwpx.document import HwpxDocument
from hwpx.tools.package_validator import validate_package
from hwpx.tools.validator import validate_document

USUAL = "manifest does not reference a version part"


def sees(check, path):
    try:
        return bool(check(path))
    except Exception:  # noqa: BLE001 - refusing the file is seeing it
        return True


def opens(path):
    HwpxDocument.open(path).close()
    return False


def main():
    logging.disable(logging.CRITICAL)
    folder, work = Path(sys.argv[1]), Path(sys.argv[2])
    checks = {
        "package": lambda path: [one for one in validate_package(path).issues if USUAL not in str(one)],
        "schema": lambda path: not validate_document(path).ok,
        "opening": opens,
    }
    table = {}
    for path in sorted(folder.glob("*.hwpx")):
        table[path.stem] = {name: sees(check, path) for name, check in checks.items()}
    (work / "defects.json").write_text(json.dumps(table))
    sound = table.get("0-sound")
    return 0 if sound and not any(sound.values()) else 1


sys.exit(main())
