//! Names of rules and categories as arguments: shells complete those that exist, and any text is accepted.
//!
//! A name that does not exist is refused later, when the nearest name can be suggested.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Command, Error};

use crate::rule::Category;
use crate::rules;

/// The kinds of names that an argument accepts.
#[derive(Debug, Clone, Copy)]
pub(super) enum Name {
    /// The id of a rule.
    Rule,
    /// The id of a rule, or a category.
    Any,
}

impl TypedValueParser for Name {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let categories = match self {
            Name::Rule => &[],
            Name::Any => Category::ALL,
        };
        let names = categories.iter().map(|category| category.as_str());
        Some(Box::new(names.chain(rules::ALL.iter().map(|rule| rule.meta.id)).map(PossibleValue::new)))
    }
}
