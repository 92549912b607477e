#!/usr/bin/env python3
"""Measures the structure of the sources and fails if a figure is above its limit.

    structure.py [--list]      --list names the items behind each figure

It reads text and parses nothing, so figures are good to about one per cent. Tests are left out, except where noted.
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = "--list" in sys.argv
KINDS = ("Note", "Topic", "Person", "Organization", "Source", "Quote", "Action")
PLURALS = ("notes", "topics", "people", "organizations", "sources", "quotes", "actions")


def is_test(path):
    parts = path.parts
    return "tests" in parts or "attacks" in parts or parts[-1] in ("tests.rs", "testing.rs", "properties.rs") \
        or parts[-1].endswith("_tests.rs")


def without_tests(text):
    return re.split(r"\n#\[cfg\(test\)\]\n(?:pub )?mod \w+ \{", text)[0]


def sources():
    found = {}
    for folder in ("src", "crates"):
        for path in sorted((ROOT / folder).rglob("*.rs")):
            if "target" not in path.parts and "examples" not in path.parts:
                found[path.relative_to(ROOT)] = path.read_text(encoding="utf-8")
    return found


ALL = sources()
CODE = {path: without_tests(text) for path, text in ALL.items() if not is_test(path)}


def no_comments(text):
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("//"))


def type_names():
    rule = (r"^(?:pub(?:\([a-z ]+\))? )?(?:struct|enum|trait|type|union) ([A-Z]\w*)"
            r"|^ {4}pub (?:struct|enum) ([A-Z]\w*)")
    return [(m[1] or m[2], path) for path, text in CODE.items()
            for m in re.finditer(rule, no_comments(text), re.M)]


def comment_lines():
    return [m[1] for text in ALL.values() for m in re.finditer(r"^\s*//[/!]?(.*)$", text, re.M)]


def module_of(path):
    """The crate and the path of a module: ("site", "view::text")."""
    parts = path.with_suffix("").parts
    crate, rest = ("onrecord", parts[1:]) if parts[0] == "src" else (parts[1], parts[3:])
    if rest[-1] in ("mod", "lib", "main"):
        rest = rest[:-1]
    return crate, "::".join(rest)


def used_paths(text, module, is_folder):
    """The modules of the same crate that a file names, after `crate::`, `super::` or in a group of either."""
    parent = "::".join(module.split("::")[:-1])
    named = re.findall(r"\bcrate::([a-z_0-9:]+)", text)
    for head, group in re.findall(r"\bcrate::([a-z_0-9:]*)\{([^}]*)\}", text):
        named += [head + item.strip().split(" ")[0] for item in group.split(",")]
    above = parent if is_folder else "::".join(module.split("::")[:-1])
    for item in re.findall(r"\bsuper::([a-z_0-9:]+)", text):
        named.append(f"{above}::{item}" if above else item)
    return named


def cycles():
    """Groups of files of which each needs all the others, largest first."""
    modules = {module_of(path): path for path in CODE}
    edges = {}
    for path, text in CODE.items():
        me = module_of(path)
        targets = set()
        for name in used_paths(no_comments(text), me[1], path.name in ("mod.rs", "lib.rs")):
            parts = name.strip(":").split("::")
            while parts and (me[0], "::".join(parts)) not in modules:
                parts.pop()
            target = (me[0], "::".join(parts))
            if parts and target != me:
                targets.add(target)
        edges[me] = targets

    def reach(start):
        seen, todo = set(), [start]
        while todo:
            for target in edges.get(todo.pop(), ()):
                if target not in seen:
                    seen.add(target)
                    todo.append(target)
        return seen

    reached = {module: reach(module) for module in edges}
    groups = {frozenset(other for other in reached[module] if module in reached[other]) | {module}
              for module in edges if module in reached[module]}
    return sorted((sorted(str(modules[m]) for m in group) for group in groups), key=len, reverse=True)


def kind_lists():
    """Places that name all seven kinds of items within a few lines."""
    rules = [re.compile(rf"\b{kind}(?:Ix)?\b|\b{plural}\b") for kind, plural in zip(KINDS, PLURALS)]
    places = []
    for path, text in CODE.items():
        run, seen, last = None, set(), -9
        without_imports = re.sub(r"^(?:pub )?use [^;]*;", lambda m: "\n" * m[0].count("\n"), text, flags=re.M)
        for number, line in enumerate(without_imports.split("\n"), 1):
            here = set() if line.lstrip().startswith("//") else {
                n for n, rule in enumerate(rules) if rule.search(line)}
            if not here:
                continue
            if number - last > 4:
                run, seen = number, set()
            if len(seen) < len(KINDS) <= len(seen | here):
                places.append(f"{path}:{run}")
            seen |= here
            last = number
    return places


def integration_programs():
    manifest = (ROOT / "Cargo.toml").read_text()
    own = manifest.count("[[test]]") if "autotests = false" in manifest else 0
    return own + len(list((ROOT / "tests").glob("*.rs"))) + len(list(ROOT.glob("crates/*/tests/*.rs")))


faults = []


def hold(name, value, limit, items=()):
    print(f"{name:58}{value:>9.4g}  (at most {limit:g})")
    if value > limit:
        faults.append(name)
    if LIST or value > limit:
        for item in items:
            print(f"    {item}")


types = type_names()
names = [name for name, _ in types]
single = sorted({name for name in names if len(re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*", name)) == 1})
shared = sorted(f"{name} in {path}" for name, path in types if names.count(name) > 1)
comments = comment_lines()
per_thousand = 1000 / len(comments)
text = "\n".join(comments)
found = cycles()
code = sum(1 for body in CODE.values() for line in body.split("\n")
           if line.strip() and not line.lstrip().startswith("//"))

print(f"{len(ALL)} files, {code} lines of code without tests and comments, {len(comments)} lines of comments, {len(types)} types\n")
hold("types with a name of one word, per cent", 100 * sum(name in single for name in names) / len(types), 35, single)
hold("types that share their name, per cent", 100 * len(shared) / len(types), 8, shared)
hold("`stand` in comments, per 1,000 lines", per_thousand * len(re.findall(r"\b(?:stands?|stood|standing)\b(?!-|\s*alone)", text, re.I)), 2)
hold("`tell` in comments, per 1,000 lines", per_thousand * len(re.findall(r"\b(?:tells?|told|telling)\b", text, re.I)), 2)
hold("files in the largest cycle of dependencies", len(found[0]) if found else 0, 6, found[0] if found else ())
lists = kind_lists()
# The aim is 8. What is left is what differs by kind: cards, pages, drafts of new files, columns of `list`.
hold("places that list the seven kinds of items", len(lists), 19, lists)
hold("programs of integration tests", integration_programs(), 1)

if faults:
    sys.exit(f"\nabove its limit: {', '.join(faults)}")
