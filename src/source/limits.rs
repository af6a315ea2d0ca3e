//! Every limit on what is read, in one place: how much of it a build takes before it says no.
//!
//! The limits are far above what a blog needs; they exist so that a broken or hostile file ends
//! as a finding and never as an exhausted memory or an overrun stack.

/// Size of a post in bytes.
pub const POST_BYTES: u64 = 32 * 1024 * 1024;

/// Size of any other file that is read whole (a picture, an attachment), in bytes.
pub const ASSET_BYTES: u64 = 512 * 1024 * 1024;

/// Size of the text between the fences of front matter, in bytes.
pub const FRONT_MATTER_BYTES: usize = 256 * 1024;

/// How deeply lists and maps of front matter may be nested.
pub const FRONT_MATTER_NESTING: usize = 100;

/// What the aliases of YAML front matter may expand to, in bytes; a node counts
/// [`YAML_NODE_BYTES`] besides its text.
pub const YAML_EXPANDED_BYTES: u64 = 4 * 1024 * 1024;

/// What a node of YAML counts besides its text, in bytes.
pub const YAML_NODE_BYTES: u64 = 16;

/// How many mistakes of one block of front matter are mended before it is given up.
pub const FRONT_MATTER_REPAIRS: usize = 20;

/// Size of the settings file in bytes.
pub const CONFIG_BYTES: u64 = 1024 * 1024;

/// How many folders may lie in one another below a content folder.
pub const FOLDER_NESTING: usize = 400;

/// How many files the content folders may hold.
pub const CONTENT_FILES: usize = 500_000;

/// How many files of the static folders are known to the index.
pub const STATIC_FILES: usize = 200_000;

/// Size of a picture that is fetched from another server, in bytes.
pub const FETCHED_BYTES: u64 = 32 * 1024 * 1024;

/// How many pictures one build asks other servers for.
pub const FETCHED_PICTURES: usize = 5_000;

/// Size of all pictures together that one build fetches, in bytes.
pub const FETCHED_BYTES_OF_ALL: u64 = 1024 * 1024 * 1024;

/// How long one picture may take from the first question to the last byte, redirects included, in
/// seconds.
pub const FETCH_SECONDS: u64 = 20;

/// How long one build fetches, in seconds; what is not there by then is not asked for.
pub const FETCH_SECONDS_OF_ALL: u64 = 600;

/// How many redirects are followed for one picture.
pub const FETCH_REDIRECTS: u32 = 5;

/// How often a server may fail to answer before it is not asked again in the same build.
pub const FETCH_FAILURES: u32 = 2;

/// Pixels of a picture that is decoded: 100 megapixels.
pub const PIXELS: u64 = 100_000_000;

/// How much of a body is looked at for a first heading when a post has no title, in bytes.
pub const HEADING_BYTES: usize = 64 * 1024;

/// How deeply quotes, lists and HTML elements may be nested in a post. Everything that walks the
/// tree may recurse, as it is never deeper.
pub const NESTING: usize = 100;
