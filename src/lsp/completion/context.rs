//! The place in an object where the user types. It is found by lines and columns, which also works for half-written
//! documents.

use crate::lsp::fields::Step;

/// The place where the user types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// `apiVersion` of the object. Empty if none is written yet.
    pub api_version: String,
    /// `kind` of the object. Empty if none is written yet.
    pub kind: String,
    /// The mapping or list that the user types in.
    pub steps: Vec<Step>,
    /// The key whose value is typed. `None` if a key, or an item of a list, is typed.
    pub key: Option<String>,
    /// The part of the word that is already written.
    pub prefix: String,
    /// The keys and single-line values next to the word.
    pub siblings: Vec<(String, String)>,
    /// The column of the word. Lines below it are indented by more.
    pub column: usize,
    /// Whether a dash is before the word on its line.
    pub has_dash: bool,
}

/// A line, by its parts.
struct Line<'t> {
    /// Columns of the dashes before the content.
    dashes: Vec<usize>,
    column: usize,
    content: &'t str,
}

impl<'t> Line<'t> {
    fn read(text: &'t str) -> Line<'t> {
        let text = text.trim_end_matches(['\r', '\n']);
        let mut column = text.len() - text.trim_start_matches(' ').len();
        let mut dashes = Vec::new();
        while text[column..].starts_with("- ") || &text[column..] == "-" {
            dashes.push(column);
            let rest = &text[column + 1..];
            column += 1 + rest.len() - rest.trim_start_matches(' ').len();
        }
        Line { dashes, column, content: &text[column..] }
    }

    fn is_idle(&self) -> bool {
        self.dashes.is_empty() && (self.content.is_empty() || self.content.starts_with('#'))
    }

    /// The key and the rest of the line.
    fn entry(&self) -> Option<(&'t str, &'t str)> {
        entry(self.content)
    }
}

fn entry(content: &str) -> Option<(&str, &str)> {
    let (key, value) = match content.split_once(": ") {
        Some(pair) => pair,
        None => (content.trim_end().strip_suffix(':')?, ""),
    };
    let value = value.split(" #").next().unwrap_or_default();
    let value = if value.starts_with('#') { "" } else { value };
    (!key.contains(['{', '[', '"'])).then(|| (key.trim(), value.trim()))
}

/// The context of an offset. Returns `None` in comments and in text of several lines.
pub fn context(text: &str, offset: usize) -> Option<Context> {
    let start = text[..offset].rfind("\n---").map_or(0, |at| at + 1);
    let end = text[offset..].find("\n---").map_or(text.len(), |at| offset + at);
    let line_start = text[..offset].rfind('\n').map_or(0, |at| at + 1).max(start);
    let above: Vec<Line<'_>> =
        text[start..line_start].lines().filter(|line| !line.starts_with("---")).map(Line::read).collect();
    let here = Line::read(&text[line_start..offset]);
    if here.content.starts_with('#') || here.content.contains(" #") || text[line_start..offset].starts_with("--") {
        return None;
    }
    let mut found = Context {
        api_version: String::new(),
        kind: String::new(),
        steps: Vec::new(),
        key: None,
        prefix: String::new(),
        siblings: Vec::new(),
        column: here.column,
        has_dash: !here.dashes.is_empty(),
    };
    let below = text[offset..end].split_inclusive('\n').skip(1).map(Line::read);
    let below: Vec<Line<'_>> = below.collect();
    for line in above.iter().chain(&below).filter(|line| line.column == 0 && line.dashes.is_empty()) {
        match line.entry() {
            Some(("apiVersion", value)) => found.api_version = unquoted(value),
            Some(("kind", value)) => found.kind = unquoted(value),
            _ => {}
        }
    }
    climb(&mut found, &here, &above)?;
    for line in below.iter().filter(|line| !line.is_idle()) {
        if line.column < here.column || !line.dashes.is_empty() && line.dashes.first() < Some(&here.column) {
            break;
        }
        if line.column == here.column && line.dashes.is_empty() {
            found.siblings.extend(line.entry().map(|(key, value)| (key.to_owned(), unquoted(value))));
        }
    }
    flow(&mut found, here.content);
    Some(found)
}

/// Finds the mappings around a line, from the innermost outwards. Returns `None` in text of several lines.
fn climb(found: &mut Context, here: &Line<'_>, above: &[Line<'_>]) -> Option<()> {
    let mut column = here.column;
    // Whether the next key may be in the same column as its list's dashes.
    let mut is_item = false;
    for &dash in here.dashes.iter().rev() {
        found.steps.push(Step::Item);
        (column, is_item) = (dash, true);
    }
    let mut is_next_to = here.dashes.is_empty();
    for line in above.iter().rev().filter(|line| !line.is_idle()) {
        let holds = line.column < column || is_item && line.column == column && line.dashes.is_empty();
        if line.column == column && is_next_to {
            found.siblings.extend(line.entry().map(|(key, value)| (key.to_owned(), unquoted(value))));
        } else if holds {
            let Some((key, value)) = line.entry() else { continue };
            match value.chars().next() {
                Some('|' | '>') => return None,
                Some(c) if c != '&' && c != '!' => continue,
                _ => {}
            }
            found.steps.push(Step::Key(unquoted(key)));
            (column, is_item, is_next_to) = (line.column, false, false);
        } else if line.column != column {
            continue;
        }
        // The mapping is an item of a list, which starts on this line.
        let is_first = line.column == column;
        for &dash in line.dashes.iter().rev().filter(|_| is_first) {
            found.steps.push(Step::Item);
            (column, is_item, is_next_to) = (dash, true, false);
        }
    }
    found.steps.reverse();
    Some(())
}

