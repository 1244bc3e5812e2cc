//! The tables of the built-in API.

use std::mem::size_of_val;

use super::built_in;

#[test]
fn the_tables_are_small() {
    let schema = built_in();
    let rows = size_of_val(&*schema.words)
        + size_of_val(&*schema.versions)
        + size_of_val(&*schema.shapes)
        + size_of_val(&*schema.lives)
        + size_of_val(&*schema.definitions)
        + size_of_val(&*schema.fields)
        + size_of_val(&*schema.apis);
    let bytes = rows + schema.text.len();
    assert!(bytes < 270_000, "{bytes} bytes");
}
