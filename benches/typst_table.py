"""The yardstick of `pdf_table`: the same table set by typst (pip install typst) as PDF/UA-1.

python3 typst_table.py ROWS FONT_DIR OUT.pdf prints `seconds=S` for the compile call alone.
"""

import sys
import time

import typst

rows, fonts, out = int(sys.argv[1]), sys.argv[2], sys.argv[3]
cells = ",\n".join(
    f"[{row}], [2022. 10. 15. {15 + row % 8}:{row % 60:02d}], [카카오톡 메시지 수신·발신 기능 장애 {row}], [{row * 12345:,}]"
    for row in range(1, rows + 1)
)
document = f"""
#set document(title: "장애 경과")
#set page(paper: "a4", margin: 20mm, numbering: "1")
#set text(font: "Pretendard GOV", size: 10pt, lang: "ko")
= 부가통신서비스 장애 경과
#table(columns: (auto, auto, 1fr, auto), table.header[연번][일시][내용][영향 이용자 수], {cells})
"""
begun = time.perf_counter()
typst.compile(document.encode(), output=out, pdf_standards=["ua-1"], font_paths=[fonts], ignore_system_fonts=True)
print(f"seconds={time.perf_counter() - begun:.4f} ")
