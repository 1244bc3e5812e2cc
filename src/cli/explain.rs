//! `bowline explain`: a rule on two screens, or with all its cases.

use super::{CLEAN, Failure, Io, rules as list};
use crate::report::card::{self, Block};
use crate::report::human::Style;
use crate::rule::Rule;
use crate::rules;

/// Explains the rule with an id, or lists the rules that once had it.
pub(super) fn run(id: &str, all: bool, style: Style, io: &mut Io<'_>) -> Result<u8, Failure> {
    let rules = rules::called(id);
    match rules[..] {
        [] => match rules::starting_with(id)[..] {
            [] => {
                let near = list::did_you_mean(id);
                Err(Failure::Message(format!("there is no rule `{id}`{near}")))
            }
            [rule] => {
                explain(rule, all, style, io)?;
                Ok(CLEAN)
            }
            ref several => {
                writeln!(io.stdout, "Rules that start with `{id}`:\n")?;
                list::table(several, style, io)?;
                Ok(CLEAN)
            }
        },
        [rule] => {
            list::note_former_name(id, io)?;
            explain(rule, all, style, io)?;
            Ok(CLEAN)
        }
        _ => {
            writeln!(io.stdout, "`{id}` was split. Its rules are:\n")?;
            list::table(&rules, style, io)?;
            Ok(CLEAN)
        }
    }
}

fn explain(rule: &'static Rule, all: bool, style: Style, io: &mut Io<'_>) -> Result<(), Failure> {
    let meta = &rule.meta;
    let closing = format!("{}\n\n{}", card::closing(rule, all), more(rule, all));
    let mut blocks = if all { card::blocks(meta.card()) } else { without_files(card::blocks(meta.guide())) };
    let cases = blocks.iter().position(|block| *block == Block::Section("Cases")).unwrap_or(blocks.len());
    blocks.splice(cases..cases, card::blocks(&closing));
    Ok(card::write(io.stdout, &blocks, style)?)
}

/// The blocks without those that the example need not show: the report, which the reader has seen, and unchanged files.
fn without_files(mut blocks: Vec<Block<'_>>) -> Vec<Block<'_>> {
    let example = blocks.iter().position(|block| *block == Block::Section("Example")).unwrap_or(blocks.len());
    let is_left_out = |block: &Block<'_>| matches!(block, Block::Fence(info, _) if *info != "diff");
    for index in (example..blocks.len()).rev() {
        if blocks.get(index).is_some_and(is_left_out) {
            blocks.remove(index);
            if blocks.get(index - 1).is_some_and(Block::is_file_name) {
                blocks.remove(index - 1);
            }
        }
    }
    blocks
}

/// The lines that say where to read more.
fn more(rule: &Rule, all: bool) -> String {
    let id = rule.meta.id;
    let cases = match all || !rule.meta.card().contains("\n## Cases\n") {
        true => String::new(),
        false => format!("- `bowline explain {id} --all` shows all cases\n"),
    };
    format!("## More\n\n{cases}- {}", rules::url(id))
}
