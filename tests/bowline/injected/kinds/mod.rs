//! The kinds of mistakes, and of harmless edits.

mod harmless;
mod links;
mod names;
mod routes;
mod text;
mod values;

use super::app::App;
use super::edit::{Do, Mistake};
use super::place::Site;

/// A kind of mistake.
pub struct Kind {
    pub name: &'static str,
    /// The [patterns](Site::all) of its places.
    at: &'static [&'static str],
    /// Whether the mistake fits a place.
    fits: fn(&Site<'_>) -> bool,
    edit: Do,
}

impl Kind {
    const fn new(name: &'static str, at: &'static [&'static str], fits: fn(&Site<'_>) -> bool, edit: Do) -> Self {
        Self { name, at, fits, edit }
    }

    /// The mistakes of the kind at all places of an application that it fits.
    pub fn mistakes(&self, app: &App) -> Vec<Mistake> {
        let sites = Site::all(app, self.at).into_iter().filter(|site| (self.fits)(site));
        sites.filter_map(|site| self.edit.apply(&site)).collect()
    }
}

/// Fits every place.
fn always(_: &Site<'_>) -> bool {
    true
}

pub fn mistakes() -> Vec<Kind> {
    [links::KINDS, names::KINDS, routes::KINDS, values::KINDS, text::KINDS]
        .into_iter()
        .flatten()
        .map(Kind::copy)
        .collect()
}

pub fn harmless() -> Vec<Kind> {
    harmless::KINDS.iter().map(Kind::copy).collect()
}

impl Kind {
    fn copy(&self) -> Self {
        Self { ..*self }
    }
}
