//! No byte of an input file is copied to the output, however a text, a snapshot or a setting spells its path.
//!
//! A site has a file of every role, each with a word that only the raw file contains. Notes then refer to one
//! of them in every spelling and with every kind of markup, and the plan of the output is made although the
//! build has errors.

use super::make::{Output, built, output, sources};
use onrecord::export::plan::Recipe;
use onrecord::pipeline::BuiltSite;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::path;
use onrecord_site::input::files::InputFiles;

/// In a raw file and on no page.
const SECRET: &str = "zqrawcanary";

const SETTINGS: &str = "# zqrawcanary\ntitle: Desk\nallow_html: true\nbibliography: [library.bib, content/csl.json]\ncitations: {style: styles/own.csl}\nguard_file: content/words.txt\ntheme: house\nextra: {key: zqrawcanary}\n";

/// A valid citation style.
const STYLE: &str = "<?xml version=\"1.0\"?><!-- zqrawcanary --><style xmlns=\"http://purl.org/net/xbiblio/csl\" class=\"in-text\" version=\"1.0\"><info><title>T</title><id>t</id><updated>2022-01-01T00:00:00+00:00</updated></info><citation><layout><text variable=\"title\"/></layout></citation><bibliography><layout><text variable=\"title\"/></layout></bibliography></style>";

/// A file of every role, by its path relative to the site.
const INPUTS: &[(&str, &str)] = &[
    ("site.yaml", SETTINGS),
    ("library.bib", "@book{lib, title={Kept}, note={zqrawcanary}}\n% zqrawcanary\n"),
    (
        "content/csl.json",
        "[{\"id\": \"csl\", \"title\": \"Kept\", \"type\": \"book\", \"note\": \"zqrawcanary\"}]\n",
    ),
    ("styles/own.csl", STYLE),
    ("content/words.txt", "zqrawcanary\n"),
    (
        "content/b.md",
        "---\ntitle: B\ninternal_note: zqrawcanary\n---\nText <!-- zqrawcanary -->.\n",
    ),
    ("content/draft.md", "---\ntitle: zqrawcanary\ndraft: true\n---\nzqrawcanary\n"),
    ("content/broken.md", "---\ntitle: [zqrawcanary\n---\nzqrawcanary\n"),
    ("content/topics/index.md", "# Topics\n<!-- zqrawcanary -->\n"),
    ("content/sources.yaml", "# zqrawcanary\n- {id: c, title: zqrawcanary, confidential: true}\n"),
    (
        "content/caf\u{e9}/quotes.yaml",
        "# zqrawcanary\n- {id: q, text: zqrawcanary, speaker: X, source: d, draft: true}\n",
    ),
    ("content/sub/actions.yml", "# zqrawcanary\n"),
    ("content/people/p.yaml", "# zqrawcanary\nname: P\n"),
    (
        "content/people/several.yaml",
        "- {id: p1, name: P1, internal_note: zqrawcanary}\n- {id: p2, name: P2}\n",
    ),
    (
        "content/sources/s.md",
        "---\ntitle: S\ninternal_note: zqrawcanary\nsnapshot: {file: ../archive/s.txt}\n---\n",
    ),
    ("content/archive/s.txt", "zqrawcanary\n"),
    ("kept/k.txt", "zqrawcanary\n"),
    ("kept/k.pdf", "zqrawcanary\n"),
    ("templates/404.html", "{# zqrawcanary #}{% extends \"default/404.html\" %}"),
    ("themes/house/theme.yaml", "# zqrawcanary\ncontract: 1\n"),
    ("themes/house/i18n/en.yaml", "# zqrawcanary\nnav_notes: Papers\n"),
];

/// Other files, which may be published.
const OTHERS: &[(&str, &str)] = &[
    ("content/d.png", "\u{89}PNG"),
    ("content/data.csv", "a,b\n1,zqpublicdata\n"),
    ("content/archive/pub.txt", "zqpublicsnapshot\n"),
    (
        "content/sources/pub.md",
        "---\ntitle: Public\nsnapshot: {file: ../archive/pub.txt, publish: true}\n---\n",
    ),
    ("content/sources/k.md", "---\ntitle: K\nsnapshot: {file: ../../kept/k.pdf}\n---\n"),
    ("static/robots.txt", "zqpublicstatic\n"),
];

fn site(more: &[(String, String)]) -> InputFiles {
    let own = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
    let all = INPUTS.iter().chain(OTHERS).map(own);
    sources(all.chain(more.iter().cloned()))
}

