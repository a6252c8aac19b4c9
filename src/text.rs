//! Makes text from outside safe to print and to log.

/// Returns `text` on one line, without control characters and without characters that change the
/// direction of reading, cut at a character to at most `max_bytes` bytes.
pub(crate) fn one_line(text: &str, max_bytes: usize) -> String {
    let mut line = String::new();
    for c in text.trim().chars() {
        let c = if is_misleading(c) { ' ' } else { c };
        if line.len() + c.len_utf8() > max_bytes {
            break;
        }
        line.push(c);
    }
    line
}

/// Control characters, and the line separators and direction marks that Unicode does not count as such.
fn is_misleading(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Without the UTF-8 byte order mark that some servers write before their JSON. RFC 8259, section 8.1,
/// allows a parser to ignore it.
pub(crate) fn without_byte_order_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_at_a_character_and_replaces_what_breaks_the_line() {
        assert_eq!(one_line(" ä\nö\u{7}ü ", 5), "ä ö");
        assert_eq!(one_line("a\u{2028}b\u{202e}c", 9), "a b c");
    }
}
