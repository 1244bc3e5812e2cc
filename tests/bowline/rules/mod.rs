//! The rules: their cards, and what a card cannot show.

mod card;
mod cards;
mod certainty;
mod examples;
mod fixes;
mod flattened;
mod values;