/// The path of a file relative to a folder (`content` or `content/deep`).
fn relative(file: &str, folder: &str) -> String {
    let parts = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
    let (to, from) = (parts(file), parts(folder));
    let shared = to.iter().zip(&from).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - shared);
    up.chain(to[shared..].iter().cloned()).collect::<Vec<_>>().join("/")
}

/// Every byte as a percent-escape.
fn escaped(path: &str, which: impl Fn(u8) -> bool) -> String {
    path.bytes()
        .map(|b| if which(b) { format!("%{b:02x}") } else { char::from(b).to_string() })
        .collect::<Vec<_>>()
        .concat()
}

/// Spellings of a path; the first is the plain one.
fn spellings(file: &str, folder: &str) -> Vec<String> {
    let plain = relative(file, folder);
    let bytes = escaped(&plain, |b| !b.is_ascii());
    let mut all = vec![
        plain.clone(),
        bytes.clone(),
        format!("./{plain}"),
        format!("././{plain}"),
        format!("x/../{plain}"),
        format!("../{}/{plain}", folder.rsplit('/').next().unwrap()),
        format!("{plain}#c"),
        format!("{plain}#"),
        format!("{plain}?x=1"),
        format!("{plain}/"),
        format!("{plain}/."),
        format!("{plain}/x/.."),
        format!("{plain}//"),
        format!("//{plain}"),
        format!("/./{plain}"),
        format!(" {plain} "),
        format!("%20{plain}%20"),
        format!("\u{200b}{plain}"),
        format!("{plain}%00"),
        format!("{plain}%23c"),
        format!("{plain};x"),
        format!("file:{plain}"),
        plain.to_uppercase(),
        plain.replace('/', "\\"),
        plain.replace('/', "%5C"),
        plain.replace('/', "//"),
        plain.replace('/', "/./"),
        plain.replace('.', "&#46;"),
        plain.replace('.', "&period;"),
        plain.replace('.', "\\."),
        plain.replace('\u{e9}', "e\u{301}"),
        escaped(&plain, |b| b == b'.' || !b.is_ascii()),
        escaped(&plain, |b| b == b'/' || !b.is_ascii()),
        escaped(&plain, |_| true),
        escaped(&plain, |_| true).to_uppercase(),
        escaped(&escaped(&plain, |_| true), |b| b == b'%'),
    ];
    if let Some(within) = file.strip_prefix("content/") {
        all.extend([
            format!("/{within}"),
            format!("/x/../{within}"),
            format!("/../content/{within}"),
        ]);
    } else {
        all.extend([format!("/../{file}"), format!("/%2e%2e/{file}")]);
    }
    all
}

/// All markup that can refer to a file; `P` is the path.
const MARKS: &[&str] = &[
    "[x](P)",
    "[x](<P>)",
    "[x](P \"title\")",
    "[x][r]\n\n[r]: P",
    "[r]\n\n[r]: <P>",
    "[x][]\n\n[x]: P 'title'",
    "![x](P)",
    "See ![x](P \"caption\") there.",
    "![[P]]",
    "![[P|x]]",
    "See ![[P]] there.",
    "[[P]]",
    "[[P|x]]",
    "[![x](d.png)](P)",
    "Word.[^1]\n\n[^1]: See [x](P).",
    "| a |\n| - |\n| [x](P) |",
    "* one\n  * [x](P)",
    "> [x](P)",
    "> [!NOTE]\n> [x](P)",
    "## [x](P)",
    "**[*x*](P)**",
    "Term\n: [x](P)",
    "See <a href=\"P\">x</a>.",
    "See <A HREF='P' title=\"t\">x</A>.",
    "See <a href=P>x</a>.",
    "<p><a href=\"P\">x</a></p>",
    "See <img src=\"P\" alt=\"x\">.",
    "<P>",
];

/// Fields of a note with a link in them.
const FIELDS: &[&str] = &[
    "bottom_line: \"[x](P)\"",
    "key_points: [\"[x](P)\"]",
    "note: \"[x](P)\"",
    "summary: \"[x](P)\"",
];

