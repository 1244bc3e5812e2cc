//! The files that `discover` finds, and those that it leaves out.
// Clippy does not recognise helpers as tests.

use std::fs;
use std::path::{Path, PathBuf};

use bowline::discover::{Discovery, Options, Problem, Skipped, discover};
use tempfile::TempDir;

/// A folder with these files. A name that ends in `/` is a folder. Each file contains its own path.
fn tree(files: &[&str]) -> TempDir {
    let root = tempfile::tempdir().unwrap();
    for file in files {
        write(root.path(), file, file);
    }
    root
}

fn write(root: &Path, file: &str, text: &str) {
    let path = root.join(file);
    if file.ends_with('/') {
        fs::create_dir_all(path).unwrap();
    } else {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn globs(globs: &[&str]) -> Vec<String> {
    globs.iter().map(ToString::to_string).collect()
}

fn excluding(exclude: &[&str]) -> Options {
    Options { exclude: globs(exclude), ..Options::default() }
}

fn including(include: &[&str]) -> Options {
    Options { include: globs(include), ..Options::default() }
}

fn run(cwd: &Path, targets: &[&str], options: &Options) -> Discovery {
    let targets: Vec<PathBuf> = targets.iter().map(PathBuf::from).collect();
    discover(cwd, &targets, options).unwrap()
}

fn names_with(cwd: &Path, targets: &[&str], options: &Options) -> Vec<String> {
    let found = run(cwd, targets, options);
    assert_eq!(found.problems, []);
    found.files.into_iter().map(|file| file.name).collect()
}

fn names(cwd: &Path, targets: &[&str]) -> Vec<String> {
    names_with(cwd, targets, &Options::default())
}

#[test]
fn takes_fitting_extensions_only() {
    let root = tree(&["a.yaml", "b.YML", "c.Json", "d/Kustomization", "d/e/f.yml", "g.txt", "h", "yaml", "d/x.yaml~"]);
    assert_eq!(names(root.path(), &["."]), ["a.yaml", "b.YML", "c.Json", "d/Kustomization", "d/e/f.yml"]);
    let file = &run(root.path(), &["d/e"], &Options::default()).files[0];
    assert_eq!((file.name.as_str(), file.explicit), ("d/e/f.yml", false));
    assert_eq!(fs::read_to_string(&file.path).unwrap(), "d/e/f.yml");
}

#[test]
fn sorts_by_the_bytes_of_the_name() {
    let root = tree(&["b.yaml", "a/z.yaml", "a-b/c.yaml", "a.yaml", "B.yaml"]);
    assert_eq!(names(root.path(), &["."]), ["B.yaml", "a-b/c.yaml", "a.yaml", "a/z.yaml", "b.yaml"]);
}

#[test]
fn names_are_relative_to_the_working_directory_where_possible() {
    let root = tree(&["in/sub/a.yaml", "out/b.yaml"]);
    let cwd = root.path().join("in");
    let absolute = |path: &str| root.path().join(path).to_string_lossy().into_owned();
    assert_eq!(names(&cwd, &["./sub/"]), ["sub/a.yaml"]);
    assert_eq!(names(&cwd, &["sub//./a.yaml"]), ["sub/a.yaml"]);
    assert_eq!(names(&cwd, &["../in/sub"]), ["sub/a.yaml"]);
    assert_eq!(names(&cwd, &["../out"]), ["../out/b.yaml"]);
    assert_eq!(names(&cwd, &[&absolute("in/sub")]), ["sub/a.yaml"]);
    assert_eq!(names(&cwd, &[&absolute("out")]), [absolute("out/b.yaml")]);
    assert_eq!(names(&cwd.join("sub"), &[".."]), ["../sub/a.yaml"]);
}

#[test]
fn hidden_is_left_unless_named() {
    let root = tree(&[".a.yaml", ".github/b.yaml", ".github/.c.yaml", "d.yaml"]);
    assert_eq!(names(root.path(), &["."]), ["d.yaml"]);
    assert_eq!(names(root.path(), &[".github"]), [".github/b.yaml"]);
    assert_eq!(names(root.path(), &[".a.yaml"]), [".a.yaml"]);
    assert_eq!(run(root.path(), &["."], &Options::default()).skipped, []);
}

#[test]
fn nearest_gitignore_wins() {
    let root = tree(&["a.yaml", "b.yaml", "sub/a.yaml", "sub/b.yaml", "sub/deep/a.yaml", "sub/deep/b.yaml"]);
    write(root.path(), ".gitignore", "a.yaml\n/b.yaml\n");
    write(root.path(), "sub/.gitignore", "!a.yaml\n");
    write(root.path(), "sub/deep/.gitignore", "*\n!b.yaml\n");
    assert_eq!(names(root.path(), &["."]), ["sub/a.yaml", "sub/b.yaml", "sub/deep/b.yaml"]);
}

#[test]
fn nothing_comes_back_from_an_ignored_folder() {
    let root = tree(&["build/a.yaml", "build/keep.yaml", "some/build/b.yaml", "dist.yaml", "x/dist/c.yaml"]);
    write(root.path(), ".gitignore", "build/\n!build/keep.yaml\n/dist\ndist.yaml/\n");
    write(root.path(), "build/.gitignore", "!keep.yaml\n");
    assert_eq!(names(root.path(), &["."]), ["dist.yaml", "x/dist/c.yaml"]);
    assert_eq!(names(root.path(), &["build"]), ["build/a.yaml", "build/keep.yaml"]);
}

#[test]
fn gitignore_of_the_enclosing_repository_counts() {
    let root = tree(&["repo/.git/", "repo/x/y/a.yaml", "repo/x/y/b.yaml", "repo/x/y/c.yaml", "repo/x/y/d.yaml"]);
    write(root.path(), ".gitignore", "*\n");
    write(root.path(), "repo/.gitignore", "a.yaml\n/x/y/b.yaml\n");
    write(root.path(), "repo/x/.gitignore", "!a.yaml\n");
    write(root.path(), "repo/.git/info/exclude", "c.yaml\nd.yaml\n");
    write(root.path(), "repo/x/y/.gitignore", "!d.yaml\n");
    assert_eq!(names(&root.path().join("repo/x/y"), &["."]), ["a.yaml", "d.yaml"]);
    assert_eq!(names(&root.path().join("repo"), &["."]), ["x/y/a.yaml", "x/y/d.yaml"]);
}

#[test]
fn without_a_repository_no_gitignore_above_counts() {
    let root = tree(&["x/a.yaml"]);
    write(root.path(), ".gitignore", "*\n");
    assert_eq!(names(root.path(), &["x"]), ["x/a.yaml"]);
}

#[test]
fn a_nested_repository_starts_afresh() {
    let root = tree(&[".git/", "sub/a.yaml", "sub/b.yaml", "c.yaml"]);
    write(root.path(), ".gitignore", "[a-c].yaml\n");
    write(root.path(), "sub/.git", "gitdir: ../.git/modules/sub\n");
    write(root.path(), "sub/.gitignore", "b.yaml\n");
    assert_eq!(names(root.path(), &["."]), ["sub/a.yaml"]);
}

#[test]
fn bad_gitignore_lines_are_left_out() {
    let root = tree(&["a.yaml", "b.yaml", "c.yaml", "sub/.gitignore/", "sub/d.yaml"]);
    fs::write(root.path().join(".gitignore"), b"\xef\xbb\xbfa.yaml\r\n[z-a]{\n\xff\xfe\nb.yaml\n").unwrap();
    assert_eq!(names(root.path(), &["."]), ["c.yaml", "sub/d.yaml"]);
}

#[test]
fn explicit_files_need_no_extension_and_ignore_gitignore() {
    let root = tree(&["notes.txt", ".hidden", "ignored.yaml", "b.yaml"]);
    write(root.path(), ".gitignore", "ignored.yaml\n");
    let found = run(root.path(), &["notes.txt", ".hidden", "ignored.yaml", "."], &Options::default());
    let seen: Vec<_> = found.files.iter().map(|file| (file.name.as_str(), file.explicit)).collect();
    assert_eq!(seen, [(".hidden", true), ("b.yaml", false), ("ignored.yaml", true), ("notes.txt", true)]);
}

#[test]
fn exclude_reaches_explicit_files_and_folders() {
    let root = tree(&["a.yaml", "vendor/b.yaml", "x/vendor/y/c.yaml", "vendored.yaml"]);
    let vendor = excluding(&["vendor"]);
    let all = ["a.yaml", "vendor/b.yaml", "x/vendor/y/c.yaml", "vendored.yaml"];
    assert_eq!(names_with(root.path(), &all, &vendor), ["a.yaml", "vendored.yaml"]);
    assert_eq!(names_with(root.path(), &["x/vendor/y", "vendor", "x"], &vendor), [""; 0]);
    assert_eq!(names_with(root.path(), &["a.yaml"], &excluding(&["*.yaml"])), [""; 0]);
}

#[test]
fn exclude_matches_like_gitignore() {
    let root = tree(&["a.yaml", "x/a.yaml", "x/b.yaml", "x/y/a.yaml", "x/y/c.yaml"]);
    let left = |glob: &str| names_with(root.path(), &["."], &excluding(&[glob]));
    assert_eq!(left("a.yaml"), ["x/b.yaml", "x/y/c.yaml"]);
    assert_eq!(left("/a.yaml"), ["x/a.yaml", "x/b.yaml", "x/y/a.yaml", "x/y/c.yaml"]);
    assert_eq!(left("./a.yaml"), left("/a.yaml"));
    assert_eq!(left("x/*.yaml"), ["a.yaml", "x/y/a.yaml", "x/y/c.yaml"]);
    assert_eq!(left("x/**/a.yaml"), ["a.yaml", "x/b.yaml", "x/y/c.yaml"]);
    assert_eq!(left("y/"), ["a.yaml", "x/a.yaml", "x/b.yaml"]);
    assert_eq!(left("x/y"), left("y/"));
    assert_eq!(left("{b,c}.yaml"), ["a.yaml", "x/a.yaml", "x/y/a.yaml"]);
    assert_eq!(left(&format!("{}/x/**", root.path().display())), ["a.yaml"]);
    assert_eq!(left("").len(), 5);
}

#[test]
fn exclude_counts_from_the_working_directory_and_from_the_root() {
    let root = tree(&["charts/a/x.yaml", "charts/b/x.yaml"]);
    for glob in ["charts/a", "a/x.yaml", "/a"] {
        assert_eq!(names_with(root.path(), &["charts"], &excluding(&[glob])), ["charts/b/x.yaml"], "{glob}");
    }
    // An anchored glob does not match a named file outside of its folder.
    assert_eq!(names_with(root.path(), &["charts/a/x.yaml"], &excluding(&["/x.yaml"])), ["charts/a/x.yaml"]);
}

#[test]
fn exclude_outside_of_the_working_directory() {
    let root = tree(&["in/", "out/a.yaml", "out/old/b.yaml"]);
    let cwd = root.path().join("in");
    let left = |target: &str, glob: &str| names_with(&cwd, &[target], &excluding(&[glob])).len();
    let out = root.path().join("out").to_string_lossy().into_owned();
    assert_eq!(left("../out", "../out/old"), 1);
    assert_eq!(left("../out/old/b.yaml", "../out/old"), 0);
    assert_eq!(left("../out/old/b.yaml", "*.yaml"), 0);
    assert_eq!(left("../out", "old"), 1);
    assert_eq!(left(&out, &format!("{out}/old/")), 1);
    // A floating glob does not match folders above the root.
    let above = root.path().file_name().unwrap().to_string_lossy().into_owned();
    assert_eq!(left(&out, &format!("**/{above}/**")), 2);
}

#[test]
fn include_widens_and_never_narrows() {
    let root = tree(&["a.yaml", "b.tpl", "x/c.tpl", "x/d.txt", ".e.tpl", "skip/f.tpl"]);
    write(root.path(), ".gitignore", "skip\n");
    assert_eq!(names_with(root.path(), &["."], &including(&["*.tpl"])), ["a.yaml", "b.tpl", "x/c.tpl"]);
    assert_eq!(names_with(root.path(), &["."], &including(&["x/*"])), ["a.yaml", "x/c.tpl", "x/d.txt"]);
    assert_eq!(names_with(root.path(), &["x"], &including(&["/c.*"])), ["x/c.tpl"]);
    let both = Options { include: globs(&["*.tpl"]), exclude: globs(&["b.*"]), ..Options::default() };
    assert_eq!(names_with(root.path(), &["."], &both), ["a.yaml", "x/c.tpl"]);
}

#[test]
fn a_bad_glob_is_an_error_with_its_text() {
    let error = |options| discover(Path::new("/"), &[], &options).unwrap_err().to_string();
    assert!(error(excluding(&["ok", "a[b"])).starts_with("--exclude `a[b` is not a valid glob: "));
    assert!(error(including(&["{a"])).starts_with("--include `{a` is not a valid glob: "));
}

#[test]
fn a_missing_argument_is_a_problem_and_stops_nothing() {
    let root = tree(&["a.yaml"]);
    let found = run(root.path(), &["gone.yaml", "a.yaml", "gone.yaml", "a.yaml/b"], &Options::default());
    assert_eq!(found.files.len(), 1);
    let names: Vec<_> = found.problems.iter().map(|problem| problem.name.as_str()).collect();
    assert_eq!(names, ["a.yaml/b", "gone.yaml"]);
    assert_eq!(found.problems[1].message, "no such file or folder");
}

#[test]
fn a_file_is_taken_once() {
    let root = tree(&["x/a.yaml", "x/b.yaml"]);
    let absolute = root.path().join("x/a.yaml").to_string_lossy().into_owned();
    let found = run(root.path(), &[".", "x", "x/../x/a.yaml", &absolute, "./x/a.yaml"], &Options::default());
    let seen: Vec<_> = found.files.iter().map(|file| (file.name.as_str(), file.explicit)).collect();
    assert_eq!(seen, [("x/a.yaml", true), ("x/b.yaml", false)]);
}

#[test]
fn no_argument_finds_nothing() {
    assert_eq!(run(Path::new("/"), &[], &Options::default()), Discovery::default());
}

#[test]
fn order_does_not_depend_on_threads() {
    let root = tree(&[]);
    for i in 0..300 {
        write(root.path(), &format!("d{}/e{}/f{i}.yaml", i % 7, i % 11), "");
    }
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| run(root.path(), &[".", "d3"], &Options::default()))
    };
    let one = with(1);
    assert_eq!(one.files.len(), 300);
    assert!(one.files.is_sorted_by(|a, b| a.name < b.name));
    assert_eq!(one, with(4));
}

