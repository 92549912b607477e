//! The page that explains each rule, for `explain` and for reports.

use onrecord_base::code::Code;

macro_rules! pages {
    ($($name:ident = $id:literal $severity:ident $title:literal;)*) => {
        /// The page of a rule, in Markdown: `docs/codes/OR201.md`.
        pub const fn rule_page(code: Code) -> &'static str {
            match code {
                $(Code::$name => include_str!(concat!("../../docs/codes/", $id, ".md")),)*
            }
        }
    };
}

onrecord_base::for_each_rule!(pages);
