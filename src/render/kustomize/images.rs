//! `images`: new names, tags and digests.

use regex::Regex;

use super::field_spec::{FieldSpec, Misfit};
use super::file::Kustomization;
use super::problem::{Problem, ProblemKind};
use super::resource::Resource;
use super::similar;
use super::specs::Table;
use super::state::{Accumulated, Cx};
use crate::render::Value;
use crate::text::unknown::is_left_to_a_person;
use crate::yaml::{Cause, Kind, Node};

/// Lists of containers, wherever they are.
pub(super) const LISTS: [&str; 2] = ["containers", "initContainers"];

/// An entry of `images`.
struct Entry<'a> {
    node: Node<'a>,
    name: Name,
    new_name: &'a str,
    new_tag: &'a str,
    digest: &'a str,
    tag_suffix: &'a str,
}

/// The name that an entry matches. kustomize inserts it into a regular expression without escaping.
enum Name {
    /// Text in which `.` is any character.
    Plain(String),
    Pattern(Box<Regex>),
    /// Not a valid regular expression, so no image matches it.
    Nothing,
}

/// Changes the images that a kustomization names.
pub(super) fn from_kustomization<'a>(kustomization: &Kustomization<'a>, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    let specs = made.specs.clone();
    let entries: Vec<Node<'a>> = kustomization.items("images").chain(kustomization.items("imageTags")).collect();
    // An image of an Application replaces the entry of the name.
    let set_again: Vec<&str> =
        entries.iter().filter(|entry| !entry.is_mapping()).map(|entry| parts(entry.text()).0).collect();
    let is_last = |entry: &&Node<'a>| !entry.is_mapping() || !set_again.contains(&text(**entry, "name"));
    for &entry in entries.iter().filter(is_last) {
        set(&mut made.resources, entry, specs.table(Table::Images), cx);
    }
}

/// Changes the images that have the name of an entry.
pub(super) fn set<'a>(resources: &mut [Resource<'a>], node: Node<'a>, specs: &[FieldSpec], cx: &mut Cx<'a>) {
    let entry = Entry::read(node);
    let mut is_found = false;
    for resource in resources.iter_mut().filter(|resource| resource.text(&["kind"]) != "CustomResourceDefinition") {
        is_found |= entry.is_in(&resource.value);
        let gvk = resource.gvk();
        let changed = entry.change_containers(&mut resource.value).and_then(|()| {
            specs.iter().filter(|spec| gvk.is_selected_by(&spec.gvk)).try_for_each(|spec| {
                // If no image has the name, the values stay unopened.
                let hits = spec.finds(&resource.value, &|image| image.kind() != Kind::Scalar || entry.matches(image));
                is_found |= hits;
                if hits { spec.change(&mut resource.value, None, &mut |image| entry.change(image)) } else { Ok(()) }
            })
        });
        if let Err(Misfit(message)) = changed {
            cx.problem(node, ProblemKind::Refused, message);
        }
    }
    if !is_found {
        let name = if node.is_mapping() { text(node, "name") } else { parts(node.text()).0 };
        let message = format!("no container has the image `{name}`, so this entry changes nothing");
        let at = node.get("name").unwrap_or(node);
        let similar = similar::image(name, resources);
        cx.problems.push(Problem { similar, ..Problem::new(at, ProblemKind::NoEffect, message) });
    }
}

fn text<'a>(node: Node<'a>, key: &str) -> &'a str {
    node.get(key).map_or("", |value| value.text())
}

/// The name, new name, tag and digest of an image in one string: `name=other:tag`, `name:tag` or `name@digest`
/// (`kustomize edit set image`).
fn parts(text: &str) -> (&str, &str, &str, &str) {
    let (name, new) = text.split_once('=').unwrap_or(("", text));
    let (new, tag, digest) = match new.split_once('@') {
        Some((new, digest)) => (new, "", digest),
        None => {
            let (new, tag, _) = split(new);
            (new, tag, "")
        }
    };
    // `*` keeps the existing part.
    let kept = |part| if part == "*" { "" } else { part };
    match name {
        "" => (new, "", kept(tag), kept(digest)),
        name => (name, kept(new), kept(tag), kept(digest)),
    }
}

