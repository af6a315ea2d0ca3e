//! A book to the bytes of a file, as its pages come.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document as Pdf, Object, Stream};
use sha2::{Digest as _, Sha256};

use super::codes::Codes;
use super::front::{self, Listed};
use super::leaf::{Kind, Laid};
use super::{Book, place_name};
use crate::export::pdf::content::{self, Area, face_name, picture_name};
use crate::export::pdf::file::File;
use crate::export::pdf::flow::Flow;
use crate::export::pdf::font::Fonts;
use crate::export::pdf::length::Abs;
use crate::export::pdf::number::{bytes, dict, integer, name, packed, reals};
use crate::export::pdf::page::{FaceId, Info, LinkTarget, OutlineEntry, Position};
use crate::export::pdf::picture::Picture;
use crate::export::pdf::structure::{self, Branch, PageObjects, Tree, Written, reference};
use crate::export::pdf::style::Style;
use crate::export::pdf::{Pictures, finish, furniture, metadata, outline, subset, write};
use crate::limits;
use crate::model::{Digest, Post, PostId};

/// Why a book cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TooLarge(String);

/// As many names share a leaf of a name tree.
const NAMES_PER_LEAF: usize = 500;

/// A book while it is written.
#[derive(Debug)]
pub struct Volume<'b> {
    book: &'b Book<'b>,
    fonts: &'b Fonts,
    style: &'b Style,
    /// What the pages of its own are set as.
    blank: Post,
    file: File,
    /// Of the bytes that were given out.
    hash: Sha256,
    written: u64,
    codes: Codes,
    faces: BTreeMap<FaceId, u32>,
    pictures: BTreeMap<Digest, u32>,
    /// The objects of the trees of pages and of structure, and of the structure's document.
    page_tree: u32,
    structure: u32,
    document: u32,
    /// The nodes of the page tree, each with the number of its pages.
    branches: Vec<(u32, usize)>,
    /// What is below the structure's document.
    sections: Vec<u32>,
    /// The open part, and what is below it.
    part: Option<(u32, Vec<u32>)>,
    /// What the root of the structure will say.
    root: Written,
    /// How many nodes the trees so far have.
    notes: usize,
    pages: Vec<PageObjects>,
    places: BTreeMap<String, Position>,
    /// The places that links lead to, each with its post.
    wanted: BTreeMap<String, PostId>,
    outline: Vec<OutlineEntry>,
    listed: Vec<Listed>,
    /// The number of the next page.
    next: usize,
}

/// Pages as drawn, ready to be written.
#[derive(Debug)]
pub struct Drawn<'l> {
    laid: &'l Laid,
    tree: Tree<'l>,
    sheets: Vec<Sheet>,
    pictures: BTreeMap<Digest, &'l Picture>,
}

/// A page as drawn.
#[derive(Debug)]
struct Sheet {
    content: Stream,
    faces: Vec<FaceId>,
    pictures: Vec<Digest>,
    links: Vec<Area>,
}

impl<'b> Volume<'b> {
    /// The start of a book.
    #[must_use]
    pub fn new(book: &'b Book<'b>, fonts: &'b Fonts, style: &'b Style) -> Self {
        let mut file = File::new(0);
        let (page_tree, structure, document) = (file.number(), file.number(), file.number());
        Self {
            book,
            fonts,
            style,
            blank: front::blank(book),
            file,
            hash: Sha256::new(),
            written: 0,
            codes: Codes::default(),
            faces: BTreeMap::new(),
            pictures: BTreeMap::new(),
            page_tree,
            structure,
            document,
            branches: Vec::new(),
            sections: Vec::new(),
            part: None,
            root: Written::default(),
            notes: 0,
            pages: Vec::new(),
            places: BTreeMap::new(),
            wanted: BTreeMap::new(),
            outline: Vec::new(),
            listed: Vec::new(),
            next: 1,
        }
    }

