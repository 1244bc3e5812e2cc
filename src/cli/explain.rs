//! `bowline explain`: a rule on two screens, or with all its cases.

use super::{CLEAN, Failure, Io, rules as list};
use crate::report::card::{self, Block};
use crate::report::human::Style;
use crate::rule::{Category, Check, Meta, Rule};
use crate::rules;
use crate::schema::listed;

/// Explains the rule of an id, or lists those that once had it.
pub(super) fn run(id: &str, all: bool, style: Style, io: &mut Io<'_>) -> Result<u8, Failure> {
    let rules = rules::called(id);
    match rules[..] {
        [] => {
            let near = list::did_you_mean(id);
            Err(Failure::Message(format!("there is no rule `{id}`{near}: `bowline rules` lists them")))
        }
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
    let closing = closing(rule, all);
    let mut blocks = if all { card::blocks(meta.card) } else { without_files(card::blocks(meta.guide())) };
    let cases = blocks.iter().position(|block| *block == Block::Section("Cases")).unwrap_or(blocks.len());
    blocks.splice(cases..cases, card::blocks(&closing));
    Ok(card::write(io.stdout, &blocks, style)?)
}

/// The blocks without what the example need not show: the report, which its reader has seen, and files that stay.
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

/// The fields of Kubernetes' own kinds that the rule looks at: how many, or with `all` each with what is asked of it.
fn fields(meta: &Meta, all: bool) -> String {
    let Some(test) = meta.constraints else { return String::new() };
    let fields = listed(test);
    let lines = match all {
        false => {
            let (count, id) = (fields.len(), meta.id);
            format!("{count} fields of Kubernetes' own kinds. `bowline explain {id} --all` lists them.\n")
        }
        true => fields.iter().map(|field| format!("- {field}\n")).collect(),
    };
    format!("## Fields\n\n{lines}\n")
}

/// How to silence the rule, or to turn it on, and where more is to be read.
fn closing(rule: &Rule, all: bool) -> String {
    let Meta { id, category, on, .. } = rule.meta;
    let url = rules::url(id);
    // What bowline itself is told has no comments for bowline, and files that cannot be read have none at all.
    let has_place =
        !matches!(category, Category::Configuration | Category::Suppression) && !matches!(rule.check, Check::Engine);
    let here = if has_place { format!("- one finding: `# bowline: ignore[{id}] reason`\n") } else { String::new() };
    let switch = match on {
        true => format!("## How to silence it\n\n{here}- everywhere: `ignore: [{id}]` in `bowline.yaml`"),
        false => format!("## How to turn it on\n\n- `severity: {{{id}: warning}}` in `bowline.yaml`"),
    };
    let cases = match all || !rule.meta.card.contains("\n## Cases\n") {
        true => String::new(),
        false => format!("- `bowline explain {id} --all` shows all cases\n"),
    };
    format!("{}{switch}\n\n## More\n\n{cases}- {url}", fields(&rule.meta, all))
}
