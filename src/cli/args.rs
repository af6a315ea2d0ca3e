//! The command line, declared once: help and usage errors come from here.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::export::Format;
use crate::model::guid::Scheme;

/// Turn a folder of Markdown posts into feeds, a restorable archive and printable PDFs.
#[derive(Debug, Parser)]
#[command(name = "postpress", version, max_term_width = 100, propagate_version = true)]
pub(super) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,
    /// When to use colour.
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto)]
    pub(super) color: ColorChoice,
    /// Say only what is wrong.
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Read the posts and write feeds, archive and handouts into the output folder.
    Build(BuildArgs),
    /// Read and export everything, write nothing; exit status 1 where something is wrong.
    Check(CheckArgs),
    /// Build, and build again what changes, until Ctrl-C.
    #[cfg(feature = "watch")]
    Watch(WatchArgs),
    /// Watch, and show the outputs in a browser.
    #[cfg(feature = "serve")]
    Serve(ServeArgs),
    /// Give the content folders back from an archive, byte for byte.
    Restore(RestoreArgs),
    /// Check every file of an archive against its SHA-256, and the documents against each other.
    Verify(VerifyArgs),
    /// Write what is known of the blog into a postpress.toml to edit.
    Init(InitArgs),
    /// Begin a post like the others: its place, its name and its front matter; print its path.
    New(NewArgs),
    /// Write the templates that are compiled in into files to edit.
    Templates(TemplatesArgs),
    /// Print what a code of a finding means, and what to do about it.
    Explain(ExplainArgs),
    /// Print a script that makes a shell complete this command line.
    Completions(CompletionsArgs),
    /// Print the manual page, or write it with a page for each subcommand.
    Man(ManArgs),
}

/// Where the blog is, and what to read of it.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct SourceArgs {
    /// The blog's folder: holds postpress.toml, content/ and templates/.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) root: PathBuf,
    /// Settings to use instead of ROOT/postpress.toml: another edition of the same blog.
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// A folder with posts, relative to the root; may be given more than once.
    #[arg(long, value_name = "DIR")]
    pub(super) content: Vec<String>,
    /// Where the outputs go [default: ROOT/out].
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Make only these outputs.
    #[arg(long, value_name = "FORMAT", value_delimiter = ',', value_enum)]
    pub(super) only: Vec<FormatArg>,
    /// How posts are called in feeds that name no id themselves.
    #[arg(long, value_name = "SCHEME", value_enum)]
    pub(super) feed_id: Option<FeedIdArg>,
    /// A feed that readers know (RSS, Atom or JSON Feed): tell of posts whose ids would change;
    /// may be given more than once.
    #[arg(long, value_name = "URL-OR-FILE")]
    pub(super) previous: Vec<String>,
    /// Export drafts too.
    #[arg(long)]
    pub(super) drafts: bool,
    /// Export posts dated in the future too.
    #[arg(long)]
    pub(super) future: bool,
    /// How many threads work at once [default: one a core].
    #[arg(long, value_name = "N")]
    pub(super) jobs: Option<std::num::NonZeroUsize>,
    /// Print a machine-readable report on standard output.
    #[arg(long)]
    pub(super) json: bool,
    /// How findings are printed.
    #[arg(long, value_enum, default_value_t = MessageFormat::Full)]
    pub(super) messages: MessageFormat,
    /// Treat warnings as errors.
    #[arg(long)]
    pub(super) deny_warnings: bool,
}

/// `postpress build`
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct BuildArgs {
    /// What is read.
    #[command(flatten)]
    pub(super) source: SourceArgs,
    /// Write every output anew, also where its bytes are on disk already.
    #[arg(long)]
    pub(super) force: bool,
    /// Fetch pictures of other servers, so that handouts show them: once, into `.postpress/` of the
    /// output folder. Feeds keep their addresses.
    #[arg(long)]
    pub(super) fetch: bool,
    /// Say of each output whether it was made again, and why.
    #[arg(short, long)]
    pub(super) verbose: bool,
    /// Publish the good posts although others have errors; these keep their last good outputs.
    #[arg(long)]
    pub(super) keep_going: bool,
    /// Whether the archive drops posts that are gone from the content folders.
    #[arg(
        long,
        value_enum,
        value_name = "YES-OR-NO",
        require_equals = true,
        num_args = 0..=1,
        default_value_t = Prune::No,
        default_missing_value = "yes"
    )]
    pub(super) prune: Prune,
}

/// `postpress check`
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// What is read.
    #[command(flatten)]
    pub(super) source: SourceArgs,
}

/// `postpress watch`
#[cfg(feature = "watch")]
#[derive(Debug, Args)]
pub(super) struct WatchArgs {
    /// What is read.
    #[command(flatten)]
    pub(super) source: SourceArgs,
    /// Fetch pictures of other servers, as `build --fetch` does.
    #[arg(long)]
    pub(super) fetch: bool,
    /// Look at all files every 0.7 seconds: for drives of other machines, whose changes the
    /// system does not tell.
    #[arg(long)]
    pub(super) poll: bool,
}

