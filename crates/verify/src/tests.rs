//! Verdicts: tables of words, text and the expected result.
//!
//! Each row of `testdata/*.txt` is a case; [`every_row`] reads the tables.

use super::work::worked;
use super::{SnapshotText, Verdict, VerdictDetails, VerdictFlag, VerdictQuery, find_verdict, html};
use crate::align::DiffOp;
use std::fmt::Write as _;

/// A file of cases.
struct Table {
    name: &'static str,
    text: &'static str,
}

const TABLES: &[Table] = &[
    Table { name: "typography", text: include_str!("../testdata/typography.txt") },
    Table { name: "grammar", text: include_str!("../testdata/grammar.txt") },
    Table { name: "errors", text: include_str!("../testdata/errors.txt") },
    Table { name: "marks", text: include_str!("../testdata/marks.txt") },
    Table { name: "half-words", text: include_str!("../testdata/half-words.txt") },
    Table { name: "amounts", text: include_str!("../testdata/amounts.txt") },
    Table { name: "compounds", text: include_str!("../testdata/compounds.txt") },
    Table { name: "scripts", text: include_str!("../testdata/scripts.txt") },
    Table { name: "speakers", text: include_str!("../testdata/speakers.txt") },
    Table { name: "html-copies", text: include_str!("../testdata/html-copies.txt") },
    Table { name: "end-marks", text: include_str!("../testdata/end-marks.txt") },
    Table { name: "remarks", text: include_str!("../testdata/remarks.txt") },
    Table { name: "tiktok", text: include_str!("../testdata/tiktok.txt") },
];

/// The result on one line.
fn line(judged: &VerdictDetails, snapshot: &SnapshotText) -> String {
    let mut out = vec![judged.verdict.word().to_owned()];
    out.extend(judged.flags.iter().map(|flag| format!("+{}", flag.word())));
    match judged.lines {
        (0, _) => {}
        (from, to) if to > from => out.push(format!("@{from}-{to}")),
        (from, _) => out.push(format!("@{from}")),
    }
    out.extend(judged.gaps.iter().map(|gap| format!("dropped «{}»", gap.text)));
    out.extend(judged.brackets.iter().map(|b| format!("[{}]=«{}»", b.written, b.source)));
    if let Some(nearest) = &judged.nearest {
        out.push(format!("{}:", nearest.likeness));
        out.extend(nearest.diff.iter().map(|change| match change.op {
            DiffOp::Same => "…".to_owned(),
            DiffOp::Ours => format!("-«{}»", change.text),
            DiffOp::Theirs => format!("+«{}»", change.text),
        }));
    }
    assert!(snapshot.text().get(judged.at.clone()).is_some());
    out.join(" ")
}

/// Resolves the escapes of the tables.
fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out += &rest[..at];
        let code = rest[at..].strip_prefix("\\u{").and_then(|r| r.split_once('}'));
        if let Some((code, after)) = code {
            out.extend(u32::from_str_radix(code, 16).ok().and_then(char::from_u32));
            rest = after;
        } else {
            out.push('\n');
            rest = rest[at..].strip_prefix("\\n").expect("a table has \\n and \\u{…}");
        }
    }
    out + rest
}

/// True if the result is of the expected kind: `accepted` without a remark, `reported` with a warning (perhaps a
/// named one), `refused`. `None` if `expected` is not a kind.
fn is_of_kind(judged: &VerdictDetails, expected: &str) -> Option<bool> {
    let (kind, flag) = expected.split_once(' ').unwrap_or((expected, ""));
    let found = judged.verdict.is_found();
    let is_silent = judged.verdict != Verdict::Case
        && judged.flags.iter().all(|flag| *flag == VerdictFlag::Ambiguous);
    match kind {
        "accepted" => Some(found && is_silent),
        "reported" => {
            // A refusal counts as reported if no warning is named.
            if !found && flag.is_empty() {
                return Some(true);
            }
            let named = flag.is_empty() || judged.flags.iter().any(|f| f.word() == flag);
            Some(found && !is_silent && named)
        }
        "refused" => Some(!found),
        _ => None,
    }
}

