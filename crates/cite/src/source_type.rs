//! The types of sources: those of CSL 1.0.2, and readable names for a type with a genre.

onrecord_base::choice! {
    /// A CSL 1.0.2 item type, or one of our readable names for a type and genre.
    pub enum SourceType {
        ArticleNewspaper = "article-newspaper",
        Webpage = "webpage",
        PostWeblog = "post-weblog",
        Post = "post",
        Report = "report",
        Bill = "bill",
        Legislation = "legislation",
        Regulation = "regulation",
        Treaty = "treaty",
        LegalCase = "legal_case",
        Hearing = "hearing",
        Speech = "speech",
        Interview = "interview",
        PersonalCommunication = "personal_communication",
        Broadcast = "broadcast",
        Song = "song",
        MotionPicture = "motion_picture",
        Dataset = "dataset",
        Book = "book",
        Chapter = "chapter",
        ArticleJournal = "article-journal",
        ArticleMagazine = "article-magazine",
        PaperConference = "paper-conference",
        Thesis = "thesis",
        Manuscript = "manuscript",
        Document = "document",
        Article = "article",
        Classic = "classic",
        Collection = "collection",
        Entry = "entry",
        EntryDictionary = "entry-dictionary",
        EntryEncyclopedia = "entry-encyclopedia",
        Event = "event",
        Figure = "figure",
        Graphic = "graphic",
        Map = "map",
        MusicalScore = "musical_score",
        Pamphlet = "pamphlet",
        Patent = "patent",
        Performance = "performance",
        Periodical = "periodical",
        Review = "review",
        ReviewBook = "review-book",
        Software = "software",
        Standard = "standard",
        NewsArticle = "news-article",
        PressRelease = "press-release",
        Statement = "statement",
        AudioRecording = "audio-recording",
        VideoRecording = "video-recording",
        Transcript = "transcript",
        ExecutiveOrder = "executive-order",
        CourtDocument = "court-document",
        SocialPost = "social-post",
        BlogPost = "blog-post",
    }
    default Webpage
}

impl SourceType {
    /// Returns the CSL type and, for a readable name, its genre.
    pub const fn csl(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::NewsArticle => ("article-newspaper", None),
            Self::PressRelease => ("document", Some("Press release")),
            Self::Statement => ("document", Some("Statement")),
            Self::BlogPost => ("post-weblog", None),
            Self::SocialPost => ("post", None),
            Self::AudioRecording => ("song", Some("Recording")),
            Self::VideoRecording => ("motion_picture", Some("Recording")),
            Self::Transcript => ("document", Some("Transcript")),
            Self::ExecutiveOrder => ("regulation", Some("Executive Order")),
            Self::CourtDocument => ("legal_case", None),
            other => (other.word(), None),
        }
    }
}
