//! The CSL variables that few sources have: edition, series, translator, original title, and so on.
//! Start with [`Variable`] and [`SourceVariables`].
//!
//! `variables!` declares each once: its YAML name, its CSL name and its kind. The reader, the
//! manual, the JSON Schema, the exports, the imports and the fact list of a source's page all use
//! that table, so its doc comments are shown to users. A source stores only the variables it has;
//! the others take no memory.

use crate::name::CslName;
use onrecord_base::edtf::SourcedDate;
use onrecord_base::schema::{Field, FromNode as _, ReadContext, Record, RecordKeys};
use onrecord_base::span::Spanned;
use onrecord_base::thin_vec::ThinVec;
use std::sync::LazyLock;

/// The type of a variable's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VariableKind {
    /// Text.
    Text,
    /// A number, which may also be text: `2`, `3-4`, `2nd, revised`.
    Number,
    /// Names.
    Names,
    /// A date.
    Date,
}

/// The value of a variable.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum VariableValue {
    /// Text, or a number as written.
    Text(Spanned<String>),
    /// Names.
    Names(Vec<Spanned<CslName>>),
    /// A date.
    Date(Box<SourcedDate>),
}

macro_rules! variables {
    ($( #[doc = $doc:literal] $Variable:ident = $name:literal $csl:literal $kind:ident; )*) => {
        /// A CSL variable that few sources have.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Variable { $( #[doc = $doc] $Variable, )* }

        impl Variable {
            /// All variables, in the order of the manual.
            pub const ALL: &'static [Self] = &[$( Self::$Variable ),*];

            /// Returns the name in YAML: `publisher_place`.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$Variable => $name, )* }
            }

            /// Returns the name in CSL: `publisher-place`.
            pub const fn csl(self) -> &'static str {
                match self { $( Self::$Variable => $csl, )* }
            }

            /// Returns the type of its value.
            pub const fn kind(self) -> VariableKind {
                match self { $( Self::$Variable => VariableKind::$kind, )* }
            }
        }

        static FIELDS: LazyLock<Vec<Field>> = LazyLock::new(|| vec![$(
            Field {
                name: $name,
                aliases: if $name == $csl { &[] } else { &[$csl] },
                doc: $doc.trim_ascii(),
                required: false,
                shape: Variable::$Variable.shape(),
            }
        ),*]);
    };
}

