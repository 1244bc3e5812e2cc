//! Hosts in texts, at the places where a program would look for a host name.
//!
//! A text is read once from start to end, whether it is a setting, a URL, a script or a file. So a name counts only if
//! it looks like a host: it has a port, a scheme, or the form of a name in the DNS of a cluster.

use std::ops::Range;

/// A host in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostText {
    /// The bytes of the name, without a dot at its end.
    pub name: Range<u32>,
    /// The bytes of the port after the name. `None` if there is no port, or if a template or a program fills it in.
    pub port: Option<Range<u32>>,
    /// Whether it is the host of a URL.
    pub is_url: bool,
    /// Whether the name has a port or a scheme. If so, even a name without dots is a host.
    pub is_address: bool,
}

/// The default domain of a cluster (`--cluster-domain` of the kubelet).
pub const ZONE: &str = "cluster.local";

/// How far a URL is searched backwards from its host.
const MAX_USER: usize = 256;

/// The hosts in a text. With `escapes`, a backslash and the character after it are skipped.
pub fn hosts(text: &str, escapes: bool) -> Hosts<'_> {
    Hosts { text: text.as_bytes(), at: 0, escapes }
}

/// Reads the hosts of a text.
#[derive(Debug)]
pub struct Hosts<'t> {
    text: &'t [u8],
    at: usize,
    escapes: bool,
}

impl Iterator for Hosts<'_> {
    type Item = HostText;

    fn next(&mut self) -> Option<HostText> {
        while self.at < self.text.len() {
            let start = self.at;
            if let Some(end) = self.comment_end(start) {
                self.at = end;
                continue;
            }
            if self.escapes && self.text[start] == b'\\' {
                self.at += 2;
                continue;
            }
            let end = self.word_end(start);
            self.at = end.max(start + 1);
            if end > start
                && let Some(host) = self.host(start, end)
            {
                self.at = host.port.as_ref().map_or(self.at, |port| port.end as usize);
                return Some(host);
            }
        }
        None
    }
}

