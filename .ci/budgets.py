#!/usr/bin/env python3
"""Compares the built example site with the size budgets of the theme. Prints every figure; fails if one is exceeded.

    budgets.py SITE
"""
import gzip
import re
import sys
from pathlib import Path

site = Path(sys.argv[1])
faults = []


def size(path):
    data = path.read_bytes()
    return len(data), len(gzip.compress(data, 9, mtime=0))


def hold(name, value, limit):
    print(f"{name:58} {value:>9,} of {limit:>9,}")
    if value > limit:
        faults.append(name)


pages = sorted(site.rglob("*.html"))
assert pages, f"no pages in {site}"
for path in sorted((site / "assets").glob("*.css")):
    raw, packed = size(path)
    hold(f"{path.name}, bytes", raw, 32 * 1024)
    hold(f"{path.name}, gzip", packed, 8 * 1024)
briefing = site / "briefings" / "tiktok-us-user-data" / "index.html"
raw, packed = size(briefing)
# The budget is for seven cards and eight rows of tables. One more card may cost 1.5 KiB, one more row 256 bytes. The size of the
# compressed page, which is what travels, has a fixed limit.
html = briefing.read_text()
cards = len(re.findall(r"<figure class=\"quote|class=\"action\"", html))
rows = html.count("<tr>")
limit = 56 * 1024 + max(0, cards - 7) * 1536 + max(0, rows - 8) * 256
hold(f"the briefing with {cards} cards and {rows} rows, bytes", raw, limit)
hold("the briefing, gzip", packed, 14 * 1024)
biggest = max(pages, key=lambda p: p.stat().st_size)
hold(f"biggest page ({biggest.relative_to(site).parent}), bytes", size(biggest)[0], 100 * 1024)

words = {
    "inline style": re.compile(r"<style|\sstyle="),
    "inline script": re.compile(r"<script(?![^>]*(type=\"application/ld\+json\"|\ssrc=))"),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+="),
    "third-party request": re.compile(r"<(?:img|script|iframe|source|video|audio|embed|object)\b[^>]*\b(?:src|data)=\"(?:https?:)?//|<link\b[^>]*rel=\"(?:stylesheet|preload|icon)\"[^>]*href=\"(?:https?:)?//"),
}
for name, pattern in words.items():
    hold(name + ", pages", sum(bool(pattern.search(p.read_text())) for p in pages), 0)

if faults:
    sys.exit("over budget: " + "; ".join(faults))
