//! `onrecord build`: reads the folder, builds the site, and writes it unless there are errors.

use super::progress::{FileProgress, Stopwatch, words};
use super::site::{self, LoadedSite};
use super::{CommandContext, CommandError, ExitStatus, Terminal};
use crate::cli::BuildArgs;
use crate::io::write::{self, WriteError, WriteOptions, WriteSummary};
use crate::pipeline::ItemCounts;
use crate::report::{LineIndexes, SeverityCounts, SeverityLevels, apply_levels};
use onrecord_base::edtf::{UtcInstant, month_name};
use onrecord_base::text::{count, thousands};
use std::path::Path;
use std::time::Duration;

/// Runs the command.
pub(super) fn run(
    run: CommandContext<'_>,
    args: &BuildArgs,
    terminal: &mut Terminal,
) -> Result<ExitStatus, CommandError> {
    let watch = Stopwatch::start();
    let found = site::find(run)?;
    let sources = site::read_first(&found)?;
    let read = watch.elapsed();
    let site = site::build(run, (&args.view, &args.levels), found, sources);
    let built = watch.elapsed();
    let levels = SeverityLevels::new(&site.built.levels, &args.levels.flags(), args.levels.strict);
    let mut findings = apply_levels(&site.found, &levels);
    let out = site.found_at.output(args.output_dir.as_ref());
    let mut written = None;
    if site::exit(&findings) == ExitStatus::Clean {
        match write(run, &site, &out, (watch, terminal.is_watched())) {
            Ok(done) => written = Some(done),
            Err(WriteError::Found(more)) => {
                let all =
                    findings.into_iter().map(|t| t.diagnostic).chain(more).collect::<Vec<_>>();
                findings = apply_levels(&all, &levels);
            }
            Err(error) => return Err(error.into()),
        }
    }
    terminal.report(&findings, &LineIndexes::new(&site.sources))?;
    let tally = SeverityCounts::of(&findings);
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
    Ok(ExitStatus::Clean)
}

fn write(
    run: CommandContext<'_>,
    site: &LoadedSite,
    out: &Path,
    (watch, is_watched): (Stopwatch, bool),
) -> Result<WriteSummary, WriteError> {
    let plan = site.built.plan();
    let bar = FileProgress::new(plan.files.len(), watch, is_watched);
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

/// Returns the summary: `412 notes, 1,036 sources, 2,204 quotes (2,190 checked), 318 actions -> 4,102 pages in
/// 1.3 s (3 warnings)`.
fn summary(counts: &ItemCounts, time: Duration, tally: SeverityCounts) -> String {
    let found = if tally == SeverityCounts::default() {
        String::new()
    } else {
        format!(" ({})", tally.words())
    };
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

/// Returns `2,204 quotes (2,190 checked)`.
fn quotes(counts: &ItemCounts) -> String {
    let all = count(counts.quotes, "quote", "quotes");
    if counts.checked == 0 { all } else { format!("{all} ({} checked)", thousands(counts.checked)) }
}

/// Returns `, 3 block quotations not compared`; empty for 0.
pub(super) fn unchecked(blocks: usize, before: &str) -> String {
    if blocks == 0 {
        return String::new();
    }
    format!("{before}{} not compared", count(blocks, "block quotation", "block quotations"))
}

/// Returns `output: 12 files written, 4,090 unchanged, 3 removed`.
fn changes(written: &WriteSummary, out: &Path) -> String {
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

/// Returns `18 June 2022 10:00 UTC`.
fn day_and_time(moment: UtcInstant) -> String {
    let day = moment.day();
    let month = month_name(day.month.into());
    let minutes = moment.0.rem_euclid(86_400) / 60;
    format!("{} {month} {} {:02}:{:02} UTC", day.day, day.year, minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::{day_and_time, summary};
    use crate::pipeline::ItemCounts;
    use crate::report::SeverityCounts;
    use onrecord_base::edtf::UtcInstant;
    use std::time::Duration;

    #[test]
    fn the_summary_is_as_designed() {
        let counts = ItemCounts {
            notes: 412,
            sources: 1_036,
            quotes: 2_204,
            checked: 2_190,
            actions: 318,
            pages: 4_102,
            ..ItemCounts::default()
        };
        let tally = SeverityCounts { warnings: 3, ..SeverityCounts::default() };
        assert_eq!(
            summary(&counts, Duration::from_millis(1_300), tally),
            "412 notes, 1,036 sources, 2,204 quotes (2,190 checked), 318 actions -> 4,102 pages in 1.3 s (3 warnings)"
        );
        let some = ItemCounts { unchecked_blocks: 2, ..counts };
        assert_eq!(
            summary(&some, Duration::from_millis(1_300), tally),
            "412 notes, 1,036 sources, 2,204 quotes (2,190 checked), 2 block quotations not compared, 318 actions -> 4,102 pages in 1.3 s (3 warnings)"
        );
    }

    #[test]
    fn an_embargo_is_printed_in_utc() {
        let moment = UtcInstant::parse("2022-06-18T06:00:00-04:00").unwrap();
        assert_eq!(day_and_time(moment), "18 June 2022 10:00 UTC");
    }
}
