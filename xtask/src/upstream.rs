//! The definitions of each Kubernetes version, from its OpenAPI document.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::fetch::Packages;
use crate::{Outcome, archive};

/// The definitions of one version by name.
pub type Definitions = Map<String, Value>;

/// The minor numbers of the versions whose definitions are kept.
pub const VERSIONS: std::ops::RangeInclusive<u32> = 11..=37;

/// All versions, the oldest first.
pub fn read_all(packages: &Packages) -> Outcome<BTreeMap<u32, Definitions>> {
    let mut found = BTreeMap::new();
    for path in [&packages.kubernetes_validate_old, &packages.kubernetes_validate] {
        for (name, text) in archive::read(path, |name| version(name).is_some())? {
            let mut root: Map<String, Value> = serde_json::from_str(&text)?;
            let definitions = match root.remove("$defs").or_else(|| root.remove("definitions")) {
                Some(Value::Object(definitions)) => definitions,
                _ => return Err(format!("{name} has no definitions").into()),
            };
            if let Some(version) = version(&name) {
                found.insert(version, definitions);
            }
        }
    }
    match VERSIONS.eq(found.keys().copied()) {
        true => Ok(found),
        false => Err(format!("definitions of these versions: {:?}", found.keys()).into()),
    }
}

/// The minor number in `…/v1.25.0-local/_definitions.json`.
fn version(name: &str) -> Option<u32> {
    let folder = name.strip_suffix(".0-local/_definitions.json")?;
    let minor = folder.rsplit_once("/v1.")?.1.parse().ok()?;
    VERSIONS.contains(&minor).then_some(minor)
}
