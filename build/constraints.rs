//! Turns `schema/constraints.txt` into rows of the type `ConstraintRow` in `src/schema/constraint/mod.rs`. These are
//! the conditions of the API server on fields beyond their types.

use crate::Outcome;
use crate::facts::{Facts, Field};
use crate::roles::matches;

/// A constraint in words, with the path of its field.
struct Row<'t> {
    path: Vec<Step<'t>>,
    words: Vec<&'t str>,
    /// The condition under which the constraint applies.
    condition: Option<&'t str>,
    /// Whether the constraint belongs to the type itself, and not to the mapping with the last key of the path.
    is_of_type: bool,
    /// The versions that have the constraint, as bits.
    versions: u64,
    source: &'t str,
}

/// A step from a mapping to a value in it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Step<'t> {
    Key(&'t str),
    Items,
    Keys,
    Values,
}

/// Adds the constraints to definitions and fields.
pub fn read(facts: &mut Facts, text: &str) -> Outcome<()> {
    let mut head: (Vec<&str>, u64, &str) = (Vec::new(), u64::MAX, "");
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        let wrong = |problem: String| format!("line {}: {problem}", number + 1);
        let (row, source) = line.split_once(" # ").unwrap_or((line, ""));
        let Some(rest) = row.strip_prefix("  ") else {
            let mut names = row.split_whitespace().collect();
            let versions = versions(&mut names, facts.newest).map_err(wrong)?;
            head = (names, versions, source);
            continue;
        };
        let source = if source.is_empty() { head.2 } else { source };
        let mut row = Row::read(rest, source, facts.newest).map_err(wrong)?;
        row.versions &= head.1;
        for pattern in &head.0 {
            give(facts, pattern, &row).map_err(wrong)?;
            check_keys(facts, pattern, &row).map_err(wrong)?;
        }
    }
    Ok(())
}

impl<'t> Row<'t> {
    fn read(text: &'t str, source: &'t str, newest: u32) -> Result<Self, String> {
        let mut words: Vec<&str> = text.split_whitespace().collect();
        let versions = versions(&mut words, newest)?;
        let condition = match words[..] {
            [.., "where", condition] => Some(condition),
            _ => None,
        };
        let is_of_type = condition.is_some_and(|text| text.starts_with('^'));
        words.truncate(words.len() - if condition.is_some() { 2 } else { 0 });
        if source.is_empty() {
            return Err("no source".to_owned());
        }
        let path = if words.is_empty() { "" } else { words.remove(0) };
        let condition = condition.map(|text| text.trim_start_matches('^'));
        Ok(Self { path: steps(path), words, condition, is_of_type, versions, source })
    }