/// All references to a file in one spelling: a note with all markup, notes with the fields, and a file of each
/// type.
fn notes(file: &str, folder: &str, (at, spelling): (usize, &str)) -> Vec<(String, String)> {
    // Labels of footnotes and of link addresses are those of one note.
    let mark = |(n, mark): (usize, &&str)| {
        let mark = mark.replace("[r]", &format!("[r{n}]")).replace("[^1]", &format!("[^{n}]"));
        mark.replace("[x][]", &format!("[x{n}][]"))
            .replace("[x]: ", &format!("[x{n}]: "))
            .replace('P', spelling)
    };
    let marks: Vec<String> = MARKS.iter().enumerate().map(mark).collect();
    let text = format!("---\ntitle: N\n---\n{}\n", marks.join("\n\n"));
    let mut all = vec![(format!("{folder}/marks{at}.md"), text)];
    if at == 0 {
        all.extend(FIELDS.iter().enumerate().map(|(n, field)| {
            let field = field.replace('P', spelling);
            (format!("{folder}/field{n}.md"), format!("---\ntitle: N\n{field}\n---\nText.\n"))
        }));
        all.extend(["sources", "quotes", "actions", "people", "organizations", "topics"].map(|kind| {
            let up = relative(file, &format!("content/{kind}"));
            (format!("content/{kind}/linking.md"), format!("---\ntitle: T\nname: T\nkind: bill\nby: P\ntext: t\nspeaker: X\nsource: s\n---\n[x]({up})\n"))
        }));
    }
    all
}

#[track_caller]
fn holds_none(out: &Output, what: &str) {
    for (path, bytes) in out {
        assert!(!String::from_utf8_lossy(bytes).contains(SECRET), "{what}: in {path}");
    }
    assert!(out.contains_key("archive/pub.txt") && out.contains_key("robots.txt"), "{what}");
}

/// The files of an output that are not pages.
fn copies(built: &BuiltSite, sources: &InputFiles) -> Output {
    let plan = built.plan();
    let copy = |(path, recipe): (&String, &Recipe<'_>)| {
        let bytes = match recipe {
            Recipe::Make(_) => return None,
            Recipe::Bytes(bytes) => bytes.to_vec(),
            Recipe::Copy(from) => sources.files[from.path()].bytes.to_vec(),
        };
        Some((path.clone(), bytes))
    };
    plan.files.iter().filter_map(copy).collect()
}

fn refusals(found: &[Diagnostic]) -> Vec<&Diagnostic> {
    found.iter().filter(|told| told.code == RuleCode::RawInput).collect()
}

#[test]
fn without_a_reference_there_is_nothing_to_refuse() {
    let note = (
        "content/a.md",
        "---\ntitle: A\n---\n[the data](data.csv), [b](b.md), [the copy](archive/pub.txt).\n",
    );
    let sources = site(&[(note.0.into(), note.1.into())]);
    let (built, found) = built(&sources);
    assert_eq!(refusals(&found), Vec::<&Diagnostic>::new());
    let out = output(&built, &sources);
    holds_none(&out, "no reference");
    let page = String::from_utf8_lossy(&out["a/index.html"]);
    for link in ["href=\"/data.csv\"", "href=\"/b/\"", "href=\"/archive/pub.txt\""] {
        assert!(page.contains(link), "{link}");
    }
    assert!(out.contains_key("data.csv"));
}

#[test]
fn no_spelling_of_a_path_publishes_an_input() {
    for (file, _) in INPUTS {
        for folder in ["content", "content/deep/er"] {
            let spellings = spellings(file, folder);
            let all = spellings.iter().enumerate();
            let all: Vec<_> = all.flat_map(|(at, s)| notes(file, folder, (at, s))).collect();
            let sources = site(&all);
            let (built, found) = built(&sources);
            holds_none(&output(&built, &sources), file);
            // The responses of the preview, for any address.
            for address in [file, path::name(file), file.trim_start_matches("content/")] {
                let recipe = built.recipe(address);
                let is_copy = matches!(recipe, Some(Recipe::Copy(from)) if &**from.path() == *file);
                assert!(!is_copy, "{file} at {address}");
            }
            // These lead to their pages, or are invalid, which is reported separately.
            let pages = ["b.md", "draft.md", "broken.md", "index.md", "p.yaml", "s.md"];
            if pages.iter().any(|name| file.ends_with(&format!("/{name}"))) {
                continue;
            }
            let refused = refusals(&found);
            let of =
                |name: &str| refused.iter().filter(|told| told.place.file.ends_with(name)).count();
            // `[[P]]`, `[[P|x]]`, embeds except pictures, and `<P>`, do not refer to files.
            assert!(of("/marks0.md") >= MARKS.len() - 6, "{file}: {} refusals", of("/marks0.md"));
            for name in ["/field0.md", "/field1.md", "/field2.md"] {
                assert_eq!(of(name), 1, "{file}: {name}");
            }
            assert!(of("/linking.md") >= 5, "{file}: {} refusals in items", of("/linking.md"));
            // Many spellings refer to the file too.
            assert!(refused.len() > 10 * MARKS.len(), "{file}: {} refusals", refused.len());
        }
    }
}

