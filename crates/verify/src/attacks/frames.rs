//! Sentences in which one word changes the meaning, from the lists `texts/negation.txt` and `texts/senses.txt`.

use super::chance::RandomSource;
use super::corpus::{SPACED, SampleProse, bare, has, is_paired, runs, trimmed, written};
use super::{Attack, ExpectedVerdict};
use std::ops::Range;

const NEGATION: &str = include_str!("texts/negation.txt");
const SENSES: &str = include_str!("texts/senses.txt");

/// A line of a list.
struct SentenceFrame {
    code: &'static str,
    harmless: &'static str,
    line: &'static str,
}

/// A sentence with all choices made.
struct FilledFrame {
    before: String,
    taken: String,
    /// The possible replacements; empty if any harmless one is possible.
    puts: Vec<String>,
    after: String,
}

fn frames(list: &'static str, is_harmless: bool) -> Vec<SentenceFrame> {
    let (mut code, mut harmless) = ("", "");
    let mut out = vec![];
    for line in list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(next) = line.strip_prefix("== ") {
            code = next;
        } else if let Some(words) = line.strip_prefix("+ ") {
            harmless = words;
        } else {
            let (own, line) = match line.strip_prefix("ok ") {
                Some(rest) => (true, rest),
                None => (false, line),
            };
            if own == is_harmless {
                out.push(SentenceFrame { code, harmless, line });
            }
        }
    }
    out
}

fn choose(chance: &mut RandomSource, text: &str) -> String {
    let all: Vec<&str> = text.split('|').collect();
    chance.pick(&all).to_owned()
}

/// Fills a line: one target stays open, the others are as written.
fn make(frame: &SentenceFrame, chance: &mut RandomSource) -> FilledFrame {
    let mut made = FilledFrame {
        before: String::new(),
        taken: String::new(),
        puts: vec![],
        after: String::new(),
    };
    let targets = frame.line.matches('{').count();
    let target = chance.below(targets);
    let (mut rest, mut n, mut is_past) = (frame.line, 0, false);
    while let Some(at) = rest.find(['<', '{']) {
        let end = if rest[at..].starts_with('<') { '>' } else { '}' };
        let close = at + rest[at..].find(end).unwrap_or(rest.len() - at - 1);
        let inner = &rest[at + 1..close];
        let out = if is_past { &mut made.after } else { &mut made.before };
        *out += &rest[..at];
        if end == '>' {
            *out += &choose(chance, inner);
        } else {
            let (taken, puts) = match inner.split_once('>') {
                Some((taken, puts)) => (taken, puts.split(';').map(str::to_owned).collect()),
                None => (inner, vec![]),
            };
            let taken = choose(chance, taken);
            if n == target {
                made.taken = taken;
                made.puts = puts;
                is_past = true;
            } else {
                *out += &taken;
            }
            n += 1;
        }
        rest = &rest[close + 1..];
    }
    made.after += rest;
    made
}

/// The words that the targets of a line remove, by choice.
fn targets(line: &str) -> Vec<Vec<String>> {
    let inner = line.split('{').skip(1).filter_map(|part| part.split_once('}'));
    let taken = inner.map(|(inner, _)| inner.split_once('>').map_or(inner, |(taken, _)| taken));
    let all = taken.flat_map(|taken| taken.split('|')).map(runs);
    all.filter(|words| !words.is_empty()).collect()
}

/// True if the words around a gap or bracket also occur at a position where they remove no target, so that the
/// quotation is true there: `The … the` fits many. Compared without the matcher, over all pairs of positions.
fn fits_elsewhere(
    copy: &[String],
    taken: &Range<usize>,
    (head, tail): (&str, &str),
    (targets, most): (&[Vec<String>], usize),
) -> bool {
    let places = |words: &[String]| -> Vec<usize> {
        let all = copy.windows(words.len().max(1)).enumerate();
        all.filter(|(_, window)| *window == words).map(|(at, _)| at).collect()
    };
    let (head, tail) = (runs(head), runs(tail));
    let (heads, tails) = (places(&head), places(&tail));
    let has_target = |gap: &[String]| {
        targets.iter().any(|target| gap.windows(target.len()).any(|window| window == target))
    };
    heads.iter().map(|at| at + head.len()).any(|from| {
        tails.iter().any(|to| {
            let is_gap = from < *to && to - from <= most;
            // `of the … left` of `None of the crew left` omits `None` before its first word and not by its gap.
            let takes_first = (from..*to).contains(&taken.start);
            is_gap && !takes_first && !has_target(&copy[from..*to])
        })
    })
}

