//! What the packages of other registries say of the crate.

use serde_json::Value;

#[test]
fn the_editor_extension_has_the_version_of_the_crate() {
    let manifest: Value = serde_json::from_str(include_str!("../../../editors/vscode/package.json")).unwrap();
    assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
}
