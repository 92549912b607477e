//! Every word of the data model has an interface text.

use crate::model::action::{
    ActionDates, ActionKind, IdentifierScheme, RelationKind, RelationScope, Status,
};
use crate::model::common_fields::PublicationState;
use crate::model::entity::Classification;
use crate::model::note::{ChangeKind, CorrectionKind, NoteKind};
use crate::model::party::AnonymityReason;
use crate::model::quote::{
    Disclosure, Medium, QuoteForm, StatementRelation, TranslationKind, VerifyMode,
    WordingDifference,
};
use crate::model::source::{
    Access, Attribution, BasisKind, Coverage, Fidelity, ObtainedBy, SourceStanding, UrlStatus,
};
use crate::view::testing::words;
use onrecord_base::edtf::{DateBasis, SourcedDate};
use onrecord_base::id::ItemKind;
use onrecord_cite::source_type::SourceType;

#[test]
fn every_word_of_the_model_has_words() {
    let words = words();
    let mut missing = vec![];
    let mut check = |group: &str, value: &str, after: &str| {
        let key = format!("{group}_{}{after}", value.replace('-', "_"));
        if !words.contains_key(&key) {
            missing.push(key);
        }
    };
    macro_rules! all {
        ($($group:literal $Type:ident $([$after:literal])?;)*) => {
            $(for (word, _) in $Type::WORDS { check($group, word, concat!($($after)?)); })*
        };
    }
    all! {
        "kind" ItemKind; "kinds" ItemKind;
        "status" Status; "status_meaning" Status;
        "action_kind" ActionKind; "scheme" IdentifierScheme; "scope" RelationScope;
        "do" RelationKind; "do" RelationKind ["_in_part"]; "do" RelationKind ["_unknown"];
        "done" RelationKind; "done" RelationKind ["_in_part"]; "done" RelationKind ["_unknown"];
        "does" RelationKind; "does" RelationKind ["_in_part"]; "does" RelationKind ["_unknown"];
        "does_by" RelationKind; "does_by" RelationKind ["_in_part"]; "does_by" RelationKind ["_unknown"];
        "note_kind" NoteKind; "change" ChangeKind; "correction" CorrectionKind;
        "form" QuoteForm; "medium" Medium; "disclosure" Disclosure; "differs" WordingDifference;
        "translation" TranslationKind; "verify" VerifyMode; "attribution" Attribution;
        "answer" StatementRelation; "answer_by" StatementRelation;
        "identity" AnonymityReason; "classification" Classification; "state" PublicationState;
        "type" SourceType; "how" BasisKind; "how_by" BasisKind; "how_active" BasisKind;
        "fidelity" Fidelity; "access" Access; "obtained" ObtainedBy; "standing" SourceStanding;
        "url_status" UrlStatus; "coverage" Coverage; "basis" DateBasis;
    }
    for (word, _) in every_date().given() {
        check("event", word, "");
    }
    assert_eq!(missing, Vec::<String>::new());
}

/// Dates with a value for every event.
fn every_date() -> ActionDates {
    let span = onrecord_base::span::Span::new(0, 0);
    let none = SourcedDate {
        when: None,
        as_given: None,
        basis: DateBasis::Unknown,
        sources: vec![],
        span,
    };
    let day = || Some(Box::new(none.clone()));
    ActionDates {
        announced: day(),
        proposed: day(),
        introduced: day(),
        filed: day(),
        argued: day(),
        held: day(),
        passed: day(),
        adopted: day(),
        signed: day(),
        assent: day(),
        enacted: day(),
        issued: day(),
        published: day(),
        effective: day(),
        ordered: day(),
        decided: day(),
        blocked: day(),
        suspended: day(),
        revoked: day(),
        terminated: day(),
        vacated: day(),
        failed: day(),
        withdrawn: day(),
        expires: day(),
        completed: day(),
    }
}

#[test]
fn keys_that_views_ask_for_exist() {
    let words = words();
    let files = [
        include_str!("../cards/action.rs"),
        include_str!("../cards/answer.rs"),
        include_str!("../cards/check.rs"),
        include_str!("../cards/deadline.rs"),
        include_str!("../cards/identifiers.rs"),
        include_str!("../cards/note.rs"),
        include_str!("../cards/origins.rs"),
        include_str!("../cards/party.rs"),
        include_str!("../cards/quote.rs"),
        include_str!("../cards/source.rs"),
        include_str!("../cards/statement.rs"),
        include_str!("../cards/timeline.rs"),
        include_str!("../cards/topic.rs"),
        include_str!("../cards/tracker.rs"),
        include_str!("../context.rs"),
        include_str!("../index/items.rs"),
        include_str!("../index/listings.rs"),
        include_str!("../index/timeline.rs"),
        include_str!("../index/tracker.rs"),
        include_str!("../index/updates.rs"),
        include_str!("../pages/action.rs"),
        include_str!("../pages/downloads.rs"),
        include_str!("../pages/home.rs"),
        include_str!("../pages/list.rs"),
        include_str!("../pages/note.rs"),
        include_str!("../pages/page_view.rs"),
        include_str!("../pages/party.rs"),
        include_str!("../pages/quote.rs"),
        include_str!("../pages/source.rs"),
        include_str!("../pages/timeline.rs"),
        include_str!("../pages/topic.rs"),
    ];
    let mut missing = vec![];
    for text in files {
        for (call, ends) in [
            ("words.get(\"", &[""][..]),
            ("words.with(\"", &[""]),
            ("filled(cx, \"", &[""]),
            ("words.count(\"", &["_one", "_many"]),
        ] {
            for rest in text.split(call).skip(1) {
                let key = rest.split('"').next().unwrap();
                missing.extend(
                    ends.iter().map(|e| format!("{key}{e}")).filter(|k| !words.contains_key(k)),
                );
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}
