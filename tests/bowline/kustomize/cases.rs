//! The form of `testdata/builds/*.txt`: many small projects in one file.
//!
//! ```text
//! What the file is about.
//!
//! -- pod.yaml --
//! A file of each case below.
//!
//! == what the case shows
//! -- kustomization.yaml --
//! A file of the case. The folder of its first kustomization is built.
//! -- data.txt -- unterminated
//! The line feed at the end is left out.
//! -- image.bin -- base64
//! AAECAw==
//! -- output --
//! What kustomize prints; `-- refused --` if it refuses.
//! ```

use std::fmt::Write as _;
use std::path::Path;

use bowline::yaml::decode_base64;
use tempfile::TempDir;

/// A file of cases.
pub struct Family {
    /// Everything above the first case.
    head: String,
    shared: Vec<File>,
    pub cases: Vec<Case>,
}

pub struct Case {
    pub title: String,
    files: Vec<File>,
    /// The output of kustomize, or its refusal. `None` in a new case that is not recorded yet.
    pub outcome: Option<Outcome>,
}

#[derive(PartialEq, Eq, Debug)]
pub enum Outcome {
    Output(String),
    Refused,
}

struct File {
    path: String,
    form: String,
    text: String,
}

impl Family {
    pub fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let mut family = Self { head: String::new(), shared: Vec::new(), cases: Vec::new() };
        for line in text.split_inclusive('\n') {
            family.line(line);
        }
        for case in &mut family.cases {
            case.take_outcome();
        }
        family
    }

    fn line(&mut self, line: &str) {
        if let Some(title) = line.strip_prefix("== ") {
            self.cases.push(Case { title: title.trim().to_owned(), files: Vec::new(), outcome: None });
            return;
        }
        if self.cases.is_empty() {
            self.head.push_str(line);
        }
        let files = self.cases.last_mut().map_or(&mut self.shared, |case| &mut case.files);
        let marker = line.strip_prefix("-- ").and_then(|rest| rest.split_once(" --"));
        if let Some((path, form)) = marker {
            files.push(File { path: path.to_owned(), form: form.trim().to_owned(), text: String::new() });
        } else if let Some(file) = files.last_mut() {
            file.text.push_str(line);
        }
    }

    /// The text of the file, with the outcomes of its cases.
    pub fn write(&self) -> String {
        let mut text = self.head.clone();
        for case in &self.cases {
            writeln!(text, "== {}", case.title).unwrap();
            for file in &case.files {
                let space = if file.form.is_empty() { "" } else { " " };
                write!(text, "-- {} --{space}{}\n{}", file.path, file.form, file.text).unwrap();
            }
            match &case.outcome {
                Some(Outcome::Output(output)) => write!(text, "-- output --\n{output}\n\n").unwrap(),
                Some(Outcome::Refused) => text.push_str("-- refused --\n\n"),
                None => text.push('\n'),
            }
        }
        text.truncate(text.trim_end().len());
        text + "\n"
    }

    /// Writes the files of a case.
    pub fn unpack(&self, case: &Case) -> TempDir {
        let folder = TempDir::new().unwrap();
        for file in self.shared.iter().chain(&case.files) {
            let path = folder.path().join(&file.path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, file.bytes()).unwrap();
        }
        folder
    }
}

impl Case {
    /// The folder that is built, relative to the folder of the case.
    pub fn root(&self) -> &str {
        let kustomizations = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
        let folders = self.files.iter().filter_map(|file| {
            let (folder, name) = file.path.rsplit_once('/').unwrap_or((".", &file.path));
            kustomizations.contains(&name).then_some(folder)
        });
        folders.clone().next().unwrap_or(".")
    }

    fn take_outcome(&mut self) {
        let Some(last) = self.files.pop() else { return };
        self.outcome = match last.path.as_str() {
            "output" => Some(Outcome::Output(last.text.trim_end_matches('\n').to_owned())),
            "refused" => Some(Outcome::Refused),
            _ => None,
        };
        if self.outcome.is_none() {
            let text = last.text.trim_end_matches('\n').to_owned() + "\n";
            self.files.push(File { text, ..last });
        }
    }
}

impl File {
    fn bytes(&self) -> Vec<u8> {
        match self.form.as_str() {
            "" => self.text.clone().into_bytes(),
            "unterminated" => self.text.strip_suffix('\n').unwrap_or(&self.text).into(),
            "base64" => decode_base64(self.text.trim_end()).unwrap(),
            other => panic!("{}: no form {other}", self.path),
        }
    }
}
