//! Reads the values of enums from the compiled validators of the npm package kubernetes-models.
//!
//! A file has one definition, `_schemas/IoK8sApiCoreV1Toleration.js`. A function in it checks each kind of value, and
//! the last function calls the others: `validate2(data.effect,…`. A function that checks an enum names its values:
//! `schema2_enum`.

use std::collections::HashMap;
use std::path::Path;

use crate::{Outcome, archive};

/// Values by file and field.
pub struct Enums(HashMap<(String, String), Vec<String>>);

impl Enums {
    /// The values of a field of a definition.
    pub fn of(&self, definition: &str, field: &str) -> Option<&[String]> {
        self.0.get(&(camel(definition), field.to_owned())).map(Vec::as_slice)
    }
}

/// Reads the package.
pub fn read(path: &Path) -> Outcome<Enums> {
    let mut enums = HashMap::new();
    for (name, text) in archive::read(path, |name| name.contains("/_schemas/") && name.ends_with(".js"))? {
        let file = name.rsplit('/').next().unwrap_or(&name).trim_end_matches(".js");
        // In an object, these two fields name the object itself.
        for (field, values) in of_file(&text)?.into_iter().filter(|(field, _)| field != "apiVersion" && field != "kind")
        {
            enums.insert((file.to_owned(), field), values);
        }
    }
    // The number of enums in this version of the package. Another number means that its compiler writes other code.
    match enums.len() {
        97 => Ok(Enums(enums)),
        count => Err(format!("{count} enums, not 97").into()),
    }
}

fn of_file(text: &str) -> Outcome<Vec<(String, Vec<String>)>> {
    let functions: HashMap<&str, &str> =
        text.split("function ").skip(1).filter_map(|part| part.split_once('(')).collect();
    let mut found = Vec::new();
    for body in functions.values() {
        // A call such as `validate2(data.effect,`.
        for (before, after) in body.match_indices("(data.").map(|(at, open)| (&body[..at], &body[at + open.len()..])) {
            let called = &before[before.rfind(|c: char| !c.is_ascii_alphanumeric()).map_or(0, |at| at + 1)..];
            let field = &after[..after.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(after.len())];
            let Some(called) = functions.get(called) else { continue };
            // A list calls the function of its items.
            let item =
                called.split_once("(data[").map(|(before, _)| before.rsplit(|c: char| !c.is_ascii_alphanumeric()));
            let item = item.and_then(|mut words| functions.get(words.next()?));
            if let Some(values) = [Some(called), item].into_iter().flatten().find_map(|body| name_of_enum(body)) {
                let start = text.split_once(&format!("{values}=")).ok_or("an enum without values")?.1;
                let list = &start[..=start.find(']').ok_or("an enum without an end")?];
                found.push((field.to_owned(), serde_json::from_str(list)?));
            }
        }
    }
    Ok(found)
}

/// The name of an enum: `schema2_enum` in `params:{allowedValues:schema2_enum}`.
fn name_of_enum(body: &str) -> Option<&str> {
    let rest = body.split_once("allowedValues:")?.1;
    Some(&rest[..rest.find('}')?])
}

/// The name of a definition as the package writes it: `IoK8sApiCoreV1Pod`.
fn camel(definition: &str) -> String {
    let words = definition.split(|c: char| !c.is_ascii_alphanumeric());
    words.map(|word| word[..1].to_ascii_uppercase() + &word[1..]).collect()
}
