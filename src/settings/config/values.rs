//! Readers for the values of single keys.

use std::path::PathBuf;

use globset::{Glob, GlobMatcher, GlobSet};
use jiff::civil::Date;
use regex::Regex;

use super::keys::Keys;
use super::reader::{Reader, shown};
use crate::diagnostic::{Applicability, Confidence, Severity};
use crate::discover;
use crate::kube::Kind;
use crate::kube::values::{names, version::Versions};
use crate::rule::Category;
use crate::rules;
use crate::settings::{Level, Profile};
use crate::text::list::list;
use crate::yaml::{self, Node};

/// The largest length of a glob, in bytes. Brackets of a longer one may nest too deep for the stack.
const MAX_GLOB: usize = 1000;

const PROFILES: &[(&str, Profile)] =
    &[("correctness", Profile::Correctness), ("security", Profile::Security), ("strict", Profile::Strict)];

const LEVELS: &[(&str, Level)] = &[
    ("error", Level::At(Severity::Error)),
    ("warning", Level::At(Severity::Warning)),
    ("info", Level::At(Severity::Info)),
    ("off", Level::Off),
];

/// Kinds that people often write in lower case, as kubectl accepts them.
const OFTEN_NAMED: &[Kind] = &[
    Kind::Service,
    Kind::Ingress,
    Kind::NetworkPolicy,
    Kind::ConfigMap,
    Kind::Secret,
    Kind::HorizontalPodAutoscaler,
    Kind::PodDisruptionBudget,
];

impl Reader {
    pub(super) fn versions(&mut self, node: Node<'_>) -> Option<Versions> {
        const WANTED: &str = "a version like `\"1.33\"` or a range like `\"1.29-1.33\"`";
        let text = self.written(node, WANTED)?;
        match text.parse() {
            Ok(versions) => {
                if node.as_str().is_none() {
                    self.unquoted_version(node);
                }
                Some(versions)
            }
            Err(message) => {
                let message = if text.chars().count() > 20 { format!("this is not {WANTED}") } else { message };
                self.invalid(node, message);
                None
            }
        }
    }

    /// Reports a version without quotes, such as `1.30`, which is read as a number.
    fn unquoted_version(&mut self, node: Node<'_>) {
        let (text, read) = (node.text(), node.scalar().json());
        let why = match read == text {
            true => "`1.30` would be `1.3`".to_owned(),
            false => format!("it is read as `{read}`"),
        };
        let report = self.invalid(node, format!("`{text}` without quotes is a number: {why}"));
        let help = format!("write `\"{text}\"`");
        report.help(help).fix(Applicability::Safe, "put it in quotes", yaml::quote(node));
    }

    pub(super) fn path(&mut self, node: Node<'_>) -> Option<PathBuf> {
        self.text(node, "the path of a folder or a file").map(PathBuf::from)
    }

    /// The path of one file.
    pub(super) fn file(&mut self, node: Node<'_>) -> Option<PathBuf> {
        self.text(node, "the path of a file").map(PathBuf::from)
    }

    pub(super) fn profile(&mut self, node: Node<'_>) -> Option<Profile> {
        self.word(node, "profile", PROFILES)
    }

    fn level(&mut self, node: Node<'_>) -> Option<Level> {
        self.word(node, "severity", LEVELS)
    }

