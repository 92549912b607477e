//! How the system gives this process its memory.

/// Asks the system for memory in small pages, or again in whichever it likes.
///
/// A preview runs for hours beside an editor and a browser. In pages of 2 MiB, of which each is in memory whole, it
/// takes a tenth more than it uses, and is no faster. Programs that are started meanwhile inherit the wish. Where the
/// system knows of no such thing, nothing happens.
#[cfg(target_os = "linux")]
pub fn small_pages(are_wished: bool) {
    let _ = rustix::thread::disable_transparent_huge_pages(are_wished);
}

/// Other systems are not asked.
#[cfg(not(target_os = "linux"))]
pub fn small_pages(_: bool) {}
