//! `bowline render`: print the objects that a kustomization builds.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::RenderArgs;
use super::{CLEAN, Failure, Io};
use crate::discover;
use crate::render::kustomize::{self, Builder, Content, Files, Input, Inputs, Project};
use crate::render::print::Page;
use crate::report::Masks;
use crate::secrets::{self, Secret};
use crate::settings::configs::canonical;
use crate::source::{Source, Sources, Span};
use crate::yaml::{self, Node, Parsed};

/// The column at which comments about the origin of a line start, unless the line is longer.
const COLUMN: usize = 48;

pub(super) fn run(args: RenderArgs, io: &mut Io<'_>) -> Result<u8, Failure> {
    let folder = canonical(&io.folder.join(&args.folder));
    let mut disk = Disk { sources: Sources::default(), cwd: canonical(&io.folder) };
    let root = discover::slashed(&folder);
    let project = kustomize::load(&mut disk, &[&root]);
    let Some(build) = Builder::new(&project).noting().build(&root) else {
        return Err(Failure::Message(format!("there is no kustomization in {}", args.folder.display())));
    };
    let problems = build.problems.iter().map(|problem| (problem.at, problem.message.clone()));
    let gaps = build.gaps.iter().map(|gap| (gap.at, format!("{} is not built", gap.reason)));
    for (at, message) in problems.chain(gaps) {
        writeln!(io.stderr, "bowline: {}: {message}", disk.place(at.span()))?;
    }
    let unnoted = build.kustomization.items("buildMetadata").filter(|it| it.text() == "transformerAnnotations");
    for request in unnoted {
        writeln!(io.stderr, "bowline: {}: transformerAnnotations are not printed", disk.place(request.span()))?;
    }
    if build.is_refused() {
        return Err(Failure::Message("kustomize cannot build this kustomization".to_owned()));
    }
    let mut page = Page::of(&build.objects);
    if !args.show_secrets {
        mask(&mut page, &project, disk.sources.clone());
    }
    for line in &page.lines {
        match line.node.filter(|_| args.provenance) {
            Some(node) => writeln!(io.stdout, "{:COLUMN$} # {}", line.text, disk.origin(node))?,
            None => writeln!(io.stdout, "{}", line.text)?,
        }
    }
    Ok(CLEAN)
}

/// Masks secrets and their copies by variables and replacements. This includes secrets that are in no object of the
/// page.
fn mask(page: &mut Page<'_>, project: &Project, mut sources: Sources) {
    let mut secrets: Vec<Secret> =
        sources.iter().flat_map(|(_, source)| secrets::places(&yaml::parse(source))).collect();
    secrets.extend(Inputs::read(project).all().iter().flat_map(Input::secrets));
    let source = sources.add(Source::new(String::new(), page.text()));
    secrets.extend(secrets::places(&yaml::parse(&source)));
    let masks = Masks::of_versions(&sources, &secrets);
    for (index, line) in page.lines.iter_mut().enumerate() {
        line.text = masks.masked(&source, source.id(), source.line_range(index));
    }
}

/// The files on the disk. Paths are absolute.
struct Disk {
    sources: Sources,
    cwd: PathBuf,
}

impl Disk {
    /// A place in the form that people write.
    fn place(&self, span: Span) -> String {
        let source = self.sources.get(span.file);
        format!("{}:{}", source.name, source.position(span.start).line)
    }

    /// The place at which a node is written, and the causes that changed it.
    fn origin(&self, node: Node<'_>) -> String {
        let causes = node.causes().iter().map(|cause| format!("; {}: {}", cause.what, self.place(cause.span)));
        self.place(node.span()) + &causes.collect::<String>()
    }
}

impl Files for Disk {
    fn read(&mut self, path: &str) -> Option<Content> {
        let bytes = std::fs::read(path).ok()?;
        let name = Path::new(path).strip_prefix(&self.cwd).map_or_else(|_| path.to_owned(), discover::slashed);
        Some(Content::of(bytes, |text| self.sources.add(Source::at(name, path.to_owned(), text))))
    }

    fn is_folder(&mut self, path: &str) -> bool {
        Path::new(path).is_dir()
    }

    fn parse(&mut self, source: &Arc<Source>) -> Arc<Parsed> {
        Arc::new(yaml::parse(source))
    }
}