    /// Gives the next pages of the book their numbers, and their glyphs codes.
    pub fn admit(&mut self, laid: &mut [Laid]) {
        let pictures = Pictures::new();
        let blank = &self.blank;
        let mut flow = Flow::new(blank, &pictures, self.fonts, self.style);
        for laid in laid {
            let first = self.next;
            let front = laid.kind == Kind::Front;
            for (number, page) in (first..).zip(&mut laid.document.pages) {
                // A cover, an empty page and a part's own show no number.
                let bare = laid.kind == Kind::Part || front && number == first;
                if bare || page.items.is_empty() {
                    continue;
                }
                let words = if front { roman(number) } else { number.to_string() };
                let (left, before) = ((number % 2 == 0) != flow.right_to_left, page.items.len());
                furniture::folio(&mut flow, page, &words, left);
                let added = page.items.iter().skip(before);
                self.codes.add(&subset::used(added, self.fonts), self.fonts);
            }
            self.codes.add(&laid.used, self.fonts);
            let post = match &laid.kind {
                Kind::Front => continue,
                Kind::Part => None,
                Kind::Post(id) => Some(id.clone()),
            };
            self.next += laid.document.pages.len();
            let own = Some(&laid.language).filter(|tag| **tag != self.book.language);
            let language = own.and_then(|tag| metadata::language(tag)).map(str::to_owned);
            self.listed.push(Listed { title: laid.title.clone(), post, language, page: first });
        }
    }

