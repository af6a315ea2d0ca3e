//! What a file system says of a file without opening it: enough to see that it was not touched,
//! never enough to know what is in it.

use std::fs::Metadata;
use std::time::UNIX_EPOCH;

/// How long before a moment a file must have been touched last for its stamp to be believed, in
/// nanoseconds: a file system may keep times by two seconds (FAT), and clocks are set.
pub const DOUBT: i64 = 2_000_000_000;

/// How long the clock that files get their times from stands still at most, on systems that keep
/// them finely, in nanoseconds.
pub const TICK: i64 = 10_000_000;

/// Size, times, place and rights of a file. Times are nanoseconds since 1970; what a system does
/// not tell is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stamp {
    /// Size in bytes.
    pub bytes: u64,
    /// When its content was changed last; anybody may set this.
    pub modified: i64,
    /// When anything about it was changed last; only the system sets this.
    pub changed: i64,
    /// Which file it is on its file system.
    pub inode: u64,
    /// Who may do what.
    pub mode: u32,
}

impl Stamp {
    /// The stamp of a file that was looked at.
    #[must_use]
    pub fn of(found: &Metadata) -> Self {
        let modified =
            found.modified().ok().map_or(0, |time| match time.duration_since(UNIX_EPOCH) {
                Ok(after) => i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
                Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |n| -n),
            });
        #[cfg(unix)]
        let (changed, inode, mode) = {
            use std::os::unix::fs::MetadataExt as _;
            let changed = found.ctime().saturating_mul(1_000_000_000);
            (changed.saturating_add(found.ctime_nsec()), found.ino(), found.mode())
        };
        #[cfg(not(unix))]
        let (changed, inode, mode) = (modified, 0, 0);
        Self { bytes: found.len(), modified, changed, inode, mode }
    }

    /// Whether the file was last touched so long before a moment that a touch behind it must show
    /// in its times. False for times that lie in the future.
    #[must_use]
    pub fn is_before(&self, moment: i64) -> bool {
        self.modified.max(self.changed) < moment.saturating_sub(DOUBT)
    }

    /// Whether a file that was looked at after `moment` cannot have been touched again without a
    /// sign since.
    #[must_use]
    pub fn shows_touches_from(&self, moment: i64) -> bool {
        // Only the system's own time counts: authors may have files of tomorrow.
        let last = if cfg!(unix) { self.changed } else { self.modified };
        last < moment.saturating_sub(grain(last))
    }

    /// Whether a file that a build has written before `moment` is the one that lies there with the
    /// stamp `now`. Renaming a file is no change of it.
    #[must_use]
    pub fn is_still(&self, now: &Self, moment: i64) -> bool {
        let same = |stamp: &Self| (stamp.bytes, stamp.modified, stamp.inode, stamp.mode);
        same(self) == same(now) && self.modified < moment.saturating_sub(grain(self.modified))
    }

    /// Whether the owner may run it.
    #[must_use]
    pub fn is_executable(&self) -> bool {
        self.mode & 0o100 != 0
    }
}

/// How exact a time of a file is.
fn grain(time: i64) -> i64 {
    if time % 1_000_000_000 == 0 { DOUBT } else { TICK }
}

#[cfg(test)]
mod tests {
    use super::{DOUBT, Stamp, TICK};

    const NOW: i64 = 1_700_000_000_123_456_789;

    fn stamp(modified: i64, changed: i64) -> Stamp {
        Stamp { bytes: 1, modified, changed, inode: 7, mode: 0o644 }
    }

    #[test]
    fn a_doubt_is_never_trusted() {
        assert!(stamp(NOW - DOUBT - 1, NOW - DOUBT - 1).is_before(NOW));
        // Just now, a content of tomorrow, and old content that came here just now.
        for (modified, changed) in [(NOW - 1, NOW - 1), (NOW + 1, 0), (0, NOW - DOUBT)] {
            assert!(!stamp(modified, changed).is_before(NOW));
        }
        let old = stamp(NOW - 2 * TICK, 1);
        assert!(old.is_still(&Stamp { changed: NOW, ..old }, NOW));
        assert!(!old.is_still(&Stamp { inode: 8, ..old }, NOW));
        assert!(!old.is_still(&old, NOW - TICK));
        // A file system that keeps seconds.
        let coarse = stamp(1_700_000_000_000_000_000, 1);
        assert!(!coarse.is_still(&coarse, NOW));
    }
}
