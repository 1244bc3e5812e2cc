//! The rules: their cards, and cases that a card cannot show.

mod card;
mod cards;
mod causes;
mod certainty;
mod composed;
mod examples;
mod fixes;
mod flattened;
mod formats;
mod linked;
mod same_secrets;
mod values;
mod worked;
