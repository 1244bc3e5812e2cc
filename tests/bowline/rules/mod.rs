//! The rules: their cards, and what a card cannot show.

mod card;
mod cards;
mod causes;
mod certainty;
mod examples;
mod flattened;
mod values;
