//! Tells pages that are open of each build (server-sent events, WHATWG HTML 9.2).

use std::io::{self, Write};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How often somebody who waits is sent a line that says nothing, so that it shows whether anybody
/// still does.
const ALIVE: Duration = Duration::from_secs(10);

/// What the page calls itself that is served now.
#[derive(Debug, Default)]
pub(super) struct Events {
    build: Mutex<String>,
    changed: Condvar,
}

impl Events {
    /// Tells of another build.
    pub(super) fn tell(&self, build: &str) {
        build.clone_into(&mut self.build.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_all();
    }

    /// Writes the present build, and each one that follows, until nobody reads them.
    pub(super) fn write_to(&self, to: &mut impl Write) -> io::Result<()> {
        // A page that was asleep sees at once whether it is old.
        let mut told = String::new();
        to.write_all(b"retry: 1000\n\n")?;
        loop {
            let build = self.build.lock().unwrap_or_else(PoisonError::into_inner);
            let waited = self.changed.wait_timeout_while(build, ALIVE, |build| *build == told);
            let (build, _) = waited.unwrap_or_else(PoisonError::into_inner);
            let news = (*build != told).then(|| build.clone());
            drop(build);
            if let Some(build) = news {
                write!(to, "event: build\ndata: {build}\n\n")?;
                told = build;
            } else {
                to.write_all(b":\n\n")?;
            }
            to.flush()?;
        }
    }
}
