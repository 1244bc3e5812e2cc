//! Safe fixes: each writes what it says, changes nothing else, and causes no new finding.

use std::collections::{BTreeMap, BTreeSet};

use bowline::diagnostic::{Applicability, Diagnostic, Fix, Severity};
use bowline::fix::{self, Choice};
use bowline::session::Checked;
use bowline::settings::Settings;
use bowline::source::{FileId, Source, Sources};
use bowline::workspace::Project;
use bowline::yaml::{self, Kind, Node};
use serde_json::{Map, Value};

use crate::common::invariants::{checked, checked_with};
use crate::common::{edits, given, walk};

/// The complaints about the safe fixes of findings in a few files. `check` checks the files again.
pub fn complaints(checked: &Checked, check: impl Fn(&[(String, String)]) -> Checked) -> Vec<String> {
    let files: Vec<(String, String)> =
        checked.sources.iter().map(|(_, source)| (source.name.clone(), source.text.clone())).collect();
    let mut complaints = Vec::new();
    for finding in checked.outcome.diagnostics.iter().filter(|finding| is_safe(finding)) {
        let name = |wrong: String| format!("the fix of `{}` at `{}`: {wrong}", finding.rule, finding.path);
        let Some(fix) = &finding.fix else { continue };
        complaints.extend(values(&checked.sources, finding, fix).map(name));
        let after = apply_all(&checked.sources, &files, &[fix]);
        let again = check(&after);
        complaints.extend(news(checked, &again).into_iter().map(name));
        let count = |checked: &Checked| of_rule(checked, finding.rule).count();
        let is_left = count(&again) >= count(checked);
        complaints.extend(is_left.then(|| name("the finding is still there".to_owned())));
    }
    complaints.extend(refused(checked));
    complaints
}

fn of_rule<'a>(checked: &'a Checked, rule: &str) -> impl Iterator<Item = &'a Diagnostic> {
    checked.outcome.diagnostics.iter().filter(move |finding| finding.rule == rule)
}

/// Fixes, including unsafe ones, that are refused because the new text would not be read as they claim.
fn refused(checked: &Checked) -> Vec<String> {
    let choice = Choice { with_unsafe: true, ..Choice::default() };
    let alone = |finding: &Diagnostic| {
        let round = fix::round(checked, &choice, &|other| !std::ptr::eq(other, finding));
        (!round.refused.is_empty()).then(|| format!("the fix of `{}` at `{}` is refused", finding.rule, finding.path))
    };
    checked.outcome.diagnostics.iter().filter_map(alone).collect()
}

fn is_safe(finding: &Diagnostic) -> bool {
    finding.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Safe)
}

/// The files with the edits of some fixes. A fix that overlaps an earlier one is left out.
fn apply_all(sources: &Sources, files: &[(String, String)], fixes: &[&Fix]) -> Vec<(String, String)> {
    let mut taken: BTreeMap<FileId, Vec<yaml::Edit>> = BTreeMap::new();
    for fix in fixes {
        let collides = |edit: &yaml::Edit| {
            let edits = taken.get(&edit.span().file).into_iter().flatten();
            edits.clone().any(|other| edit.span().start <= other.span().end && other.span().start <= edit.span().end)
        };
        if !fix.edits.iter().any(collides) {
            fix.edits.iter().for_each(|edit| taken.entry(edit.span().file).or_default().push(edit.clone()));
        }
    }
    let mut after = files.to_vec();
    for (file, edits) in taken {
        let name = &sources.get(file).name;
        let (_, text) = after.iter_mut().find(|(known, _)| known == name).unwrap();
        *text = edits::apply(text, &edits).unwrap();
    }
    after
}

/// Findings that only the second check has, by rule and message or by rule and place.
fn news(before: &Checked, after: &Checked) -> Vec<String> {
    let findings = &before.outcome.diagnostics;
    let messages: BTreeSet<_> = findings.iter().map(|finding| (finding.rule, &*finding.message)).collect();
    let name = |checked: &Checked, finding: &Diagnostic| checked.sources.get(finding.primary.span.file).name.clone();
    let paths: BTreeSet<_> =
        findings.iter().map(|finding| (finding.rule, name(before, finding), finding.path.clone())).collect();
    let is_new = |finding: &&Diagnostic| {
        !messages.contains(&(finding.rule, &*finding.message))
            && !paths.contains(&(finding.rule, name(after, finding), finding.path.clone()))
    };
    let new = after.outcome.diagnostics.iter().filter(is_new);
    new.map(|finding| {
        let file = name(after, finding);
        format!("a new finding in {file}: {} at `{}`: {}", finding.rule, finding.path, finding.message)
    })
    .collect()
}