/// Reads the line of the word: a key, a value, or a part of a mapping or list in brackets.
fn flow(found: &mut Context, content: &str) {
    let mut quote = None;
    // The number of steps outside of each open bracket.
    let mut stack: Vec<usize> = Vec::new();
    let mut start = 0;
    for (index, c) in content.char_indices() {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (None, '"' | '\'') if index == start || content[start..index].ends_with([' ', '{', '[', ',']) => {
                quote = Some(c)
            }
            (None, '{' | '[')
                if content[start..index].trim().is_empty() || content[start..index].trim_end().ends_with(':') =>
            {
                let key = content[start..index].trim().trim_end_matches(':').trim();
                let steps = found.steps.len();
                if !key.is_empty() {
                    found.steps.push(Step::Key(unquoted(key)));
                }
                if c == '[' {
                    found.steps.push(Step::Item);
                }
                found.siblings.clear();
                stack.push(steps);
                start = index + 1;
            }
            (None, '}' | ']') => {
                if let Some(steps) = stack.pop() {
                    found.steps.truncate(steps);
                }
                start = index + 1;
            }
            (None, ',') if !stack.is_empty() => {
                found
                    .siblings
                    .extend(entry(content[start..index].trim()).map(|(key, value)| (key.to_owned(), unquoted(value))));
                start = index + 1;
            }
            _ => {}
        }
    }
    let rest = content[start..].trim_start();
    match rest.split_once(": ") {
        Some((key, value)) => {
            found.key = Some(unquoted(key.trim()));
            found.prefix = value.trim_start().trim_start_matches(['"', '\'']).to_owned();
        }
        None if rest.ends_with(':') => found.key = Some(unquoted(rest.trim_end_matches(':'))),
        None => found.prefix = rest.trim_start_matches(['"', '\'']).to_owned(),
    }
}

fn unquoted(text: &str) -> String {
    text.trim().trim_matches(['"', '\'']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The steps, the key, the prefix and the keys next to the place of the `¦` in a text.
    #[track_caller]
    fn at(text: &str) -> (String, Option<String>, String, Vec<String>) {
        let offset = text.find('¦').unwrap();
        let text = text.replacen('¦', "", 1);
        let found = context(&text, offset).unwrap();
        let steps = found.steps.iter().map(|step| match step {
            Step::Key(key) => format!(".{key}"),
            Step::Item => "[]".to_owned(),
        });
        let siblings = found.siblings.into_iter().map(|(key, _)| key).collect();
        (steps.collect(), found.key, found.prefix, siblings)
    }

    #[test]
    fn the_place_is_told_from_lines_and_columns() {
        let list = "spec:\n  template:\n    spec:\n      containers:\n      - name: a\n        ima¦\n        env: []\n";
        let (steps, key, prefix, siblings) = at(list);
        assert_eq!((steps.as_str(), key, prefix.as_str()), (".spec.template.spec.containers[]", None, "ima"));
        assert_eq!(siblings, ["name", "env"]);
        let deeper = "spec:\n  ports:\n    - name: a\n      port: 1\n    - ¦\n";
        assert_eq!(at(deeper).0, ".spec.ports[]");
        let value = "a:\n  b: 1\nspec:\n  type: Clu¦";
        assert_eq!(at(value).0, ".spec");
        assert_eq!(at(value).1.as_deref(), Some("type"));
        let flow = "spec:\n  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: x, im¦";
        assert_eq!(at(flow).0, ".spec.template.spec.containers[]");
        assert_eq!(at(flow).3, ["name"]);
        let root = "kind: Service\n¦\nmetadata:\n  name: x\n";
        assert_eq!(at(root), (String::new(), None, String::new(), vec!["kind".to_owned(), "metadata".to_owned()]));
        let second = "kind: A\n---\nkind: B\nspec:\n  ¦";
        assert_eq!(at(second).0, ".spec");
    }

    #[test]
    fn a_text_of_several_lines_and_a_comment_are_no_place() {
        assert_eq!(context("data:\n  a: |\n    foo\n    b", 24), None);
        assert_eq!(context("spec:\n  # a", 11), None);
    }
}
