//! Lints a text in memory: `cargo run --example lint_string`.

use bowline::report::concise;
use bowline::report::human::Style;
use bowline::session::{self, Loaded};
use bowline::settings::Settings;

const MANIFEST: &[u8] = b"\
apiVersion: v1
kind: Service
metadata:
  name: cache
spec:
  clusterIP: none
  ports:
    - port: 6379
";

fn main() -> std::io::Result<()> {
    let loaded: Vec<Loaded> = vec![session::load("cache.yaml", Ok(MANIFEST.to_vec()))];
    let checked = session::check(loaded, Vec::new(), &Settings::default(), &|| {});
    // As data: the rule, the severity and the place.
    for finding in &checked.outcome.diagnostics {
        let place = checked.sources.get(finding.primary.span.file).position(finding.primary.span.start);
        assert_eq!((finding.rule, place.line, place.column), ("svc-clusterip-invalid", 6, 14));
    }
    // As a report, in which secrets are masked.
    checked.report(|report| concise::write(&mut std::io::stdout(), report, Style::default()))
}
