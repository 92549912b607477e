//! Measures how the time to compute the status of actions grows with their number.
//!
//! ```text
//! cargo bench --bench actions
//! ```
//!
//! Each action has three relations to earlier ones, a tenth of them `lifts`: first to any of the forty before
//! it, as in a file that grew over years, then to any earlier one. The latter is the worst case, since event
//! logs then grow with the number of actions (the number of events is in brackets). Prints milliseconds for
//! doubling numbers and the ratio to the previous line; near 2 is linear. Asserts nothing, since times depend
//! on the machine.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement prints, and asks the time"
)]

use onrecord_base::edtf::PartialDate;
use onrecord_prose::options::ProseOptions;
use onrecord_site::parse::content_file::parse_content_file;
use onrecord_site::resolve::actions::{event_log, status};
use onrecord_site::resolve::assemble::assemble;
use onrecord_site::resolve::links::{KnownFiles, resolve_links};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;

fn main() {
    println!("to one of the forty before");
    measure(40);
    println!("to any before");
    measure(u64::MAX);
}

fn measure(reach: u64) {
    println!("{:>8} {:>10} {:>12} {:>8}", "actions", "relations", "ms", "ratio");
    let mut before: Option<f64> = None;
    for count in [625_u64, 1_250, 2_500, 5_000, 10_000, 20_000] {
        let text = site(count, reach);
        let file: Arc<str> = Arc::from("content/actions.yaml");
        let parsed =
            [parse_content_file(&file, "actions.yaml", text.as_bytes(), &ProseOptions::default())
                .value];
        let linked = resolve_links(Arc::new(assemble(&parsed).value), &KnownFiles::default()).value;
        let today = PartialDate { year: 2026, month: 1, day: 1 };
        let start = Instant::now();
        let mut events = 0;
        for ix in linked.ledger.actions() {
            events += event_log(&linked, ix).len() + status(&linked, ix, today) as usize;
        }
        let took = start.elapsed().as_secs_f64() * 1_000.0;
        let ratio = before.map_or(String::new(), |before| format!("{:.2}", took / before));
        println!("{count:>8} {:>10} {took:>12.1} {ratio:>8} ({events})", count * 3);
        before = Some(took);
    }
}

/// Actions in order of date, each with three relations to one of the last `reach` ones.
fn site(count: u64, reach: u64) -> String {
    const DOES: [&str; 10] = [
        "revokes",
        "blocks",
        "amends",
        "stays",
        "upholds",
        "supersedes",
        "implements",
        "vacates",
        "challenges",
        "lifts",
    ];
    // A small generator of our own, so that the site is the same on every machine.
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut draw = |below: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % below.max(1)
    };
    let mut text = String::new();
    for n in 0..count {
        let (year, month) = (1990 + n * 30 / count, n % 12 + 1);
        let _ = write!(
            text,
            "- {{ id: a{n}, title: A, kind: executive-order, by: X Y, dates: {{ signed: {year}-{month:02} }}"
        );
        let first = draw(10);
        for (at, does) in
            (first..first + 3).map(|at| (at, DOES[usize::try_from(at % 10).unwrap_or(0)]))
        {
            if n > at {
                let _ = write!(text, ", {does}: [a{}]", n - 1 - draw(n.min(reach)));
            }
        }
        text.push_str(" }\n");
    }
    text
}
