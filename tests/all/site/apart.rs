//! Two errors in two files are reported as each one alone: no finding hides another.

use super::make::{built, sources};
use onrecord_base::code::RuleCode;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// A valid file and possible errors in it. Names of one file occur in no other, and no two are similar: an
/// unused source with a name similar to an unknown one is suggested for it, and not reported.
const FAULTS: &[(&str, &str, &[&str])] = &[
    (
        "content/alpha.md",
        "---\ntitle: Alpha\nkind: memo\nsummary: A.\n---\nText.\n",
        &[
            "---\ntitle: [Alpha\n---\nText.\n",
            "---\ntitle: [Alpha\n---\nText [@azure] and [x](azure.md).\n",
            "---\ntitle: Alpha\nkind: memo\nsummary: A.\n",
            "---\ntitle: Alpha\nkind: memo\nsumary: A.\n---\nText.\n",
            "---\ntitle: Alpha\nkind: memo\nsummary: A.\n---\nText [[azure]], [@azure], ![azure](azure.png).\n",
            "---\ntitle: Alpha\nkind: memo\nsummary: A.\n---\nText <b>azure.\n",
            "\u{0}",
        ],
    ),
    (
        "content/beta.md",
        "---\ntitle: Beta\nkind: memo\nsummary: B.\n---\nText.\n",
        &[
            "---\ntitle: Beta\nkind: memo\n---\nText [[bronze]], [@bronze], [x](bronze.md).\n",
            "---\ntitle: \"Beta\n---\nText.\n",
            "---\ntitle: Beta\nkind: memo\nsummary: B.\ntopics: [bronze]\nrelated: [bronze]\nauthors: [bronze, B Zander]\n---\nText.\n",
        ],
    ),
    (
        "content/sub/sources.yaml",
        "[]\n",
        &[
            "- {id: cobalt, title: [C\n",
            "- {id: cobalt, titel: C}\n",
            "- {id: cobalt, title: C, snapshot: cobalt.txt}\n",
            "\u{0}",
        ],
    ),
    (
        "content/sub/topics.yaml",
        "[]\n",
        &["- {id: damson, title: [D\n", "- {id: damson, title: D, parent: dogwood}\n"],
    ),
    (
        "content/sub/actions.yaml",
        "[]\n",
        &[
            "- {id: emerald, kind: bill, title: E, by: elmtree, blocks: [expanse]}\n",
            "- {id: emerald, kind: bill, title: E, by: E Yarrow, datas: x}\n- {id: elmtree, kind: bill, title: E2, by: E Yarrow}\n",
            "- {id: emerald, kind: [\n",
        ],
    ),
    (
        "site.yaml",
        "title: Desk\n",
        &["title: Desk\nno_such: x\n", "title: Desk\ncitations: {style: fuchsia.csl}\n"],
    ),
    ("templates/404.html", "{% extends \"default/404.html\" %}", &["{% if %}"]),
    ("library.bib", "", &["@book{garnet, title={G\n"]),
];

/// The findings of a site with some of the errors, without those that only count hidden findings.
fn found(chosen: &[(usize, usize)]) -> BTreeSet<(String, RuleCode, String)> {
    let text = |at: usize| {
        let (path, good, bad) = FAULTS[at];
        let fault = chosen.iter().find(|(file, _)| *file == at);
        (path, fault.map_or(good, |(_, fault)| bad[fault % bad.len()]).to_owned())
    };
    let mut files: Vec<(&str, String)> = (0..FAULTS.len()).map(text).collect();
    for (path, text) in &mut files {
        if *path == "site.yaml" {
            text.push_str("bibliography: library.bib\n");
        }
    }
    let (_, found) = built(&sources(files));
    found
        .into_iter()
        .map(|told| (told.place.file.to_string(), told.code, told.message.clone()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn two_faults_are_found_as_each_alone(
        a in 0..FAULTS.len(),
        b in 0..FAULTS.len(),
        fault_a in 0..8usize,
        fault_b in 0..8usize,
    ) {
        prop_assume!(a != b);
        let clean = found(&[]);
        let (one, two) = (found(&[(a, fault_a)]), found(&[(b, fault_b)]));
        let both = found(&[(a, fault_a), (b, fault_b)]);
        prop_assert!(one != clean || two != clean);
        // Findings that an error removes, such as a missing summary of a note that is no longer read, stay
        // removed.
        let gone = |told: &&(String, RuleCode, String)| {
            clean.contains(*told) && !(one.contains(*told) && two.contains(*told))
        };
        let union: BTreeSet<_> = one.union(&two).filter(|told| !gone(told)).cloned().collect();
        prop_assert_eq!(both, union);
    }
}
