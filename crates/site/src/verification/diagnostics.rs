//! Diagnostics about quotations and snapshots.
//!
//! Turns a verdict into a diagnostic: the exact words in the author's file, the closest passage
//! with its line, and a fix if it is safe. Verdicts are decided elsewhere. Start with [`judged`].

use crate::input::files::InputFiles;
use crate::model::ledger::Item;
use crate::model::quote::Quote;
use crate::model::source::Source;
use crate::verification::jobs::VerifyJob;
use crate::verification::site_pass::LoadedSnapshot;
use crate::verification::snapshot;
use crate::verification::snapshot::SnapshotError;
use onrecord_base::code::RuleCode;
use onrecord_base::diag::Diagnostic;
use onrecord_base::path::SitePath;
use onrecord_base::span::{FileSpan, Span, Spanned};
use onrecord_base::text::count;
use onrecord_verify::align::DiffOp;
use onrecord_verify::end_marks::name;
use onrecord_verify::fold::fold;
use onrecord_verify::grammar::quoted;
use onrecord_verify::languages::all;
use onrecord_verify::meaning::words;
use onrecord_verify::sense;
use onrecord_verify::verdict::{
    DiffChunk, NearMatch, Verdict, VerdictDetails, VerdictFlag, flag_of,
};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// The maximum number of characters that a message quotes from a passage.
const MOST: usize = 160;

/// The files of a site as text, decoded once per file and not once per diagnostic.
pub(super) struct FileTexts<'a> {
    sources: &'a InputFiles,
    read: Mutex<BTreeMap<SitePath, &'a str>>,
}

impl<'a> FileTexts<'a> {
    /// Creates the table; texts are decoded on first use.
    pub(super) fn new(sources: &'a InputFiles) -> Self {
        Self { sources, read: Mutex::default() }
    }

    /// The text of a file; empty if it has none.
    pub(super) fn of(&self, file: &SitePath) -> &'a str {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = read.get(file) {
            return text;
        }
        let text = self.sources.text(file).unwrap_or("");
        read.insert(Arc::clone(file), text);
        text
    }
}

/// The span of a part of a value in its file; the span of the whole value if that is unknown.
fn part_of(words: &Spanned<String>, part: &Range<usize>, file: &str) -> Option<Span> {
    let raw = words.span.slice(file);
    if let Some(at) = raw.find(&words.v) {
        return Some(Span::new(part.start, part.end).shift(words.span.start() + at));
    }
    // A multi-line YAML scalar is parsed with different spaces, and a block quotation without its
    // line markers.
    let plain = unmarked(raw);
    let (outer, inner) = (fold(&plain), fold(&words.v));
    let wanted = inner.text().trim();
    let at = outer.text().find(wanted)?;
    let begin = inner.folded(part.start).min(wanted.len());
    let end = inner.folded(part.end).min(wanted.len());
    if wanted.is_empty() || begin >= end {
        return None;
    }
    let found = outer.source(at + begin..at + end);
    Some(Span::new(found.start, found.end).shift(words.span.start()))
}

/// The same text with spaces instead of the line markers of a block quotation.
fn unmarked(raw: &str) -> Cow<'_, str> {
    if !raw.contains("\n>") && !raw.contains("\n >") {
        return Cow::Borrowed(raw);
    }
    let line = |line: &str| {
        let text = line.trim_start_matches(['>', ' ', '\t']);
        " ".repeat(line.len() - text.len()) + text
    };
    Cow::Owned(raw.split_inclusive('\n').map(line).collect())
}

/// True if a text can be inserted into a value without being parsed as something else.
fn is_safe(words: &Spanned<String>, file: &str, text: &str) -> bool {
    let raw = words.span.slice(file);
    let bad: &[char] = match raw.chars().next() {
        Some('"') => &['"', '\\', '\n', '\r'],
        Some('\'') => &['\'', '\n', '\r'],
        Some('|' | '>') => &['\n', '\r'],
        _ => &[
            '"', '\'', ':', '#', '[', ']', '{', '}', ',', '&', '*', '!', '|', '>', '%', '@', '`',
            '\n', '\r', '-', '?',
        ],
    };
    !text.contains(bad) && !text.trim().is_empty()
}

