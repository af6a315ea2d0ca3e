//! limits
/// Deepest nesting.
pub const NESTING: usize = 100;