impl Hosts<'_> {
    /// The end of a comment, if one starts at a place.
    fn comment_end(&self, at: usize) -> Option<usize> {
        let rest = &self.text[at..];
        if !matches!(rest.first(), Some(b'#' | b'/')) || !rest.starts_with(b"#") && !rest.starts_with(b"//") {
            return None;
        }
        let before = self.text[..at].iter().rev().find(|byte| !matches!(byte, b' ' | b'\t'));
        matches!(before, Some(b'\n')).then(|| memchr::memchr(b'\n', rest).map_or(self.text.len(), |end| at + end))
    }

    /// The end of a run of characters that may be a name, including variables and ranges of a shell.
    fn word_end(&self, start: usize) -> usize {
        let mut at = start;
        while let Some(&byte) = self.text.get(at) {
            at = match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' => at + 1,
                b'$' => match self.variable_end(at) {
                    Some(end) => end,
                    None => break,
                },
                // `web-{0..2}` continues the word; `{web` starts a new one.
                b'{' if at > start || self.text.get(at + 1) == Some(&b'{') => match self.closed(at, b'}') {
                    Some(end) => end,
                    None => break,
                },
                _ => break,
            };
        }
        at
    }

    /// The end of `$(NAME)`, `${NAME}` or `$NAME`.
    fn variable_end(&self, at: usize) -> Option<usize> {
        match self.text.get(at + 1)? {
            b'(' => self.closed(at + 1, b')'),
            b'{' => self.closed(at + 1, b'}'),
            byte if byte.is_ascii_alphabetic() || *byte == b'_' => {
                let rest = self.text[at + 1..].iter();
                Some(at + 1 + rest.take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count())
            }
            _ => None,
        }
    }

    /// The end of a bracket that opens at a place. It must contain one word, or an action of a template.
    fn closed(&self, at: usize, close: u8) -> Option<usize> {
        let rest = &self.text[at..self.text.len().min(at + MAX_USER)];
        let is_action = rest.starts_with(b"{{");
        let end = rest.iter().position(|byte| *byte == close || byte.is_ascii_whitespace() && !is_action)?;
        let doubled = is_action && rest.get(end + 1) == Some(&b'}');
        (rest[end] == close).then_some(at + end + 1 + usize::from(doubled))
    }

    fn host(&self, start: usize, word_end: usize) -> Option<HostText> {
        let word = &self.text[start..word_end];
        let dots = word.iter().rev().take_while(|byte| **byte == b'.').count();
        let end = word_end - dots;
        let is_url = self.text[..start].ends_with(b"://") || self.is_after_user(start)?;
        let (port, has_port) = self.port(word_end);
        // Most words do not look like a host.
        if dots > 1 || end == start || !(is_url || has_port || word[..end - start].contains(&b'.')) {
            return None;
        }
        let after = port.as_ref().map_or(word_end, |port| port.end as usize);
        if !has_port || port.is_some() {
            self.is_end(after, is_url).then_some(())?;
        }
        let name = start as u32..end as u32;
        let host = HostText { name, port, is_url, is_address: is_url || has_port };
        is_name(&word[..end - start], host.is_address).then_some(host)
    }

    /// Whether a name comes after a user and `@` in a URL. Returns `None` if no name starts here.
    fn is_after_user(&self, start: usize) -> Option<bool> {
        let Some(&before) = start.checked_sub(1).and_then(|before| self.text.get(before)) else { return Some(false) };
        match before {
            b'@' => {
                let text = &self.text[start.saturating_sub(MAX_USER)..start];
                let is_blank = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'');
                let word = text.iter().rposition(is_blank).map_or(text, |blank| &text[blank + 1..]);
                Some(word.windows(3).any(|part| part == b"://"))
            }
            b' ' | b'\t' | b'\n' | b'\r' | b'"' | b'\'' | b'`' => Some(false),
            b'=' | b',' | b';' | b'(' | b'[' | b'{' | b'|' | b'&' => Some(false),
            // Both characters of an escape were skipped.
            b'\\' => None,
            _ if self.escapes && start >= 2 && self.text[start - 2] == b'\\' => Some(false),
            _ => None,
        }
    }

    /// The port after a name, and whether there is one or a placeholder for one.
    fn port(&self, at: usize) -> (Option<Range<u32>>, bool) {
        let Some(rest) = self.text.get(at..).and_then(|rest| rest.strip_prefix(b":")) else { return (None, false) };
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        match rest.first() {
            Some(b'$' | b'{') => (None, true),
            _ if (1..=5).contains(&digits) => (Some(at as u32 + 1..(at + 1 + digits) as u32), true),
            _ => (None, false),
        }
    }

    /// Whether a host may end at a place. In a URL, text that continues up to an `@` is the user.
    fn is_end(&self, at: usize, is_url: bool) -> bool {
        let rest = &self.text[at..self.text.len().min(at + MAX_USER)];
        let is_over =
            |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'/' | b'\\' | b'?' | b'#');
        let authority = rest.iter().position(is_over).map_or(rest, |end| &rest[..end]);
        if is_url && authority.contains(&b'@') {
            return false;
        }
        match rest.first() {
            None => true,
            Some(byte) => is_over(byte) || matches!(byte, b',' | b';' | b')' | b']' | b'}' | b'&' | b'|' | b'`' | b'<'),
        }
    }
}

/// Whether a word may be the name of a host in the cluster.
fn is_name(word: &[u8], is_address: bool) -> bool {
    let Ok(word) = std::str::from_utf8(word) else { return false };
    let (mut count, mut last, mut first) = (0, "", "");
    for label in labels(word) {
        if label.is_empty() || label.starts_with('-') || label.len() > MAX_LABEL {
            return false;
        }
        (count, last) = (count + 1, label);
        if count == 1 {
            first = label;
        }
    }
    // An address or a version.
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let is_public = || !is_known(last) || matches!(last, "com" | "org" | "net" | "io" | "gov" | "edu");
    match count {
        0 => false,
        1 => is_address && is_known(word) && word != "localhost",
        _ => is_cluster_name(word) || is_address && !is_public() || pod(first).is_some(),
    }
}

/// The longest label of DNS.
const MAX_LABEL: usize = 63;

/// Whether a name has the ending of names in a cluster.
pub fn is_cluster_name(name: &str) -> bool {
    name.ends_with(".svc") || name.ends_with(".cluster.local")
}

/// The labels of a name. A dot inside a variable or a range of a shell does not split it.
pub fn labels(name: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0;
    name.split(move |c: char| {
        match c {
            '(' | '{' => depth += 1,
            ')' | '}' => depth -= 1,
            _ => {}
        }
        c == '.' && depth <= 0
    })
}

/// Whether a label contains no variable and no other part that is filled in.
pub fn is_known(label: &str) -> bool {
    !label.contains(['$', '{', '('])
}

