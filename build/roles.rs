//! Turns `schema/roles.txt` into expressions of the type `Role` in `src/schema/role.rs`: the purposes of fields.

use std::collections::BTreeMap;

use crate::Outcome;
use crate::facts::{Definition, Facts, lines};

/// A role of a field in a kind of another group.
pub struct CustomRole {
    /// The name of the kind in the enum of kinds.
    pub kind: String,
    pub path: Vec<String>,
    /// The definition of the field at the end of the path.
    pub definition: String,
    pub roles: Vec<String>,
}

/// Adds the roles to the fields.
pub fn read(facts: &mut Facts, text: &str) -> Outcome<()> {
    let mut head: Vec<&str> = Vec::new();
    for (number, line) in lines(text) {
        let wrong = |problem: String| format!("line {number}: {problem}");
        let Some(rest) = line.strip_prefix("  ") else {
            head = line.split(' ').collect();
            continue;
        };
        let (field, rest) = rest.split_once(' ').ok_or_else(|| wrong("no role".to_owned()))?;
        match head.as_slice() {
            [kind] if kind.contains('/') => {
                let (definition, rest) = rest.split_once(' ').unwrap_or((rest, ""));
                let kind = custom_kind(facts, kind).map_err(wrong)?;
                named_kind(facts, rest).map_err(wrong)?;
                let path = field.split('.').map(str::to_owned).collect();
                let roles: Outcome<Vec<String>> =
                    Some(rest).filter(|rest| !rest.is_empty()).map(role).into_iter().collect();
                let (definition, roles) = (definition.to_owned(), roles.map_err(|problem| wrong(problem.to_string()))?);
                facts.custom_roles.push(CustomRole { kind, path, definition, roles });
            }
            patterns => {
                named_kind(facts, rest).map_err(wrong)?;
                let role = role(rest).map_err(|problem| wrong(problem.to_string()))?;
                let words: Vec<&str> = rest.split(' ').collect();
                let pairs = words.windows(2).filter(|pair| matches!(pair[0], "in" | "port") && pair[1] != "number");
                let neighbours: Vec<&str> = pairs.map(|pair| pair[1]).filter(|_| words[0] == "reference").collect();
                for pattern in patterns {
                    give(&mut facts.definitions, pattern, field, &neighbours, &role).map_err(wrong)?;
                }
            }
        }
    }
    // A quantity without a role has no special use.
    for field in facts.definitions.values_mut().flat_map(|definition| &mut definition.fields) {
        if field.roles.is_empty() && matches!(field.shape.as_str(), "quantity" | "{quantity}") {
            field.roles.push("Role::Quantity(Use::Other)".to_owned());
        }
    }
    Ok(())
}

/// Adds a role to a field in all definitions that match a pattern and have the field. At least one definition must have
/// the field. None may have the role already, or lack a neighbour that the role names.
fn give(
    definitions: &mut BTreeMap<String, Definition>,
    pattern: &str,
    name: &str,
    neighbours: &[&str],
    role: &str,
) -> Result<(), String> {
    let mut count = 0;
    for (of, definition) in definitions.iter_mut().filter(|(definition, _)| matches(pattern, definition)) {
        let has = |name: &str| definition.fields.iter().any(|field| field.name == name);
        // In a mapping, the name and its neighbours are below the field.
        let is_name = definition.fields.iter().any(|field| field.name == name && field.shape == "str");
        if let Some(neighbour) = neighbours.iter().find(|neighbour| is_name && !has(neighbour)) {
            return Err(format!("{of} has no field {neighbour}"));
        }
        for field in definition.fields.iter_mut().filter(|field| field.name == name) {
            if field.roles.iter().any(|known| known == role) {
                return Err(format!("{name} of {of} has this role already"));
            }
            field.roles.push(role.to_owned());
            count += 1;
        }
    }
    if count == 0 { Err(format!("no {pattern} has the field {name}")) } else { Ok(()) }
}

