//! The command `bowline`.

use std::io::{IsTerminal, Write, stderr, stdin, stdout};
use std::process::ExitCode;

use bowline::cli::{self, Io, Terminal};

/// In musl's own allocator, threads wait for each other.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let utf8 = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = utf8("LC_ALL").or_else(|| utf8("LC_CTYPE")).or_else(|| utf8("LANG"));
    let is_terminal = stdout().is_terminal();
    let terminal = Terminal {
        color: color(&stdout()),
        error_color: color(&stderr()),
        // A file or a pipe accepts UTF-8. For a terminal, the locale decides.
        unicode: !is_terminal || locale.is_some_and(|locale| locale.to_lowercase().replace('-', "").contains("utf8")),
        width: console_width(),
        wrap: is_terminal,
        links: supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
        progress: stderr().is_terminal(),
    };
    // The outputs are not locked, because the threads of `bowline lsp` also use both.
    let mut out = std::io::BufWriter::new(stdout());
    let folder = std::env::current_dir().unwrap_or_default();
    let today = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date();
    let code = cli::run(
        std::env::args_os(),
        &mut Io { stdin: &mut stdin(), stdout: &mut out, stderr: &mut stderr(), folder, today, terminal },
    );
    let _ = out.flush();
    ExitCode::from(code)
}

/// Whether to use colours: by NO_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM and the type of the stream. FORCE_COLOR, which
/// CI systems also set, takes precedence.
fn color(stream: &impl anstream::stream::RawStream) -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    let forced = is_set("FORCE_COLOR") && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    forced || anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never
}

fn console_width() -> usize {
    let term = console::Term::stdout();
    match term.size_checked() {
        Some((_, width)) => usize::from(width),
        None => 100,
    }
}
