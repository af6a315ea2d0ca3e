//! What items mean, as the structure tree of a tagged PDF (ISO 32000-1, 14.7 and 14.8).
//!
//! Nodes enter the tree when something is first drawn for them, so that it is in reading order
//! and holds no empty branch.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};

use super::file::File;
use super::number::{dict, integer, name, reals, text};
use super::page::{Node, NodeId, Rect, Role};

/// What lies below a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kid {
    /// Another node.
    Element(NodeId),
    /// A marked part of a page's content.
    Content { page: usize, mark: usize },
    /// An annotation of a page.
    Annotation { page: usize, index: usize },
}

/// The tree while pages are being drawn.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    nodes: &'a [Node],
    kids: Vec<Vec<Kid>>,
    attached: Vec<bool>,
    /// For each page, the node of each of its marks.
    marks: Vec<Vec<NodeId>>,
    /// Where figures are drawn first.
    boxes: BTreeMap<NodeId, (usize, Rect)>,
}

impl<'a> Tree<'a> {
    /// An empty tree over nodes.
    pub(super) fn new(nodes: &'a [Node], pages: usize) -> Self {
        Self {
            nodes,
            kids: vec![Vec::new(); nodes.len()],
            attached: vec![false; nodes.len()],
            marks: vec![Vec::new(); pages],
            boxes: BTreeMap::new(),
        }
    }

    /// The node with an id, if there is one.
    pub(super) fn node(&self, id: NodeId) -> Option<&'a Node> {
        self.nodes.get(id.0 as usize)
    }

    /// Begins a part of a page's content that belongs to a node; returns its number on the page.
    pub(super) fn mark(&mut self, id: NodeId, page: usize) -> usize {
        self.attach(id);
        let mark = self.marks[page].len();
        self.marks[page].push(id);
        self.kids[id.0 as usize].push(Kid::Content { page, mark });
        mark
    }

    /// Adds an annotation to a node.
    pub(super) fn annotate(&mut self, id: NodeId, page: usize, index: usize) {
        self.attach(id);
        self.kids[id.0 as usize].push(Kid::Annotation { page, index });
    }

    /// Notes where something of a node is drawn.
    pub(super) fn cover(&mut self, id: NodeId, page: usize, rect: Rect) {
        let (first, all) = self.boxes.entry(id).or_insert((page, rect));
        if *first == page {
            let right = (all.x + all.width).max(rect.x + rect.width);
            let foot = (all.y + all.height).max(rect.y + rect.height);
            all.x = all.x.min(rect.x);
            all.y = all.y.min(rect.y);
            all.width = right - all.x;
            all.height = foot - all.y;
        }
    }

    /// Hangs a node, and all above it, into the tree.
    fn attach(&mut self, id: NodeId) {
        let mut child = id;
        while let Some(attached) = self.attached.get_mut(child.0 as usize) {
            if std::mem::replace(attached, true) {
                return;
            }
            // Parents come before their children; what claims otherwise hangs from the root.
            let parent = match self.nodes[child.0 as usize].parent {
                _ if child.0 == 0 => return,
                Some(parent) if parent < child => parent,
                _ => NodeId(0),
            };
            self.kids[parent.0 as usize].push(Kid::Element(child));
            child = parent;
        }
    }

    /// Hangs the cells without content into the rows that have others: a table has as many cells
    /// in each row (ISO 14289-1, 7.5).
    fn complete_rows(&mut self) {
        for (index, node) in self.nodes.iter().enumerate() {
            let cell = matches!(node.role, Role::TableHead { .. } | Role::TableData { .. });
            let Some(parent) = node.parent.filter(|_| cell && !self.attached[index]) else {
                continue;
            };
            let row = parent.0 as usize;
            if row < index && self.attached[row] && self.nodes[row].role == Role::TableRow {
                self.attached[index] = true;
                self.kids[row].push(Kid::Element(NodeId(u32::try_from(index).unwrap_or(0))));
            }
        }
        for (node, kids) in self.nodes.iter().zip(&mut self.kids) {
            if node.role == Role::TableRow {
                kids.sort_by_key(|kid| match kid {
                    Kid::Element(id) => id.0,
                    Kid::Content { .. } | Kid::Annotation { .. } => u32::MAX,
                });
            }
        }
    }
}

/// The objects that a page has in the file.
#[derive(Debug)]
pub(super) struct PageObjects {
    /// The page itself.
    pub(super) id: ObjectId,
    /// Its height in points.
    pub(super) height: f64,
    /// Its annotations, in the order in which they were given to [`Tree::annotate`].
    pub(super) annotations: Vec<ObjectId>,
}

