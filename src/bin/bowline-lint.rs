//! `bowline-lint`: starts the executable `bowline` in its own folder, so that `uvx bowline-lint`, `pipx run bowline-lint` and
//! `npx bowline-lint` find a command with the name of the package.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let started = neighbour().and_then(|program| {
        let mut command = Command::new(&program);
        command.args(std::env::args_os().skip(1));
        run(command).map_err(|error| std::io::Error::new(error.kind(), format!("{}: {error}", program.display())))
    });
    started.unwrap_or_else(|error| {
        let _ = writeln!(std::io::stderr(), "error: cannot start bowline: {error}");
        ExitCode::from(2)
    })
}

/// The path of `bowline` next to this executable, wherever links lead to it from.
fn neighbour() -> std::io::Result<PathBuf> {
    let own = std::env::current_exe()?.canonicalize()?;
    Ok(own.with_file_name(format!("bowline{}", std::env::consts::EXE_SUFFIX)))
}

/// Becomes the other program. Returns only if it could not.
#[cfg(unix)]
fn run(mut command: Command) -> std::io::Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(command.exec())
}

/// Runs the other program and passes its exit code on.
#[cfg(not(unix))]
fn run(mut command: Command) -> std::io::Result<ExitCode> {
    let code = command.status()?.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(2)))
}