/// Words for messages: on one line, shortened.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST) {
        Some((at, _)) => format!("{} …", line[..at].trim_end()),
        None => line,
    }
}

/// The diagnostics about compared words; empty if they are correct.
pub(super) fn judged(
    job: &VerifyJob<'_>,
    judged: &VerdictDetails,
    copy: &LoadedSnapshot<'_>,
    texts: &FileTexts<'_>,
) -> Vec<Diagnostic> {
    if judged.verdict.is_found() && judged.verdict != Verdict::Case && judged.flags.is_empty() {
        return vec![];
    }
    let file = texts.of(job.file);
    let about = QuoteReport { job, judged, copy, file };
    if judged.verdict.is_found() { about.match_diagnostics() } else { vec![about.failed()] }
}

struct QuoteReport<'a> {
    job: &'a VerifyJob<'a>,
    judged: &'a VerdictDetails,
    copy: &'a LoadedSnapshot<'a>,
    file: &'a str,
}

impl QuoteReport<'_> {
    fn place(&self, part: Option<&Range<usize>>) -> FileSpan {
        let words = &*self.job.words;
        let part = part.and_then(|part| part_of(words, part, self.file));
        self.job.place(part.unwrap_or(words.span))
    }

    fn source(&self) -> String {
        self.copy.item.id.to_string()
    }

    fn line(&self) -> String {
        match self.judged.lines {
            (from, to) if to > from => format!("lines {from} to {to}"),
            (from, _) => format!("line {from}"),
        }
    }

    /// Diagnostics for words that were found.
    fn match_diagnostics(&self) -> Vec<Diagnostic> {
        let mut found = vec![];
        if self.judged.verdict == Verdict::Case || self.judged.flags.contains(&VerdictFlag::Case) {
            found.push(self.case());
        }
        found.extend(self.judged.flags.iter().filter_map(|flag| self.flag(*flag)));
        found
    }

    fn case(&self) -> Diagnostic {
        let mend = self.judged.recase.as_ref();
        let message =
            format!("`{}` capitalizes these words differently, on {}", self.source(), self.line());
        let place = self.place(mend.map(|(at, _)| at));
        let diagnostic = Diagnostic::new(RuleCode::QuoteCase, place, message);
        let Some((_, text)) = mend else {
            return diagnostic
                .help("use the capitalization of the source, or brackets: `[E]verything`");
        };
        let diagnostic =
            diagnostic.help(format!("write `{text}`: the bracket marks the changed letter"));
        self.with_fix(diagnostic, mend)
    }

    fn flag(&self, flag: VerdictFlag) -> Option<Diagnostic> {
        let source = self.source();
        let gap = || {
            let gap = self.judged.gaps.iter().max_by_key(|gap| gap.words);
            gap.map(|gap| short(&gap.text)).unwrap_or_default()
        };
        let (code, message, help) = match flag {
            VerdictFlag::EditedFar => (
                RuleCode::FarGap,
                format!("an ellipsis omits much of `{source}`: “{}”", gap()),
                "split it into two segments, so that each is shown and checked separately",
            ),
            VerdictFlag::ElidesNegation
            | VerdictFlag::Reverses
            | VerdictFlag::Amount
            | VerdictFlag::Degree
            | VerdictFlag::Speaker => {
                return self.sense_change(flag);
            }
            VerdictFlag::Unjudged => (
                RuleCode::LanguageNotJudged,
                format!(
                    "this omission or bracket cannot be checked: the language of `{source}` is not supported"
                ),
                "quote the passage unchanged, or explain in `accept:` why the meaning is the same",
            ),
            VerdictFlag::CutSegment | VerdictFlag::CutNegation => return Some(self.cut(flag)),
            VerdictFlag::Unquoted => (
                RuleCode::NotTheirWords,
                format!(
                    "on {} of `{source}` this text is outside quotation marks: these are the reporter's words",
                    self.line()
                ),
                "make it a paraphrase, or name the reporter as the speaker",
            ),
            VerdictFlag::Straddles => (
                RuleCode::OverAttribution,
                format!(
                    "on {} of `{source}` part of this text is outside quotation marks",
                    self.line()
                ),
                "make a segment of each part that the source quotes",
            ),
            VerdictFlag::Ambiguous => (
                RuleCode::SeveralPlaces,
                format!(
                    "`{source}` contains this text in several places, first on {}",
                    self.line()
                ),
                "give the place with `at`, as in `at: {line: 11}`",
            ),
            VerdictFlag::SeveralTurns => return self.several_turns(),
            VerdictFlag::EndMark => return self.end_mark(),
            VerdictFlag::Elsewhere => return Some(self.elsewhere()),
            VerdictFlag::Case | VerdictFlag::Meaning => return None,
        };
        Some(Diagnostic::new(code, self.place(None), message).help(help))
    }

    /// OR340 and OR341: the ends of a quotation in a script without spaces.
    fn cut(&self, flag: VerdictFlag) -> Diagnostic {
        let source = self.source();
        let (code, message, help) = if flag == VerdictFlag::CutSegment {
            (
                RuleCode::QuoteCutsSegment,
                format!(
                    "on {} of `{source}` this seems to start or end inside a word",
                    self.line()
                ),
                "quote whole words, or explain in `accept:` why these are whole",
            )
        } else {
            (
                RuleCode::CutNegation,
                format!("on {} of `{source}` a negation next to this text is omitted", self.line()),
                "quote the negation as well, or explain in `accept:` why the meaning is the same",
            )
        };
        Diagnostic::new(code, self.place(None), message).help(help)
    }

    /// Gaps and brackets that change the sense, with the words concerned.
    fn sense_change(&self, flag: VerdictFlag) -> Option<Diagnostic> {
        let source = self.source();
        let turn = self.judged.turns.iter().find(|turn| flag_of(turn.change) == flag)?;
        let words = match (turn.taken.as_str(), turn.put.as_str()) {
            ("", put) => format!("“{}” is inserted; `{source}` does not have it here", short(put)),
            (taken, "") => format!("“{}” of `{source}` is omitted or replaced", short(taken)),
            (taken, put) => {
                format!("`{source}` has “{}”, the quotation “{}”", short(taken), short(put))
            }
        };
        let (code, change, help) = match turn.change {
            sense::SenseChange::DropsNegation => (
                RuleCode::ElidesNegation,
                if is_verb(&turn.taken) {
                    "it says that something is refused, ended or untrue"
                } else {
                    "it is a negation"
                },
                "quote the negation as well, or explain in `accept:` why the meaning is the same",
            ),
            sense::SenseChange::Reverses => (
                RuleCode::Reverses,
                "this reverses the meaning",
                "keep the words of the source, or explain in `accept:` why the meaning is the same",
            ),
            sense::SenseChange::Amount => (
                RuleCode::ChangesAmount,
                "this changes a number or a quantity",
                "keep the number and the words that limit it, or explain in `accept:` why it is the same",
            ),
            sense::SenseChange::Degree => (
                RuleCode::ChangesDegree,
                "this changes the degree or certainty",
                "keep the words that limit the statement, or explain in `accept:` why it is the same",
            ),
            sense::SenseChange::Speaker => (
                RuleCode::ChangesSpeaker,
                "this changes who says it",
                "make a segment of what each speaker says, or explain in `accept:` why it is the same",
            ),
        };
        let message = format!("{words}: {change}");
        Some(Diagnostic::new(code, self.place(None), message).help(help))
    }

    /// OR350: the speaker changes within the words.
    fn several_turns(&self) -> Option<Diagnostic> {
        let turn = self.judged.turn.as_ref()?;
        let (source, line) = (self.source(), turn.line);
        let message = if turn.label.is_empty() {
            format!("another speaker starts inside this text, on line {line} of `{source}`")
        } else {
            let label = short(&turn.label);
            format!("the speaker “{label}” starts inside this text, on line {line} of `{source}`")
        };
        Some(
            Diagnostic::new(RuleCode::SeveralTurns, self.place(None), message)
                .help("make a separate quotation for each speaker"),
        )
    }

    /// OR351: the punctuation at the end differs in meaning.
    fn end_mark(&self) -> Option<Diagnostic> {
        let (ours, theirs) = self.judged.ending?;
        let message = format!(
            "this text ends with {}, but in `{}` with {}",
            name(ours),
            self.source(),
            name(theirs)
        );
        Some(
            Diagnostic::new(RuleCode::EndMarkChanged, self.place(None), message)
                .help("use the closing punctuation of the source, or none"),
        )
    }

    fn elsewhere(&self) -> Diagnostic {
        let message = format!(
            "`{}` contains this text on {}, not where `at` says",
            self.source(),
            self.line()
        );
        Diagnostic::new(RuleCode::WrongPlace, self.job.place(self.job.words.span), message)
            .help(format!("correct `at`: the text is on {}", self.line()))
    }

    /// The diagnostic for words that were not found.
    fn failed(&self) -> Diagnostic {
        let source = self.source();
        let Some(nearest) = &self.judged.nearest else {
            let message = format!("this text is not in the copy we hold of `{source}`");
            return Diagnostic::new(RuleCode::QuoteAbsent, self.place(None), message).help(
                "correct the text, cite the source that contains it, or make it a paraphrase",
            );
        };
        let code = match self.judged.verdict {
            Verdict::MidWord => RuleCode::QuoteMidWord,
            Verdict::OutOfOrder => RuleCode::QuoteOutOfOrder,
            Verdict::Absent => RuleCode::QuoteAbsent,
            _ => RuleCode::QuoteDiffers,
        };
        let diagnostic =
            Diagnostic::new(code, self.place(Some(&nearest.wrong)), self.message(nearest));
        let diagnostic = match self.beside(nearest) {
            Some(place) => diagnostic.related(place, "the nearest passage"),
            None => diagnostic,
        };
        let diagnostic = diagnostic.label(self.label(nearest)).help(self.help(nearest));
        self.with_fix(diagnostic, nearest.mend.as_ref())
    }

    fn message(&self, nearest: &NearMatch) -> String {
        let source = self.source();
        let mut message = match self.judged.verdict {
            Verdict::MidWord => {
                format!(
                    "this quotation starts or ends inside a word of “{}” in `{source}`",
                    short(&nearest.passage)
                )
            }
            Verdict::OutOfOrder => {
                format!("in `{source}` this part comes before the one it follows here")
            }
            Verdict::Absent => format!("this text is not in the copy we hold of `{source}`"),
            _ => format!(
                "the quotation differs from `{source}`{}",
                match difference(nearest) {
                    (Some(ours), Some(theirs)) =>
                        format!(": it says “{theirs}”, the quotation “{ours}”"),
                    (Some(ours), None) => format!(": it does not contain “{ours}” here"),
                    (None, Some(theirs)) => format!(": it also contains “{theirs}” here"),
                    (None, None) => String::new(),
                }
            ),
        };
        let difference_count = nearest
            .diff
            .split(|change| change.op == DiffOp::Same)
            .filter(|run| !run.is_empty())
            .count();
        if difference_count > 1 && matches!(self.judged.verdict, Verdict::Near | Verdict::Closest) {
            let more = count(difference_count - 1, "difference", "differences");
            message.extend([", and ", more.as_str(), " more"]);
        }
        if self.judged.flags.contains(&VerdictFlag::Meaning) {
            message += "; this changes a number or a negation";
        }
        message
    }

    fn label(&self, nearest: &NearMatch) -> String {
        match (self.judged.verdict, difference(nearest)) {
            (Verdict::OutOfOrder, _) => format!("on {}", self.line()),
            (Verdict::MidWord, _) => format!("{} continues", self.line()),
            (_, (_, Some(theirs))) => format!("{} has “{theirs}”", self.line()),
            (_, (Some(_), None)) => format!("not on {}", self.line()),
            (_, (None, None)) => self.line(),
        }
    }

    fn help(&self, nearest: &NearMatch) -> String {
        let passage = short(&nearest.passage);
        match self.judged.verdict {
            Verdict::OutOfOrder => {
                "use the order of the source, or split the quotation into segments".into()
            }
            Verdict::MidWord => format!("quote whole words: “{passage}”"),
            _ => format!(
                "{} reads “{passage}”; correct the text, or mark your changes with […] or [brackets]",
                self.line()
            ),
        }
    }

    /// The passage in the snapshot, if its bytes are those that were compared.
    fn beside(&self, nearest: &NearMatch) -> Option<FileSpan> {
        let name = snapshot::text_file(&self.copy.path);
        if name.ends_with("htm") || name.ends_with("html") || nearest.at.is_empty() {
            return None;
        }
        let span = Span::new(nearest.at.start, nearest.at.end).shift(self.copy.mark);
        Some(FileSpan::new(&name.as_str().into(), span))
    }

    /// Adds a fix if it can be written into the file unchanged.
    fn with_fix(
        &self,
        diagnostic: Diagnostic,
        mend: Option<&(Range<usize>, String)>,
    ) -> Diagnostic {
        let Some((at, text)) = mend else { return diagnostic };
        let words = &*self.job.words;
        match part_of(words, at, self.file) {
            Some(span) if is_safe(words, self.file, text) => diagnostic
                .fix(self.job.place(span), text.split_whitespace().collect::<Vec<_>>().join(" ")),
            _ => diagnostic,
        }
    }
}