    /// Draws pages that were admitted.
    #[must_use]
    pub fn draw<'l>(&self, laid: &'l Laid) -> Drawn<'l> {
        let document = &laid.document;
        let mut tree = Tree::new(&document.nodes, document.pages.len());
        let drawings = content::draw(document, self.codes.subsets(), &mut tree);
        let sheet = |drawing: content::Drawing| Sheet {
            content: packed(Dictionary::new(), &drawing.bytes),
            faces: drawing.faces.into_iter().collect(),
            pictures: drawing.pictures.into_iter().collect(),
            links: drawing.links,
        };
        let sheets = drawings.into_iter().map(sheet).collect();
        Drawn { laid, tree, sheets, pictures: write::pictures(document) }
    }

    /// Writes the next pages, and returns the next bytes of the file.
    ///
    /// # Errors
    /// When the file has more bytes or objects than readers can be expected to take.
    pub fn push(&mut self, drawn: Drawn<'_>) -> Result<Vec<u8>, TooLarge> {
        if drawn.laid.kind == Kind::Part {
            self.end_part();
            self.part = Some((self.file.number(), Vec::new()));
        }
        let (branch, section) = self.add(drawn);
        self.branches.push(branch);
        match &mut self.part {
            Some((_, below)) => below.extend(section),
            None => self.sections.extend(section),
        }
        let bytes = self.take();
        if self.written > limits::BOOK_BYTES {
            let limit = limits::BOOK_BYTES >> 20;
            return Err(TooLarge(format!("the book has more than {limit} MiB")));
        }
        if self.file.last() > limits::BOOK_OBJECTS {
            let limit = limits::BOOK_OBJECTS;
            return Err(TooLarge(format!("the book has more than {limit} objects")));
        }
        Ok(bytes)
    }

    /// What the contents list so far.
    #[cfg(test)]
    pub(super) fn listed(&self) -> &[Listed] {
        &self.listed
    }

    /// Writes what has to know all posts, and returns the last bytes of the file, and how many
    /// pages it has.
    #[must_use]
    pub fn finish(mut self) -> (Vec<u8>, usize) {
        self.end_part();
        self.next = 1;
        let mut front = front::pages(self.book, &self.listed, self.fonts, self.style);
        self.admit(std::slice::from_mut(&mut front));
        let behind = std::mem::take(&mut self.outline);
        let drawn = self.draw(&front);
        let (branch, section) = self.add(drawn);
        self.outline.extend(behind);
        self.branches.insert(0, branch);
        let sections = section.into_iter().chain(std::mem::take(&mut self.sections));
        let sections: Vec<Object> = sections.map(reference).collect();
        let document = dict([
            ("S", name("Document")),
            ("P", reference(self.structure)),
            ("K", Object::Array(sections)),
        ]);
        self.file.object(self.document, &Object::Dictionary(document));
        let root = Written { top: Some(self.document), ..std::mem::take(&mut self.root) };
        structure::write_root(&mut self.file, self.structure, root);
        self.write_page_tree();
        let catalog = self.write_rest(branch.1);

        self.file.pack();
        let mut last = self.take();
        let info = self.file.number();
        let about = metadata::information(&info_of(self.book));
        self.file.object(info, &Object::Dictionary(about));
        let mut first = Sha256::new();
        first.update(self.book.about.url.as_bytes());
        first.update([0]);
        first.update(self.book.title().as_bytes());
        let short = |hash: Sha256| bytes(&hash.finalize()[..16]);
        let id = Object::Array(vec![short(first), short(self.hash)]);
        let trailer = dict([("Root", reference(catalog)), ("Info", reference(info)), ("ID", id)]);
        last.append(&mut self.file.finish(trailer));
        (last, self.pages.len())
    }

    fn take(&mut self) -> Vec<u8> {
        let bytes = self.file.take();
        self.hash.update(&bytes);
        self.written += bytes.len() as u64;
        bytes
    }

    fn end_part(&mut self) {
        let Some((number, below)) = self.part.take() else { return };
        let below = below.into_iter().map(reference).collect();
        let part = dict([
            ("S", name("Part")),
            ("P", reference(self.document)),
            ("K", Object::Array(below)),
        ]);
        self.file.object(number, &Object::Dictionary(part));
        self.sections.push(number);
    }

    /// Writes pages and their structure: returns their node of the page tree, with the number of
    /// its pages, and their section.
    fn add(&mut self, drawn: Drawn<'_>) -> ((u32, usize), Option<u32>) {
        let Drawn { laid, tree, sheets, pictures } = drawn;
        let before = self.pages.len();
        for (digest, picture) in pictures {
            if !self.pictures.contains_key(&digest) {
                let number = self.file.number();
                let object = self.whole(picture.object());
                self.file.object(number, &object);
                self.pictures.insert(digest, number);
            }
        }
        let node = self.file.number();
        let mut pages = Vec::with_capacity(sheets.len());
        let mut key = self.root.key + sheets.len();
        for (index, sheet) in sheets.into_iter().enumerate() {
            pages.push(self.add_page(laid, index, sheet, node, &mut key));
        }
        let kids = pages.iter().map(|page| Object::Reference(page.id)).collect();
        let tree_node = dict([
            ("Type", name("Pages")),
            ("Parent", reference(self.page_tree)),
            ("Kids", Object::Array(kids)),
            ("Count", integer(pages.len())),
        ]);
        self.file.object(node, &Object::Dictionary(tree_node));

        let parent = match &self.part {
            Some((part, _)) => *part,
            None => self.document,
        };
        let branch = Branch { parent, key: self.root.key, notes: self.notes };
        let mut written = structure::elements(&mut self.file, tree, &pages, branch);
        self.notes += laid.document.nodes.len();
        self.root.key = written.key;
        self.root.parents.append(&mut written.parents);
        self.root.notes.append(&mut written.notes);

        let moved = |position: Position| Position { page: before + position.page, ..position };
        for entry in &laid.document.outline {
            self.outline.push(OutlineEntry { position: moved(entry.position), ..entry.clone() });
        }
        if let Kind::Post(id) = &laid.kind {
            let start = Position { page: 0, y: Abs::ZERO };
            self.places.insert(place_name(id, None), moved(start));
            for (anchor, position) in &laid.document.destinations {
                self.places.insert(place_name(id, Some(anchor)), moved(*position));
            }
        }
        let branch = (node, pages.len());
        self.pages
            .extend(pages.into_iter().map(|page| PageObjects { annotations: Vec::new(), ..page }));
        (branch, written.top)
    }

    fn add_page(
        &mut self,
        laid: &Laid,
        index: usize,
        sheet: Sheet,
        node: u32,
        key: &mut usize,
    ) -> PageObjects {
        let (number, content) = (self.file.number(), self.file.number());
        let Sheet { content: stream, faces, pictures, links } = sheet;
        let size = laid.document.pages.get(index);
        let (width, height) =
            size.map_or((0.0, 0.0), |page| (page.width.to_pt(), page.height.to_pt()));
        self.file.object(content, &Object::Stream(stream));
        let mut annotations = Vec::with_capacity(links.len());
        for mut area in links {
            area.target = self.target(laid, area.target);
            let link = self.file.number();
            let mut annotation = finish::annotation(&area, height);
            annotation.set("StructParent", integer(*key));
            *key += 1;
            self.file.object(link, &Object::Dictionary(annotation));
            annotations.push((link, 0));
        }
        let mut fonts = Dictionary::new();
        for face in faces {
            let file = &mut self.file;
            let font = *self.faces.entry(face).or_insert_with(|| file.number());
            fonts.set(face_name(face), reference(font));
        }
        let mut shown = Dictionary::new();
        for digest in pictures {
            if let Some(picture) = self.pictures.get(&digest) {
                shown.set(picture_name(&digest), reference(*picture));
            }
        }
        let mut resources = Dictionary::new();
        for (kind, named) in [("Font", fonts), ("XObject", shown)] {
            if !named.is_empty() {
                resources.set(kind, Object::Dictionary(named));
            }
        }
        let mut page = dict([
            ("Type", name("Page")),
            ("Parent", reference(node)),
            ("MediaBox", reals(&[0.0, 0.0, width, height])),
            ("Resources", Object::Dictionary(resources)),
            ("Contents", reference(content)),
            ("StructParents", integer(self.root.key + index)),
            ("Tabs", name("S")),
        ]);
        if !annotations.is_empty() {
            let all = annotations.iter().map(|id| Object::Reference(*id)).collect();
            page.set("Annots", Object::Array(all));
        }
        self.file.object(number, &Object::Dictionary(page));
        PageObjects { id: (number, 0), height, annotations }
    }

    /// A target as the book knows it: anchors are those of their posts.
    fn target(&mut self, laid: &Laid, target: LinkTarget) -> LinkTarget {
        let target = match (target, &laid.kind) {
            (LinkTarget::Destination(anchor), Kind::Post(id)) => {
                LinkTarget::Within(id.clone(), Some(anchor))
            }
            (target, _) => target,
        };
        if let LinkTarget::Within(id, anchor) = &target {
            self.wanted.insert(place_name(id, anchor.as_deref()), id.clone());
        }
        target
    }

    /// A picture's object; the streams in it become objects of their own.
    fn whole(&mut self, stream: &Stream) -> Object {
        let dictionary = stream.dict.iter();
        let dictionary = dictionary.map(|(key, value)| (key.clone(), self.apart(value))).collect();
        Object::Stream(Stream::new(dictionary, stream.content.clone()).with_compression(false))
    }

    /// What stands for a value of a picture's dictionary.
    fn apart(&mut self, value: &Object) -> Object {
        match value {
            Object::Stream(stream) => {
                let number = self.file.number();
                let object = self.whole(stream);
                self.file.object(number, &object);
                reference(number)
            }
            Object::Dictionary(inner) => {
                let entries = inner.iter().map(|(key, value)| (key.clone(), self.apart(value)));
                Object::Dictionary(entries.collect())
            }
            Object::Array(array) => {
                Object::Array(array.iter().map(|value| self.apart(value)).collect())
            }
            other => other.clone(),
        }
    }

    fn write_page_tree(&mut self) {
        let kids = self.branches.iter().map(|(node, _)| reference(*node)).collect();
        let count = self.branches.iter().map(|(_, count)| count).sum();
        let tree = dict([
            ("Type", name("Pages")),
            ("Kids", Object::Array(kids)),
            ("Count", integer(count)),
        ]);
        self.file.object(self.page_tree, &Object::Dictionary(tree));
    }

    /// Writes fonts, outline, names and metadata; returns the catalog. `front` pages are numbered
    /// for themselves.
    fn write_rest(&mut self, front: usize) -> u32 {
        // Where a post was left out, the start of the book; where an anchor is missing, its post.
        let start = Position { page: 0, y: Abs::ZERO };
        for (place, id) in std::mem::take(&mut self.wanted) {
            if !self.places.contains_key(&place) {
                let post = self.places.get(&place_name(&id, None)).copied();
                self.places.insert(place, post.unwrap_or(start));
            }
        }
        let mut pdf = Pdf::new();
        pdf.max_id = self.file.last();
        let subsets = std::mem::take(&mut self.codes).finish(self.fonts);
        for (face, number) in &self.faces {
            let Some(subset) = subsets.get(face) else { continue };
            let descendant = dict([("Type", name("Font")), ("Subtype", name("CIDFontType2"))]);
            let font = dict([
                ("Type", name("Font")),
                ("Subtype", name("Type0")),
                ("Encoding", name("Identity-H")),
                ("DescendantFonts", Object::Array(vec![Object::Dictionary(descendant)])),
            ]);
            let id = (*number, 0);
            pdf.objects.insert(id, Object::Dictionary(font));
            finish::exact_font(&mut pdf, id, self.fonts.face(*face), subset);
        }
        let mut catalog = dict([
            ("Type", name("Catalog")),
            ("Pages", reference(self.page_tree)),
            ("StructTreeRoot", reference(self.structure)),
        ]);
        if let Some(outline) = outline::write(&mut pdf, &self.outline, &self.pages) {
            catalog.set("Outlines", Object::Reference(outline));
            catalog.set("PageMode", name("UseOutlines"));
        }
        let labels = [
            Object::Integer(0),
            Object::Dictionary(dict([("S", name("r"))])),
            integer(front),
            Object::Dictionary(dict([("S", name("D"))])),
        ];
        let labels = dict([("Nums", Object::Array(labels.to_vec()))]);
        catalog.set("PageLabels", Object::Dictionary(labels));
        if !self.places.is_empty() {
            let places = name_tree(&mut pdf, &self.places, &self.pages);
            let names = dict([("Dests", Object::Reference(places))]);
            catalog.set("Names", Object::Dictionary(names));
        }
        let info = info_of(self.book);
        finish::declare(&mut pdf, &info, metadata::packet(&info), &mut catalog);
        let (catalog, _) = pdf.add_object(catalog);
        while self.file.last() < pdf.max_id {
            self.file.number();
        }
        for ((number, _), object) in std::mem::take(&mut pdf.objects) {
            self.file.object(number, &object);
        }
        catalog
    }
}

