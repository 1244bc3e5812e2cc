//! `bowline check`: lint and report.

use std::io;

use super::args::{CheckArgs, FailOn};
use super::run::{self, Purpose};
use super::{CLEAN, FINDINGS, Failure, Io, fix, output};
use crate::fix::Choice;
use crate::lint::settle;

pub(super) fn run(args: CheckArgs, io: &mut Io<'_>) -> Result<u8, Failure> {
    let info = args.info || args.fail_on == FailOn::Info;
    let unwritten = if args.fix { fix::before_check(&args, io)? } else { None };
    let mut run = run::run(&args.selection, info, Purpose::Report(args.baseline.as_deref()), io)?;
    let worst = settle::worst(&run.checked.outcome.diagnostics);
    let code = if worst.is_some_and(|worst| args.fail_on.fails(worst)) { FINDINGS } else { CLEAN };
    let choice = Choice { with_unsafe: args.unsafe_fixes, rules: Vec::new(), files: Some(run.asked()) };
    // Standard input has no file to write to.
    run.checked.summary.fixable = if fix::is_stdin(&args.selection) { 0 } else { choice.count(&run.checked) };
    match output::write(&args, &run.checked, &choice, io) {
        // The reader of the output closed it, but the findings still decide the exit code.
        Err(Failure::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => {}
        written => written?,
    }
    match unwritten.or(run.shortfall) {
        // The report comes before the message.
        Some(message) => {
            let _ = io.stdout.flush();
            Err(Failure::Message(message))
        }
        None => Ok(code),
    }
}
