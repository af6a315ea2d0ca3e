//! The `postpress` program: arguments in, exit status out.

use std::process::ExitCode;

// A build asks for memory some hundred times a post. 10,000 posts to feeds and archive took 4.18 s of
// the processor with this one and 4.77 with the system's (glibc), 100,000 posts 24.3 and 29.5; the peak
// grew by about 20 MiB for 10,000 posts, and by 10 for 100,000. Its version 3 was a little slower, and
// larger. It is the program's choice and not the library's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    postpress::cli::run(std::env::args_os())
}
