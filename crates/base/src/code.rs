//! The rules, by code. A code is permanent: it is never reused for another rule.
//!
//! The first digit is the group: 0 files and YAML, 1 links and names, 2 citations and sources, 3 quotes, 4 actions
//! and dates, 5 release, 6 themes, 7 images and accessibility, 8 house style, 9 machine limits. The page that
//! explains a rule is `docs/codes/<id>.md`, which the program embeds.

/// The severity of a diagnostic, unless `site.yaml` sets another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Information; never stops a build.
    Note,
    /// The site is built, except with `--strict`.
    Warning,
    /// Nothing is written.
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
        pub enum RuleCode {
            $(#[doc = $title] $name,)*
        }

        impl RuleCode {
            /// Every rule, in order of its code.
            pub const ALL: &'static [RuleCode] = &[$(RuleCode::$name),*];

            /// The code used in output, `site.yaml` and file names: `OR201`.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// The default severity.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// The title of the rule: one line, as listed in the manual.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

/// Calls a macro with every rule, as `Name = "OR001" Severity "title";`. The program uses it to embed the page of
/// each rule.
#[macro_export]
macro_rules! for_each_rule {
    ($callback:ident) => {
        $callback! {
    NotText = "OR001" Error "file is not valid UTF-8";
    ControlCharacter = "OR002" Error "control character in file";
    UnclosedFront = "OR003" Error "front matter is not closed";
    YamlSyntax = "OR004" Error "invalid YAML";
    DuplicateKey = "OR005" Error "duplicate key";
    YamlFeature = "OR006" Error "anchors, aliases, merge keys and tags are not supported";
    TooLarge = "OR007" Error "file or front matter is too large";
    TooDeep = "OR008" Error "values nested too deeply";
    UnknownKey = "OR009" Error "unknown field";
    WrongShape = "OR010" Error "wrong type of value";
    MissingField = "OR011" Error "missing required field";
    NotAChoice = "OR012" Error "invalid choice";
    BadId = "OR013" Error "invalid id";
    DuplicateId = "OR014" Error "duplicate id";
    BadDate = "OR015" Error "invalid date";
    BadMoment = "OR016" Error "timestamp needs date, time and zone";
    BadNumber = "OR017" Error "expected a number";
    NotARegularFile = "OR018" Error "not a regular file";
    SameAddress = "OR019" Error "duplicate output address";
    LeavesFolder = "OR020" Error "path leaves the site folder";
    MissingFile = "OR021" Error "referenced file not found";
    LeftOut = "OR022" Warning "hidden or private static file not copied";
    AcceptWithoutReason = "OR023" Error "`accept` without a reason";
    AcceptUnused = "OR024" Warning "unused `accept`";
    AcceptRefused = "OR025" Error "rule cannot be accepted";
    IgnoredKey = "OR026" Note "ignored key of another program";
    BadAlias = "OR027" Error "invalid alias";
    EmptyValue = "OR028" Error "empty text";
    BadUrl = "OR029" Error "invalid link address";
    NoEffect = "OR030" Warning "setting without effect";
    BadPattern = "OR031" Error "invalid file pattern";
    TreeTooDeep = "OR032" Error "topic or organization tree is too deep";
    NoContent = "OR033" Error "no content found";
    UnfinishedMerge = "OR034" Error "unresolved merge conflict";
    RawInput = "OR035" Error "input file would be published";
    BadSlug = "OR036" Error "invalid slug";
    DependsOnUnread = "OR037" Note "findings depend on an unreadable file";

    UnknownLink = "OR101" Error "wiki link target not found";
    AmbiguousLink = "OR102" Error "ambiguous wiki link";
    DeadPath = "OR103" Error "linked page or file not found";
    DeadAnchor = "OR104" Error "link anchor not found";
    UnknownRef = "OR105" Error "reference to an unknown item";
    BadScheme = "OR106" Error "link scheme not allowed";
    CannotEmbed = "OR107" Error "embed inside a paragraph";
    RawHtml = "OR108" Warning "raw HTML is shown as text";
    TableAsText = "OR138" Warning "table printed as plain text";
    UndefinedTopic = "OR109" Warning "undefined topic";
    WrongKind = "OR110" Error "reference to an item of the wrong type";
    UndefinedParty = "OR111" Note "name is not a known person or organization";
    Cycle = "OR112" Error "circular parents";
    DuplicateAnchor = "OR113" Error "duplicate heading id";
    UnknownPart = "OR114" Error "unknown comment directive";
    UndefinedNote = "OR115" Error "undefined footnote";
    UnusedNote = "OR116" Warning "unused footnote";
    UnknownCallout = "OR117" Warning "unknown callout type";
    RefersToItself = "OR118" Error "item refers to itself";
    NoPage = "OR119" Note "link to an item without a page";
    HiddenComment = "OR120" Error "another program’s comment would be published";
    HtmlLeftOut = "OR121" Warning "HTML element or attribute removed";
    HtmlMisplaced = "OR122" Warning "HTML tag not allowed here";
    ObsidianMark = "OR123" Warning "Obsidian syntax is printed as plain text";
    HashTag = "OR124" Note "inline tag is not a topic";
    NotShown = "OR125" Note "unused item";
    EmptyPart = "OR126" Warning "empty generated part";
    PrivateComment = "OR135" Note "private comment removed";
    OpenComment = "OR136" Error "HTML comment is not closed";
    ImageSize = "OR137" Note "image size without effect";
    LostWords = "OR127" Warning "text missing from the page";
    ExcessCells = "OR128" Error "table row with more cells than its header";
    BracketsLeft = "OR129" Warning "unparsed link or footnote brackets";
    ForeignMark = "OR130" Warning "unsupported markup is printed as plain text";
    TemplateCode = "OR131" Warning "template code is printed as plain text";
    Formula = "OR132" Warning "formula is printed as plain text";
    UnusedDefinition = "OR133" Warning "unused link definition";
    DroppedLink = "OR134" Warning "link removed, text kept";

    UnknownSource = "OR201" Error "cited source not found";
    BadCitation = "OR202" Error "invalid citation";
    CannotCite = "OR203" Error "cited item is not a source, quote or action";
    UnusedSource = "OR204" Note "unused source";
    NotConsulted = "OR205" Warning "only cited source is one we have not seen";
    RetractedSource = "OR206" Warning "retracted source cited";
    ChainCycle = "OR207" Error "circular sources";
    ChainBackwards = "OR208" Warning "source is based on a later one";
    CitationInHeading = "OR209" Note "citation in a heading";
    ArchiveWithoutDate = "OR210" Error "archived address without a date";
    CitationInLink = "OR211" Warning "citation inside a link";
    CitationAsDefinition = "OR212" Warning "`[@key]: …` is a link definition";
    OffChain = "OR213" Error "origin is not in the source’s chain";
    OffRecord = "OR214" Error "off-record source would be published";
    ChathamHouse = "OR215" Error "speaker named despite Chatham House Rule";
    BasisWithoutSource = "OR216" Error "external date needs its source";
    SameSourceTwice = "OR217" Warning "duplicate citation";
    LongChain = "OR218" Warning "source chain is too long";
    BadStyle = "OR220" Error "unusable citation style";
    StyleForNotes = "OR221" Warning "note style used for in-text citations";
    CitationLocale = "OR222" Warning "no citation locale for this language";
    PlaceWithoutNumber = "OR223" Warning "locator without a number";
    HandleInText = "OR224" Note "name after `@` is not a source";
    BibliographySyntax = "OR240" Error "invalid bibliography";
    ImportedKey = "OR241" Error "bibliography entry without a usable key";
    ImportedLoss = "OR242" Note "unsupported bibliography field";
    ImportedValue = "OR243" Warning "invalid value in bibliography";
    ImportedReference = "OR244" Warning "dangling or circular reference in bibliography";
    KeyMade = "OR245" Note "key generated for a bibliography entry";
    NothingRead = "OR246" Error "no entries found in bibliography";
    OrganizationAsPerson = "OR247" Warning "organization name read as a person";

    NoWords = "OR301" Error "quote has no text";
    TextAndSegments = "OR302" Error "quote has both text and segments";
    MarksInParaphrase = "OR303" Warning "paraphrase in quotation marks";
    NoSnapshotFile = "OR304" Error "snapshot file not found";
    RoleDisagrees = "OR306" Warning "role contradicts memberships";
    SkipWithoutReason = "OR307" Error "unverified quote needs a reason";
    HiddenCharacter = "OR308" Error "invisible or text-reordering characters in a quote";
    ZeroWidth = "OR309" Warning "zero-width characters in a quote";
    BadSegment = "OR310" Error "variant refers to a missing segment";
    OnlyReworded = "OR312" Warning "quotation known only from reworded text";
    QuoteDiffers = "OR317" Error "quotation differs from its source";
    QuoteAbsent = "OR318" Error "quotation not found in its source";
    QuoteMidWord = "OR319" Error "quotation starts or ends inside a word";
    QuoteOutOfOrder = "OR320" Error "parts of a quotation are out of order";
    QuoteCase = "OR321" Warning "unmarked change of capital letters";
    FarGap = "OR322" Warning "ellipsis omits more than a sentence";
    ElidesNegation = "OR323" Warning "omitted text contains a negation";
    NotTheirWords = "OR324" Warning "quoted words are the reporter’s";
    OverAttribution = "OR325" Warning "quotation includes the reporter’s words";
    SeveralPlaces = "OR326" Note "short quotation matches several places";
    WrongPlace = "OR327" Warning "quotation is on a different line";
    SnapshotChanged = "OR328" Error "snapshot changed";
    SnapshotUnpinned = "OR329" Warning "snapshot without a hash";
    SnapshotUnreadable = "OR330" Error "snapshot has no text";
    NotInClippings = "OR331" Warning "quotation not in the clippings";
    NotVerified = "OR332" Warning "quotation without a snapshot";
    UnmatchedWords = "OR333" Note "quoted words match no quotation";
    BrokenBracket = "OR334" Warning "unmatched bracket";
    MixedAlphabets = "OR335" Warning "word mixes look-alike alphabets";
    SnapshotCharacters = "OR336" Warning "snapshot contains hidden or text-reordering characters";
    SnapshotPublished = "OR337" Error "snapshot would be published";
    BlockNotCompared = "OR338" Warning "block quotation not compared with a source";
    QuoteCutsSegment = "OR340" Warning "quotation starts or ends inside a word of a script without spaces";
    CutNegation = "OR341" Warning "negation next to a quotation omitted";
    Reverses = "OR345" Warning "bracket reverses the meaning";
    ChangesAmount = "OR346" Warning "omission or bracket changes an amount";
    ChangesDegree = "OR347" Warning "omission or bracket changes the certainty or degree";
    ChangesSpeaker = "OR348" Warning "omission or bracket changes the speaker";
    LanguageNotJudged = "OR349" Warning "omission or bracket in an unsupported language";
    SeveralTurns = "OR350" Warning "quotation spans several speakers";
    EndMarkChanged = "OR351" Warning "closing punctuation changes the kind of sentence";

    ActsBeforeIssued = "OR401" Error "action reverses a later one";
    HistoryOutOfOrder = "OR402" Error "history is not in date order";
    DuplicateIdentifier = "OR403" Warning "duplicate identifier of an action";
    FutureDate = "OR404" Warning "future date without an embargo";
    DatesReversed = "OR405" Error "interval ends before it starts";
    UpdatedBeforeDate = "OR406" Warning "updated before it was published";
    DuplicateNumber = "OR407" Error "duplicate note number";
    TrackerWithoutScope = "OR408" Error "tracker without a scope note";
    DeadlineBeforeAction = "OR409" Warning "deadline before its action";
    StatusWithoutSupport = "OR410" Note "action without a status or dates";
    StatusDisagrees = "OR411" Warning "manual status contradicts the events";
    UnusualMove = "OR412" Warning "unusual status change";
    UndoesAsProposal = "OR413" Warning "proposal recorded as having legal effect";
    RestsOnGone = "OR414" Warning "action depends on one no longer in force";
    IdentifierForm = "OR415" Warning "invalid identifier format";
    ChoosesNothing = "OR440" Warning "action table filter matches nothing";
    LiftsNothing = "OR441" Warning "`lifts` names an action that blocks nothing";

    LeansOnWithheld = "OR501" Error "public page depends on withheld content";
    GuardLookalike = "OR502" Error "publication control without effect";
    ContradictoryRelease = "OR503" Error "contradictory release fields";
    WithdrawnWithoutReason = "OR504" Warning "withdrawn without a reason";
    ReleasedNever = "OR505" Error "expires before its embargo lifts";
    WithheldUnlisted = "OR506" Note "list item withheld because only withheld items refer to it";
    WithheldChangesRecord = "OR507" Warning "withheld list item would change a public page";

    TemplateSyntax = "OR601" Error "invalid template";
    TemplateFailed = "OR602" Error "template failed on a page";
    UnknownTheme = "OR603" Error "theme not found";
    ThemeContract = "OR604" Error "theme targets another contract version";
    UnknownTemplate = "OR605" Warning "unused template";
    ThemeFile = "OR606" Error "unusable theme file";
    NoInterfaceWords = "OR607" Warning "no interface translation for the site language";
    MissingInterfaceWords = "OR608" Note "incomplete interface translation";

    ImageWithoutAlt = "OR701" Error "image without alternative text";
    MissingImage = "OR702" Error "image not found";
    UnreadableImage = "OR703" Error "unreadable image";
    HeadingSkipped = "OR704" Warning "skipped heading level";
    EmptyLink = "OR705" Error "link without text";
    TopHeading = "OR706" Warning "level-1 heading in the text";
    UnknownLanguage = "OR707" Note "no highlighting for this language";
    HighlightBudget = "OR708" Warning "code block too costly to highlight";
    VagueLink = "OR709" Warning "vague link text";

    LongBottomLine = "OR801" Warning "bottom line is longer than 60 words";
    ManyKeyPoints = "OR802" Warning "more than five key points";
    NoSummary = "OR803" Note "note without a summary";
    OneRoot = "OR804" Note "all evidence has a single origin";
    NoCitations = "OR805" Note "briefing without citations";

    ForeignFile = "OR901" Error "foreign file in the output folder";
    BadOutput = "OR902" Error "invalid output folder";
        }
    };
}

for_each_rule!(codes);

impl RuleCode {
    /// True if this rule is about house style: its first digit is 8.
    pub fn is_house_style(self) -> bool {
        self.id().starts_with("OR8")
    }

    /// True if the rule is off until `site.yaml` turns it on.
    pub const fn is_off_by_default(self) -> bool {
        matches!(self, Self::NotVerified | Self::UnmatchedWords)
    }

    /// True if the rule is about reading the file, not about its content: codes before OR018.
    pub fn is_of_reading(self) -> bool {
        self.id() < "OR018"
    }

    /// True if the rule is skipped for an item with an unreadable field, because the missing information may be in
    /// that field.
    pub fn needs_clean_file(self) -> bool {
        self.is_house_style() || self == Self::StatusWithoutSupport
    }

    /// The rule of a code like `OR201`, in either case; `None` for any other text.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.id().eq_ignore_ascii_case(id))
    }
}

impl std::fmt::Display for RuleCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}