/// Checks the rows of all tables. `text:` or `html:` sets the source; `reported:`, `clippings:` and `line:` set
/// options. A case is the words, `=>` and the expected result.
#[test]
fn every_row() {
    let mut wrong = String::new();
    let mut rows = 0;
    for table in TABLES {
        let (mut snapshot, mut reported, mut lines) = (SnapshotText::new("", false), false, None);
        for row in table.text.lines().filter(|row| !row.is_empty() && !row.starts_with('#')) {
            if let Some(text) = row.strip_prefix("text: ") {
                (reported, lines) = (false, None);
                snapshot = SnapshotText::new(unescape(text), false);
            } else if let Some(page) = row.strip_prefix("html: ") {
                (reported, lines) = (false, None);
                snapshot = SnapshotText::new(
                    html::text(&unescape(page)).expect("a page of a table"),
                    false,
                );
            } else if row == "clippings" {
                snapshot = SnapshotText::new(snapshot.text(), true);
            } else if row == "reported" {
                reported = true;
            } else if let Some(n) = row.strip_prefix("line: ") {
                lines = n.parse().ok().map(|n| (n, n));
            } else {
                let (words, expected) = row.split_once(" => ").expect("a row has `=>`");
                let words = unescape(words.trim());
                let ask = VerdictQuery {
                    words: &words,
                    lines,
                    is_placed: lines.is_some(),
                    is_reported: reported,
                    ..VerdictQuery::default()
                };
                let judged = find_verdict(&ask, &snapshot);
                let result = line(&judged, &snapshot);
                rows += 1;
                if !is_of_kind(&judged, expected.trim()).unwrap_or(result == expected.trim()) {
                    let name = table.name;
                    let _ = writeln!(
                        wrong,
                        "{name}: {row}\n  expected {expected}\n  came out {result}"
                    );
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(rows >= 400, "{rows} rows");
}

#[test]
fn a_mend_makes_it_right() {
    let snapshot = SnapshotText::new(
        "They said “we created a new in-house department with US staff” again.",
        false,
    );
    for words in [
        "we created a large in-house department",
        "we created a in-house department",
        "we never created a new in-house department with US staff",
        "we created a new in-house department without US staff",
        "they created a new in-house department with US staff",
        "we created a new in-house department with US people",
        "we created a new, in-house department with US staff",
        "e created a new in-house department",
        "created a new in-house depart",
    ] {
        let ask = VerdictQuery { words, ..VerdictQuery::default() };
        let judged = find_verdict(&ask, &snapshot);
        assert!(!judged.verdict.is_found(), "{words}: {judged:?}");
        let (at, text) = judged.nearest.and_then(|n| n.mend).expect(words);
        let mended = format!("{}{text}{}", &words[..at.start], &words[at.end..]);
        let ask = VerdictQuery { words: &mended, ..VerdictQuery::default() };
        assert!(find_verdict(&ask, &snapshot).verdict.is_found(), "{words} became {mended}");
    }
}

#[test]
fn a_first_letter_is_bracketed() {
    let snapshot = SnapshotText::new("He said: everything is seen.", false);
    let judged = find_verdict(
        &VerdictQuery { words: "“Everything is seen.”", ..VerdictQuery::default() },
        &snapshot,
    );
    assert_eq!(judged.recase, Some(("“".len().."“E".len(), "[E]".to_owned())));
    let judged = find_verdict(
        &VerdictQuery { words: "Everything Is seen.", ..VerdictQuery::default() },
        &snapshot,
    );
    assert_eq!(judged.recase, None);
}

#[test]
fn the_words_that_differ_are_pointed_at() {
    let snapshot = SnapshotText::new("we created a new in-house department with US staff", false);
    let wrong = |words: &str| {
        let nearest = find_verdict(&VerdictQuery { words, ..VerdictQuery::default() }, &snapshot)
            .nearest
            .expect(words);
        words[nearest.wrong].to_owned()
    };
    assert_eq!(wrong("“we created a “large” in-house department”"), "large");
    assert_eq!(wrong("we created a in-house department"), "a in-");
    assert_eq!(wrong("you created a new department"), "you");
    assert_eq!(wrong("we created a new in-house depart"), "depart");
    // A difference in case is reported only without a more severe one.
    assert_eq!(wrong("We created a large in-house department"), "large");
    assert_eq!(wrong("We created a in-house department"), "a in-");
}

#[test]
fn meaning_is_flagged() {
    let snapshot = SnapshotText::new("14 statements from nine employees are not denied", false);
    for words in [
        "15 statements from nine employees",
        "14 statements from ten employees",
        "employees are denied by",
    ] {
        let judged = find_verdict(&VerdictQuery { words, ..VerdictQuery::default() }, &snapshot);
        assert!(judged.flags.contains(&VerdictFlag::Meaning), "{words} {judged:?}");
    }
}

/// Inputs that make a careless search slow: a quotation, and a text of about `n` bytes.
type Shape = fn(usize) -> (String, String);

const SHAPES: &[(&str, Shape)] = &[
    ("one letter", |n| ("a".repeat(n / 10), "a".repeat(n))),
    ("one word", |n| ("a ".repeat(n / 20), "a ".repeat(n / 2))),
    ("a word that nearly ends", |n| ("aa ".repeat(n / 30) + "a", "aa ".repeat(n / 3))),
    ("a word that nearly begins", |n| {
        ("a".to_owned() + &" aa".repeat(n / 30), "aa ".repeat(n / 3))
    }),
    ("letters of another case", |n| ("A".repeat(n / 10) + "b", "a".repeat(n))),
    ("gaps", |n| ("a … ".repeat(n / 40) + "b", "a ".repeat(n / 2))),
    ("gaps over other words", |n| ("a … ".repeat(n / 40) + "b", "a c ".repeat(n / 4))),
    ("gaps between words that are not there", |n| {
        (
            (0..n / 80).fold(String::new(), |all, m| all + "w" + &m.to_string() + " … "),
            "a b ".repeat(n / 4),
        )
    }),
    ("brackets", |n| ("a [b] ".repeat(n / 60) + "c", "a ".repeat(n / 2))),
    ("brackets between long words", |n| {
        let word = "a".repeat(n / 100);
        (format!("{word} [b] ").repeat(9) + "c", format!("{word} ").repeat(100))
    }),
    ("endings", |n| ("a[b] ".repeat(n / 50) + "c", "aa ".repeat(n / 3))),
    ("free letters", |n| ("[A]a ".repeat(n / 50) + "c", "aa ".repeat(n / 3))),
    ("brackets that open", |n| ("[".repeat(n / 10), "[".repeat(n))),
    ("brackets that open before words", |n| ("[a ".repeat(n / 10), "a ".repeat(n / 2))),
    ("dots", |n| (". ".repeat(n / 10) + "a", ". ".repeat(n / 2))),
    ("dots far apart", |n| (". \u{ad}".repeat(n / 30) + "a", "a.   ".repeat(n / 5))),
    ("marks", |n| ("“a”".repeat(n / 70), "“a” \n".repeat(n / 8))),
    ("apostrophes", |n| ("a'".repeat(n / 20), "a'\u{ad}'".repeat(n / 6))),
    ("marks without width", |n| {
        ("a\u{ad}".repeat(n / 30), "a".to_owned() + &"\u{ad}".repeat(n / 2))
    }),
    ("accents", |n| ("a\u{301}".repeat(n / 30), "a".to_owned() + &"\u{301}".repeat(n / 2))),
    ("accents behind marks", |n| ("a\u{ad}\u{301}".repeat(n / 50), "a\u{ad}\u{301}".repeat(n / 5))),
    ("hyphens at line ends", |n| ("a-\n".repeat(n / 30), "a-\n".repeat(n / 3))),
    ("line ends", |n| ("a\n".repeat(n / 20), "\n".repeat(n))),
    ("hyphens", |n| ("a-a".repeat(n / 30) + " b", "a-".repeat(n / 2))),
    ("numbers", |n| ("1,".repeat(n / 20) + "2", "1,".repeat(n / 2))),
    ("negations in a gap", |n| {
        ("a … b".to_owned(), "a ".to_owned() + &"not no ".repeat(n / 7) + "b")
    }),
    ("a word of negations", |n| {
        ("a [x] b".to_owned(), "a ".to_owned() + &"un".repeat(n / 2) + " b un")
    }),
    ("brackets that are not there", |n| {
        ("[x] a [y]".to_owned(), "a".repeat(n) + " a " + &"b".repeat(n))
    }),
    ("labels", |n| ("a … ".repeat(n / 40) + "b", "MR. A: b. ".repeat(n / 10))),
    ("labels on lines", |n| ("a b".repeat(n / 40), "Hale: a b.\n".repeat(n / 11))),
    ("sentences", |n| ("a … b".repeat(n / 40), "a. ".repeat(n / 3))),
    ("turns", |n| ("a … ".repeat(n / 40) + "a", "“a.” “b.” ".repeat(n / 14))),
    ("marks behind blanks", |n| ("a".repeat(n / 40), " ".repeat(n / 2) + &"\"".repeat(n / 2))),
    ("dashes at line heads", |n| ("— A.".repeat(n / 40), "— A.\n".repeat(n / 7))),
    ("single marks", |n| ("a".repeat(n / 40), "‘a “b ".repeat(n / 11))),
    ("words that differ", |n| ("b a ".repeat(n / 40), "a ".repeat(n / 2))),
];

/// Counts work instead of time: for every shape it stays below a bound that is linear in the words and the text.
#[test]
fn no_shape_is_quadratic() {
    let all = |n: usize, shape: Shape| {
        let (words, text) = shape(n);
        let ask = VerdictQuery {
            words: &words,
            is_reported: true,
            is_linked: true,
            ..VerdictQuery::default()
        };
        let size = words.len() + text.len();
        let edits = words.matches(['…', '[']).count();
        let run = || {
            let snapshot = SnapshotText::new(text, false);
            drop(find_verdict(&ask, &snapshot));
            // Also if the words are not found.
            snapshot.turns();
        };
        (worked(run), size, edits)
    };
    let mut slow = vec![];
    for (name, shape) in SHAPES {
        let (work, size, edits) =
            all(if cfg!(debug_assertions) { 60_000 } else { 400_000 }, *shape);
        // The search may spend 4 MiB plus 32 bytes per byte of the text; the comparison of words 400 × 500. Around
        // each gap and bracket about 400 bytes are read in every language.
        if work > 5 * 1024 * 1024 + 60 * size + 8_000 * edits {
            slow.push(format!("{name}: {work} for {size}"));
        }
    }
    assert!(slow.is_empty(), "{slow:#?}");
}
