//! Ctrl-C, and the system's request to end, for commands that run until then.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Told of what a command is doing, so that it ends when it may.
#[derive(Debug, Clone, Default)]
pub(super) struct Interrupt {
    working: Arc<AtomicBool>,
    asked: Arc<AtomicUsize>,
}

impl Interrupt {
    /// From now on, the first request calls `stop`, and the second one ends the program: outputs
    /// are whole at any time.
    pub(super) fn listen(
        &self,
        stop: impl Fn() + Send + 'static,
        say: impl Fn(&str) + Send + 'static,
    ) -> Result<(), String> {
        let listener = self.clone();
        let heard = ctrlc::set_handler(move || {
            if listener.asked.fetch_add(1, Ordering::SeqCst) > 0 {
                // A build that is at work cannot be asked to end.
                std::process::exit(130);
            }
            stop();
            if listener.working.load(Ordering::SeqCst) {
                say("ending after this build; once more to end at once\n");
            }
        });
        heard.map_err(|error| format!("Ctrl-C cannot be listened for: {error}"))
    }

    /// Does something that is not to be broken off.
    pub(super) fn finish<T>(&self, work: impl FnOnce() -> T) -> T {
        self.working.store(true, Ordering::SeqCst);
        let done = work();
        self.working.store(false, Ordering::SeqCst);
        done
    }
}
