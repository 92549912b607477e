//! Measures the comparison of 10,000 quotes with 2,000 snapshots of 30 KB, cold and warm; and of single large
//! texts.
//!
//! `cargo bench --bench verify`. Prints milliseconds; asserts nothing about time.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench measures and prints"
)]

use onrecord::pipeline::archive_state;
use onrecord_base::hash::Sha256Hash;
use onrecord_site::input::files::{InputFile, InputFiles};
use onrecord_site::resolve::incremental::ItemDelta;
use onrecord_site::verification::{InputDelta, VerifyCache, update_verdicts, verify};
use onrecord_verify::{SnapshotText, VerdictQuery, find_verdict};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Instant;

/// A pseudorandom number, derived from another.
fn next(seed: &mut u64) -> usize {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*seed >> 40).unwrap()
}

/// A text of about `bytes` bytes, in paragraphs with quotation marks.
fn text(bytes: usize, seed: &mut u64) -> String {
    let mut out = String::new();
    while out.len() < bytes {
        let word = next(seed) % 5_000;
        let _ = write!(out, "w{word:x}");
        out.push_str(match next(seed) % 40 {
            0 => ".\n\n“",
            1 => ",” he said. ",
            2 => " – ",
            _ => " ",
        });
    }
    out
}

fn main() {
    let mut seed = 7;
    let mut sources = InputFiles::default();
    let mut put = |path: String, text: &str| {
        sources.files.insert(path.into(), InputFile::whole(text.as_bytes()));
    };
    put("site.yaml".into(), "title: Bench\n");
    let (mut list, mut quotes) = (String::new(), String::new());
    for n in 0..2_000 {
        let held = text(30_000, &mut seed);
        let hash = Sha256Hash::of(held.as_bytes());
        let _ = writeln!(
            list,
            "- {{id: s{n}, title: S{n}, url: \"https://x.example/{n}\", snapshot: {{file: a/{n}.txt, sha256: {hash}}}}}"
        );
        let words: Vec<&str> = held.split_whitespace().collect();
        for m in 0..5 {
            let at = next(&mut seed) % (words.len() - 40);
            let quote = words[at..at + 12 + next(&mut seed) % 20].join(" ").replace(['“', '”'], "");
            let _ = writeln!(
                quotes,
                "- {{id: q{n}-{m}, text: '{quote}', speaker: {{unnamed: a speaker}}, source: s{n}}}"
            );
        }
        put(format!("content/a/{n}.txt"), &held);
    }
    put("content/sources.yaml".into(), &list);
    put("content/quotes.yaml".into(), &quotes);
    let site = archive_state(&sources);
    let mut memo = VerifyCache::default();
    for name in ["cold", "warm"] {
        let start = Instant::now();
        let done = verify(&site.linked, &sources, "content", &mut memo);
        let found = site
            .linked
            .ledger
            .quotes
            .iter()
            .filter(|q| done.value.of(&q.id).unwrap().is_found())
            .count();
        println!(
            "10,000 quotes, 2,000 snapshots of 30 KB, {name}: {} ms ({found} found)",
            start.elapsed().as_millis()
        );
    }
    let start = Instant::now();
    let (things, files) = (ItemDelta::default(), BTreeSet::new());
    let again = (Some(InputDelta { things: &things, files: &files }), &mut memo);
    drop(update_verdicts(&site.linked, &sources, ("content", true), again));
    println!("the same after an edit of other things: {} ms", start.elapsed().as_millis());
    large(&mut seed);
}

/// One long quotation, compared with large texts.
fn large(seed: &mut u64) {
    for bytes in [5_000_000, 10_000_000, 20_000_000] {
        let held = text(bytes, seed);
        let words: Vec<&str> = held.split_whitespace().collect();
        let middle = words.len() / 2;
        let right = words[middle..middle + 2_000].join(" ");
        let wrong = right.replacen(words[middle + 1_000], "other", 1);
        for (name, words) in
            [("2,000 words that stand there", right), ("2,000 words that do not", wrong)]
        {
            let start = Instant::now();
            let judged = find_verdict(
                &VerdictQuery { words: &words, ..VerdictQuery::default() },
                &SnapshotText::new(held.as_str(), false),
            );
            println!(
                "{} MB, {name}: {} ms ({})",
                bytes / 1_000_000,
                start.elapsed().as_millis(),
                judged.verdict.word()
            );
        }
    }
}