#[test]
fn no_snapshot_publishes_an_input() {
    for (file, _) in INPUTS {
        let of = |(at, spelling): (usize, &String)| {
            let snapshot = serde_json::json!({"file": spelling, "publish": true});
            let text = serde_json::json!({"title": "T", "snapshot": snapshot});
            (format!("content/sources/x{at}.yaml"), text.to_string())
        };
        let all: Vec<_> = spellings(file, "content/sources").iter().enumerate().map(of).collect();
        let sources = site(&all);
        let (built, found) = built(&sources);
        holds_none(&copies(&built, &sources), file);
        let first = refusals(&found).into_iter().filter(|d| d.place.file.ends_with("/x0.yaml"));
        assert_eq!(first.count(), 1, "{file}: {found:?}");
    }
}

#[test]
fn no_folder_that_settings_name_publishes_an_input() {
    for folder in [
        "content",
        "content/sub",
        "content/archive",
        ".",
        "./",
        "..",
        "templates",
        "themes",
        "themes/house",
        "styles",
        "./content",
        "kept",
        "output",
    ] {
        for key in ["static_dir", "content_dir"] {
            let settings = format!("{SETTINGS}{key}: {folder}\n");
            let sources = site(&[("site.yaml".into(), settings)]);
            let (built, found) = built(&sources);
            let out = output(&built, &sources);
            let leak =
                out.iter().find(|(_, bytes)| String::from_utf8_lossy(bytes).contains(SECRET));
            assert_eq!(leak.map(|(path, _)| path), None, "{key}: {folder}: {found:?}");
        }
    }
    // Single input files in the folders where everything is published.
    for (key, file) in [
        ("bibliography", "static/x.bib"),
        ("guard_file", "static/x.txt"),
        ("bibliography", "themes/house/static/x.bib"),
    ] {
        let settings = format!("title: Desk\ntheme: house\n{key}: ./{file}\n");
        let sources = site(&[
            ("site.yaml".into(), settings),
            (file.into(), "@book{lib, title={Kept}, note={zqrawcanary}}\n".into()),
        ]);
        let (built, found) = built(&sources);
        holds_none(&output(&built, &sources), file);
        assert!(file.starts_with("themes/") || refusals(&found).len() == 1, "{file}: {found:?}");
    }
}

#[test]
fn a_snapshot_is_published_only_by_all_its_sources() {
    let source = |n: usize, more: &str| {
        let text = format!("---\ntitle: T{n}\n{more}\n---\n");
        (format!("content/sources/t{n}.md"), text)
    };
    let link = ("content/a.md".to_owned(), "---\ntitle: A\n---\n[x](archive/two.txt)\n".to_owned());
    let copy = ("content/archive/two.txt".to_owned(), "zqtwocanary\n".to_owned());
    let says = "snapshot: {file: ../archive/two.txt, publish: true}";
    let silent = "snapshot: {file: ../archive/two.txt}";
    for (fronts, may, refused) in [
        (vec![says], true, 0),
        (vec![says, says], true, 0),
        (vec![says, silent], false, 2),
        (vec![silent], false, 1),
        (vec!["snapshot: {file: ../archive/two.txt, publish: true}\ndraft: true"], false, 1),
        (vec!["snapshot: {file: ../archive/two.txt, publish: true}\nconfidential: true"], false, 1),
        (vec![says, "snapshot: {file: ../archive/two.txt}\nconfidential: true"], false, 2),
    ] {
        let mut files: Vec<_> =
            fronts.iter().enumerate().map(|(n, front)| source(n, front)).collect();
        files.extend([link.clone(), copy.clone()]);
        let sources = site(&files);
        let (built, found) = built(&sources);
        let out = output(&built, &sources);
        assert_eq!(out.contains_key("archive/two.txt"), may, "{fronts:?}");
        assert_eq!(refusals(&found).len(), refused, "{fronts:?}: {found:?}");
    }
}
