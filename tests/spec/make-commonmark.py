"""Writes commonmark.json from the spec.txt of the CommonMark specification: make-commonmark.py spec.txt"""
import json
import re
import sys

FENCE = "`" * 32
examples, section, kept = [], "", None
for line in open(sys.argv[1], encoding="utf-8").read().split("\n"):
    if line == FENCE + " example":
        kept = [[], []]
        side = 0
    elif kept is not None and line == FENCE:
        markdown, html = ("".join(f"{x}\n" for x in part).replace("→", "\t") for part in kept)
        examples.append(
            {"example": len(examples) + 1, "section": section, "markdown": markdown, "html": html}
        )
        kept = None
    elif kept is not None and line == "." and side == 0:
        side = 1
    elif kept is not None:
        kept[side].append(line)
    elif re.match(r"#{1,6} ", line):
        section = line.lstrip("# ").strip()
lines = ",\n".join(json.dumps(x, ensure_ascii=False) for x in examples)
with open("tests/spec/commonmark.json", "w", encoding="utf-8") as out:
    out.write(f"[\n{lines}\n]\n")