#[test]
fn deep_trees_need_no_stack() {
    let root = tree(&[]);
    let deep = "d/".repeat(1000);
    write(root.path(), &format!("{deep}a.yaml"), "");
    assert_eq!(names(root.path(), &["."]), [format!("{deep}a.yaml")]);
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::net::UnixListener;

    fn link(name: &str) -> Skipped {
        Skipped { name: name.to_owned(), reason: "symbolic link".to_owned() }
    }

    #[test]
    fn links_in_a_walk_are_shown_only_if_they_fit() {
        let root = tree(&["a.yaml", "dir/b.yaml", "notes.txt"]);
        write(root.path(), ".gitignore", "ignored.yaml\n");
        for (target, name) in [
            ("a.yaml", "link.yaml"),
            ("dir", "linked"),
            ("notes.txt", "notes.md"),
            ("gone", "dangling.yaml"),
            ("gone", "dangling"),
            ("a.yaml", ".hidden.yaml"),
            ("a.yaml", "ignored.yaml"),
            ("a.yaml", "excluded.yaml"),
        ] {
            symlink(target, root.path().join(name)).unwrap();
        }
        let found = run(root.path(), &["."], &excluding(&["excluded.yaml"]));
        assert_eq!(found.skipped, [link("dangling.yaml"), link("link.yaml"), link("linked")]);
        assert_eq!(found.files.len(), 2);
    }

    #[test]
    fn loops_end() {
        let root = tree(&["x/a.yaml"]);
        symlink("..", root.path().join("x/up")).unwrap();
        symlink("self", root.path().join("self")).unwrap();
        let found = run(root.path(), &[".", "x/up"], &Options::default());
        assert_eq!(found.files.len(), 1);
        assert_eq!(found.skipped, [link("x/up/x/up")]);
        assert_eq!(run(root.path(), &["self"], &Options::default()).problems.len(), 1);
    }

    #[test]
    fn explicit_links_are_followed() {
        let root = tree(&["real/a.txt", "real/b.yaml", "real/sub/c.yaml"]);
        symlink("real/a.txt", root.path().join("a.yaml")).unwrap();
        symlink("real", root.path().join("linked")).unwrap();
        assert_eq!(names(root.path(), &["a.yaml"]), ["a.yaml"]);
        assert_eq!(names(root.path(), &["linked"]), ["linked/b.yaml", "linked/sub/c.yaml"]);
        let found = run(root.path(), &[".", "a.yaml"], &Options::default());
        assert_eq!(found.files.iter().filter(|file| file.explicit).count(), 1);
        assert_eq!(found.skipped, [link("linked")]);
        // A dangling link does not exist.
        symlink("gone", root.path().join("dangling.yaml")).unwrap();
        let found = run(root.path(), &["dangling.yaml"], &Options::default());
        let message = "no such file or folder".to_owned();
        assert_eq!(found.problems, [Problem { name: "dangling.yaml".to_owned(), message, is_missing: true }]);
    }

    #[test]
    fn gitignore_counts_where_the_target_really_is() {
        let root = tree(&["repo/.git/", "repo/x/a.yaml", "repo/x/b.yaml"]);
        write(root.path(), "repo/.gitignore", "/x/a.yaml\n");
        symlink("repo/x", root.path().join("linked")).unwrap();
        assert_eq!(names(root.path(), &["linked"]), ["linked/b.yaml"]);
    }

    #[test]
    fn a_working_directory_behind_a_link() {
        let root = tree(&["real/x/a.yaml"]);
        symlink("real", root.path().join("cwd")).unwrap();
        let real = root.path().canonicalize().unwrap().join("real/x").to_string_lossy().into_owned();
        for target in [".", "x", &real, "../real/x"] {
            assert_eq!(names(&root.path().join("cwd"), &[target]), ["x/a.yaml"], "{target}");
        }
    }

    #[test]
    fn sockets_and_the_like_are_not_read() {
        let root = tree(&["a.yaml"]);
        let _socket = UnixListener::bind(root.path().join("s.yaml")).unwrap();
        assert_eq!(names(root.path(), &["."]), ["a.yaml"]);
    }

    #[test]
    fn names_need_not_be_utf8() {
        let root = tree(&[]);
        for bytes in [&b"b\xff.yaml"[..], b"b\xfe.yaml", b"d\xff"] {
            let path = root.path().join(OsStr::from_bytes(bytes));
            // Some file systems refuse such names.
            if bytes.ends_with(b"yaml") && fs::write(&path, "").is_err() {
                return;
            } else if !bytes.ends_with(b"yaml") {
                fs::create_dir(&path).unwrap();
                fs::write(path.join("c.yaml"), "").unwrap();
            }
        }
        let found = run(root.path(), &["."], &excluding(&["x"]));
        let names: Vec<_> = found.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["b\u{fffd}.yaml", "b\u{fffd}.yaml", "d\u{fffd}/c.yaml"]);
        assert!(found.files.iter().all(|file| file.path.exists()));
        assert!(found.files[0].path < found.files[1].path);
    }

    #[test]
    fn an_unreadable_folder_is_a_problem() {
        let root = tree(&["a.yaml", "closed/b.yaml"]);
        let closed = root.path().join("closed");
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
        // Permissions do not bind root.
        let binds = fs::read_dir(&closed).is_err();
        let found = run(root.path(), &["."], &Options::default());
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
        if binds {
            assert_eq!(found.files.len(), 1);
            assert_eq!(found.problems.len(), 1);
            assert_eq!(found.problems[0].name, "closed");
            assert!(found.problems[0].message.starts_with("cannot list this folder: "), "{:?}", found.problems);
        }
    }
}

