//! Every limit on what is read, in one place: how much of it a build takes before it says no.
//!
//! The limits are far above what a blog needs; they exist so that a broken or hostile file ends
//! as a finding and never as an exhausted memory, an overrun stack or an endless wait. Where one
//! is hit, the finding names it and its value. What only makes a handout plainer (code that is not
//! coloured, a profile that is not embedded) is not told; these limits say so here.

// Files and folders.

/// Size of a post in bytes: two long novels. The parser of Markdown takes some 60 bytes for each
/// byte of the most nested text.
pub const POST_BYTES: u64 = 12 * 1024 * 1024;

/// Size of any other file that is read whole (a picture, an attachment), in bytes.
pub const ASSET_BYTES: u64 = 512 * 1024 * 1024;

/// Size of a settings file or template in bytes, ours and those of other generators.
pub const CONFIG_BYTES: u64 = 1024 * 1024;

/// How many folders may lie in one another below a content folder.
pub const FOLDER_NESTING: usize = 400;

/// How many files the content folders may hold.
pub const CONTENT_FILES: usize = 500_000;

/// How many files of the static folders are known to the index.
pub const STATIC_FILES: usize = 200_000;

/// Size of a record of an earlier build or of a document of an archive, in bytes.
pub const RECORD_BYTES: u64 = 1 << 30;

/// Size of a feed of an earlier build in the output folder, in bytes.
pub const OLD_FEED_BYTES: u64 = 256 << 20;

/// Size of a feed that is given by file or address, in bytes.
pub const GIVEN_FEED_BYTES: u64 = 20 << 20;

/// How deeply the elements of such a feed may be nested.
pub const FEED_NESTING: usize = 200;

// Front matter.

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

/// How many values of one block of front matter are indented as YAML wants it before it is given
/// up. Each is found by reading the block once more.
pub const FRONT_MATTER_INDENTS: usize = 200;

/// Length of a slug or path that a post gives itself, in bytes; longer addresses are cut.
pub const SLUG_BYTES: usize = 1024;

/// Length of what is tried as a date, in bytes.
pub const DATE_BYTES: usize = 100;

// The text of a post.

/// How much of a body is looked at for a first heading when a post has no title, in bytes.
pub const HEADING_BYTES: usize = 64 * 1024;

/// How deeply quotes, lists and HTML elements may be nested in a post. Everything that walks the
/// tree may recurse, as it is never deeper.
pub const NESTING: usize = 100;

/// Pieces of a post: blocks, items, cells, and runs of text. A piece takes some hundred bytes of
/// memory; what is behind the limit is kept as it is written.
pub const PIECES: usize = 1_000_000;

/// Links and pictures of a post, each of which is looked up. Those behind the limit are text.
pub const LINKS: usize = 50_000;

/// Quoted values of one HTML tag: the tokenizer calls itself for each.
pub const HTML_ATTRIBUTES: usize = 500;

/// Columns or rows that a cell may cover (HTML, 4.9.12: 1000 and 65534; print needs less).
/// What is beyond is not covered, and not told.
pub const CELL_SPAN: u16 = 100;

/// Length of an address in bytes: what servers and readers take.
pub const LINK_BYTES: usize = 8192;

/// Length of a template tag or shortcode (`{% … %}`, `{{< … >}}`) in bytes. A longer one is text.
pub const TEMPLATE_TAG_BYTES: usize = 4096;

/// How deeply template tags may be nested. Deeper ones are text.
pub const TEMPLATE_TAG_NESTING: usize = 16;

/// Length of an expression or statement of MDX in bytes. A longer one is text.
pub const MDX_BYTES: usize = 16_384;

// Settings of other generators that are programs.

/// How deeply values of a program are read. Deeper ones are unknown.
pub const LITERAL_NESTING: usize = 48;

/// How many values of a program are put together. More are unknown.
pub const LITERAL_VALUES: usize = 50_000;

/// Numbers that `range` gives in a template.
pub const TEMPLATE_RANGE: u32 = 1_000;

/// Length of a tag (`{{ … }}`, `{% … %}`) of a template in bytes: its parser calls itself.
pub const TEMPLATE_EXPRESSION_BYTES: usize = 2048;

/// Steps that the template of the page about the feeds may take.
pub const TEMPLATE_STEPS: u64 = 20_000_000;

// Pictures.

/// Pixels of a picture that is decoded: 100 megapixels. More would neither print better nor fit
/// into memory.
pub const PIXELS: u64 = 100_000_000;

/// Memory that the decoder of a picture may ask for, in bytes.
pub const PICTURE_MEMORY: usize = 512 << 20;

/// Length of a colour profile that is embedded, in bytes. A longer one is left out.
pub const PROFILE_BYTES: usize = 1 << 20;

/// Length of a drawing (SVG) in bytes, unpacked.
pub const SVG_BYTES: usize = 16 << 20;

/// Elements of a drawing, those that `use` repeats included.
pub const SVG_ELEMENTS: usize = 100_000;

/// How deeply elements of a drawing may be nested: parsers call themselves once or more for each.
pub const SVG_NESTING: usize = 64;

/// `use` elements of a drawing: each may name a group that holds others, so that they multiply.
pub const SVG_USES: usize = 2_000;

/// Characters of a text in a drawing: the square of their number is taken in time.
pub const SVG_TEXT: usize = 20_000;

/// Bytes that the entities of a drawing may stand for together.
pub const SVG_ENTITY_BYTES: usize = 64 * 1024;

/// Parts of a drawing as it is drawn, those that patterns and masks multiply included.
pub const SVG_PARTS: usize = 200_000;

/// How deeply groups, patterns and masks of a drawing may be nested as it is drawn.
pub const SVG_PARTS_NESTING: usize = 96;

/// Length of a drawing as it is written into a handout, in bytes.
pub const SVG_WRITTEN_BYTES: usize = 64 << 20;

/// Length of a picture inside a drawing in bytes. A longer one is left out.
pub const SVG_PICTURE_BYTES: usize = 32 << 20;

// Pictures of other servers.

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

// Handouts.

/// How much memory the pages of one post may take, in bytes, by an estimate that counts its text,
/// blocks and cells. A longer post has no handout; feeds and archive hold it whole.
pub const HANDOUT_MEMORY: usize = 1536 << 20;

/// Bytes of a book: readers that count them with a sign in 32 bits are still about.
pub const BOOK_BYTES: u64 = 2 << 30;

/// Objects of a book: as many as readers can be expected to take (ISO 32000-1, annex C).
pub const BOOK_OBJECTS: u32 = 8_388_607;

/// Characters of a cluster (a letter with its marks, an emoji of several) that are set together.
/// Unicode's stream-safe text (UAX #15, 13) has 31.
pub const CLUSTER_CHARACTERS: usize = 64;

/// Length of a block of code that is coloured, in bytes. Longer code is plain.
pub const COLORED_CODE_BYTES: usize = 200_000;

/// Length of a line of code that is coloured, in bytes.
pub const COLORED_LINE_BYTES: usize = 2_000;

// Serving.

/// Size of an archive document that is opened to find a cover picture, in bytes.
pub const SERVED_DOCUMENT_BYTES: u64 = 128 * 1024 * 1024;
