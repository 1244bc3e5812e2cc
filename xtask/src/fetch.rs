//! Fetches the packages that the facts come from, each at a fixed version, with the clients of their registries.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

use crate::Outcome;

/// A file of a registry.
struct Package {
    /// The name for the client: `name==version` for pip, `name@version` for npm.
    name: &'static str,
    file: &'static str,
    sha256: &'static str,
}

/// Definitions of Kubernetes 1.25 to 1.37, from the OpenAPI documents of Kubernetes (Apache-2.0).
const NEW: Package = Package {
    name: "kubernetes-validate==1.37.0",
    file: "kubernetes_validate-1.37.0-py3-none-any.whl",
    sha256: "85136d018a27b50ec7fc049d902bfa5193f5976807e6c0f408e3ab6fe078cad9",
};
/// Definitions of Kubernetes 1.10 to 1.24 (Apache-2.0).
const OLD: Package = Package {
    name: "kubernetes-validate==1.24.1",
    file: "kubernetes-validate-1.24.1.tar.gz",
    sha256: "705416be22f53a46799137d6a217a4cdb72f2205f9133241fa9bb0a7e84ac8f6",
};
/// The scopes of kinds: whether they live in a namespace (MIT).
const SCOPES: Package = Package {
    name: "lightkube-models==1.37.0.8",
    file: "lightkube_models-1.37.0.8-py3-none-any.whl",
    sha256: "fe5a16a2a266fd1a5a1472d6f1ee873dbc85d690bc8d60512b1e01157a3d6745",
};
/// The values of enums, which the published OpenAPI documents leave out (MIT).
const ENUMS: Package = Package {
    name: "kubernetes-models@5.1.0",
    file: "kubernetes-models-5.1.0.tgz",
    sha256: "a7b5c0d34639c52699fc2998879590b20d57558598fb35b219b3e5a5871aa0c0",
};

/// The package files, after their hashes were checked.
pub struct Packages {
    /// A wheel.
    pub kubernetes_validate: PathBuf,
    /// An archive of sources.
    pub kubernetes_validate_old: PathBuf,
    /// A wheel.
    pub lightkube_models: PathBuf,
    /// An npm package.
    pub kubernetes_models: PathBuf,
}

/// Fetches packages that are not in the folder yet.
pub fn all(folder: &Path) -> Outcome<Packages> {
    fs::create_dir_all(folder)?;
    Ok(Packages {
        kubernetes_validate: fetch(&NEW, folder)?,
        kubernetes_validate_old: fetch(&OLD, folder)?,
        lightkube_models: fetch(&SCOPES, folder)?,
        kubernetes_models: fetch(&ENUMS, folder)?,
    })
}

fn fetch(package: &Package, folder: &Path) -> Outcome<PathBuf> {
    let path = folder.join(package.file);
    if !path.exists() {
        let mut command = match package.name.contains("==") {
            true => pip(package, folder)?,
            false => npm(package, folder),
        };
        if !command.status()?.success() {
            return Err(format!("cannot fetch {}", package.name).into());
        }
    }
    let found: String = Sha256::digest(fs::read(&path)?).iter().map(|byte| format!("{byte:02x}")).collect();
    match found == package.sha256 {
        true => Ok(path),
        false => Err(format!("{}: the SHA-256 is {found}, not {}", path.display(), package.sha256).into()),
    }
}

/// The command that downloads a package with pip. For a source archive, pip runs code of the package, but only after it
/// checks the hash.
fn pip(package: &Package, folder: &Path) -> Outcome<Command> {
    let requirements = folder.join("requirements.txt");
    fs::write(&requirements, format!("{} --hash=sha256:{}\n", package.name, package.sha256))?;
    let wheel = package.file.ends_with(".whl");
    let mut command = Command::new("pip");
    command.args(["download", "--quiet", "--no-deps", "--require-hashes"]);
    command.args([if wheel { "--only-binary" } else { "--no-binary" }, ":all:"]);
    command.arg("--dest").arg(folder).arg("--requirement").arg(requirements);
    Ok(command)
}

fn npm(package: &Package, folder: &Path) -> Command {
    let mut command = Command::new("npm");
    command.args(["pack", "--silent", package.name, "--pack-destination"]).arg(folder);
    command
}
