//! What the fuzz targets share: inputs that people can read and write, a blog in memory, and what
//! must hold of every result.

pub mod blog;
pub mod check;
pub mod folder;
pub mod input;
pub mod pdf;
pub mod picture;
pub mod post;

#[path = "../../support/html.rs"]
mod html;
#[path = "../../support/json_schema.rs"]
mod json_schema;