/// True if the negating words are a verb, such as `refuse` or `stop`, in any language.
fn is_verb(words: &str) -> bool {
    all().iter().any(|language| {
        let words = language.tokens(words);
        language.verbs.at(&words, 0).is_some_and(|n| n == words.len())
    })
}

/// The first different words, ours and the source's; differences beyond capitals and punctuation
/// come first.
fn difference(nearest: &NearMatch) -> (Option<String>, Option<String>) {
    let of = |run: &[DiffChunk], op| run.iter().find(|c| c.op == op).map(|c| c.text.clone());
    let groups = || {
        let runs = nearest.diff.split(|change| change.op == DiffOp::Same);
        runs.filter(|run| !run.is_empty())
            .map(|run| (of(run, DiffOp::Ours), of(run, DiffOp::Theirs)))
    };
    let is_slight = |(ours, theirs): &(Option<String>, Option<String>)| match (ours, theirs) {
        (Some(ours), Some(theirs)) => words(ours).eq(words(theirs)),
        _ => false,
    };
    let found = groups().find(|group| !is_slight(group)).or_else(|| groups().next());
    let (ours, theirs) = found.unwrap_or_default();
    (ours.map(|text| short(&text)), theirs.map(|text| short(&text)))
}

/// OR334, OR335: problems in the words themselves.
pub(super) fn broken(item: &Item<Quote>, texts: &FileTexts<'_>) -> Vec<Diagnostic> {
    let words = item.data.words().into_iter().filter(|_| item.data.form.is_verbatim());
    words.flat_map(|words| broken_words(words, &item.file, texts)).collect()
}

