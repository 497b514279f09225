//! Messages.

/// The attachments of a message, by name.
pub(super) fn attachments(name: &str, bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let _ = (name, bytes);
    Vec::new()
}