/// The pod of a StatefulSet that a label may be: the name of the set, and the ordinal if one is written.
pub fn pod(label: &str) -> Option<(&str, Option<u32>)> {
    let (set, ordinal) = label.rsplit_once('-')?;
    let is_set = !set.is_empty() && is_known(set);
    match ordinal.parse() {
        Ok(number) if is_set && ordinal.bytes().all(|byte| byte.is_ascii_digit()) => Some((set, Some(number))),
        _ => (is_set && ordinal.starts_with(['$', '{'])).then_some((set, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::{hosts, labels, pod};

    #[track_caller]
    fn found(text: &str) -> Vec<String> {
        let show = |host: super::HostText| {
            let part = |range: std::ops::Range<u32>| &text[range.start as usize..range.end as usize];
            let port = host.port.map_or("", part);
            let kind = if host.is_url { "url " } else { "" };
            format!("{kind}{}{}{port}", part(host.name), if port.is_empty() { "" } else { ":" })
        };
        hosts(text, false).map(show).collect()
    }

    #[test]
    fn a_host_has_a_port_a_scheme_or_the_form_of_a_cluster() {
        assert_eq!(found("redis-cart:6379"), ["redis-cart:6379"]);
        assert_eq!(found("http://web/path"), ["url web"]);
        assert_eq!(found("a=db.prod.svc b=db.prod.svc.cluster.local."), ["db.prod.svc", "db.prod.svc.cluster.local"]);
        assert_eq!(
            found("kafka-0.kafka,kafka-{0..2}.kafka kafka-$i.kafka"),
            ["kafka-0.kafka", "kafka-{0..2}.kafka", "kafka-$i.kafka"]
        );
        assert_eq!(found("_sql._tcp.db.prod.svc"), ["_sql._tcp.db.prod.svc"]);
    }

    #[test]
    fn addresses_come_in_many_forms() {
        assert_eq!(found("jdbc:postgresql://db:5432/shop"), ["url db:5432"]);
        assert_eq!(found("postgres://user:pa:1@db:5432/shop?x=1"), ["url db:5432"]);
        assert_eq!(found("amqp://guest@rabbit:5672"), ["url rabbit:5672"]);
        assert_eq!(found("user:pw@tcp(mysql:3306)/shop"), ["mysql:3306"]);
        assert_eq!(found("PLAINTEXT://a:9092,b:9093;c:9094"), ["url a:9092", "b:9093", "c:9094"]);
        assert_eq!(found("--addr=redis:6379"), ["redis:6379"]);
        assert_eq!(found("1@kafka-0.kafka:9093"), ["kafka-0.kafka:9093"]);
        assert_eq!(found("http://web:$(PORT)/ http://web.$(NS):80"), ["url web"]);
        assert_eq!(found("url: \"http://web:80\""), ["url web:80"]);
        assert_eq!(found("while [ $(curl http://web:80/v1) != 200 ]"), ["url web:80"]);
        assert_eq!(found("{{ .Scheme }}://web:80 {{.Name}}-web:80"), ["url web:80"]);
    }

    #[test]
    fn what_is_no_host_is_left_out() {
        for text in [
            "registry.example/redis:7",
            "key: value",
            "12:30",
            "http://10.0.0.1:80",
            "https://github.com/x/y",
            "http://localhost:80",
            "1.2.3:80",
            "80:80",
            "a:80:80",
            "%d.web.prod.svc",
            "*.prod.svc.cluster.local",
            ".svc.cluster.local",
            "<name>.prod.svc",
            "config.yaml",
            "user@example.com",
            "$(HOST):80",
            "http://${HOST}/",
            "a..b.svc",
            "x@sha256:1234567",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn comments_are_left_out() {
        assert_eq!(found("a:80\n  # b:80 c:80\n//d:80\n\te:80 # f:80"), ["a:80", "e:80", "f:80"]);
    }

    #[test]
    fn escapes_are_no_part_of_a_name() {
        let text = r"a\nredis:6379\tmysql:3306";
        let names: Vec<&str> =
            hosts(text, true).map(|host| &text[host.name.start as usize..host.name.end as usize]).collect();
        assert_eq!(names, ["redis", "mysql"]);
    }

    #[test]
    fn labels_hold_variables_whole() {
        assert_eq!(labels("web-$(A.B).${c.d}.x{0..2}").collect::<Vec<_>>(), ["web-$(A.B)", "${c.d}", "x{0..2}"]);
        assert_eq!(pod("web-12"), Some(("web", Some(12))));
        assert_eq!(pod("web-$(I)"), Some(("web", None)));
        assert_eq!(pod("web-a"), None);
        assert_eq!(pod("$(X)-1"), None);
    }
}