/// OR334, OR335 for one text.
pub(super) fn broken_words(
    words: &Spanned<String>,
    name: &SitePath,
    texts: &FileTexts<'_>,
) -> Vec<Diagnostic> {
    let mut found = vec![];
    let tell = |code, part: Range<usize>, message: String| {
        let span = part_of(words, &part, texts.of(name)).unwrap_or(words.span);
        Diagnostic::new(code, FileSpan::new(name, span), message)
    };
    if let Some(&at) = quoted(&words.v).broken.first() {
        found.push(
            tell(RuleCode::BrokenBracket, at..at + 1, "unmatched bracket".to_owned())
                .help("close or remove it; text in brackets counts as changed"),
        );
    }
    if let Some(word) = snapshot::mixed(&words.v) {
        let at = words.v.find(word).unwrap_or(0);
        let message = format!("“{word}” mixes look-alike letters of two alphabets");
        found.push(
            tell(RuleCode::MixedAlphabets, at..at + word.len(), message)
                .help("retype the word; search cannot find it as it is"),
        );
    }
    found
}

/// OR332: there is no snapshot to compare with.
pub(super) fn missing(job: &VerifyJob<'_>, source: &Item<Source>) -> Diagnostic {
    let message = format!("we hold no copy of `{}` to compare this text with", source.id);
    Diagnostic::new(RuleCode::NotVerified, job.place(job.words.span), message)
        .help(format!("save the page and run `onrecord archive add {} FILE`", source.id))
}

