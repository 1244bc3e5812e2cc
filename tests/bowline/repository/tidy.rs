//! The words of the project: phrases that are hard to read must not come back.

use std::fs;
use std::path::Path;

use regex::Regex;

use crate::common::{bowline, walk};

/// Phrases that we do not use, each with what to write instead. They are matched in prose: comments, texts in quotes,
/// documents, cards and `--help`.
const PHRASES: &[(&str, &str)] = &[
    (r"\bstands\b", "is, appears"),
    (r"\bholds\b", "contains, applies, is true"),
    (r"\bheld against\b", "checked against, compared with"),
    (r"\bbehind (it|its|code|which|what|the (key|colon|dash|line|value|name))\b", "after"),
    (r"\bslips?\b", "typo, mistake"),
    (r"\bmend(s|ed|ing)?\b", "repair, rebuild"),
    (r"\bbeside\b", "next to"),
    (r"\bat hand\b", "available, known"),
    (r"\basked for\b", "required, requested"),
    (r"\bsomebody\b", "name the actor"),
    (r"\b[Tt]rue where\b", "whether"),
    (r"\b[Nn]one where\b", "`None` if"),
    (r", else\b", "otherwise"),
    (r", too[.,:;]", "also, as well"),
    (r"\binside of\b", "inside"),
    (r"\bis another one (now|by)\b", "changed"),
    (r"\b(nothing|what) is said of\b|\b[Ww]hat is said of\b", "how it is reported, the message about"),
    (r"\bwithout a word\b", "silently"),
];

/// `is no X` is for existence only: "there is no Service", "it is no longer".
const IS_NO: &str = r"\b(\w+) (?:is|are) no (\w+)( than)?";

/// The folders whose Rust files are checked: comments, and quoted strings that a person may see.
const SOURCES: [&str; 6] = ["src", "rules", "xtask", "benches", "build", "tests/bowline"];

/// The documents next to the pages in `docs`.
const DOCUMENTS: [&str; 6] =
    ["README.md", "CHANGELOG.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "tests/README.md"];

struct Phrases {
    phrases: Vec<(Regex, &'static str)>,
    is_no: Regex,
}

impl Phrases {
    fn new() -> Self {
        let phrases = PHRASES.iter().map(|(pattern, instead)| (Regex::new(pattern).unwrap(), *instead)).collect();
        Self { phrases, is_no: Regex::new(IS_NO).unwrap() }
    }

    /// The first forbidden phrase in a text, with what to write instead.
    fn find(&self, text: &str) -> Option<(String, &'static str)> {
        let found = self.phrases.iter().find_map(|(pattern, instead)| Some((pattern.find(text)?, *instead)));
        let is_wrong = |found: &regex::Captures<'_>| {
            let is_fine = found.get(3).is_some() || matches!(&found[2], "longer" | "one");
            !found[1].eq_ignore_ascii_case("there") && !is_fine
        };
        let denied = || self.is_no.captures_iter(text).find(is_wrong).map(|found| (found[0].to_owned(), "is not a"));
        found.map(|(found, instead)| (found.as_str().to_owned(), instead)).or_else(denied)
    }
}

#[test]
fn prose_has_no_phrase_that_needs_a_second_reading() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let phrases = Phrases::new();
    let mut found = Vec::new();
    let mut look = |place: &str, lines: Vec<(usize, String)>| {
        for (number, text) in lines {
            if let Some((phrase, instead)) = phrases.find(&text) {
                found.push(format!("{place}:{number}: `{phrase}`: write {instead}"));
            }
        }
    };
    let mut look = |place: &str, lines: Vec<(usize, String)>| look(place, wrapped(lines));
    for file in SOURCES.iter().flat_map(|folder| walk(&root.join(folder))) {
        let place = file.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        let lines = match file.extension().and_then(|end| end.to_str()) {
            Some("rs") if !place.ends_with("repository/tidy.rs") => {
                of_source(&fs::read_to_string(&file).unwrap(), &place)
            }
            Some("md") => of_document(&fs::read_to_string(&file).unwrap()),
            _ => continue,
        };
        look(&place, lines);
    }
    let pages = walk(&root.join("docs")).into_iter().filter(|page| page.extension().is_some_and(|end| end == "md"));
    for page in pages.chain(DOCUMENTS.iter().map(|name| root.join(name))) {
        look(&page.display().to_string(), of_document(&fs::read_to_string(&page).unwrap()));
    }
    for command in ["check", "fix", "baseline", "graph", "render", "init", "explain", "rules", "lsp", "generate"] {
        let help = bowline(root, &[command, "--help"]).stdout;
        look(&format!("{command} --help"), numbered(&help));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The comments of a Rust file. If it is not a test, also the quoted strings that have several words.
fn of_source(text: &str, place: &str) -> Vec<(usize, String)> {
    let is_test = place.starts_with("tests/") || place.ends_with("/tests.rs");
    let quoted = |line: &str| -> String {
        let texts = line.split('"').skip(1).step_by(2);
        texts.filter(|text| text.contains(' ')).collect::<Vec<_>>().join("\n")
    };
    let prose = |line: &str| match line.trim_start() {
        comment if comment.starts_with("//") => comment.trim_start_matches(['/', '!']).to_owned(),
        _ if is_test => String::new(),
        code => quoted(code),
    };
    numbered(text).into_iter().map(|(number, line)| (number, prose(&line))).collect()
}

/// The lines of a document outside of blocks of code.
fn of_document(text: &str) -> Vec<(usize, String)> {
    let mut is_code = false;
    let mut lines = numbered(text);
    lines.retain(|(_, line)| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    });
    lines
}

/// The lines, each with the first words of the next one, so that a phrase is also found across a line break.
fn wrapped(lines: Vec<(usize, String)>) -> Vec<(usize, String)> {
    let start = |(_, line): &(usize, String)| line.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
    let starts: Vec<String> = lines.iter().skip(1).map(start).chain([String::new()]).collect();
    let is_next = |at: usize| lines.get(at + 1).is_some_and(|next| next.0 == lines[at].0 + 1);
    let with_next = |(at, line): (usize, &(usize, String))| match is_next(at) && !line.1.contains('\n') {
        true => (line.0, format!("{} {}", line.1.trim_end(), starts[at])),
        false => line.clone(),
    };
    lines.iter().enumerate().map(with_next).collect()
}

fn numbered(text: &str) -> Vec<(usize, String)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line.to_owned())).collect()
}

#[test]
fn good_english_gives_no_alarm() {
    let phrases = Phrases::new();
    for good in [
        "there is no Service `web`",
        "There are no keys",
        "a rule that is no longer found",
        "the field is behind a feature gate",
        "it is no more than the limit, too many to show",
        "what it asks for, or anything else",
        "Where a node is written",
    ] {
        assert_eq!(phrases.find(good), None);
    }
    for bad in ["a rule that is no more finds nothing", "this is no mapping", "what stands here", "the value at hand"] {
        assert!(phrases.find(bad).is_some(), "{bad}");
    }
    let broken = of_source("// A key is\n/// no mapping.\nfn f() {}\n", "src/a.rs");
    assert!(wrapped(broken).iter().any(|(_, line)| phrases.find(line).is_some()));
}
