//! E-mail addresses, as feeds may hold them.

/// Whether a text is an e-mail address (RFC 5322's `addr-spec` without quotes and comments, with
/// a host that has a dot).
#[must_use]
pub fn is_address(text: &str) -> bool {
    let Some((user, host)) = text.split_once('@') else { return false };
    let atom = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b);
    let label =
        |l: &str| !l.is_empty() && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    !user.is_empty()
        && user.bytes().all(atom)
        && host.split('.').count() > 1
        && host.split('.').all(label)
}