/// The complaint about the values of the files that a fix changes.
fn values(sources: &Sources, finding: &Diagnostic, fix: &Fix) -> Option<String> {
    let said = format!("{} {} {}", fix.title, finding.message, finding.help.as_deref().unwrap_or_default());
    let files: BTreeSet<FileId> = fix.edits.iter().map(|edit| edit.span().file).collect();
    files.into_iter().find_map(|file| {
        let text = &sources.get(file).text;
        let own: Vec<_> = fix.edits.iter().filter(|edit| edit.span().file == file).cloned().collect();
        let after = match edits::apply(text, &own) {
            Ok(after) => after,
            Err(wrong) => return Some(wrong),
        };
        let (Some(old), Some(new)) = (documents(text), documents(&after)) else {
            // A file that could not be read has no values to compare.
            let is_broken = documents(text).is_some();
            return is_broken.then(|| format!("it breaks the file: {after}"));
        };
        // A separator turns one document into two, and an empty document may disappear.
        if old.len() != new.len() {
            return None;
        }
        let mut changes = Vec::new();
        compare(&Value::from(old.clone()), &Value::from(new), &mut Vec::new(), &mut changes);
        // A moved or renamed value disappears at one place and is new at another.
        if changes.len() > 2 * own.len() {
            return Some(format!("{} edits change {} values: {changes:?}", own.len(), changes.len()));
        }
        let mut known = BTreeSet::new();
        old.iter().for_each(|document| texts(document, &mut known));
        let known: Vec<String> = known.iter().chain([text, &said]).map(|text| squeezed(text)).collect();
        changes.iter().find_map(|change| change.complaint(&known))
    })
}

/// The documents of a text as kubectl reads them. Returns `None` if one cannot be read.
fn documents(text: &str) -> Option<Vec<Value>> {
    let sources = Sources::new(vec![Source::new("test.yaml".to_owned(), text.to_owned())]);
    let parsed = yaml::parse(sources.get(FileId(0)));
    let roots = parsed.documents.iter().map(|document| match document.broken {
        true => None,
        false => Some(document.tree.root().map_or(Value::Null, value)),
    });
    roots.collect()
}

