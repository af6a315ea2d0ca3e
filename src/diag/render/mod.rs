//! diag/render/mod
