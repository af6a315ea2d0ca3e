//! The structure tree while it grows: what the parts of a page mean, each below its parent.

use super::page::{Node, NodeId, Role};

/// A structure tree. The first node is the document; a node comes after its parent.
#[derive(Debug, Clone)]
pub struct Tree {
    nodes: Vec<Node>,
}

impl Tree {
    /// The node of the document.
    pub const ROOT: NodeId = NodeId(0);

    /// A tree with nothing but the document.
    #[must_use]
    pub fn new() -> Self {
        let root = Node { role: Role::Document, parent: None, alt: None, language: None };
        Self { nodes: vec![root] }
    }

    /// Adds a node.
    pub fn add(&mut self, parent: NodeId, role: Role) -> NodeId {
        self.push(parent, role, None)
    }

    /// Adds a node that something is said instead of.
    pub fn add_alt(&mut self, parent: NodeId, role: Role, alt: impl Into<String>) -> NodeId {
        self.push(parent, role, Some(alt.into()))
    }

    fn push(&mut self, parent: NodeId, role: Role, alt: Option<String>) -> NodeId {
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(Node { role, parent: Some(parent), alt, language: None });
        id
    }

    /// Says in which language a node is: a BCP 47 tag.
    pub fn set_language(&mut self, id: NodeId, language: &str) {
        if let Some(node) = self.nodes.get_mut(id.0 as usize) {
            node.language = Some(language.to_owned());
        }
    }

    /// What a node is.
    #[must_use]
    pub fn role(&self, id: NodeId) -> Role {
        self.nodes.get(id.0 as usize).map_or(Role::Document, |node| node.role)
    }

    /// A node and all that it is in, from the inside out.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(Some(id), |id| self.nodes.get(id.0 as usize)?.parent)
    }

    /// How many nodes there are: a mark to come back to.
    #[must_use]
    pub fn mark(&self) -> usize {
        self.nodes.len()
    }

    /// Forgets the nodes that were added since a mark.
    pub fn forget(&mut self, mark: usize) {
        self.nodes.truncate(mark.max(1));
    }

    /// The nodes.
    #[must_use]
    pub fn into_nodes(self) -> Vec<Node> {
        self.nodes
    }
}

impl Default for Tree {
    fn default() -> Self {
        Self::new()
    }
}
