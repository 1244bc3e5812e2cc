//! The rules: their cards, and what a card cannot show.

mod card;
mod cards;
mod examples;
mod flattened;
mod values;
