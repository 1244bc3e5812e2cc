//! `namePrefix` and `nameSuffix`: additions to names.

use super::field_spec::{FieldSpec, Make, Misfit};
use super::file::Kustomization;
use super::id::Gvk;
use super::problem::ProblemKind;
use super::resource::Resource;
use super::specs::Table;
use super::state::{Accumulated, Cx};
use crate::render::Value;
use crate::yaml::{Cause, Kind};

/// The position of an addition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Affix {
    /// Before the name.
    Prefix,
    /// After the name.
    Suffix,
}

/// Adds the prefix and the suffix of a kustomization.
pub(super) fn from_kustomization<'a>(kustomization: &Kustomization<'a>, made: &mut Accumulated<'a>, cx: &mut Cx<'a>) {
    let specs = made.specs.clone();
    for (field, affix, table) in
        [("namePrefix", Affix::Prefix, Table::NamePrefix), ("nameSuffix", Affix::Suffix, Table::NameSuffix)]
    {
        if let Some(text) = kustomization.field(field).filter(|text| !text.text().is_empty()) {
            add(&mut made.resources, affix, &text, specs.table(table), cx);
        }
    }
}

/// Adds a prefix or a suffix to the names of objects.
pub(super) fn add<'a>(
    resources: &mut [Resource<'a>],
    affix: Affix,
    text: &Value<'a>,
    specs: &[FieldSpec],
    cx: &mut Cx<'a>,
) {
    let make = Make { kind: Kind::Scalar, at: text.at() };
    for resource in resources {
        let original = resource.original().gvk;
        if keeps_name(&original) {
            continue;
        }
        for spec in specs.iter().filter(|spec| original.is_selected_by(&spec.gvk)) {
            if spec.path == "metadata/name" && !text.text().is_empty() {
                affix.note(resource, text.text());
                resource.remember();
            }
            if !resource.gvk().is_selected_by(&spec.gvk) {
                continue;
            }
            let changed = spec.change(&mut resource.value, Some(make), &mut |name| affix.put(name, text));
            if let Err(Misfit(message)) = changed {
                cx.problem(text.at(), ProblemKind::Refused, message);
            }
        }
    }
}

/// Whether objects of a type keep their names (`prefixFieldSpecsToSkip`).
fn keeps_name(gvk: &Gvk) -> bool {
    match gvk.kind.as_str() {
        "CustomResourceDefinition" | "Namespace" => true,
        "APIService" => gvk.group == "apiregistration.k8s.io",
        _ => false,
    }
}

impl Affix {
    fn note(self, resource: &mut Resource<'_>, text: &str) {
        match self {
            Affix::Prefix => resource.prefixes.push(text.to_owned()),
            Affix::Suffix => resource.suffixes.push(text.to_owned()),
        }
    }

    fn put<'a>(self, name: &mut Value<'a>, text: &Value<'a>) -> Result<(), Misfit> {
        if name.kind() != Kind::Scalar {
            return Err(Misfit("a name is to be changed where a mapping or a list is".to_owned()));
        }
        let (new, what) = match self {
            Affix::Prefix => (format!("{}{}", text.text(), name.text()), "prefix is added to the name"),
            Affix::Suffix => (format!("{}{}", name.text(), text.text()), "suffix is added to the name"),
        };
        name.rewrite(new, Cause { span: text.at().span(), what: what.to_owned(), is_made: true });
        Ok(())
    }
}