    /// The row in Rust. `path` leads from the definition or field that keeps the row to the value.
    fn rust(&self, path: &[Step<'t>]) -> Result<String, String> {
        let constraint = constraint(&self.words)?;
        let condition = self.condition.map_or("None".to_owned(), |text| format!("Some({})", condition(text)));
        let is_of_type = self.is_of_type;
        let path: Vec<String> = path.iter().map(|step| format!("Step::{step:?}")).collect();
        Ok(format!(
            "ConstraintRow {{ path: &[{}], condition: {condition}, is_of_type: {is_of_type}, constraint: {constraint}, versions: VersionSet::from_minors({:#x}), source: {:?} }}",
            path.join(", "),
            self.versions,
            self.source
        ))
    }
}

/// Removes `since N` and `until N` from the end of a line. Returns the versions as bits.
fn versions(words: &mut Vec<&str>, newest: u32) -> Result<u64, String> {
    let mut versions = u64::MAX;
    while let [.., word @ ("since" | "until"), minor] = words[..] {
        let minor: u32 = minor.parse().map_err(|_| format!("{minor} is not a minor version"))?;
        if minor > newest {
            return Err(format!("1.{minor} is not known yet"));
        }
        versions &= if word == "since" { u64::MAX << minor } else { (2 << minor) - 1 };
        words.truncate(words.len() - 2);
    }
    Ok(versions)
}

/// Reads `a.b[].c` as steps. `.` is the mapping itself, `a{key}` is each key of `a`, and `a{}` is each of its values.
fn steps(path: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    for part in path.split('.').filter(|part| !part.is_empty()) {
        let end = part.find(['[', '{']).unwrap_or(part.len());
        let (key, rest) = part.split_at(end);
        steps.push(Step::Key(key));
        match rest {
            "[]" => steps.push(Step::Items),
            "{key}" => steps.push(Step::Keys),
            "{}" => steps.push(Step::Values),
            _ => {}
        }
    }
    steps
}

fn give(facts: &mut Facts, pattern: &str, row: &Row<'_>) -> Result<(), String> {
    let names: Vec<String> = facts.definitions.keys().filter(|name| matches(pattern, name)).cloned().collect();
    let mut count = 0;
    for name in names {
        if !leads_somewhere(facts, &name, &row.path) {
            continue;
        }
        // If the type already requires the field, the row only says that it must not be empty.
        let is_required = row.words == ["required"] && row.path.len() > 1 && is_required(facts, &name, row);
        let filled = Row { words: vec!["filled"], path: row.path.clone(), ..*row };
        let row = if is_required { &filled } else { row };
        count += 1;
        let Some(definition) = facts.definitions.get_mut(&name) else { continue };
        match row.path.as_slice() {
            [Step::Key(key), rest @ ..]
                if !rest.iter().any(|step| matches!(step, Step::Key(_))) && row.is_of_value() =>
            {
                for field in definition.fields.iter_mut().filter(|field| field.name == *key) {
                    of_field(field, rest, row)?;
                }
            }
            // A required key is a constraint of the mapping that contains it.
            [path @ .., Step::Key(key)] if row.words == ["required"] => {
                let (words, condition) = match row.condition {
                    Some(condition) if !row.is_of_type => (vec!["if", condition, "needs", key], None),
                    condition => (vec!["some-of", key], condition),
                };
                let needs = Row { words, path: path.to_vec(), condition, ..*row };
                definition.constraints.push(needs.rust(path)?);
            }
            path => definition.constraints.push(row.rust(path)?),
        }
    }
    if count == 0 { Err(format!("no {pattern} has {:?}", row.path)) } else { Ok(()) }
}

/// Checks that each key that a row names is a field of a type that matches the pattern: a key with a typo would never
/// match.
fn check_keys(facts: &Facts, pattern: &str, row: &Row<'_>) -> Result<(), String> {
    let names: Vec<&String> = facts.definitions.keys().filter(|name| matches(pattern, name)).collect();
    let holder = match row.path.iter().rposition(|step| matches!(step, Step::Key(_))) {
        _ if row.is_of_type => &[],
        Some(last) => &row.path[..last],
        None => &[],
    };
    let in_words = row.keys().into_iter().map(|key| (key, row.path.as_slice()));
    for (key, path) in in_words.chain(row.condition.map(|key| (key, holder))) {
        let end = key.find(['=', '!']).filter(|end| *end > 0).unwrap_or(key.len());
        let whole = [path, &steps(key[..end].trim_start_matches('!'))].concat();
        if key != "*" && !names.iter().any(|name| leads_somewhere(facts, name, &whole)) {
            return Err(format!("no {pattern} has {key}"));
        }
    }
    Ok(())
}

impl Row<'_> {
    /// Whether the constraint is about a value and does not depend on its siblings.
    fn is_of_value(&self) -> bool {
        if self.words == ["required"] && self.condition.is_some() {
            return false;
        }
        !self.is_of_mapping()
    }

    /// Whether the constraint is about several keys of a mapping.
    fn is_of_mapping(&self) -> bool {
        matches!(self.words.first(), Some(&("one-of" | "some-of" | "at-most-one" | "if" | "ascending")))
    }

    /// The keys of the mapping that the constraint names, with the keys of conditions.
    fn keys(&self) -> Vec<&str> {
        match self.words.as_slice() {
            ["if", when, "needs" | "takes-no", keys @ ..] => [&[*when], keys].concat(),
            ["one-of" | "some-of" | "at-most-one" | "ascending", keys @ ..] => keys.to_vec(),
            _ => Vec::new(),
        }
    }

    /// Whether the constraint always applies to the field, so that the type of the field can carry it. An enum of one
    /// word cannot.
    fn is_of_type(&self) -> bool {
        self.condition.is_none() && self.versions == u64::MAX && self.words.iter().any(|word| word.contains('|'))
    }
}

