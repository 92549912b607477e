//! The rules we check, by code. A code is forever: it is never reused for another rule.
//!
//! The first digit groups: 0 files and YAML, 1 links and names, 2 citations and sources, 3 quotes,
//! 4 actions and dates, 5 release, 6 themes, 7 images and accessibility, 8 house style, 9 machine limits.
//! The long explanation of each is `docs/codes/<id>.md`.

/// How grave a finding is unless `site.yaml` says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; never stops anything.
    Note,
    /// Told; the site is built, but not with `--strict`.
    Warning,
    /// Told; nothing is written.
    Error,
}

impl Severity {
    /// The word in output and in `site.yaml`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

macro_rules! codes {
    ($($name:ident = $id:literal $severity:ident $title:literal;)*) => {
        /// A rule.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $title] $name,)*
        }

        impl Code {
            /// Every rule, in order of its code.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// The short name used in output, `site.yaml` and file names: `OR201`.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// The severity without any configuration.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// The rule in one line, as listed in the manual.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// The page that `onrecord explain` shows.
            pub const fn page(self) -> &'static str {
                match self { $(Self::$name => include_str!(concat!("../../docs/codes/", $id, ".md")),)* }
            }
        }
    };
}

codes! {
    NotText = "OR001" Error "a file is not UTF-8 text";
    ControlCharacter = "OR002" Error "a file holds a control character";
    UnclosedFront = "OR003" Error "front matter is opened and never closed";
    YamlSyntax = "OR004" Error "the YAML cannot be read";
    DuplicateKey = "OR005" Error "a key is written twice";
    YamlFeature = "OR006" Error "anchors, aliases, merge keys and tags are refused";
    TooLarge = "OR007" Error "a file or front matter is too large";
    TooDeep = "OR008" Error "values are nested too deeply";
    UnknownKey = "OR009" Error "no field has this name";
    WrongShape = "OR010" Error "a field has a value of another shape";
    MissingField = "OR011" Error "a required field is missing";
    NotAChoice = "OR012" Error "a value is none of the field's choices";
    BadId = "OR013" Error "an id is not well-formed";
    DuplicateId = "OR014" Error "two things have the same id";
    BadDate = "OR015" Error "a date cannot be read";
    BadMoment = "OR016" Error "a moment needs a day, a time and a zone";
    BadNumber = "OR017" Error "a number is expected";
    NotARegularFile = "OR018" Error "links, pipes and devices are not read";
    SameAddress = "OR019" Error "two inputs have the same address";
    LeavesFolder = "OR020" Error "a path leads outside the site's folder";
    MissingFile = "OR021" Error "a file that a field names does not exist";
    LeftOut = "OR022" Warning "a hidden or private file is left out of static files";
    AcceptWithoutReason = "OR023" Error "an accept needs a reason";
    AcceptUnused = "OR024" Warning "an accept silences nothing";
    AcceptRefused = "OR025" Error "this cannot be accepted";
    IgnoredKey = "OR026" Note "a key of another program is ignored";
    BadAlias = "OR027" Error "an alias is not well-formed";
    EmptyValue = "OR028" Error "a text is empty";
    BadUrl = "OR029" Error "an address is not one that can be linked";
    NoEffect = "OR030" Warning "a setting has no effect in this version";
    BadPattern = "OR031" Error "a pattern of file names cannot be read";
    TreeTooDeep = "OR032" Error "a tree of topics or organizations is too deep";
    NoContent = "OR033" Error "the content folder holds nothing that is read";
    UnfinishedMerge = "OR034" Error "a file holds the marks of a merge that was not finished";
    RawInput = "OR035" Error "a file that the program reads would be published";
    BadSlug = "OR036" Error "a slug is not one part of an address";
    DependsOnUnread = "OR037" Note "findings depend on a file that could not be read";

    UnknownLink = "OR101" Error "a wiki link names nothing";
    AmbiguousLink = "OR102" Error "a wiki link fits several things";
    DeadPath = "OR103" Error "a link names a page or file that does not exist";
    DeadAnchor = "OR104" Error "a link names an anchor that the page does not have";
    UnknownRef = "OR105" Error "a field names a thing that does not exist";
    BadScheme = "OR106" Error "an address of this scheme is not published";
    CannotEmbed = "OR107" Error "this cannot be embedded";
    RawHtml = "OR108" Warning "raw HTML is shown as text";
    UndefinedTopic = "OR109" Warning "a topic is used and not defined";
    WrongKind = "OR110" Error "a field names a thing of another type";
    UndefinedParty = "OR111" Note "a name is not defined as a person or organization";
    Cycle = "OR112" Error "things are each other's parents";
    DuplicateAnchor = "OR113" Error "two headings have the same id";
    UnknownPart = "OR114" Error "a comment asks for a part that does not exist";
    UndefinedNote = "OR115" Error "a footnote is used and not defined";
    UnusedNote = "OR116" Warning "a footnote is defined and not used";
    UnknownCallout = "OR117" Warning "a callout of this type does not exist";
    RefersToItself = "OR118" Error "a thing refers to itself";
    NoPage = "OR119" Note "a link names a thing that has no page";
    HiddenComment = "OR120" Error "a comment of another program would be published";
    HtmlLeftOut = "OR121" Warning "an element or attribute of raw HTML is left out";
    HtmlMisplaced = "OR122" Warning "a tag of raw HTML stands where it cannot";
    ObsidianMark = "OR123" Warning "a mark of Obsidian is published as it is written";
    HashTag = "OR124" Note "a tag in a text is no topic";
    NotShown = "OR125" Note "nothing shows or names an item";
    EmptyPart = "OR126" Warning "a part placed in a text shows nothing";
    PrivateComment = "OR135" Note "a private comment is left out";
    OpenComment = "OR136" Error "a comment of HTML is not closed";
    ImageSize = "OR137" Note "a size in the text alternative of an image has no effect";
    TableAsText = "OR138" Warning "a table is published as text";
    LostWords = "OR127" Warning "words of a text are not on the page";
    ExcessCells = "OR128" Error "a row of a table has more cells than its header";
    BracketsLeft = "OR129" Warning "brackets of a link or a note are published as text";
    ForeignMark = "OR130" Warning "a mark of another program is published as text";
    TemplateCode = "OR131" Warning "template code is published as text";
    Formula = "OR132" Warning "a formula is published as text";
    UnusedDefinition = "OR133" Warning "the address of a link is defined and not used";
    DroppedLink = "OR134" Warning "words of a link are published without the link";

    UnknownSource = "OR201" Error "a citation names a source that does not exist";
    BadCitation = "OR202" Error "a citation cannot be read";
    CannotCite = "OR203" Error "a citation names a thing that is no source, quote or action";
    UnusedSource = "OR204" Note "a source is never used";
    NotConsulted = "OR205" Warning "a source we have not seen is cited alone";
    RetractedSource = "OR206" Warning "a retracted source is cited";
    ChainCycle = "OR207" Error "sources rest on each other in a loop";
    ChainBackwards = "OR208" Warning "a source rests on a later one";
    CitationInHeading = "OR209" Note "a citation stands in a heading";
    ArchiveWithoutDate = "OR210" Error "an archived address needs its date";
    CitationInLink = "OR211" Warning "a citation stands inside a link's words";
    CitationAsDefinition = "OR212" Warning "a line like `[@key]: …` is a link definition";
    OffChain = "OR213" Error "a quote's origin is not on its source's chain";
    OffRecord = "OR214" Error "an off-record source cannot be published";
    ChathamHouse = "OR215" Error "under the Chatham House Rule a speaker is not named";
    BasisWithoutSource = "OR216" Error "what is known from elsewhere needs the source it is known from";
    SameSourceTwice = "OR217" Warning "a citation names the same source and place twice";
    LongChain = "OR218" Warning "a chain of sources is longer than anyone follows";
    BadStyle = "OR220" Error "a citation style cannot be used";
    StyleForNotes = "OR221" Warning "a style of notes is used in the text";
    CitationLocale = "OR222" Warning "there are no words for citations in this language";
    PlaceWithoutNumber = "OR223" Warning "a place in a source has no number";
    HandleInText = "OR224" Note "a name after `@` is not a source";
    BibliographySyntax = "OR240" Error "a bibliography cannot be read";
    ImportedKey = "OR241" Error "an entry of a bibliography has no key that can be used";
    ImportedLoss = "OR242" Note "a field of a bibliography has no place in a source";
    ImportedValue = "OR243" Warning "a value of a bibliography cannot be used as it is";
    ImportedReference = "OR244" Warning "an entry of a bibliography refers to one that is not there, or to itself";
    KeyMade = "OR245" Note "an entry of a bibliography has no key and is given one";
    NothingRead = "OR246" Error "nothing can be read of a bibliography";
    OrganizationAsPerson = "OR247" Warning "the name of an organization is read as that of a person";

    NoWords = "OR301" Error "a quote has no words";
    TextAndSegments = "OR302" Error "a quote has both text and segments";
    MarksInParaphrase = "OR303" Warning "a paraphrase stands in quotation marks";
    NoSnapshotFile = "OR304" Error "the snapshot of a source does not exist";
    RoleDisagrees = "OR306" Warning "a speaker's role disagrees with their memberships";
    SkipWithoutReason = "OR307" Error "a quote that is not verified needs a reason";
    HiddenCharacter = "OR308" Error "a quote holds characters that cannot be seen and change how it reads";
    ZeroWidth = "OR309" Warning "a quote holds characters without width";
    BadSegment = "OR310" Error "a variant names a segment that the quote does not have";
    OnlyReworded = "OR312" Warning "a quotation rests only on reworded text";
    QuoteDiffers = "OR317" Error "a quotation differs from its source";
    QuoteAbsent = "OR318" Error "a quotation is not in its source";
    QuoteMidWord = "OR319" Error "a quotation begins or ends inside a word";
    QuoteOutOfOrder = "OR320" Error "the parts of a quotation stand in another order";
    QuoteCase = "OR321" Warning "a quotation changes the case of letters without saying so";
    FarGap = "OR322" Warning "an ellipsis drops more than a sentence";
    ElidesNegation = "OR323" Warning "what a quotation leaves out holds a negation";
    NotTheirWords = "OR324" Warning "quoted words are the reporter's and not the speaker's";
    OverAttribution = "OR325" Warning "a quotation runs over the reporter's words";
    SeveralPlaces = "OR326" Note "a short quotation stands at several places";
    WrongPlace = "OR327" Warning "a quotation stands on another line than is said";
    SnapshotChanged = "OR328" Error "a snapshot is not the one that was pinned";
    SnapshotUnpinned = "OR329" Warning "a snapshot has no hash";
    SnapshotUnreadable = "OR330" Error "a snapshot has no text to compare with";
    NotInClippings = "OR331" Warning "our clippings do not hold the words of a quotation";
    NotVerified = "OR332" Warning "a quotation cannot be compared with its source";
    UnmatchedWords = "OR333" Note "words in quotation marks match no quotation";
    BrokenBracket = "OR334" Warning "a bracket in a quotation stands alone";
    MixedAlphabets = "OR335" Warning "a word mixes letters of alphabets that look alike";
    SnapshotCharacters = "OR336" Warning "a snapshot holds characters that hide or turn its text";
    SnapshotPublished = "OR337" Error "a snapshot would be published";
    BlockNotCompared = "OR338" Warning "words of a block quotation were not compared with a source";
    QuoteCutsSegment = "OR340" Warning "a quotation begins or ends inside a word of a script without spaces";
    CutNegation = "OR341" Warning "a negation stands right beside a quotation and is left out";
    Reverses = "OR345" Warning "a bracket puts in a negation or the opposite";
    ChangesAmount = "OR346" Warning "a gap or a bracket changes a number or a quantity";
    ChangesDegree = "OR347" Warning "a gap or a bracket changes how sure or how much something is";
    ChangesSpeaker = "OR348" Warning "a gap or a bracket changes who says something";
    LanguageNotJudged = "OR349" Warning "words are left out or put in in a language that is not judged";
    SeveralTurns = "OR350" Warning "a quotation runs over the words of more than one speaker";
    EndMarkChanged = "OR351" Warning "a quotation turns a question, an exclamation or a statement into another";

    ActsBeforeIssued = "OR401" Error "an action undoes one that is later than itself";
    HistoryOutOfOrder = "OR402" Error "a history is not in the order of its dates";
    DuplicateIdentifier = "OR403" Warning "two actions have the same identifier";
    FutureDate = "OR404" Warning "a date lies in the future and nothing holds the page back";
    DatesReversed = "OR405" Error "an interval ends before it begins";
    UpdatedBeforeDate = "OR406" Warning "a note was updated before it was published";
    DuplicateNumber = "OR407" Error "two notes have the same number";
    TrackerWithoutScope = "OR408" Error "a tracker needs a scope note";
    DeadlineBeforeAction = "OR409" Warning "a deadline lies before its action";
    StatusWithoutSupport = "OR410" Note "an action has no status and no dates";
    StatusDisagrees = "OR411" Warning "a status by hand disagrees with what happened";
    UnusualMove = "OR412" Warning "an action goes from one status to another that seldom follows";
    UndoesAsProposal = "OR413" Warning "an action that is only proposed undoes another";
    RestsOnGone = "OR414" Warning "an action carries out or stops one that is gone";
    IdentifierForm = "OR415" Warning "an identifier does not have the form of its catalogue";
    ChoosesNothing = "OR440" Warning "a table of actions asks for what no action has";
    LiftsNothing = "OR441" Warning "an action lifts what holds nothing up";

    LeansOnWithheld = "OR501" Error "a public page leans on something that is withheld";
    GuardLookalike = "OR502" Error "a key or value looks like a release guard and is none";
    ContradictoryRelease = "OR503" Error "two fields say different things about release";
    WithdrawnWithoutReason = "OR504" Warning "a withdrawn thing gives no reason";
    ReleasedNever = "OR505" Error "something expires before its embargo lifts";
    WithheldUnlisted = "OR506" Note "an item of a list is withheld because only withheld items refer to it";
    WithheldChangesRecord = "OR507" Warning "a withheld item of a list would change what a public page says";

    TemplateSyntax = "OR601" Error "a template cannot be read";
    TemplateFailed = "OR602" Error "a template failed on a page";
    UnknownTheme = "OR603" Error "there is no theme of this name";
    ThemeContract = "OR604" Error "a theme is written for another contract";
    UnknownTemplate = "OR605" Warning "a template overrides nothing";
    ThemeFile = "OR606" Error "a theme's file cannot be used";
    NoInterfaceWords = "OR607" Warning "the interface has no words in the language of the site";
    MissingInterfaceWords = "OR608" Note "some words of the interface are not translated";

    ImageWithoutAlt = "OR701" Error "an image has no text alternative";
    MissingImage = "OR702" Error "an image does not exist";
    UnreadableImage = "OR703" Error "an image cannot be read";
    HeadingSkipped = "OR704" Warning "a heading level is skipped";
    EmptyLink = "OR705" Error "a link has no words";
    TopHeading = "OR706" Warning "the text has a heading of the first level";
    UnknownLanguage = "OR707" Note "code is in a language we cannot highlight";
    HighlightBudget = "OR708" Warning "a code block is too costly to highlight";
    VagueLink = "OR709" Warning "a link's words say nothing by themselves";

    LongBottomLine = "OR801" Warning "a bottom line is longer than 60 words";
    ManyKeyPoints = "OR802" Warning "there are more than five key points";
    NoSummary = "OR803" Note "a note has no summary";
    OneRoot = "OR804" Note "all of a note's evidence has one origin";
    NoCitations = "OR805" Note "a briefing cites nothing";

    ForeignFile = "OR901" Error "the output folder holds a file that is not ours";
    BadOutput = "OR902" Error "this folder cannot be the output";
}

impl Code {
    /// Whether this is a matter of house style: the eighth group.
    pub fn is_house_style(self) -> bool {
        self.id().starts_with("OR8")
    }

    /// Whether a rule is off until `site.yaml` turns it on.
    pub const fn is_off(self) -> bool {
        matches!(self, Self::NotVerified | Self::UnmatchedWords)
    }

    /// Whether a finding is that a file could not be read as it is written, and not what it says: the first group.
    pub fn is_of_reading(self) -> bool {
        self.id() < "OR018"
    }

    /// Whether a rule says nothing of an item with a field that cannot be read: what is missing may be in that field.
    pub fn waits(self) -> bool {
        self.is_house_style() || self == Self::StatusWithoutSupport
    }

    /// The rule of an id like `OR201`, in either case.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.id().eq_ignore_ascii_case(id))
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}