/// OR331: clippings that contain only other passages.
pub(super) fn not_in_clippings(job: &VerifyJob<'_>, source: &Item<Source>) -> Diagnostic {
    let message = format!("this text is not in our clippings of `{}`", source.id);
    Diagnostic::new(RuleCode::NotInClippings, job.place(job.words.span), message)
        .help("add the passage with `onrecord archive clip`, or correct the words")
}

/// OR328: the snapshot differs from the pinned one.
pub(super) fn changed(
    copy: &LoadedSnapshot<'_>,
    all: usize,
    lost: &[&VerifyJob<'_>],
) -> Diagnostic {
    let snapshot = copy.item.data.snapshot.as_ref();
    let pinned = snapshot.and_then(|s| s.sha256.as_ref());
    let place = copy.item.at(pinned.map_or(copy.item.name, |p| p.span));
    let message = format!(
        "the snapshot `{}` of `{}` was changed; {} of {} still match",
        copy.path,
        copy.item.id,
        all - lost.len(),
        count(all, "quotation", "quotations"),
    );
    let diagnostic = Diagnostic::new(RuleCode::SnapshotChanged, place, message)
        .label(format!("the hash of the file is {}", copy.hash))
        .help("restore the file; if the change was deliberate, run `onrecord archive pin`");
    lost.iter().take(9).fold(diagnostic, |diagnostic, job| {
        diagnostic.related(job.place(job.words.span), format!("`{}` no longer matches", job.id))
    })
}

/// OR329, OR330, OR336: problems in the snapshot itself.
pub(super) fn copy(copy: &LoadedSnapshot<'_>) -> Vec<Diagnostic> {
    let Some(snapshot) = &copy.item.data.snapshot else { return vec![] };
    let Some(file) = &snapshot.file else { return vec![] };
    let id = &copy.item.id;
    let mut found = vec![];
    let tell = |code, message: String| Diagnostic::new(code, copy.item.at(file.span), message);
    if copy.is_pinned.is_none() {
        let diagnostic =
            tell(RuleCode::SnapshotUnpinned, format!("the snapshot of `{id}` has no hash"));
        found.push(diagnostic.help(format!(
            "add `sha256: {}`, or run `onrecord archive pin`, so that changes are reported",
            copy.hash
        )));
    }
    if let Some(fault) = &copy.facts.fault {
        let (message, help) = match fault {
            SnapshotError::NoText(name) => (
                format!("the snapshot `{}` of `{id}` has no text to compare with", copy.path),
                format!("save its text as `{name}`; the hash remains that of the original file"),
            ),
            SnapshotError::NotUtf8(at) => (
                format!("the snapshot `{}` of `{id}` is not valid UTF-8 at byte {at}", copy.path),
                "save it as UTF-8".to_owned(),
            ),
            SnapshotError::Tangled => (
                format!("the page `{}` of `{id}` is nested too deeply", copy.path),
                format!("run `onrecord archive add {id} FILE` with its text in a `.txt`"),
            ),
            SnapshotError::Empty => (
                format!("the snapshot `{}` of `{id}` contains no text", copy.path),
                "save the page again as readers see it".to_owned(),
            ),
        };
        found.push(tell(RuleCode::SnapshotUnreadable, message).help(help));
    }
    if !copy.facts.turning.is_empty() {
        let names = copy.facts.turning.iter().take(4).map(|c| format!("U+{:04X}", u32::from(*c)));
        let names = names.collect::<Vec<_>>().join(", ");
        found.push(
            tell(RuleCode::SnapshotCharacters, format!("the snapshot of `{id}` contains {names}"))
                .help(
                    "these characters hide or reorder text; check the passage before you quote it",
                ),
        );
    }
    found
}
