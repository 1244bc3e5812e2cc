//! Checks the schemas of `apiVersion`, `kind` and `metadata`.

use super::keywords::Keywords;
use super::{Level, Walk, is_empty};

impl<'w> Walk<'w> {
    /// Checks the fields that every object has. The API server itself knows their schemas.
    pub(super) fn metadata(&mut self, schema: &Keywords<'w>, level: Level) {
        if level != Level::Root && schema.is_true("x-kubernetes-embedded-resource").is_none() {
            return;
        }
        for (key, property) in schema.properties() {
            let wanted = match key {
                "apiVersion" | "kind" => "string",
                "metadata" => "object",
                _ => continue,
            };
            let Some(property) = self.read(property, 0) else { continue };
            match property.get("type") {
                Some(entry) if property.text("type").is_some_and(|found| found != wanted) => {
                    self.at(entry, format!("`{key}` must have `type: {wanted}`"));
                }
                _ => {}
            }
            if level == Level::Root && key == "metadata" {
                self.own_metadata(&property);
            }
        }
    }

    /// Checks the schema of the metadata of the definition's own objects.
    fn own_metadata(&mut self, metadata: &Keywords<'w>) {
        let is_name = |key: &str| matches!(key, "name" | "generateName");
        for (key, entry) in metadata.iter().filter(|(_, entry)| !is_empty(entry.value)) {
            let field = entry.value.entries().find(|field| key == "properties" && !is_name(&field.key.key_text()));
            let stray = match key {
                "type" | "properties" | "default" => field,
                _ => Some(entry).filter(|entry| entry.value.as_bool() != Some(false)),
            };
            if let Some(stray) = stray {
                let fault =
                    self.at(stray, "the schema of `metadata` can have `name` and `generateName`, and nothing else");
                fault.help = Some("write `metadata: {type: object}`");
                return;
            }
        }
    }
}