/// Ties the pages and their annotations to the tree: their keys in the parent tree, the pages
/// first, then the annotations one after another (ISO 32000-1, 14.7.4.4).
pub(super) fn tie(pdf: &mut Pdf, pages: &[PageObjects]) {
    for (index, page) in pages.iter().enumerate() {
        if let Ok(page) = pdf.get_dictionary_mut(page.id) {
            page.set("StructParents", integer(index));
            page.set("Tabs", name("S"));
        }
    }
    let annotations = pages.iter().flat_map(|page| &page.annotations);
    for (key, annotation) in (pages.len()..).zip(annotations) {
        if let Ok(annotation) = pdf.get_dictionary_mut(*annotation) {
            annotation.set("StructParent", integer(key));
        }
    }
}

pub(super) fn reference(number: u32) -> Object {
    Object::Reference((number, 0))
}

/// Writes the tree with a number for its root. An element is written when it is made: a long
/// table has hundreds of thousands of them.
pub(super) fn write(file: &mut File, tree: Tree<'_>, pages: &[PageObjects], root: u32) {
    let written = elements(file, tree, pages, Branch { parent: root, key: 0, notes: 0 });
    write_root(file, root, written);
}

/// Where a tree hangs in that of its file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Branch {
    /// The object that its first node is below.
    pub(super) parent: u32,
    /// The key of its first page in the parent tree.
    pub(super) key: usize,
    /// How many nodes other trees of the file have: notes are named by their places.
    pub(super) notes: usize,
}

/// What the root of a file's tree says of elements that are written.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// The first node.
    pub(super) top: Option<u32>,
    /// The parent tree, as pairs of a key and an object.
    pub(super) parents: Vec<Object>,
    /// The next free key.
    pub(super) key: usize,
    /// Names and elements of notes, sorted.
    pub(super) notes: Vec<Object>,
}

/// Writes the elements of a tree.
pub(super) fn elements(
    file: &mut File,
    mut tree: Tree<'_>,
    pages: &[PageObjects],
    branch: Branch,
) -> Written {
    tree.complete_rows();
    let numbers: Vec<Option<u32>> = tree
        .attached
        .iter()
        .enumerate()
        .map(|(index, &attached)| (attached || index == 0).then(|| file.number()))
        .collect();
    let number_of = |node: NodeId| numbers.get(node.0 as usize).copied().flatten();

    let mut owners: Vec<Vec<Option<u32>>> =
        pages.iter().map(|page| vec![None; page.annotations.len()]).collect();
    for (index, node) in tree.nodes.iter().enumerate() {
        let Some(number) = numbers[index] else { continue };
        let parent = if index == 0 {
            branch.parent
        } else {
            let parent = node.parent.filter(|p| (p.0 as usize) < index).unwrap_or(NodeId(0));
            number_of(parent).unwrap_or(branch.parent)
        };
        let mut element = dict([("S", name(role_name(node.role))), ("P", reference(parent))]);
        let own_page = tree.kids[index].iter().find_map(|kid| match kid {
            Kid::Content { page, .. } | Kid::Annotation { page, .. } => Some(*page),
            Kid::Element(_) => None,
        });
        if let Some(page) = own_page {
            element.set("Pg", Object::Reference(pages[page].id));
        }
        let mut kids = Vec::with_capacity(tree.kids[index].len());
        for kid in std::mem::take(&mut tree.kids[index]) {
            match kid {
                Kid::Element(child) => kids.extend(number_of(child).map(reference)),
                Kid::Content { page, mark } if Some(page) == own_page => kids.push(integer(mark)),
                Kid::Content { page, mark } => kids.push(Object::Dictionary(dict([
                    ("Type", name("MCR")),
                    ("Pg", Object::Reference(pages[page].id)),
                    ("MCID", integer(mark)),
                ]))),
                Kid::Annotation { page, index } => {
                    owners[page][index] = Some(number);
                    kids.push(Object::Dictionary(dict([
                        ("Type", name("OBJR")),
                        ("Pg", Object::Reference(pages[page].id)),
                        ("Obj", Object::Reference(pages[page].annotations[index])),
                    ])));
                }
            }
        }
        if !kids.is_empty() {
            element.set("K", Object::Array(kids));
        }
        describe(&mut element, node, index, branch.notes, &tree, pages);
        file.object(number, &Object::Dictionary(element));
    }

    let mut parents = Vec::new();
    for (key, marks) in (branch.key..).zip(&tree.marks) {
        let owners = marks.iter().map(|node| number_of(*node).map_or(Object::Null, reference));
        let number = file.number();
        file.object(number, &Object::Array(owners.collect()));
        parents.extend([integer(key), reference(number)]);
    }
    let mut next = branch.key + pages.len();
    for owner in owners.into_iter().flatten() {
        parents.extend(owner.map(|owner| [integer(next), reference(owner)]).into_iter().flatten());
        next += 1;
    }
    Written {
        top: numbers.first().copied().flatten(),
        parents,
        key: next,
        notes: note_names(&tree, &numbers, branch.notes),
    }
}

