//! A list that is empty in most objects.

use std::ops::Deref;

/// A list that takes one word while it is empty, as an object has facts of few kinds.
#[derive(Debug, Clone)]
#[expect(clippy::box_collection, reason = "the list itself takes three words")]
pub struct Few<T>(Option<Box<Vec<T>>>);

impl<T> Few<T> {
    /// Adds an item at the end.
    pub fn push(&mut self, item: T) {
        self.0.get_or_insert_default().push(item);
    }

    /// Keeps the items that meet a condition.
    pub fn retain(&mut self, condition: impl FnMut(&T) -> bool) {
        if let Some(list) = &mut self.0 {
            list.retain(condition);
        }
    }

    /// Frees the unused capacity of the list.
    pub fn shrink_to_fit(&mut self) {
        match &mut self.0 {
            Some(list) if !list.is_empty() => list.shrink_to_fit(),
            empty => *empty = None,
        }
    }
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0.as_deref().map_or(&[], Vec::as_slice)
    }
}

impl<T> Extend<T> for Few<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        items.into_iter().for_each(|item| self.push(item));
    }
}

impl<'f, T> IntoIterator for &'f Few<T> {
    type Item = &'f T;
    type IntoIter = std::slice::Iter<'f, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