/// Checks the kinds that a role names.
fn named_kind(facts: &Facts, role: &str) -> Result<(), String> {
    let (Some("reference" | "selects" | "makes"), Some(kinds)) = (role.split(' ').next(), role.split(' ').nth(1))
    else {
        return Ok(());
    };
    let is_known = |kind: &&str| {
        matches!(*kind, "named" | "any")
            || facts.apis.keys().any(|(known, _)| known == kind)
            || facts.custom.iter().any(|custom| custom.variant == *kind)
    };
    match kinds.split('|').find(|kind| !is_known(kind)) {
        Some(kind) => Err(format!("{kind} is not a kind: see facts.txt and kinds.txt")),
        None => Ok(()),
    }
}

/// Whether a name matches a pattern, in which `*` is any part between two dots.
pub fn matches(pattern: &str, name: &str) -> bool {
    let (mut pattern, mut name) = (pattern.split('.'), name.split('.'));
    loop {
        match (pattern.next(), name.next()) {
            (None, None) => return true,
            (Some(wanted), Some(part)) if wanted == "*" || wanted == part => {}
            _ => return false,
        }
    }
}

/// The name of `group/Kind` in the enum of kinds.
fn custom_kind(facts: &Facts, name: &str) -> Result<String, String> {
    let (group, kind) = name.split_once('/').unwrap_or_default();
    let of = |custom: &&crate::facts::CustomKind| custom.group == group && custom.kinds.iter().any(|name| name == kind);
    facts
        .custom
        .iter()
        .find(of)
        .map(|custom| custom.variant.clone())
        .ok_or_else(|| format!("{name} is not in kinds.txt"))
}

/// A role as Rust code. If a word is unknown to the types, compilation fails.
fn role(words: &str) -> Outcome<String> {
    let words: Vec<&str> = words.split(' ').collect();
    Ok(match words.as_slice() {
        ["port", form, side @ ("declares" | "refers"), owner] => {
            let (form, declares, owner) = (variant(form), *side == "declares", variant(owner));
            format!(
                "Role::Port(PortRole {{ form: PortForm::{form}, declares: {declares}, owner: PortOwner::{owner} }})"
            )
        }
        ["quantity", of] => format!("Role::Quantity(Use::{})", variant(of)),
        ["text", part] => format!("Role::Text(Part::{})", variant(part)),
        ["selects", "any"] => "Role::Selects(None)".to_owned(),
        ["selects", kind] => format!("Role::Selects(Some(Kind::{kind}))"),
        ["cel"] => "Role::Expression".to_owned(),
        ["mode"] => "Role::Mode".to_owned(),
        ["within", scope] => format!("Role::Within(Scope::{})", variant(scope)),
        ["reference", kinds, rest @ ..] => reference(kinds, rest)?,
        ["makes", kind, name] => {
            let kind = if *kind == "any" { "None".to_owned() } else { format!("Some(Kind::{kind})") };
            format!("Role::Makes(MakesRole {{ kind: {kind}, name: {name:?} }})")
        }
        _ => return Err(format!("{} is not a role", words.join(" ")).into()),
    })
}

/// A reference to one of several kinds, with the words after them.
fn reference(kinds: &str, mut rest: &[&str]) -> Outcome<String> {
    let kinds: Vec<String> =
        kinds.split('|').filter(|kind| *kind != "named").map(|kind| format!("Kind::{kind}")).collect();
    let (mut optional, mut namespace, mut keys, mut port) = (false, None, "None".to_owned(), None);
    while let Some((word, after)) = rest.split_first() {
        rest = match (*word, after) {
            ("optional", after) => {
                optional = true;
                after
            }
            ("in", [field, after @ ..]) => {
                namespace = Some(*field);
                after
            }
            ("keys", [field, after @ ..]) => {
                keys = variant(field);
                after
            }
            ("port", [field, after @ ..]) => {
                port = Some(*field);
                after
            }
            _ => return Err(format!("{word} is nothing that a reference has").into()),
        };
    }
    let kinds = kinds.join(", ");
    Ok(format!(
        "Role::Reference(ReferenceRole {{ kinds: &[{kinds}], optional: {optional}, namespace: {namespace:?}, \
         keys: Keys::{keys}, port: {port:?} }})"
    ))
}

/// The Rust variant of a word: `NumberOrName` for `number-or-name`.
fn variant(word: &str) -> String {
    word.split('-').map(|part| part[..1].to_ascii_uppercase() + &part[1..]).collect()
}