/// Writes the root of a file's tree.
pub(super) fn write_root(file: &mut File, root: u32, written: Written) {
    let parent_tree = file.number();
    let Written { top: document, parents, key, notes } = written;
    file.object(parent_tree, &Object::Dictionary(dict([("Nums", Object::Array(parents))])));
    let mut top = dict([
        ("Type", name("StructTreeRoot")),
        ("ParentTree", reference(parent_tree)),
        ("ParentTreeNextKey", integer(key)),
    ]);
    if let Some(document) = document {
        top.set("K", reference(document));
    }
    if !notes.is_empty() {
        top.set("IDTree", Object::Dictionary(dict([("Names", Object::Array(notes))])));
    }
    file.object(root, &Object::Dictionary(top));
}

/// Adds what a node says beyond its type: alternative text, language, attributes, identifier.
fn describe(
    element: &mut Dictionary,
    node: &Node,
    index: usize,
    notes: usize,
    tree: &Tree<'_>,
    pages: &[PageObjects],
) {
    let alt = node.alt.as_deref().map(str::trim).filter(|alt| !alt.is_empty());
    match (alt, node.role) {
        (Some(alt), _) => element.set("Alt", text(alt)),
        // Figures and formulas must have one (ISO 14289-1, 7.3 and 7.7).
        (None, Role::Figure) => element.set("Alt", text("Figure")),
        (None, Role::Formula) => element.set("Alt", text("Formula")),
        (None, _) => {}
    }
    if let Some(language) = &node.language {
        element.set("Lang", text(language));
    }
    if node.role == Role::Note {
        element.set("ID", text(&note_name(notes + index)));
    }
    let attributes = match node.role {
        Role::List { numbered } => Some(dict([
            ("O", name("List")),
            ("ListNumbering", name(if numbered { "Decimal" } else { "Disc" })),
        ])),
        Role::TableHead { column, columns, rows } => {
            let mut cell = dict([
                ("O", name("Table")),
                ("Scope", name(if column { "Column" } else { "Row" })),
            ]);
            span(&mut cell, columns, rows);
            Some(cell)
        }
        Role::TableData { columns, rows } if columns > 1 || rows > 1 => {
            let mut cell = dict([("O", name("Table"))]);
            span(&mut cell, columns, rows);
            Some(cell)
        }
        Role::Figure | Role::Formula => {
            let place = u32::try_from(index).ok().and_then(|id| tree.boxes.get(&NodeId(id)));
            place.map(|(page, rect)| {
                let top = pages[*page].height - rect.y.to_pt();
                let (left, foot) = (rect.x.to_pt(), top - rect.height.to_pt());
                let corners = reals(&[left, foot, left + rect.width.to_pt(), top]);
                dict([("O", name("Layout")), ("Placement", name("Block")), ("BBox", corners)])
            })
        }
        _ => None,
    };
    if let Some(attributes) = attributes {
        element.set("A", Object::Dictionary(attributes));
    }
}

fn span(cell: &mut Dictionary, columns: u16, rows: u16) {
    for (key, count) in [("ColSpan", columns), ("RowSpan", rows)] {
        if count > 1 {
            cell.set(key, Object::Integer(i64::from(count)));
        }
    }
}

/// Notes must have an identifier (ISO 14289-1, 7.9).
fn note_name(index: usize) -> String {
    format!("note{index:08}")
}

/// The identifiers of all notes and their elements, sorted.
fn note_names(tree: &Tree<'_>, numbers: &[Option<u32>], before: usize) -> Vec<Object> {
    let notes = tree.nodes.iter().enumerate().filter(|(_, node)| node.role == Role::Note);
    notes
        .filter_map(|(index, _)| Some((index, numbers[index]?)))
        .flat_map(|(index, number)| [text(&note_name(before + index)), reference(number)])
        .collect()
}

/// The name of a standard structure type.
pub(super) fn role_name(role: Role) -> &'static str {
    match role {
        Role::Document => "Document",
        Role::Part => "Part",
        Role::Section => "Sect",
        Role::Heading(0 | 1) => "H1",
        Role::Heading(2) => "H2",
        Role::Heading(3) => "H3",
        Role::Heading(4) => "H4",
        Role::Heading(5) => "H5",
        Role::Heading(_) => "H6",
        Role::Paragraph => "P",
        Role::BlockQuote => "BlockQuote",
        Role::List { .. } => "L",
        Role::ListItem => "LI",
        Role::Label => "Lbl",
        Role::ListBody => "LBody",
        Role::Table => "Table",
        Role::TableRow => "TR",
        Role::TableHead { .. } => "TH",
        Role::TableData { .. } => "TD",
        Role::Caption => "Caption",
        Role::Figure => "Figure",
        Role::Formula => "Formula",
        Role::Code => "Code",
        Role::Quote => "Quote",
        Role::Span => "Span",
        Role::Link => "Link",
        Role::Note => "Note",
        Role::Reference => "Reference",
    }
}