/// A name tree (ISO 32000-1, 7.9.6) of places; returns its root.
fn name_tree(
    pdf: &mut Pdf,
    places: &BTreeMap<String, Position>,
    pages: &[PageObjects],
) -> lopdf::ObjectId {
    let all: Vec<(&String, &Position)> = places.iter().collect();
    let mut kids = Vec::with_capacity(all.len() / NAMES_PER_LEAF + 1);
    for some in all.chunks(NAMES_PER_LEAF) {
        let (Some((first, _)), Some((last, _))) = (some.first(), some.last()) else { continue };
        let limits = vec![bytes(first.as_bytes()), bytes(last.as_bytes())];
        let entries = some.iter().flat_map(|(place, position)| {
            [bytes(place.as_bytes()), outline::destination(**position, pages)]
        });
        let leaf =
            dict([("Limits", Object::Array(limits)), ("Names", Object::Array(entries.collect()))]);
        kids.push(Object::Reference(pdf.add_object(leaf)));
    }
    pdf.add_object(dict([("Kids", Object::Array(kids))]))
}

/// What a book says of itself.
fn info_of(book: &Book<'_>) -> Info {
    let dates = || book.metas().flat_map(|meta| meta.dates.all());
    Info {
        title: book.title(),
        authors: front::authors(book).into_iter().map(|person| person.name.clone()).collect(),
        subject: crate::model::text::one_line(&book.about.description),
        keywords: Vec::new(),
        language: if book.language.is_empty() { "und".into() } else { book.language.clone() },
        created: dates().map(|date| date.at).min(),
        modified: dates().map(|date| date.at).max(),
        url: book.about.url.clone(),
        source: None,
    }
}

/// A number as the pages before the text are numbered.
pub(super) fn roman(number: usize) -> String {
    const LETTERS: [(usize, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut out = String::new();
    let mut left = number;
    for (value, letters) in LETTERS {
        while left >= value {
            out.push_str(letters);
            left -= value;
        }
    }
    out
}
