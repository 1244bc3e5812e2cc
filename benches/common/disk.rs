//! The files of a disk, as the builds of kustomizations read them.

use std::path::Path;
use std::sync::Arc;

use bowline::render::kustomize::{Content, Files};
use bowline::source::{Source, Sources};
use bowline::yaml::{self, Parsed};

/// Reads and parses each file that a build needs.
#[derive(Default)]
pub struct Disk {
    sources: Sources,
}

impl Files for Disk {
    fn read(&mut self, path: &str) -> Option<Content> {
        match String::from_utf8(std::fs::read(path).ok()?) {
            Ok(text) => Some(Content::Text(self.sources.add(Source::new(path.to_owned(), text)))),
            Err(error) => Some(Content::Binary(error.into_bytes().into())),
        }
    }

    fn is_folder(&mut self, path: &str) -> bool {
        Path::new(path).is_dir()
    }

    fn parse(&mut self, source: &Arc<Source>) -> Arc<Parsed> {
        Arc::new(yaml::parse(source))
    }
}