fn of_field(field: &mut Field, path: &[Step<'_>], row: &Row<'_>) -> Result<(), String> {
    match row.words.as_slice() {
        ["values", words] if row.is_of_type() && path.is_empty() => {
            field.shape = match field.shape.as_str() {
                text if text == "str" || text.starts_with("str <") => format!("str <{words}>"),
                "[str]" => format!("[str <{words}>]"),
                shape => return Err(format!("{} is {shape}, which has no words", field.name)),
            };
            return Ok(());
        }
        ["required"] => field.required |= field.versions & row.versions,
        ["unique"] if field.list.is_empty() => field.list = "set".to_owned(),
        ["unique", keys] if field.list.is_empty() => field.list = format!("map({keys})"),
        _ => {}
    }
    field.constraints.push(row.rust(path)?);
    Ok(())
}

/// Whether the field at the end of a path is required by its type in all versions of a row.
fn is_required(facts: &Facts, name: &str, row: &Row<'_>) -> bool {
    let mut path =
        row.path.iter().filter_map(|step| if let Step::Key(key) = step { Some(*key) } else { None }).peekable();
    let mut name = name.to_owned();
    while let Some(key) = path.next() {
        let mut fields = facts.definitions.get(&name).into_iter().flat_map(|definition| &definition.fields);
        let Some(field) = fields.rfind(|field| field.name == key) else { return false };
        if path.peek().is_none() {
            return field.versions & row.versions & !field.required == 0;
        }
        name = field.shape.trim_matches(['[', ']', '{', '}', '@']).to_owned();
    }
    false
}

/// Whether a path leads only through fields that exist.
fn leads_somewhere(facts: &Facts, name: &str, path: &[Step<'_>]) -> bool {
    let Some((step, rest)) = path.split_first() else { return true };
    let Step::Key(key) = step else { return leads_somewhere(facts, name, rest) };
    let fields = facts.definitions.get(name).into_iter().flat_map(|definition| &definition.fields);
    fields.filter(|field| field.name == *key).any(|field| {
        match field.shape.trim_matches(['[', ']', '{', '}']).strip_prefix('@') {
            Some(inner) => leads_somewhere(facts, inner, rest),
            // A map has any key.
            None => field.shape.starts_with('{') || !rest.iter().any(|step| matches!(step, Step::Key(_))),
        }
    })
}

/// A constraint as Rust code. If a word is unknown to the types, compilation fails.
fn constraint(words: &[&str]) -> Result<String, String> {
    let bad = || format!("{} is not a constraint", words.join(" "));
    Ok(match words {
        ["required" | "filled"] => "Constraint::Filled".to_owned(),
        ["unique", ..] => "Constraint::Unique".to_owned(),
        ["values", words] => format!("Constraint::Word(&{:?})", words.split('|').collect::<Vec<_>>()),
        ["sorted"] => "Constraint::Sorted".to_owned(),
        ["apart", words] => format!("Constraint::Apart(&{:?})", words.split('|').collect::<Vec<_>>()),
        ["alone", word] => format!("Constraint::Alone({word:?})"),
        ["contains", words] => format!("Constraint::Contains(&{:?})", words.split('|').collect::<Vec<_>>()),
        ["form", form] => format!("Constraint::Form(Form::{})", variant(form)),
        ["range", range] => {
            let (least, most) = bounds(range).ok_or_else(bad)?;
            format!("Constraint::Range {{ least: {least}, most: {most} }}")
        }
        ["length", range] => {
            let (least, most) = bounds(range).ok_or_else(bad)?;
            format!("Constraint::Length {{ least: {}, most: {} }}", least.max(0), most.min(i64::from(u32::MAX)))
        }
        ["items", most] => format!("Constraint::Items({})", most.parse::<u32>().map_err(|_| bad())?),
        ["one-of", keys @ ..] => format!("Constraint::Choice {{ keys: &{keys:?}, needs: true, excludes: true }}"),
        ["some-of", keys @ ..] => format!("Constraint::Choice {{ keys: &{keys:?}, needs: true, excludes: false }}"),
        ["at-most-one", keys @ ..] => format!("Constraint::Choice {{ keys: &{keys:?}, needs: false, excludes: true }}"),
        ["ascending", keys @ ..] => format!("Constraint::Ascending(&{keys:?})"),
        ["if", when, "needs", keys @ ..] => {
            format!("Constraint::Needs {{ when: {}, keys: &{keys:?} }}", condition(when))
        }
        ["if", when, "takes-no", keys @ ..] => {
            let others: Vec<String> = keys.iter().copied().map(condition).collect();
            format!("Constraint::TakesNo {{ when: {}, others: &[{}] }}", condition(when), others.join(", "))
        }
        _ => return Err(bad()),
    })
}

/// Reads a range: `1..10`, `0..`, `..5`.
fn bounds(range: &str) -> Option<(i64, i64)> {
    let (least, most) = range.split_once("..")?;
    let number = |text: &str, open: i64| if text.is_empty() { Some(open) } else { text.parse().ok() };
    Some((number(least, i64::MIN)?, number(most, i64::MAX)?))
}

/// Reads a condition: `a`, `!a`, `a=X|Y`, `a!=X|`. An empty word after a `|` means that the field is not written.
fn condition(text: &str) -> String {
    let is = |key: &str, words: &str, negated: bool| {
        let words: Vec<&str> = words.split('|').collect();
        format!("Condition::Is {{ key: {key:?}, words: &{words:?}, negated: {negated} }}")
    };
    if text == "*" {
        return "Condition::Always".to_owned();
    }
    match (text.split_once("!="), text.split_once('='), text.strip_prefix('!')) {
        (Some((key, words)), _, _) => is(key, words, true),
        (_, Some((key, words)), _) => is(key, words, false),
        (_, _, Some(key)) => format!("Condition::Has {{ key: {key:?}, negated: true }}"),
        _ => format!("Condition::Has {{ key: {text:?}, negated: false }}"),
    }
}

/// The Rust variant of a word: `DnsLabel` for `dns-label`.
fn variant(word: &str) -> String {
    word.split('-').map(|part| part[..1].to_ascii_uppercase() + &part[1..]).collect()
}
