//! `onrecord build`: reads the folder, builds the site, writes it if nothing is wrong.

use super::progress::{Bar, Watch, words};
use super::site::{self, Loaded};
use super::{Exit, Failure, Run, Terminal};
use crate::cli::BuildArgs;
use crate::io::write::{self, WriteError, WriteOptions, Written};
use crate::pipeline::Counts;
use crate::report::{Files, Levels, Tally, told};
use onrecord_base::text::{count, thousands};
use onrecord_base::when::{Moment, month_name};
use std::path::Path;
use std::time::Duration;

/// Runs the command.
pub(super) fn run(
    run: Run<'_>,
    args: &BuildArgs,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let watch = Watch::start();
    let found = site::find(run)?;
    let sources = site::read_first(&found)?;
    let read = watch.elapsed();
    let site = site::build(run, (&args.view, &args.levels), found, sources);
    let built = watch.elapsed();
    let levels = Levels::new(&site.built.levels, &args.levels.flags(), args.levels.strict);
    let mut findings = told(&site.found, &levels);
    let out = site.found_at.output(args.output_dir.as_ref());
    let mut written = None;
    if site::exit(&findings) == Exit::Clean {
        match write(run, &site, &out, (watch, terminal.is_watched())) {
            Ok(done) => written = Some(done),
            Err(WriteError::Found(more)) => {
                let all =
                    findings.into_iter().map(|t| t.diagnostic).chain(more).collect::<Vec<_>>();
                findings = told(&all, &levels);
            }
            Err(error) => return Err(error.into()),
        }
    }
    terminal.tell(&findings, &Files::new(&site.sources))?;
    let tally = Tally::of(&findings);
    let Some(written) = written else {
        terminal.say(&format!("{} found; nothing was written", tally.words()));
        return Ok(site::exit(&findings));
    };
    terminal.say(&summary(&site.built.counts(), watch.elapsed(), tally));
    terminal.say(&changes(&written, &out));
    for remark in &written.remarks {
        terminal.say(remark);
    }
    if let Some(moment) = site.built.next_embargo {
        terminal.say(&format!("next embargo ends {}; build again then", day_and_time(moment)));
    }
    if args.timings {
        let all = watch.elapsed();
        let steps = [
            ("read", read),
            ("build", built.saturating_sub(read)),
            ("write", all.saturating_sub(built)),
        ];
        terminal.say(&steps.map(|(step, time)| format!("{step} {}", words(time))).join(", "));
    }
    Ok(Exit::Clean)
}

fn write(
    run: Run<'_>,
    site: &Loaded,
    out: &Path,
    (watch, is_watched): (Watch, bool),
) -> Result<Written, WriteError> {
    let plan = site.built.plan();
    let bar = Bar::new(plan.files.len(), watch, is_watched);
    let keep: Vec<String> = site.built.config.keep.iter().map(|glob| glob.v.clone()).collect();
    let options = WriteOptions {
        keep: &keep,
        inputs: &site.found_at.inputs(),
        home: run.world.home.as_deref(),
        progress: Some(&|| bar.step()),
    };
    let written = write::folder(out, &site.found_at.folder.root, &plan, &options);
    bar.finish();
    written
}

/// `412 notes, 1,036 sources, 2,204 quotes (2,190 checked), 318 actions -> 4,102 pages in 1.3 s (3 warnings)`.
fn summary(counts: &Counts, time: Duration, tally: Tally) -> String {
    let found =
        if tally == Tally::default() { String::new() } else { format!(" ({})", tally.words()) };
    format!(
        "{}, {}, {}{}, {} -> {} in {}{found}",
        count(counts.notes, "note", "notes"),
        count(counts.sources, "source", "sources"),
        quotes(counts),
        unchecked(counts.unchecked_blocks, ", "),
        count(counts.actions, "action", "actions"),
        count(counts.pages, "page", "pages"),
        words(time),
    )
}

/// `2,204 quotes (2,190 checked)`.
fn quotes(counts: &Counts) -> String {
    let all = count(counts.quotes, "quote", "quotes");
    if counts.checked == 0 { all } else { format!("{all} ({} checked)", thousands(counts.checked)) }
}

/// `, 3 block quotations not compared`; empty if there is none.
pub(super) fn unchecked(blocks: usize, before: &str) -> String {
    if blocks == 0 {
        return String::new();
    }
    format!("{before}{} not compared", count(blocks, "block quotation", "block quotations"))
}

/// `output: 12 files written, 4,090 unchanged, 3 removed`.
fn changes(written: &Written, out: &Path) -> String {
    let name = out.file_name().map_or_else(|| out.to_string_lossy(), |name| name.to_string_lossy());
    if written.changed == 0 && written.removed == 0 {
        return format!("{name}: nothing changed ({})", count(written.files, "file", "files"));
    }
    format!(
        "{name}: {} written, {} unchanged, {} removed",
        count(written.changed, "file", "files"),
        thousands(written.unchanged),
        thousands(written.removed),
    )
}

/// `18 June 2022 10:00 UTC`.
fn day_and_time(moment: Moment) -> String {
    let day = moment.day();
    let month = month_name(day.month.into());
    let minutes = moment.0.rem_euclid(86_400) / 60;
    format!("{} {month} {} {:02}:{:02} UTC", day.day, day.year, minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::{day_and_time, summary};
    use crate::pipeline::Counts;
    use crate::report::Tally;
    use onrecord_base::when::Moment;
    use std::time::Duration;

    #[test]
    fn the_summary_is_as_designed() {
        let counts = Counts {
            notes: 412,
            sources: 1_036,
            quotes: 2_204,
            checked: 2_190,
            actions: 318,
            pages: 4_102,
            ..Counts::default()
        };
        let tally = Tally { warnings: 3, ..Tally::default() };
        assert_eq!(
            summary(&counts, Duration::from_millis(1_300), tally),
            "412 notes, 1,036 sources, 2,204 quotes (2,190 checked), 318 actions -> 4,102 pages in 1.3 s (3 warnings)"
        );
        let some = Counts { unchecked_blocks: 2, ..counts };
        assert_eq!(
            summary(&some, Duration::from_millis(1_300), tally),
            "412 notes, 1,036 sources, 2,204 quotes (2,190 checked), 2 block quotations not compared, 318 actions -> 4,102 pages in 1.3 s (3 warnings)"
        );
    }

    #[test]
    fn an_embargo_is_told_in_utc() {
        let moment = Moment::parse("2022-06-18T06:00:00-04:00").unwrap();
        assert_eq!(day_and_time(moment), "18 June 2022 10:00 UTC");
    }
}
