#!/usr/bin/env python3
"""Writes an onrecord site from the abstract corpus of the benchmark (`corpus.py --emit model`).

    corpus.py --notes N --seed 1 --emit model MODEL && emit.py MODEL/model.jsonl OUT

The page set is the common one: a page per note, topic, person and source; quotes and actions are shown on
their notes and have no pages of their own (`pages: never`), unless `--full` asks for everything we do.
Standard library only.
"""
import json
import re
import sys
from pathlib import Path

full = "--full" in sys.argv
model, out = [a for a in sys.argv[1:] if not a.startswith("--")]
out = Path(out)
(out / "content" / "notes").mkdir(parents=True)
j = lambda value: json.dumps(value, ensure_ascii=False)
topics, people, sources = [], [], []
topic_id, person_id = {}, {}
TYPES = {"news": "news-article", "court filing": "court-document", "company statement": "statement", "transcript": "transcript",
         "government notice": "document", "recording": "audio-recording", "dataset": "dataset", "letter": "personal_communication"}
KINDS = {"executive order": "executive-order", "injunction": "injunction", "rule": "final-rule", "review": "review",
         "statute": "act", "guidance": "guidance", "settlement": "settlement", "inquiry": "inquiry"}
STATUS = {"in force": "in-force", "under review": "pending"}


def block(note, b):
    if b["type"] == "heading":
        return f"## {b['text']}\n"
    if b["type"] == "quote":
        return f"![[quote:{note['id'][-5:]}-{b['quote']}]]\n"
    if b["type"] == "list":
        return "".join(f"* {item}\n" for item in b["items"])
    if b["type"] == "table":
        rows = [b["head"], ["---"] * len(b["head"]), *b["rows"]]
        return "".join("| " + " | ".join(row) + " |\n" for row in rows)
    if b["type"] == "code":
        return f"```{b['lang']}\n{b['text']}\n```\n"
    words = []
    for sentence in b["sentences"]:
        text = ""
        for part in sentence:
            kind = part[0]
            if kind == "text":
                text += part[1]
            elif kind == "cite":
                text = text.rstrip(".") + f" [@{part[1]}{', ' + part[2] if part[2] else ''}]."
            elif kind == "link":
                text += f" [{part[2]}](/notes/{part[1]}.md)"
            elif kind == "strong":
                text += f"**{part[1]}**"
            elif kind == "em":
                text += f"*{part[1]}*"
        words.append(text)
    return " ".join(words) + "\n"


for line in open(model, encoding="utf-8"):
    record = json.loads(line)
    kind = record["type"]
    if kind == "site":
        pages = "" if full else "pages: { quotes: never, actions: never }\n"
        (out / "site.yaml").write_text(f"title: {j(record['title'])}\nbase_url: {record['base_url']}/\ndescription: {j(record['description'])}\n{pages}")
    elif kind == "topic":
        topic_id[record["name"]] = record["id"]
        topics.append(f"- {{ id: {record['id']}, title: {j(record['name'])}, summary: {j(record['description'])} }}\n")
    elif kind == "person":
        person_id[record["name"]] = record["id"]
        people.append(f"- {{ id: {record['id']}, name: {j(record['name'])}, summary: {j(record['role'] + ', ' + record['org'])} }}\n")
    elif kind == "source":
        via = f", based_on: [{record['via']}]" if record["via"] else ""
        sources.append(f"- {{ id: {record['id']}, type: {TYPES.get(record['kind'], 'document')}, title: {j(record['title'])}, publisher: {j(record['publisher'])}, "
                       f"author: [{person_id[record['author']]}], issued: {record['date']}, url: {j(record['url'])}{via} }}\n")
    else:
        n = record
        short = n["id"][-5:]
        head = ["---", f"title: {j(n['title'])}", f"date: {n['date']}", f"summary: {j(n['summary'])}",
                f"topics: {j([topic_id[t] for t in n['topics']])}", "quotes:"]
        for q in n["quotes"]:
            head += [f"  - id: {short}-{q['id']}", f"    text: {j(q['text'])}", f"    speaker: {person_id[q['speaker']]}", f"    said: {q['date']}",
                     f"    source: {q['source']}", f"    at: {j(q['locator'])}", f"    venue: {j(q['venue'])}"]
        head.append("actions:")
        for a in n["actions"]:
            head += [f"  - id: {short}-{a['id']}", f"    title: {j(a['title'])}", f"    kind: {KINDS[a['kind']]}", f"    dates: {{ issued: {a['date']} }}",
                     f"    status: {STATUS.get(a['status'], a['status'])}", f"    by: {person_id[a['actor']]}", f"    sources: [{a['source']}]"]
        body = "\n".join(block(n, b) for b in n["blocks"])
        (out / "content" / "notes" / f"{n['id']}.md").write_text("\n".join(head + ["---", ""]) + "\n" + body, encoding="utf-8")
for name, rows in (("topics", topics), ("people", people), ("sources", sources)):
    (out / "content" / f"{name}.yaml").write_text("".join(rows), encoding="utf-8")
