//! See the card.

use crate::diagnostic::Severity;
use crate::kube::resource::{items, known_str};
use crate::kube::{Kind, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "volume-mount-path",
        summary: "A mount that hides the programs of the image",
        category: Category::Values,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Resource(Kind::POD_HOLDERS, check),
};

/// Folders of an image that its programs need.
const OF_PROGRAMS: &[&str] = &["/bin", "/etc", "/lib", "/lib64", "/sbin", "/usr", "/usr/bin", "/usr/lib", "/usr/sbin"];

/// Volumes that have only the files that a manifest lists.
const OF_FILES: &[(&str, &str)] =
    &[("configMap", "ConfigMap"), ("secret", "Secret"), ("downwardAPI", "volume"), ("projected", "volume")];

fn check<'w>(workload: &'w Resource<'w>, cx: &mut Cx<'w>) {
    let Some(template) = cx.workspace.template(workload) else { return };
    let volume = |name: &str| {
        items(template.spec, "volumes").find(|volume| volume.get("name").and_then(known_str) == Some(name))
    };
    for container in template.containers() {
        for mount in items(Some(container.node), "volumeMounts") {
            let name = mount.get("name").and_then(known_str);
            let Some(place) = mount.get("mountPath").filter(|_| is_whole(mount)) else { continue };
            let Some(path) = known_str(place).filter(|path| path.starts_with('/')) else { continue };
            let files = name.and_then(volume).and_then(files);
            match (path.trim_end_matches('/'), files) {
                ("", _) => {
                    let message = "a volume at `/` hides the whole image, so the container finds no program to start";
                    cx.report(place, message).help("mount the volume at a folder of its own, such as `/data`");
                }
                (folder, Some((source, noun))) if OF_PROGRAMS.contains(&folder) => {
                    let message = format!(
                        "the mount hides what the image has in `{folder}`: only the files of the {noun} remain there"
                    );
                    let report = cx.report(place, message).related(source, "the volume");
                    report.help("mount the volume at a folder of its own, or each file at its place with `subPath`, which does not follow later changes");
                }
                _ => {}
            }
        }
    }
}

/// Whether a mount is of a whole volume, which replaces the folder.
fn is_whole(mount: Node<'_>) -> bool {
    ["subPath", "subPathExpr"].iter().all(|key| mount.written(key).is_none() && mount.is_certain_at(&[key]))
}

/// The source of a volume that has only listed files, and its name in messages.
fn files<'w>(volume: Node<'w>) -> Option<(Node<'w>, &'static str)> {
    OF_FILES.iter().find_map(|(key, noun)| volume.written(key).map(|entry| (entry.key, *noun)))
}
