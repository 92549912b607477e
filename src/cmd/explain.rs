//! `onrecord explain`: prints the manual page of a rule, or the list of all rules.

use super::{CommandError, ExitStatus, Terminal};
use crate::cli::{ExplainArgs, unknown_code};
use crate::report::rule_page;
use onrecord_base::code::RuleCode;

/// Runs the command.
pub(super) fn run(args: &ExplainArgs, terminal: &mut Terminal) -> Result<ExitStatus, CommandError> {
    let Some(asked) = &args.code else {
        for code in RuleCode::ALL {
            let level = code.severity().word();
            terminal.print(&format!("{}  {level:<7}  {}", code.id(), code.title()))?;
        }
        return Ok(ExitStatus::Clean);
    };
    let asked = asked.trim();
    let bare = !asked.is_empty() && asked.bytes().all(|b| b.is_ascii_digit());
    let id = if bare { format!("OR{asked}") } else { asked.to_owned() };
    let code = RuleCode::parse(&id).ok_or_else(|| CommandError::Usage(unknown_code(asked)))?;
    let head = format!("{} ({}): {}", code.id(), code.severity().word(), code.title());
    terminal.print(&head)?;
    // The first heading of the page is the code again, so it is skipped.
    let page = rule_page(code).trim();
    let body = match page.split_once('\n') {
        Some((first, body)) if first.starts_with('#') => body.trim(),
        None if page.starts_with('#') => "",
        _ => page,
    };
    if !body.is_empty() {
        terminal.print(&format!("\n{body}"))?;
    }
    Ok(ExitStatus::Clean)
}