const GAPS: &[&str] = &["[…]", "…", "[...]", "...", "[. . .]"];

/// True if a text is long enough to detect its language. In a shorter one a gap may be reported as not checked, in
/// any declared language.
fn says_language(copy: &str) -> bool {
    copy.split_whitespace().count() > 30
}

#[expect(
    clippy::too_many_lines,
    clippy::similar_names,
    reason = "the copy and the quotation of a sentence are made side by side"
)]
fn attacked(list: &'static str, chance: &mut RandomSource, is_harmless: bool) -> Option<Attack> {
    let frames = frames(list, is_harmless);
    let frame = &frames[chance.below(frames.len())];
    let made = make(frame, chance);
    let prose = SampleProse::of(frame.code);
    let around = prose.sentences();
    let (first, last) = (around[chance.below(around.len())], around[chance.below(around.len())]);
    let is_in_word = made.before.ends_with(char::is_alphanumeric)
        || made.after.starts_with(char::is_alphanumeric);
    let inserted = made.taken.is_empty();
    // The source text.
    let first = written(&bare(&first.split(' ').collect::<Vec<_>>()));
    let last = written(&bare(&last.split(' ').collect::<Vec<_>>()));
    let sentence = format!("{}{}{}", made.before, made.taken, made.after).replace("  ", " ");
    let copy = match chance.below(4) {
        0 if !made.before.trim().is_empty() => sentence.clone(),
        1 => format!("{first} {sentence}"),
        _ if is_harmless => {
            let more: Vec<String> = around
                .iter()
                .map(|line| written(&bare(&line.split(' ').collect::<Vec<_>>())))
                .collect();
            format!("{first} {sentence} {last} {}", more[..4.min(more.len())].join(" "))
        }
        _ => format!("{first} {sentence} {last}"),
    };
    // The replacement.
    let harmless: Vec<&str> = frame.harmless.split(' ').collect();
    let mut put = if made.puts.is_empty() {
        match chance.below(3) {
            0 => format!("[{}]", if is_in_word { "" } else { chance.pick(&harmless) }),
            _ => "…".to_owned(),
        }
    } else {
        let all: Vec<&str> = made.puts.iter().map(String::as_str).collect();
        match chance.pick(&all) {
            "…" => "…".to_owned(),
            other => format!("[{other}]"),
        }
    };
    // A gap can always omit the removed words as a whole.
    if !is_in_word && !inserted && !is_harmless && chance.once_in(3) {
        put = "…".to_owned();
    }
    if put == "…" {
        put = if is_in_word { "[]".to_owned() } else { chance.pick(GAPS).to_owned() };
    }
    let before: Vec<&str> = made.before.split(' ').collect();
    let mut head: Vec<&str> =
        before[before.len() - chance.within(2, 6).min(before.len())..].to_vec();
    let context: Vec<&str> = first.split(' ').collect();
    if made.before.trim().is_empty() {
        if !copy.starts_with(&first) {
            return None;
        }
        head = context[context.len() - 3..].to_vec();
        head.push("");
    }
    let after: Vec<&str> = made.after.split(' ').collect();
    let mut tail: Vec<&str> = after[..chance.within(2, 6).min(after.len())].to_vec();
    let mut more: Vec<&str> = vec![];
    if !made.after.contains(char::is_alphanumeric) {
        if !copy.contains(&format!("{sentence} {last}")) {
            return None;
        }
        more = last.split(' ').take(3).collect();
    }
    // A bracket or gap may remove one more word.
    if !is_in_word && !inserted && !is_harmless && !put.starts_with("[]") && chance.once_in(4) {
        if tail.len() > 2 && chance.once_in(2) {
            tail.remove(1);
        } else if head.len() > 2 {
            head.remove(head.len() - 2);
        }
    }
    let mut words = format!("{}{put}{}", head.join(" "), tail.join(" "));
    for word in more {
        words += " ";
        words += word;
    }
    let words = trimmed(&words.replace("  ", " ")).to_owned();
    // `de … 40` of `de moins de 40` may start at the second `de`: its gap omits nothing.
    if !inserted && has(&copy, &words.replace(&put, " ")) {
        return None;
    }
    if !is_harmless && !is_in_word && !inserted {
        let start = if copy.starts_with(&sentence) { 0 } else { runs(&first).len() };
        let start = start + runs(&made.before).len();
        let taken = start..start + runs(&made.taken).len();
        let sides = words.split_once(&put)?;
        let most = if put.starts_with('[') && !put.contains(['.', '…']) { 8 } else { usize::MAX };
        if fits_elsewhere(&runs(&copy), &taken, sides, (&targets(frame.line), most)) {
            return None;
        }
    }
    if !is_paired(&words)
        || words.starts_with(['[', '…', '.'])
        || is_harmless && !says_language(&copy)
    {
        return None;
    }
    Some(Attack {
        copy,
        is_html: false,
        words,
        must: if is_harmless { ExpectedVerdict::Accepted } else { ExpectedVerdict::Reported },
        about: format!("{}: `{}`", frame.code, made.taken),
    })
}

