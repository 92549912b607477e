//! The manual page of each rule, for `explain` and for reports.

use onrecord_base::code::RuleCode;

macro_rules! pages {
    ($($name:ident = $id:literal $severity:ident $title:literal;)*) => {
        /// Returns the page of a rule, in Markdown: `docs/codes/OR201.md`.
        pub const fn rule_page(code: RuleCode) -> &'static str {
            match code {
                $(RuleCode::$name => include_str!(concat!("../../docs/codes/", $id, ".md")),)*
            }
        }
    };
}

onrecord_base::for_each_rule!(pages);
