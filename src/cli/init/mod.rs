//! `bowline init`: a configuration and a gate that fit the project.

mod gate;
mod ignores;
mod look;

use std::fs::File;
use std::io::{ErrorKind, Write as _};

use super::args::InitArgs;
use super::{CLEAN, Failure, Io, reason};
use crate::settings::config::{self, FILE_NAME};
use look::Found;

/// Writes the requested files into the working directory.
pub(super) fn run(args: &InitArgs, io: &mut Io<'_>) -> Result<u8, Failure> {
    let found = look::look(&io.folder);
    let is_there = io.folder.join(FILE_NAME).exists();
    if is_there && args.ci.is_none() {
        return Err(Failure::Message(format!("{FILE_NAME} exists: nothing was written")));
    }
    if !is_there {
        let text = if args.all { whole(&found) } else { short(&found) };
        write_new(FILE_NAME, &text, args, io)?;
        for line in found.lines() {
            writeln!(io.stdout, "  found {line}")?;
        }
    }
    match args.ci {
        Some(ci) => gate::write(ci, args, io)?,
        None => {
            if let Some(ci) = found.ci() {
                writeln!(io.stdout, "to check each change: bowline init --ci {ci}")?;
            }
        }
    }
    Ok(CLEAN)
}

/// Creates a new file or fails, so that nothing is ever overwritten.
fn write_new(name: &str, text: &str, args: &InitArgs, io: &mut Io<'_>) -> Result<(), Failure> {
    if args.dry_run {
        writeln!(io.stdout, "{name} (not written):\n{text}")?;
        return Ok(());
    }
    let written = File::create_new(io.folder.join(name)).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| {
        Failure::Message(match error.kind() {
            ErrorKind::AlreadyExists => format!("{name} exists: nothing was written"),
            _ => format!("cannot write {name}: {}", reason(&error)),
        })
    })?;
    writeln!(io.stdout, "wrote {name}: uncomment what you need, then run `bowline check`")?;
    Ok(())
}

fn schema_line() -> String {
    format!("# yaml-language-server: $schema={}\n", config::schema_url())
}

/// The configuration with the settings that most projects need and those that fit this one, all commented out.
fn short(found: &Found) -> String {
    let mut text = schema_line();
    text.push_str("# The settings of this project. A line that starts with `#` and no space is a proposal: remove the `#` to use it.\n");
    text.push_str(&format!("# Every key: {}/configuration-reference/\n\n", env!("CARGO_PKG_HOMEPAGE")));
    text.push_str(
        "# The Kubernetes versions that the manifests are for; without it, the newest.\n#kubernetes: \"1.31-1.33\"\n\n",
    );
    text.push_str("# Findings of today, so that only new ones are reported: `bowline baseline` writes the file.\n#baseline: bowline-baseline.json\n");
    for chart in &found.charts {
        let sentence =
            format!("# {chart} is a Helm chart: check what it renders, `helm template {chart} | bowline check -`.\n");
        text.push_str(&format!("\n{sentence}"));
    }
    if !found.ignored.rules.is_empty() {
        let rules = found.ignored.rules.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        text.push_str(&format!("\n# What the configuration of another linter leaves out.\n#ignore: [{rules}]\n"));
    }
    if !found.tests.is_empty() {
        text.push_str(&format!("\n#overrides:\n{}", overrides(&found.tests)));
    }
    if !found.ignored.findings.is_empty() {
        text.push_str("\n# What annotations for other linters accept.\n#suppress:\n");
        found.ignored.findings.iter().for_each(|line| text.push_str(&format!("#  - {line}\n")));
    }
    text
}

/// The configuration with every key and an example, all commented out.
fn whole(found: &Found) -> String {
    const KEY: &str = "#overrides:\n";
    let settings = match found.tests.is_empty() {
        true => config::TEMPLATE.to_owned(),
        false => config::TEMPLATE.replacen(KEY, &format!("{KEY}{}", overrides(&found.tests)), 1),
    };
    schema_line() + &settings
}

/// Milder severities for folders of tests.
fn overrides(tests: &[String]) -> String {
    let paths = tests.iter().map(|folder| format!("\"{folder}\"")).collect::<Vec<_>>().join(", ");
    format!(
        "#  # Manifests of tests may be wrong on purpose.\n#  - paths: [{paths}]\n#    ignore: [secrets]\n\
         #    severity: {{ values: info, links: info }}\n"
    )
}