/// A gap or bracket that removes a negation; in an unknown language, any words.
pub(super) fn negation(chance: &mut RandomSource) -> Option<Attack> {
    if chance.once_in(12) { unknown(chance) } else { attacked(NEGATION, chance, false) }
}

fn unknown(chance: &mut RandomSource) -> Option<Attack> {
    let unknown: Vec<&SampleProse> = SPACED.iter().filter(|prose| !prose.is_known).collect();
    let prose = unknown[chance.below(unknown.len())];
    let words = bare(&prose.paragraph(chance, 3));
    if words.len() < 8 {
        return None;
    }
    let at = chance.within(2, words.len() - 3);
    let to = (at + chance.within(1, 3)).min(words.len() - 2);
    let from = at - chance.within(1, 2);
    let end = (to + chance.within(1, 4)).min(words.len());
    let put = if chance.once_in(3) { "[den]" } else { chance.pick(GAPS) };
    let quote = format!("{} {put} {}", written(&words[from..at]), written(&words[to..end]));
    let quote = trimmed(&quote).to_owned();
    // `kostade … i` of `kostade i maj i` may omit nothing, and a bracket may contain what it replaces.
    let copy = written(&words);
    let inner = put.trim_matches(['[', ']', '…', '.', ' ']);
    if has(&copy, &quote.replace(put, " "))
        || !inner.is_empty() && has(&copy, &quote.replace(put, inner))
    {
        return None;
    }
    Some(Attack {
        copy: written(&words),
        is_html: false,
        words: quote,
        must: ExpectedVerdict::Reported,
        about: format!("{}: a language that is not known", prose.code),
    })
}

/// A gap over an adjective in a known language.
pub(super) fn adjective(chance: &mut RandomSource) -> Option<Attack> {
    let known: Vec<&SampleProse> = SPACED.iter().filter(|prose| prose.is_known).collect();
    let prose = known[chance.below(known.len())];
    let words = prose.paragraph(chance, 3);
    let all: Vec<usize> = (1..words.len() - 1)
        .filter(|n| words[*n].starts_with('(') && words[*n].ends_with(')'))
        .collect();
    let n = *all.get(chance.below(all.len()))?;
    let words = bare(&words);
    // A negation elsewhere in the text is kept.
    let mut around = [String::new(), String::new()];
    if chance.once_in(2) {
        let frames = frames(NEGATION, false);
        let own: Vec<&SentenceFrame> =
            frames.iter().filter(|frame| frame.code == prose.code).collect();
        let made = make(own[chance.below(own.len())], chance);
        around[chance.below(2)] = format!(" {}{}{} ", made.before, made.taken, made.after);
    }
    let from = n - chance.within(1, 4).min(n);
    let to = (n + chance.within(2, 6)).min(words.len());
    let gap = chance.pick(GAPS);
    let quote = format!("{} {gap} {}", written(&words[from..n]), written(&words[n + 1..to]));
    let quote = trimmed(&quote).to_owned();
    let copy = format!("{}{}{}", around[0], written(&words), around[1]);
    (is_paired(&quote) && quote.contains(gap) && says_language(&copy)).then(|| Attack {
        copy,
        is_html: false,
        words: quote,
        must: ExpectedVerdict::Accepted,
        about: format!("{}: a gap over an adjective", prose.code),
    })
}

/// A bracket or gap that changes the meaning.
pub(super) fn sense(chance: &mut RandomSource) -> Option<Attack> {
    attacked(SENSES, chance, false)
}

/// A bracket that only clarifies.
pub(super) fn clear(chance: &mut RandomSource) -> Option<Attack> {
    attacked(SENSES, chance, true)
}