impl<'a> Entry<'a> {
    fn read(node: Node<'a>) -> Self {
        if !node.is_mapping() {
            let (name, new_name, new_tag, digest) = parts(node.text());
            return Entry { node, name: Name::read(name), new_name, new_tag, digest, tag_suffix: "" };
        }
        Entry {
            node,
            name: Name::read(text(node, "name")),
            new_name: text(node, "newName"),
            new_tag: text(node, "newTag"),
            digest: text(node, "digest"),
            tag_suffix: text(node, "tagSuffix"),
        }
    }

    fn matches(&self, image: &Value<'_>) -> bool {
        image.kind() == Kind::Scalar && self.name.matches(image.text())
    }

    /// Whether a container has the image, or whether that cannot be known.
    fn is_in(&self, value: &Value<'_>) -> bool {
        let is_hit = |item: &Value<'_>| {
            !item.is_mapping()
                || item.get("image").is_some_and(|image| image.kind() != Kind::Scalar || self.matches(&image))
        };
        // Most written values contain no list of containers.
        let may_hold =
            |node: Node<'_>| node.is_alias() || node.is_key() && LISTS.iter().any(|list| node.has_text(list));
        if value.as_written().is_some_and(|node| !node.descendants().any(may_hold)) {
            return false;
        }
        match value.kind() {
            Kind::Mapping => value.pairs().iter().any(|pair| {
                let is_list = LISTS.contains(&pair.key.text()) && pair.value.is_sequence();
                self.is_in(&pair.value) || is_list && pair.value.items().iter().any(is_hit)
            }),
            Kind::Sequence => value.items().iter().any(|item| self.is_in(item)),
            Kind::Scalar => false,
        }
    }

    /// Changes the images of all lists of containers (`LegacyFilter`).
    fn change_containers(&self, value: &mut Value<'a>) -> Result<(), Misfit> {
        if !self.is_in(value) {
            return Ok(());
        }
        match value.kind() {
            Kind::Mapping => value.pairs_mut().iter_mut().try_for_each(|pair| {
                self.change_containers(&mut pair.value)?;
                match LISTS.contains(&pair.key.text()) && pair.value.is_sequence() {
                    true => self.change_list(&mut pair.value),
                    false => Ok(()),
                }
            }),
            Kind::Sequence => value.items_mut().iter_mut().try_for_each(|item| self.change_containers(item)),
            Kind::Scalar => Ok(()),
        }
    }

    fn change_list(&self, list: &mut Value<'a>) -> Result<(), Misfit> {
        for index in 0..list.items().len() {
            let item = list.items()[index].clone();
            if item.is_null() {
                continue;
            }
            if !item.is_mapping() {
                return Err(Misfit("an image is looked for in a list whose items are not containers".to_owned()));
            }
            let is_hit = |image: &Value<'_>| image.kind() != Kind::Scalar || self.matches(image);
            if item.get("image").as_ref().is_some_and(is_hit)
                && let Some(image) = list.items_mut()[index].get_mut("image")
            {
                self.change(image)?;
            }
        }
        Ok(())
    }

    /// Changes an image if it has the name (`imageTagUpdater`).
    fn change(&self, image: &mut Value<'a>) -> Result<(), Misfit> {
        if image.kind() != Kind::Scalar {
            return Err(Misfit("an image is to be changed where a mapping or a list is".to_owned()));
        }
        if !self.matches(image) {
            return Ok(());
        }
        let written = image.text().to_owned();
        let (name, mut tag, mut digest) = split(&written);
        let name = if self.new_name.is_empty() { name } else { self.new_name };
        let suffixed = format!("{tag}{}", self.tag_suffix);
        match (self.new_tag, self.digest) {
            ("", "") if self.tag_suffix.is_empty() => {}
            ("", "") => (tag, digest) = (&suffixed, ""),
            (new_tag, new_digest) => (tag, digest) = (new_tag, new_digest),
        }
        let mut text = name.to_owned();
        for (sign, part) in [(':', tag), ('@', digest)].iter().filter(|(_, part)| !part.is_empty()) {
            text.push(*sign);
            text.push_str(part);
        }
        let replaced =
            Cause { span: image.at().span(), what: "image is the one that is changed".to_owned(), is_made: true };
        let own = Cause { span: self.node.span(), what: "entry of `images` sets the image".to_owned(), is_made: true };
        *image = Value::string(text, self.at()).because(replaced).because(own);
        Ok(())
    }

    /// The place at which a person would edit what the entry sets.
    fn at(&self) -> Node<'a> {
        let keys = ["newTag", "digest", "tagSuffix", "newName"];
        let values = keys.iter().filter_map(|key| self.node.get(key));
        let written: Vec<Node<'a>> = values.filter(|value| !value.text().is_empty()).collect();
        // A part that is left to a person is the reason for the finding.
        let left = written.iter().find(|value| is_left_to_a_person(value.text()));
        left.or(written.first()).copied().unwrap_or(self.node)
    }
}

