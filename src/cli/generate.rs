//! `bowline generate`: shell completions and man pages, made from the arguments themselves.

use std::path::Path;
use std::{fs, io};

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use super::args::{Args, Generate};
use super::{CLEAN, Failure, Io, reason};

pub(super) fn run(what: &Generate, io: &mut Io<'_>) -> Result<u8, Failure> {
    match what {
        Generate::Completions { shell } => completions(*shell, io)?,
        Generate::Man { out: None } => page(&documented()).render(io.stdout)?,
        Generate::Man { out: Some(folder) } => {
            let folder = io.folder.join(folder);
            fs::create_dir_all(&folder).and_then(|()| write_pages(&documented(), &folder)).map_err(|error| {
                Failure::Message(format!("cannot write man pages to `{}`: {}", folder.display(), reason(&error)))
            })?;
        }
    }
    Ok(CLEAN)
}

fn completions(shell: Shell, io: &mut Io<'_>) -> Result<(), Failure> {
    // The generator panics if it cannot write, for example into a closed pipe. Memory accepts everything.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "bowline", &mut script);
    Ok(io.stdout.write_all(&script)?)
}

/// The command and all its subcommands, with their full names. `bowline help` has no page.
fn documented() -> Command {
    let mut command = Args::command().disable_help_subcommand(true);
    command.build();
    command
}

fn page(command: &Command) -> Man {
    Man::new(command.clone()).source(concat!("bowline ", env!("CARGO_PKG_VERSION")))
}

fn write_pages(command: &Command, folder: &Path) -> io::Result<()> {
    page(command).generate_to(folder)?;
    command.get_subcommands().try_for_each(|command| write_pages(command, folder))
}