variables! {
    /// Edition: `2`, `3rd, revised`.
    Edition = "edition" "edition" Number;
    /// Place of publication.
    PublisherPlace = "publisher_place" "publisher-place" Text;
    /// Series that it belongs to.
    CollectionTitle = "collection_title" "collection-title" Text;
    /// Number in that series.
    CollectionNumber = "collection_number" "collection-number" Number;
    /// Title of the volume of a work in several volumes.
    VolumeTitle = "volume_title" "volume-title" Text;
    /// Number of volumes.
    NumberOfVolumes = "number_of_volumes" "number-of-volumes" Number;
    /// Number of a part.
    PartNumber = "part_number" "part-number" Number;
    /// Title of that part.
    PartTitle = "part_title" "part-title" Text;
    /// Number of a chapter.
    ChapterNumber = "chapter_number" "chapter-number" Number;
    /// Number of pages.
    NumberOfPages = "number_of_pages" "number-of-pages" Number;
    /// Number of a supplement.
    SupplementNumber = "supplement_number" "supplement-number" Number;
    /// Number of the printing.
    PrintingNumber = "printing_number" "printing-number" Number;
    /// Version of software, a data set or a standard.
    Version = "version" "version" Number;
    /// Smaller part of an issue, an archive or an institution.
    Division = "division" "division" Text;
    /// Short form of `container_title`.
    ContainerTitleShort = "container_title_short" "container-title-short" Text;
    /// ISSN.
    Issn = "issn" "ISSN" Text;
    /// Number in the catalogue of medicine: its PMID.
    Pmid = "pmid" "PMID" Text;
    /// Number in the archive of medicine: its PMCID.
    Pmcid = "pmcid" "PMCID" Text;
    /// Call number of a library.
    CallNumber = "call_number" "call-number" Text;
    /// Archive that keeps it.
    Archive = "archive" "archive" Text;
    /// Collection of that archive.
    ArchiveCollection = "archive_collection" "archive_collection" Text;
    /// Location in that archive: box and folder.
    ArchiveLocation = "archive_location" "archive_location" Text;
    /// Place of that archive.
    ArchivePlace = "archive_place" "archive-place" Text;
    /// State of publication: `forthcoming`.
    Status = "status" "status" Text;
    /// Licence it is under.
    License = "license" "license" Text;
    /// Scale of a map.
    Scale = "scale" "scale" Text;
    /// Cases, laws or works that it is related to.
    References = "references" "references" Text;
    /// Abstract.
    Abstract = "abstract" "abstract" Text;
    /// Keywords, separated by commas.
    Keyword = "keyword" "keyword" Text;
    /// Title of the reviewed work.
    ReviewedTitle = "reviewed_title" "reviewed-title" Text;
    /// Genre of the reviewed work.
    ReviewedGenre = "reviewed_genre" "reviewed-genre" Text;
    /// Title of the original.
    OriginalTitle = "original_title" "original-title" Text;
    /// Publisher of the original.
    OriginalPublisher = "original_publisher" "original-publisher" Text;
    /// Where the original was published.
    OriginalPublisherPlace = "original_publisher_place" "original-publisher-place" Text;
    /// When the original was published.
    OriginalDate = "original_date" "original-date" Date;
    /// When the event took place.
    EventDate = "event_date" "event-date" Date;
    /// When it became available online.
    AvailableDate = "available_date" "available-date" Date;
    /// When it was submitted.
    Submitted = "submitted" "submitted" Date;
    /// Who translated it.
    Translator = "translator" "translator" Names;
    /// Who edited and translated it.
    EditorTranslator = "editor_translator" "editor-translator" Names;
    /// Who edited the series.
    CollectionEditor = "collection_editor" "collection-editor" Names;
    /// Who wrote what it appeared in.
    ContainerAuthor = "container_author" "container-author" Names;
    /// Who wrote the original.
    OriginalAuthor = "original_author" "original-author" Names;
    /// Who wrote the reviewed work.
    ReviewedAuthor = "reviewed_author" "reviewed-author" Names;
    /// Managing editor.
    EditorialDirector = "editorial_director" "editorial-director" Names;
    /// Who compiled it.
    Compiler = "compiler" "compiler" Names;
    /// Who contributed to it: an introduction, a commentary.
    Contributor = "contributor" "contributor" Names;
    /// Who illustrated it.
    Illustrator = "illustrator" "illustrator" Names;
    /// Who asked the questions.
    Interviewer = "interviewer" "interviewer" Names;
    /// Who presided over the session.
    Chair = "chair" "chair" Names;
    /// Who organized the event.
    Organizer = "organizer" "organizer" Names;
    /// Who curated the exhibition.
    Curator = "curator" "curator" Names;
    /// Who directed the film.
    Director = "director" "director" Names;
    /// Who produced it.
    Producer = "producer" "producer" Names;
    /// Who was its executive producer.
    ExecutiveProducer = "executive_producer" "executive-producer" Names;
    /// Who wrote the script.
    ScriptWriter = "script_writer" "script-writer" Names;
    /// Who created the series of broadcasts.
    SeriesCreator = "series_creator" "series-creator" Names;
    /// Who hosted it.
    Host = "host" "host" Names;
    /// Who was a guest in it.
    Guest = "guest" "guest" Names;
    /// Who narrates it.
    Narrator = "narrator" "narrator" Names;
    /// Who performs in it.
    Performer = "performer" "performer" Names;
    /// Who composed it.
    Composer = "composer" "composer" Names;
}

