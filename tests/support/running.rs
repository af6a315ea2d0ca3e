//! The program at work until it is stopped, and what it has said so far.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::Project;

/// Far more than anything takes, also on a machine with much else to do; waits end when what they
/// wait for is there.
const DEADLINE: Duration = Duration::from_mins(2);

/// A run of the program that has not ended; it is killed when the test ends.
pub(crate) struct Running {
    child: Child,
    said: Arc<(Mutex<String>, Condvar)>,
}

impl Running {
    /// Starts the program in the project's folder.
    pub(crate) fn start(project: &Project, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_postpress"))
            .args(arguments)
            .current_dir(project.path("."))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be started");
        let said = Arc::new((Mutex::new(String::new()), Condvar::new()));
        let stderr = child.stderr.take().expect("it is piped");
        let to = Arc::clone(&said);
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                to.0.lock().expect("nobody panics with it").push_str(&(line + "\n"));
                to.1.notify_all();
            }
        });
        Self { child, said }
    }

    /// Waits until the program has said something, and gives all that it has said.
    pub(crate) fn says(&self, what: &str, enough: impl Fn(&str) -> bool) -> String {
        let said = self.said.0.lock().expect("nobody panics with it");
        let (said, timeout) = self
            .said
            .1
            .wait_timeout_while(said, DEADLINE, |said| !enough(said))
            .expect("nobody panics with it");
        assert!(!timeout.timed_out(), "waited for {what}: {said}");
        said.clone()
    }

    /// Waits until a text was said so many times.
    pub(crate) fn says_times(&self, text: &str, times: usize) -> String {
        self.says(&format!("{times} times {text}"), |said| said.matches(text).count() >= times)
    }

    /// Asks it to end as Ctrl-C does, and gives its exit status.
    #[cfg(unix)]
    pub(crate) fn interrupt(&mut self) -> Option<i32> {
        let kill = format!("kill -INT {}", self.child.id());
        let sent = Command::new("sh").args(["-c", &kill]).status().expect("there is a shell");
        assert!(sent.success());
        let status = until("it ends", || self.child.try_wait().expect("it is our child"));
        status.code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Looks again and again until there is something.
pub(crate) fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < DEADLINE, "waited for: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}
