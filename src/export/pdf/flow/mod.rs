//! export/pdf/flow/mod