#[test]
fn what_git_ignores_is_counted() {
    let root = tree(&["a.yaml", "b.yaml", "build/c.yaml", "build/deep/d.json", "build/e.txt", "notes.txt"]);
    write(root.path(), ".gitignore", "b.yaml\nbuild/\nnotes.txt\n");
    write(root.path(), "build/.gitignore", "!c.yaml\n");
    let found = run(root.path(), &["."], &Options::default());
    let skipped = |name: &str| Skipped { name: name.to_owned(), reason: "ignored by git".to_owned() };
    assert_eq!(found.skipped, [skipped("b.yaml"), skipped("build/c.yaml"), skipped("build/deep/d.json")]);
    assert_eq!(found.files.len(), 1);
    // A named file is found, and is not counted as skipped.
    let named = run(root.path(), &[".", "b.yaml", "build"], &Options::default());
    assert_eq!((named.files.len(), named.skipped), (4, vec![]));
    assert_eq!(run(root.path(), &["."], &excluding(&["build", "b.yaml"])).skipped, []);
}

#[test]
fn what_git_tracks_is_taken_though_it_is_ignored() {
    let ignored = ["b.yaml", "build/c.yaml", "build/deep/d.yaml", "a-name-that-is-long/e.yaml"];
    for arguments in [&["--index-version", "2"][..], &["--index-version", "3"], &["--index-version", "4"]] {
        let root = tree(&ignored);
        write(root.path(), ".gitignore", "*.yaml\nbuild/\n");
        write(root.path(), "build/new.yaml", "");
        write(root.path(), "new.yaml", "");
        let git = |arguments: &[&str]| {
            let mut git = std::process::Command::new("git");
            assert!(git.arg("-C").arg(root.path()).args(arguments).output().unwrap().status.success());
        };
        git(&["init", "--quiet"]);
        git(&[&["add", "--force"][..], &ignored].concat());
        git(&[&["update-index"], arguments].concat());
        // Version 3 is only written if an entry has a flag that version 2 cannot store.
        write(root.path(), "intended.yaml", "");
        git(&["add", "--force", "--intent-to-add", "intended.yaml"]);
        let mut expected = ignored.to_vec();
        expected.push("intended.yaml");
        expected.sort_unstable();
        assert_eq!(names(root.path(), &["."]), expected, "{arguments:?}");
        let only_files = Options { only_files: true, ..Options::default() };
        assert_eq!(names_with(root.path(), &["."], &only_files), expected, "{arguments:?}");
        assert_eq!(names(root.path(), &["build/deep"]), ["build/deep/d.yaml"]);
        let skipped = run(root.path(), &["."], &Options::default()).skipped;
        assert_eq!(skipped.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["build/new.yaml", "new.yaml"]);
        // A truncated index says nothing, and a random one does not stop the run.
        let index = root.path().join(".git/index");
        let bytes = fs::read(&index).unwrap();
        for length in (0..bytes.len()).step_by(41) {
            fs::write(&index, &bytes[..length]).unwrap();
            assert!(run(root.path(), &["."], &Options::default()).files.len() <= expected.len());
        }
    }
}