fn value(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Mapping => {
            let entries = node.entries().map(|entry| (entry.key.key_text().into_owned(), value(entry.value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        Kind::Sequence => Value::Array(node.items().map(value).collect()),
        // A scalar without a form in JSON is a string here.
        Kind::Scalar => {
            let json = node.scalar().json();
            serde_json::from_str(&json).unwrap_or(Value::String(json))
        }
    }
}

/// A value that differs between two trees.
#[derive(Debug)]
struct Change {
    /// The path of the value, for people.
    #[allow(dead_code, reason = "shown in complaints")]
    path: String,
    old: Option<Value>,
    new: Option<Value>,
}

/// The smallest values that differ.
fn compare(old: &Value, new: &Value, path: &mut Vec<String>, changes: &mut Vec<Change>) {
    let change = |path: &[String], old: Option<&Value>, new: Option<&Value>| Change {
        path: path.join("."),
        old: old.cloned(),
        new: new.cloned(),
    };
    match (old, new) {
        _ if old == new => {}
        (Value::Object(one), Value::Object(two)) => {
            let keys: BTreeSet<&String> = one.keys().chain(two.keys()).collect();
            for key in keys {
                path.push(key.clone());
                match (one.get(key), two.get(key)) {
                    (Some(old), Some(new)) => compare(old, new, path, changes),
                    (old, new) => changes.push(change(path, old, new)),
                }
                path.pop();
            }
        }
        (Value::Array(one), Value::Array(two)) if one.len() == two.len() => {
            for (index, (old, new)) in one.iter().zip(two).enumerate() {
                path.push(index.to_string());
                compare(old, new, path, changes);
                path.pop();
            }
        }
        _ => changes.push(change(path, Some(old), Some(new))),
    }
}

impl Change {
    /// A complaint about a new text that is neither in a file nor in the finding, or about a value with another
    /// meaning.
    fn complaint(&self, known: &[String]) -> Option<String> {
        let mut new = BTreeSet::new();
        self.new.iter().for_each(|value| texts(value, &mut new));
        if let (Some(Value::String(old)), Some(new @ (Value::Number(_) | Value::Bool(_)))) = (&self.old, &self.new) {
            // Without its quotes, the text must be read as the present value.
            let alone = documents(&format!("key: {old}\n")).and_then(|documents| documents.into_iter().next());
            return (alone != Some(serde_json::json!({ "key": new }))).then(|| format!("another meaning: {self:?}"));
        }
        let is_known = |text: &str| known.iter().any(|known| known.contains(&squeezed(text)));
        // Each word of a schedule may be in the finding.
        let invented = new.into_iter().find(|text| !is_known(text) && !text.split_whitespace().all(is_known));
        invented.map(|text| format!("`{text}` is not what the finding says: {self:?}"))
    }
}

/// The text without blanks and line ends, which a fix may change.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Collects all keys and scalars below a value.
fn texts(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(entries) => entries.iter().for_each(|(key, value)| {
            into.insert(key.clone());
            texts(value, into);
        }),
        Value::Array(items) => items.iter().for_each(|item| texts(item, into)),
        Value::String(text) => drop(into.insert(text.clone())),
        other => drop(into.insert(other.to_string())),
    }
}

/// The findings in a file.
fn findings_of(text: &str, versions: &str) -> Vec<Diagnostic> {
    let project = Project { versions: versions.parse().unwrap(), ..Project::default() };
    checked_with(&[("test.yaml", text)], &Settings { project, ..Settings::default() }).outcome.diagnostics
}

/// The fix of one rule's finding in a file, and the new texts that it writes.
fn fix_of(rule: &str, text: &str, versions: &str) -> Option<(Applicability, Vec<String>)> {
    let findings = findings_of(text, versions);
    let finding = findings.iter().find(|finding| finding.rule == rule).expect("a finding");
    let fix = finding.fix.as_ref()?;
    Some((fix.applicability, fix.edits.iter().map(|edit| edit.text().to_owned()).collect()))
}

#[test]
fn a_limit_that_is_hardly_meant_is_not_written_as_the_request() {
    let pod = |limit: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: web:1\n      \
             resources:\n        requests:\n          memory: 64Mi\n        limits:\n          memory: {limit}\n"
        )
    };
    let fix = |limit| fix_of("limits-below-requests", &pod(limit), "1.34");
    assert_eq!(fix("32Mi"), Some((Applicability::Unsafe, vec!["32Mi".to_owned()])));
    assert_eq!(fix("1.1Ki"), None);
    // The problem of the limit is the only cause.
    for doubtful in ["128m", "512"] {
        let found: Vec<_> =
            findings_of(&pod(doubtful), "1.34").iter().map(|finding| (finding.rule, finding.severity)).collect();
        assert_eq!(found, [("quantity-milli-memory", Severity::Error)], "{doubtful}");
    }
}

#[test]
fn an_api_that_only_newer_clusters_have_is_not_written_unseen() {
    let job = "apiVersion: v1/batch\nkind: CronJob\nmetadata:\n  name: report\n";
    let wrong = job.replace("v1/batch", "batsh/v1");
    let applicability = |versions| fix_of("apiversion-kind", &wrong, versions).map(|(applicability, _)| applicability);
    assert_eq!(applicability("1.30"), Some(Applicability::Safe));
    assert_eq!(applicability("1.20-1.30"), Some(Applicability::Unsafe));
}

#[test]
#[ignore = "needs BOWLINE_CORPUS, a folder of manifests"]
fn safe_fixes_of_a_corpus_change_only_what_they_say() {
    let folder = given("BOWLINE_CORPUS");
    let paths = walk(&folder).into_iter().filter(|path| {
        let end = path.extension().and_then(|end| end.to_str());
        matches!(end, Some("yaml" | "yml" | "json")) && !path.components().any(|part| part.as_os_str() == ".git")
    });
    let files: Vec<(String, String)> = paths
        .filter_map(|path| {
            let name = path.strip_prefix(&folder).ok()?.to_str()?.replace('\\', "/");
            Some((name, std::fs::read_to_string(&path).ok()?))
        })
        .collect();
    let before = checked(&files);
    let safe: Vec<&Diagnostic> = before.outcome.diagnostics.iter().filter(|finding| is_safe(finding)).collect();
    let fixes: Vec<&Fix> = safe.iter().filter_map(|finding| finding.fix.as_ref()).collect();
    assert!(!fixes.is_empty(), "no safe fix in {} files", files.len());
    let mut wrong: Vec<String> = Vec::new();
    for (finding, fix) in safe.iter().zip(&fixes) {
        let file = &before.sources.get(finding.primary.span.file).name;
        let complaint = values(&before.sources, finding, fix);
        wrong.extend(complaint.map(|wrong| format!("{} in {file} at `{}`: {wrong}", finding.rule, finding.path)));
    }
    wrong.extend(news(&before, &checked(&apply_all(&before.sources, &files, &fixes))));
    println!("{} of {} safe fixes change more than they say", wrong.len(), fixes.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