impl Name {
    fn read(name: &str) -> Self {
        if !name.contains(['\\', '+', '*', '?', '(', ')', '|', '[', ']', '{', '}', '^', '$']) {
            return Name::Plain(name.to_owned());
        }
        // The part of an image after its name (`image.IsImageMatched`).
        let rest = r"(:[a-zA-Z0-9_.{}-]*)?(@[a-zA-Z0-9]+([.+_-][a-zA-Z0-9]+)*:[a-zA-Z0-9_.{}-]*)?$";
        Regex::new(&format!("^{name}{rest}")).map_or(Name::Nothing, |pattern| Name::Pattern(Box::new(pattern)))
    }

    fn matches(&self, image: &str) -> bool {
        match self {
            Name::Plain(name) => after(name, image).is_some_and(is_tag_and_digest),
            Name::Pattern(pattern) => pattern.is_match(image),
            Name::Nothing => false,
        }
    }
}

/// The rest of an image that starts with a name, in which `.` is any character.
fn after<'t>(name: &str, image: &'t str) -> Option<&'t str> {
    let mut rest = image.chars();
    let is_same = |wanted: char| rest.next().is_some_and(|found| found == wanted || wanted == '.' && found != '\n');
    name.chars().all(is_same).then_some(rest.as_str())
}

/// Whether a string is a tag, a digest, both or empty.
fn is_tag_and_digest(text: &str) -> bool {
    let is_word = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.{}-".contains(&byte));
    let (tag, digest) = text.split_once('@').map_or((text, None), |(tag, digest)| (tag, Some(digest)));
    let is_algorithm = |text: &str| {
        let mut parts = text.split(['.', '+', '_', '-']);
        parts.all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    };
    let is_digest = |text: &str| text.split_once(':').is_some_and(|(name, rest)| is_algorithm(name) && is_word(rest));
    (tag.is_empty() || tag.strip_prefix(':').is_some_and(is_word)) && digest.is_none_or(is_digest)
}

/// The name, tag and digest of an image (`image.Split`).
pub(super) fn split(image: &str) -> (&str, &str, &str) {
    let path = image.find('/').filter(|at| *at > 0).unwrap_or(0);
    let find = |sign| image[path..].find(sign).map(|at| path + at);
    match (find(':'), find('@')) {
        (None, None) => (image, "", ""),
        (Some(colon), Some(at)) if colon < at => (&image[..colon], &image[colon + 1..at], &image[at + 1..]),
        (_, Some(at)) => (&image[..at], "", &image[at + 1..]),
        (Some(colon), None) => (&image[..colon], &image[colon + 1..], ""),
    }
}
