//! The contents of files at a commit, which one git process reads.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::{Failure, reason};
use crate::session::MAX_FILE;

/// A reader of git's objects. Its process starts with the first request.
pub(super) struct Blobs {
    git: Command,
    process: Option<Process>,
}

struct Process {
    child: Child,
    asked: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Blobs {
    /// A reader that uses a command for git in the repository.
    pub(super) fn new(git: Command) -> Self {
        Self { git, process: None }
    }

    /// The content of an object. Returns `None` if the clone does not have it, or if it is too large to check.
    pub(super) fn read(&mut self, number: &str) -> Result<Option<Vec<u8>>, Failure> {
        if self.process.is_none() {
            self.process = Some(Process::start(&mut self.git).map_err(cannot_run)?);
        }
        let Some(process) = &mut self.process else { return Ok(None) };
        process.read(number).map_err(|error| Failure::Message(format!("git cat-file: {}", reason(&error))))
    }
}

impl Process {
    fn start(git: &mut Command) -> io::Result<Process> {
        git.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = git.spawn()?;
        let (asked, answers) = (child.stdin.take(), child.stdout.take());
        match asked.zip(answers) {
            Some((asked, answers)) => Ok(Process { child, asked, answers: BufReader::new(answers) }),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    /// Requests one object at a time. git answers before it reads the next request, so neither waits for the other.
    fn read(&mut self, number: &str) -> io::Result<Option<Vec<u8>>> {
        writeln!(self.asked, "{number}")?;
        self.asked.flush()?;
        let mut head = String::new();
        if self.answers.read_line(&mut head)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        // `NUMBER blob SIZE`, or `NUMBER missing`.
        let size = head.trim_end().rsplit_once(' ').and_then(|(_, size)| size.parse::<u64>().ok());
        let Some(size) = size else { return Ok(None) };
        if size > MAX_FILE {
            io::copy(&mut (&mut self.answers).take(size + 1), &mut io::sink())?;
            return Ok(None);
        }
        let mut held = Vec::new();
        (&mut self.answers).take(size).read_to_end(&mut held)?;
        let mut end = [0];
        self.answers.read_exact(&mut end)?;
        Ok(Some(held))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // git has answered all requests.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The failure if git cannot be started.
pub(super) fn cannot_run(error: std::io::Error) -> Failure {
    Failure::Message(format!("cannot run git: {}", reason(&error)))
}