/// The variables sorted by their YAML names, for lookup.
static BY_NAME: LazyLock<Vec<(&str, Variable)>> = LazyLock::new(|| {
    let mut all: Vec<_> = Variable::ALL.iter().map(|one| (one.name(), *one)).collect();
    all.sort_unstable();
    all
});

impl Variable {
    fn shape(self) -> onrecord_base::schema::FieldType {
        match self.kind() {
            VariableKind::Text | VariableKind::Number => String::shape(),
            VariableKind::Names => Vec::<CslName>::shape(),
            VariableKind::Date => SourcedDate::shape(),
        }
    }

    /// Returns the variable with this YAML name; `None` if it is unknown.
    pub fn named(name: &str) -> Option<Self> {
        let at = BY_NAME.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
        BY_NAME.get(at).map(|(_, variable)| *variable)
    }

    /// Returns the variable with this CSL name, case-insensitive and with `-` or `_`; `None` if it
    /// is unknown.
    pub fn of_csl(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase().replace('-', "_");
        Self::named(&name)
    }
}

/// The variables of a source, in the order of the manual.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct SourceVariables(ThinVec<(Variable, VariableValue)>);

impl SourceVariables {
    /// Iterates over the variables that are given.
    pub fn iter(&self) -> impl Iterator<Item = (Variable, &VariableValue)> {
        self.0.iter().map(|(variable, value)| (*variable, value))
    }

    /// Returns the text of a variable; empty if it is not given.
    pub fn text(&self, variable: Variable) -> &str {
        match self.0.iter().find(|(one, _)| *one == variable) {
            Some((_, VariableValue::Text(text))) => &text.v,
            _ => "",
        }
    }

    /// Iterates over the dates among them.
    pub fn dates(&self) -> impl Iterator<Item = &SourcedDate> {
        self.0.iter().filter_map(|(_, value)| match value {
            VariableValue::Date(date) => Some(&**date),
            _ => None,
        })
    }
}

impl Record for SourceVariables {
    const WHAT: &'static str = "source";
    const SHORT: Option<&'static str> = None;
    fn fields() -> &'static [Field] {
        &FIELDS
    }
    fn take(keys: &RecordKeys<'_>, reading: &mut ReadContext) -> Self {
        let mut all = vec![];
        for (name, _) in keys.given() {
            let Some(variable) = Variable::named(name) else { continue };
            let value = match variable.kind() {
                VariableKind::Text | VariableKind::Number => keys
                    .take::<Option<Spanned<String>>>(name, false, reading)
                    .map(VariableValue::Text),
                VariableKind::Names => keys
                    .take::<Option<Vec<Spanned<CslName>>>>(name, false, reading)
                    .filter(|names| !names.is_empty())
                    .map(VariableValue::Names),
                VariableKind::Date => keys
                    .take::<Option<Box<SourcedDate>>>(name, false, reading)
                    .map(VariableValue::Date),
            };
            all.extend(value.map(|value| (variable, value)));
        }
        all.sort_unstable_by_key(|(variable, _)| *variable);
        all.shrink_to_fit();
        Self(all.into())
    }
}

#[cfg(test)]
mod tests {
    use super::{SourceVariables, Variable, VariableValue};

    #[test]
    fn every_variable_is_found_by_both_names() {
        for variable in Variable::ALL {
            assert_eq!(Variable::named(variable.name()), Some(*variable));
            assert_eq!(Variable::of_csl(variable.csl()), Some(*variable));
        }
        assert_eq!(Variable::named("title"), None);
    }

    #[test]
    fn a_source_without_variables_pays_a_pointer() {
        assert_eq!(size_of::<SourceVariables>(), size_of::<usize>());
        assert!(size_of::<(Variable, VariableValue)>() <= 48);
    }
}