#[test]
fn modules_that_go_vendored_are_counted() {
    let root = tree(&["a.yaml", "vendor/b.yaml", "vendor/modules.txt", "php/vendor/c.yaml"]);
    let found = run(root.path(), &["."], &Options::default());
    let vendored = Skipped { name: "vendor/b.yaml".to_owned(), reason: "vendored by Go".to_owned() };
    assert_eq!((found.files.len(), found.skipped), (2, vec![vendored]));
    assert_eq!(names(root.path(), &["vendor"]), ["vendor/b.yaml"]);
}

#[test]
fn hidden_files_are_found_apart() {
    let root = tree(&["a.yaml", ".k8s/b.yaml", ".k8s/deep/c.yaml", ".d.yaml", ".git/e.yaml", ".txt"]);
    let found = run(root.path(), &["."], &Options::default());
    let hidden: Vec<_> = found.hidden.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(hidden, [".d.yaml", ".k8s/b.yaml", ".k8s/deep/c.yaml"]);
    assert_eq!(run(root.path(), &[".", ".k8s"], &Options::default()).hidden.len(), 1);
}

#[test]
fn folders_that_are_left_out_are_not_counted_for_ever() {
    let root = tree(&["a.yaml"]);
    write(root.path(), ".gitignore", "many\n");
    for index in 0..20_001 {
        write(root.path(), &format!("many/{index}"), "");
    }
    write(root.path(), "many/more/b.yaml", "");
    let skipped = run(root.path(), &["."], &Options::default()).skipped;
    assert_eq!(skipped.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["many/more/"]);
    let only_files = Options { only_files: true, ..Options::default() };
    assert_eq!(run(root.path(), &["."], &only_files).skipped, []);
}
