#!/usr/bin/env python3
"""Measures the time from a save to the updated page, over HTTP, of the live preview and of other servers in the same run.

    watch.py --onrecord PROGRAM --site SITE [--hugo PROGRAM --hugo-site SITE] [--zola PROGRAM --zola-site SITE]
             [--edits 20] [--long 0]

SITE is a corpus made by `emit.py` (ours) or by the corpus generator (theirs); files are put back at the
end. The clock starts just before a file is written and stops when the new words have been read from
the page; the first edit of a row comes two seconds after the last. Rows: an edit of a note's text, of its title (read
from the note and from the home page), of a source, of a template, of a style sheet. Prints p50 and p95 in milliseconds, how many times longer the others
take, and the resident memory; `--long N` makes N more edits and prints how the memory has grown. Linux
only (/proc). Standard library only.
"""
import argparse
import http.client
import os
import re
import signal
import socket
import statistics
import subprocess
import time
from pathlib import Path

LATE = 120


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """A program that serves a site."""

    def __init__(self, name, command, site):
        self.name, self.site, self.port = name, Path(site), free_port()
        command = [part.replace("PORT", str(self.port)) for part in command]
        self.process = subprocess.Popen(
            command, cwd=site, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        self.link = None
        end = time.monotonic() + LATE * 3
        while self.get("/")[0] != 200:
            if time.monotonic() > end or self.process.poll() is not None:
                raise SystemExit(f"{name} did not start")
            time.sleep(0.05)

    def get(self, path):
        for _ in (0, 1):
            try:
                if self.link is None:
                    self.link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LATE)
                self.link.request("GET", path)
                answer = self.link.getresponse()
                return answer.status, answer.read()
            except (OSError, http.client.HTTPException):
                self.link = None
        return 0, b""

    def memory(self):
        """Resident MiB of the process and its children."""
        total = 0
        for pid in os.listdir("/proc"):
            if pid.isdigit():
                try:
                    if os.getpgid(int(pid)) == self.process.pid:
                        status = Path(f"/proc/{pid}/status").read_text()
                        total += int(re.search(r"VmRSS:\s+(\d+)", status)[1])
                except (OSError, TypeError):
                    pass
        return total / 1024

    def stop(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def edits(server, file, change, pages, times):
    """Milliseconds from a save until each page contains the words; the slowest page counts."""
    whole = server.site / file
    before = whole.read_bytes() if whole.exists() else None
    text = before.decode() if before is not None else ""
    took = []
    time.sleep(2)
    try:
        for n in range(times):
            token = f"t{time.time_ns():x}"
            new = change(text, token).encode()
            whole.parent.mkdir(parents=True, exist_ok=True)
            start = time.perf_counter()
            whole.write_bytes(new)
            for page in pages:
                while token.encode() not in server.get(page)[1]:
                    if time.perf_counter() - start > LATE:
                        raise SystemExit(f"{server.name}: {file} never reached {page}")
                    time.sleep(0.0005)
            took.append((time.perf_counter() - start) * 1000)
            time.sleep(0.3)
    finally:
        if before is None:
            whole.unlink()
        else:
            whole.write_bytes(before)
    return took


def body(text, token):
    return f"{text}\n\nEdited {token}.\n"


def title(text, token):
    return re.sub(r'\btitle"?(:| =) *"?', lambda m: m[0] + token + " ", text, count=1)


def style(text, token):
    return f"{text}\n/* {token} */\n"


def rows(server, note, page, times, ours):
    """The rows of a server: name and times. The edited note is the newest, which is on the home page."""
    yield "body", edits(server, note, body, [page], times)
    yield "title", edits(server, note, title, [page, "/"], times)
    file, source = first_source(server.site)
    yield "source", edits(server, file, title, [f"/sources/{source}/"], times)
    if ours:
        template = lambda text, token: (  # noqa: E731
            '{% extends "default/note.html" %}{% block side %}{{ super() }}<p>' + token + "</p>{% endblock side %}"
        )
        edits(server, "templates/note.html", template, [page], 1)
        (server.site / "templates").mkdir(exist_ok=True)
        (server.site / "templates/note.html").write_text('{% extends "default/note.html" %}')
        try:
            yield "template", edits(server, "templates/note.html", template, [page], times)
        finally:
            (server.site / "templates/note.html").unlink()
    else:
        layouts = sorted((server.site / "layouts").rglob("page.html")) or sorted(
            (server.site / "templates").rglob("page.html")
        )
        if layouts:
            template = lambda text, token: text.replace("<article>", f"<article><p>{token}</p>", 1)  # noqa: E731
            yield "template", edits(server, layouts[0].relative_to(server.site), template, [page], times)
    sheet = server.site / "static/site.css"
    is_new = not sheet.exists()
    if is_new:
        sheet.parent.mkdir(exist_ok=True)
        sheet.write_text("p { margin: 0 }\n")
    try:
        yield "style", edits(server, "static/site.css", style, ["/site.css"], times)
    finally:
        if is_new:
            sheet.unlink()


def newest(site):
    """The newest note and its address."""
    notes = sorted((Path(site) / "content").rglob("*.md"))
    dated = [(re.search(r"^date(?::| =) \"?([0-9-]+)", note.read_text(), re.M), note) for note in notes]
    note = max((found[1], note) for found, note in dated if found)[1]
    file = note.relative_to(site)
    return file, "/" + file.relative_to("content").with_suffix("").as_posix() + "/"


def first_source(site):
    """The file of a source, and its id."""
    ours = site / "content/sources.yaml"
    if ours.exists():
        return "content/sources.yaml", re.search(r"id: ([a-z0-9-]+)", ours.read_text())[1]
    for folder, name in ("content/sources", "_index.md"), ("data/sources", ""):
        all = sorted((site / folder).glob("*"))
        if all:
            return (all[0] / name).relative_to(site), all[0].stem
    raise SystemExit(f"{site} has no sources")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--onrecord", required=True)
    parser.add_argument("--site", required=True)
    for other in ("hugo", "zola"):
        parser.add_argument(f"--{other}")
        parser.add_argument(f"--{other}-site")
    parser.add_argument("--edits", type=int, default=20)
    parser.add_argument("--long", type=int, default=0)
    args = parser.parse_args()
    servers = [("onrecord", [str(Path(args.onrecord).resolve()), "watch", "-p", "PORT"], args.site)]
    if args.hugo:
        command = [args.hugo, "server", "-M", "--port", "PORT", "--disableLiveReload", "--baseURL", "http://127.0.0.1:PORT/"]
        servers.append(("hugo", command, args.hugo_site))
    if args.zola:
        servers.append(("zola", [args.zola, "serve", "--port", "PORT", "--extra-watch-path", "data"], args.zola_site))
    ours = {}
    for name, command, site in servers:
        note, page = newest(site)
        server = Server(name, command, site)
        try:
            start = server.memory()
            for row, took in rows(server, note, page, args.edits, name == "onrecord"):
                took.sort()
                p50, p95 = statistics.median(took), took[min(len(took) - 1, int(len(took) * 0.95))]
                if name == "onrecord":
                    ours[row] = p50
                times = f", {p50 / ours[row]:6.1f} times ours" if name != "onrecord" and row in ours else ""
                print(f"{name:9} {row:9} p50 {p50:8.1f} ms, p95 {p95:8.1f} ms, most {took[-1]:8.1f} ms{times}", flush=True)
            print(f"{name:9} memory    {start:8.0f} MiB at the start, {server.memory():8.0f} MiB after", flush=True)
            if name == "onrecord" and args.long:
                before = server.memory()
                whole = server.site / note
                text = whole.read_text()
                for n in range(args.long):
                    whole.write_text(body(text, f"long-{n}"))
                    while f"long-{n}".encode() not in server.get(page)[1]:
                        time.sleep(0.0005)
                whole.write_text(text)
                after = server.memory()
                print(f"onrecord  {args.long} edits: {before:.0f} -> {after:.0f} MiB ({(after / before - 1) * 100:+.1f} %)", flush=True)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
