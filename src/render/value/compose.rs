//! Turns a value into a tree.

use super::{Content, Key, Value};
use crate::yaml::{Composer, Kind, MAX_DEPTH, Style, Tree};

impl Value<'_> {
    /// The document as a tree. Its nodes have the places of the values. Values that are nested too deeply are left out.
    pub fn into_tree(self) -> Tree {
        let mut composer = Composer::new(self.at.source());
        self.compose(&mut composer, 0);
        composer.finish()
    }

    fn compose(&self, composer: &mut Composer, depth: usize) {
        for cause in self.causes() {
            composer.because(cause.clone());
        }
        match &self.content {
            Content::Written => {
                composer.copy(self.at);
            }
            Content::Scalar(text, style) => {
                composer.text(text, *style, self.at);
            }
            Content::Mapping(pairs) => {
                composer.open_as(Kind::Mapping, self.at);
                for pair in pairs.iter().filter(|_| depth < MAX_DEPTH) {
                    pair.key.compose(composer);
                    pair.value.compose(composer, depth + 1);
                }
                composer.close();
            }
            Content::Sequence(items) => {
                composer.open_as(Kind::Sequence, self.at);
                items.iter().filter(|_| depth < MAX_DEPTH).for_each(|item| item.compose(composer, depth + 1));
                composer.close();
            }
        }
    }
}

impl Key<'_> {
    fn compose(&self, composer: &mut Composer) {
        match self.at.kind() == Kind::Scalar && self.at.key_text() == self.text {
            true => composer.copy(self.at),
            false => composer.text(&self.text, Style::DoubleQuoted, self.at),
        };
    }
}
