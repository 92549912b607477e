//! `onrecord new KIND "TITLE"`: creates a file with its front matter in the right folder.

use super::{CommandContext, CommandError, ExitStatus, Terminal, site};
use crate::cli::NewArgs;
use crate::io::write;
use onrecord_base::edtf::UtcInstant;
use onrecord_base::id::ItemKind;
use onrecord_base::schema::list;
use onrecord_base::suggest::closest_match;
use onrecord_base::text::slug;

/// Runs the command.
pub(super) fn run(
    run: CommandContext<'_>,
    args: &NewArgs,
    terminal: &mut Terminal,
) -> Result<ExitStatus, CommandError> {
    let kind = kind(&args.kind)?;
    let title = args.title.trim();
    if let Some(c) = title.chars().find(|c| c.is_control()) {
        let code = u32::from(c);
        return Err(CommandError::Usage(format!(
            "the title contains the control character U+{code:04X}"
        )));
    }
    let id = slug(title);
    if id.is_empty() {
        return Err(CommandError::Usage(format!(
            "`{title}` has no letter or digit for a file name"
        )));
    }
    let site = site::find(run)?;
    let below = if kind == ItemKind::Note { "briefings" } else { kind.folder() };
    let path = format!("{}/{below}/{id}.md", site.config.content_dir);
    let text = front_matter(kind, title, run.world.now);
    if write::create(&site.folder.root.join(&path), text.as_bytes())? {
        terminal.print(&path)?;
        let must: &[&str] = match kind {
            ItemKind::Quote => &["text", "speaker", "source"],
            ItemKind::Action => &["kind", "by"],
            _ => &[],
        };
        if !must.is_empty() {
            let must = list(must.iter().copied());
            terminal.say(&format!("fill in {must} before you build"));
        }
        Ok(ExitStatus::Clean)
    } else {
        Err(CommandError::Usage(format!("`{path}` already exists; nothing was changed")))
    }
}

fn kind(word: &str) -> Result<ItemKind, CommandError> {
    if let Some(kind) = ItemKind::of_prefix(word) {
        return Ok(kind);
    }
    let words = || ItemKind::WORDS.iter().map(|(word, _)| *word);
    Err(CommandError::Usage(match closest_match(word, words()) {
        Some(near) => format!("unknown kind `{word}`; did you mean `{near}`?"),
        None => format!("unknown kind `{word}`; expected {}", list(words())),
    }))
}

/// Returns the text of the file. Required fields without a known value are empty, so that `check` reports them.
fn front_matter(kind: ItemKind, title: &str, now: UtcInstant) -> String {
    let title = quoted(title);
    let day = now.day();
    let day = format!("{:04}-{:02}-{:02}", day.year, day.month, day.day);
    let fields = match kind {
        ItemKind::Note => format!(
            "title: {title}\ndate: {day}\ndraft: true        # remove to publish\ntopics: []\nsummary:\nbottom_line:       # the answer in at most 60 words\n"
        ),
        ItemKind::Topic => format!("title: {title}\nsummary:\n"),
        ItemKind::Person => format!(
            "name: {title}\nmemberships: []    # - {{organization: ID, role: ROLE, start: 2020, source: ID}}\n"
        ),
        ItemKind::Organization => format!(
            "name: {title}\nclassification: other    # agency, company, court, government, legislature …\n"
        ),
        ItemKind::Source => format!(
            "title: {title}\ntype: webpage      # news-article, report, bill, hearing, executive-order …\nauthor: []         # [] means that no author is named\npublisher:\nissued:\naccessed: {day}\nurl:\n"
        ),
        ItemKind::Quote => format!(
            "title: {title}\ntext:              # required: the words, without quotation marks\nspeaker:           # required: the id or name of the speaker\nsaid:              # {day}, or 2024-03, or 2024\nsource:            # required: the id of the source\nat:                # p. 4, para. 7, 00:14:05 …\n"
        ),
        ItemKind::Action => format!(
            "title: {title}\nkind:              # required: bill, executive-order, final-rule, ruling …\nby:                # required: the id or name of the issuer\ndates: {{}}          # {{signed: {day}, effective: {day}}}\nsources: []\n"
        ),
    };
    format!("---\n{fields}---\n\n")
}

/// Quotes a text for YAML. JSON strings are valid YAML.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::{front_matter, kind, quoted};
    use onrecord_base::edtf::UtcInstant;
    use onrecord_base::id::ItemKind;

    #[test]
    fn titles_are_quoted() {
        assert_eq!(quoted("a: \"b\" # c\\"), r#""a: \"b\" # c\\""#);
    }

    #[test]
    fn the_day_is_the_build_clocks() {
        let now = UtcInstant::parse("2022-06-17T12:00:00Z").unwrap();
        let text = front_matter(ItemKind::Note, "T", now);
        assert!(text.starts_with("---\ntitle: \"T\"\ndate: 2022-06-17\n"), "{text}");
    }

    #[test]
    fn a_near_kind_is_offered() {
        assert!(kind("source").is_ok());
        let error = kind("sorce").unwrap_err().to_string();
        assert_eq!(error, "unknown kind `sorce`; did you mean `source`?");
    }
}
