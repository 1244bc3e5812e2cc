//! See the card.

use crate::diagnostic::Severity;
use crate::kube::resource::{items, known_str};
use crate::kube::values::quantity::{self, Written};
use crate::kube::{Kind, Namespace, Resource};
use crate::rule::{Category, Check, Cx, Meta, Rule};
use crate::workspace::{Reference, Resolution};
use crate::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    meta: Meta {
        id: "pv-pvc",
        summary: "A claim of a PersistentVolume that does not fit it",
        category: Category::Links,
        severity: Severity::Warning,
        fix: None,
        since: "0.1.0",
        ..Meta::DEFAULT
    },
    check: Check::Reference(&[Kind::PersistentVolume], check),
};

fn check<'w>(reference: &Reference<'w>, resolution: &Resolution<'w>, cx: &mut Cx<'w>) {
    let (claim, Some(volume)) = (reference.from, resolution.target()) else { return };
    if claim.kind != Kind::PersistentVolumeClaim {
        return;
    }
    if let Some((asked, has, fact)) =
        class(claim, volume).or_else(|| modes(claim, volume)).or_else(|| size(claim, volume))
    {
        let message = format!("{fact}, so the claim is never bound to it");
        cx.report(asked, message)
            .resting_on(reference.node())
            .related(has, volume.title())
            .help("write the same value in both, or name a volume that fits");
    } else if let Some((node, other)) = claimed_by_another(claim, volume) {
        let message = format!("{} is reserved for claim `{other}`, so this claim is never bound to it", volume.title());
        cx.report(reference.node(), message)
            .related(node, "the claim that the volume is reserved for")
            .help("name this claim in `claimRef`, or another volume in `volumeName`");
    }
}

/// The requirement of the claim, what the volume has, and the mismatch.
type Misfit<'w> = (Node<'w>, Node<'w>, String);

fn spec<'w>(object: &Resource<'w>, path: &[&str]) -> Option<Node<'w>> {
    object.spec()?.find(path).filter(|node| !node.is_null())
}

fn class<'w>(claim: &Resource<'w>, volume: &Resource<'w>) -> Option<Misfit<'w>> {
    let of = |object: &Resource<'w>| {
        let node = spec(object, &["storageClassName"])?;
        Some((node, known_str(node)?))
    };
    // A claim without a class gets the default class, which is not known here.
    let ((asked, wanted), (has, found)) = (of(claim)?, of(volume)?);
    let fact = format!("the claim requests class `{wanted}`, but {} has class `{found}`", volume.title());
    (wanted != found).then_some((asked, has, fact))
}

fn modes<'w>(claim: &Resource<'w>, volume: &Resource<'w>) -> Option<Misfit<'w>> {
    let has = spec(volume, &["accessModes"])?;
    let offered: Vec<&str> = has.items().map(known_str).collect::<Option<_>>()?;
    let mut asked = items(claim.spec(), "accessModes");
    let missing = asked.find(|mode| known_str(*mode).is_some_and(|mode| !offered.contains(&mode)))?;
    Some((missing, has, format!("{} does not offer `{}`", volume.title(), missing.text())))
}

fn size<'w>(claim: &Resource<'w>, volume: &Resource<'w>) -> Option<Misfit<'w>> {
    let amount = |node: Node<'w>| match quantity::read(node)? {
        Written::Quantity(quantity) => quantity.nanos(),
        Written::Malformed => None,
    };
    let asked = spec(claim, &["resources", "requests", "storage"])?;
    let has = spec(volume, &["capacity", "storage"])?;
    let fact = format!("the claim requests `{}`, but {} has `{}`", asked.text(), volume.title(), has.text());
    (amount(asked)? > amount(has)?).then_some((asked, has, fact))
}

fn claimed_by_another<'w>(claim: &Resource<'w>, volume: &Resource<'w>) -> Option<(Node<'w>, String)> {
    let reserved = spec(volume, &["claimRef"])?;
    let name = reserved.get("name").and_then(known_str)?;
    let namespace = reserved.get("namespace").and_then(known_str);
    let is_elsewhere = match (&claim.namespace, namespace) {
        (Namespace::Named(own), Some(other)) => own != other,
        _ => false,
    };
    let other = namespace.map_or(name.to_owned(), |namespace| format!("{namespace}/{name}"));
    (claim.name? != name || is_elsewhere).then(|| (reserved.get("name").unwrap_or(reserved), other))
}