    fn word<T: Copy>(&mut self, node: Node<'_>, noun: &str, words: &[(&'static str, T)]) -> Option<T> {
        let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
        // The text of the value is compared: `off` is a boolean for kubectl.
        let text = self.written(node, &list(&names, "or"))?;
        let found = words.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        if found.is_none() {
            let message = format!("`{}` is not a {noun}", shown(text));
            let otherwise = format!("write {}", list(&names, "or"));
            self.unknown(&rules::settings::config_invalid::RULE, node, message, names, otherwise);
        }
        found
    }

    /// The names in a list that are rule ids or categories.
    pub(super) fn names(&mut self, node: Option<Node<'_>>) -> Vec<String> {
        self.one_or_more(node, "a list of rules and categories", |reader, item| reader.name(item))
    }

    fn name(&mut self, node: Node<'_>) -> Option<String> {
        if node.as_str().is_none() {
            self.refuse(node, "the name of a rule or a category");
            return None;
        }
        let name = node.text();
        let categories = Category::ALL.iter().map(|category| category.as_str());
        let known = categories.chain(rules::ALL.iter().map(|rule| rule.meta.id));
        if known.clone().any(|known| known == name) {
            return Some(name.to_owned());
        }
        if let Some(successors) = rules::successors(name) {
            self.note(node, format!("the rule `{name}` was renamed")).help(format!("write {successors}"));
            return Some(name.to_owned());
        }
        let message = format!("there is no rule or category `{}`", shown(name));
        let several: Vec<&str> = name.split(',').map(str::trim).collect();
        if node.key().is_some() && several.iter().all(|one| known.clone().any(|known| known == *one)) {
            let title = format!("write a list: `[{}]`", several.join(", "));
            let edit = yaml::replace_raw(node, &format!("[{}]", several.join(", ")));
            let report = self.say(&rules::settings::config_unknown_rule::RULE, node, message).help(&title);
            report.fix(Applicability::Safe, title, edit);
            return None;
        }
        let otherwise = "`bowline rules` lists them".to_owned();
        self.unknown(&rules::settings::config_unknown_rule::RULE, node, message, known, otherwise);
        None
    }

    /// The levels of `severity`.
    pub(super) fn levels(&mut self, node: Option<Node<'_>>) -> Vec<(String, Level)> {
        let Some(node) = node.filter(|node| !node.is_null()) else { return Vec::new() };
        if !node.is_mapping() {
            self.refuse(node, "rules and categories with a severity for each");
            return Vec::new();
        }
        let entries = node.entries().filter_map(|entry| self.name(entry.key).zip(self.level(entry.value)));
        entries.collect()
    }

    pub(super) fn confidence(&mut self, node: Option<Node<'_>>) -> Vec<(Confidence, Level)> {
        let Some(node) = node.filter(|node| !node.is_null() && self.knows_keys(*node, Keys::Confidence)) else {
            return Vec::new();
        };
        let known = Confidence::ALL.into_iter().filter_map(|one| Some((one, node.get(one.as_str())?)));
        known.filter_map(|(one, node)| Some((one, self.level(node)?))).collect()
    }

    pub(super) fn boolean(&mut self, node: Node<'_>) -> bool {
        let Some(value) = node.as_bool() else {
            self.refuse(node, "`true` or `false`");
            return false;
        };
        if !yaml::is_boolean_everywhere(node.text()) {
            let message = format!("`{}` is a boolean to some readers and a text to others", shown(node.text()));
            let report = self.invalid(node, message).help(format!("write `{value}`"));
            let edit = yaml::replace_raw(node, &value.to_string());
            report.fix(Applicability::Safe, format!("write `{value}`"), edit);
        }
        value
    }

    pub(super) fn namespace(&mut self, node: Node<'_>) -> Option<String> {
        let text = self.text(node, "the name of a namespace")?;
        match names::dns1123_label(text) {
            Ok(()) => Some(text.to_owned()),
            Err(why) => {
                self.invalid(node, format!("`{}` cannot be the name of a namespace: {why}", shown(text)));
                None
            }
        }
    }

    pub(super) fn kind(&mut self, node: Node<'_>) -> Option<String> {
        let text = self.text(node, "a kind like `Service`")?;
        let known = Kind::WORKLOADS.iter().chain(OFTEN_NAMED).map(|kind| format!("{kind:?}"));
        if let Some(right) = known.into_iter().find(|known| known.eq_ignore_ascii_case(text) && known != text) {
            let report = self.invalid(node, format!("there is no kind `{text}`")).help(format!("write `{right}`"));
            report.fix(Applicability::Safe, format!("write `{right}`"), yaml::replace_scalar(node, &right));
            return None;
        }
        if !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            let message = format!("`{}` is not a kind", shown(text));
            self.invalid(node, message).help("write the kind alone, as manifests do: `Service`, not `v1/Service`");
            return None;
        }
        Some(text.to_owned())
    }

    /// Globs of paths, each as written and compiled.
    pub(super) fn path_globs(&mut self, node: Option<Node<'_>>) -> Vec<(String, Glob)> {
        self.one_or_more(node, "a list of globs", |reader, item| {
            let text = reader.text(item, "a glob")?;
            let why_not = match text {
                _ if text.starts_with('!') => Some("a `!` cannot take back what another glob matches here"),
                _ if text.split('/').any(|part| part == "..") => Some("it leads out of the project by `..`"),
                _ => None,
            };
            if let Some(why) = why_not {
                reader.invalid(item, format!("`{}` is not a valid glob: {why}", shown(text)));
                return None;
            }
            reader.compiled(item, discover::path_glob).map(|glob| (text.to_owned(), glob))
        })
    }

    /// A glob of names.
    pub(super) fn name_glob(&mut self, node: Node<'_>) -> Option<GlobMatcher> {
        self.text(node, "a glob")?;
        self.compiled(node, Glob::new).map(|glob| glob.compile_matcher())
    }

    /// The last word of a name, in lower case.
    pub(super) fn head(&mut self, node: Node<'_>) -> Option<String> {
        let text = self.text(node, "a word")?;
        if text.len() > 2 && text.chars().all(char::is_alphanumeric) {
            return Some(text.to_lowercase());
        }
        self.invalid(node, format!("`{}` is not a word of three letters or more", shown(text)));
        None
    }

    /// A regular expression.
    pub(super) fn pattern(&mut self, node: Node<'_>) -> Option<Regex> {
        let text = self.text(node, "a pattern")?;
        if text.len() > MAX_GLOB {
            self.invalid(node, format!("`{}` is longer than {MAX_GLOB} bytes", shown(text)));
            return None;
        }
        match Regex::new(text) {
            Ok(pattern) if !pattern.is_match("") => return Some(pattern),
            Ok(_) => self.invalid(node, format!("`{}` matches every text", shown(text))),
            Err(_) => self.invalid(node, format!("`{}` is not a regular expression", shown(text))),
        };
        None
    }

    fn compiled(&mut self, node: Node<'_>, compile: fn(&str) -> Result<Glob, globset::Error>) -> Option<Glob> {
        let text = node.text();
        if text.len() > MAX_GLOB {
            self.invalid(node, format!("`{}` is longer than {MAX_GLOB} bytes", shown(text)));
            return None;
        }
        // A valid glob may still be too large for a matcher. The matcher of a single glob would then panic.
        let matched = compile(text).and_then(|glob| GlobSet::builder().add(glob.clone()).build().map(|_| glob));
        match matched {
            Ok(glob) => Some(glob),
            Err(error) => {
                let why = shown(&error.kind().to_string());
                self.invalid(node, format!("`{}` is not a valid glob: {why}", shown(text)));
                None
            }
        }
    }

    pub(super) fn date(&mut self, node: Node<'_>) -> Option<Date> {
        const WANTED: &str = "a date like `2027-01-31`";
        let text = self.written(node, WANTED)?;
        // The parser also accepts times and other spellings.
        let date = text.parse().ok().filter(|date: &Date| date.to_string() == text);
        if date.is_none() {
            let report = self.invalid(node, format!("`{}` is not a date", shown(text)));
            match with_all_digits(text) {
                Some(right) => {
                    let title = format!("write `{right}`");
                    report.help(&title).fix(Applicability::Safe, &title, yaml::replace_scalar(node, &right))
                }
                None => report.help(format!("write {WANTED}")),
            };
        }
        date
    }
}

/// A date such as `2027-1-5` with all its digits.
fn with_all_digits(text: &str) -> Option<String> {
    let mut parts = text.split('-').map(str::parse);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    (year >= 2000 && parts.next().is_none()).then(|| date.to_string())
}