/// `postpress serve`
#[cfg(feature = "serve")]
#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// What is built.
    #[command(flatten)]
    pub(super) watch: WatchArgs,
    /// The port [default: 4000, or the next free one]; 0 is any free one.
    #[arg(long, value_name = "PORT")]
    pub(super) port: Option<u16>,
    /// The address to listen at: others than this machine can ask then, and nobody is kept out.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(super) listen: std::net::IpAddr,
    /// A name of this machine that browsers may ask for, besides `localhost` and its addresses;
    /// may be given more than once.
    #[arg(long, value_name = "NAME")]
    pub(super) allow_host: Vec<String>,
    /// Say each request, and what it was answered.
    #[arg(long)]
    pub(super) requests: bool,
}

/// `postpress restore`
#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    /// The archive: `out/archive`, or a copy of it.
    pub(super) archive: PathBuf,
    /// Where the folders go.
    #[arg(long, value_name = "DIR")]
    pub(super) to: PathBuf,
    /// Overwrite files that differ.
    #[arg(long)]
    pub(super) force: bool,
    /// Give back also the files of posts that were gone when the archive was made.
    #[arg(long)]
    pub(super) vanished: bool,
}

/// `postpress verify`
#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// The archive: `out/archive`, or a copy of it.
    pub(super) archive: PathBuf,
}

/// `postpress init`
#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// The blog's folder.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) root: PathBuf,
}

/// `postpress new`
#[derive(Debug, Args)]
pub(super) struct NewArgs {
    /// The title; several words need no quotes.
    #[arg(required = true)]
    pub(super) title: Vec<String>,
    /// The blog's folder.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) root: PathBuf,
    /// How the file is called, if not by the title.
    #[arg(long, value_name = "NAME")]
    pub(super) slug: Option<String>,
}

/// `postpress templates`
#[derive(Debug, Args)]
pub(super) struct TemplatesArgs {
    /// What to do with them.
    #[command(subcommand)]
    pub(super) command: TemplatesCommand,
}

/// The subcommands of `postpress templates`.
#[derive(Debug, Subcommand)]
pub(super) enum TemplatesCommand {
    /// Write them into the blog's templates/ folder; files that are there stay as they are.
    Export(ExportArgs),
}

/// `postpress templates export`
#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// The blog's folder.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) root: PathBuf,
    /// Where they go [default: ROOT/templates].
    #[arg(long, value_name = "DIR")]
    pub(super) to: Option<PathBuf>,
    /// Write also over files that are there.
    #[arg(long)]
    pub(super) force: bool,
}

/// `postpress explain`
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// A code such as `front-matter/bad-date`; all codes are listed without one.
    pub(super) code: Option<String>,
}

/// `postpress completions`
#[derive(Debug, Args)]
#[command(after_help = "\
    bash:  postpress completions bash > ~/.local/share/bash-completion/completions/postpress\n\
    zsh:   postpress completions zsh > \"${fpath[1]}/_postpress\"\n\
    fish:  postpress completions fish > ~/.config/fish/completions/postpress.fish")]
pub(super) struct CompletionsArgs {
    /// Which shell.
    pub(super) shell: Shell,
}

/// The shells that completions are written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Shell {
    /// GNU Bash
    Bash,
    /// Zsh
    Zsh,
    /// Fish
    Fish,
}

/// `postpress man`
#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// The folder that postpress.1, postpress-build.1 … are written into, over older ones.
    #[arg(long, value_name = "DIR")]
    pub(super) to: Option<PathBuf>,
}

/// What becomes of posts that are gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Prune {
    /// They are dropped.
    Yes,
    /// They stay in the archive, marked with the time at which that was noticed.
    No,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    /// On a terminal that has it, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum MessageFormat {
    /// With the line, a caret and advice.
    Full,
    /// A line each.
    Short,
}

/// The names of the outputs on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatArg {
    /// RSS 2.0
    Rss,
    /// Atom 1.0
    Atom,
    /// JSON Feed 1.1
    JsonFeed,
    /// The JSON archive
    Archive,
    /// The handouts
    Pdf,
    /// All posts in one PDF, or in one for each year or category: see `pdf.book` of the settings
    Book,
}

/// How posts are called in feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FeedIdArg {
    /// By a `tag:` URI that outlives a new title and a new address of the blog's feeds
    Tag,
    /// By their addresses, as the feeds of most generators do
    Permalink,
}

impl From<FeedIdArg> for Scheme {
    fn from(id: FeedIdArg) -> Self {
        match id {
            FeedIdArg::Tag => Self::Tag,
            FeedIdArg::Permalink => Self::Permalink,
        }
    }
}

impl From<FormatArg> for Format {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Rss => Self::Rss,
            FormatArg::Atom => Self::Atom,
            FormatArg::JsonFeed => Self::JsonFeed,
            FormatArg::Archive => Self::Archive,
            FormatArg::Pdf => Self::Pdf,
            FormatArg::Book => Self::Book,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Arguments::command().debug_assert();
    }
}
