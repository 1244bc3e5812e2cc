//! Runs a rule on the problems that the schema walk found in an object.

use crate::kube::Resource;
use crate::rule::Cx;
use crate::schema;

/// What a rule makes of the problems of an object. `unsure` is the definition that they rest on, if it may be out of date.
pub(super) fn judge<'w>(
    check: for<'a> fn(&'a Resource<'a>, &schema::Problem<'a>, &mut Cx<'a>),
    resource: &'w Resource<'w>,
    unsure: Option<&'w Resource<'w>>,
    cx: &mut Cx<'w>,
) {
    if let Some(definition) = unsure {
        cx.rest_on(definition);
    }
    for problem in &cx.workspace.facts(resource).problems {
        cx.look_at(problem);
        check(resource, problem, cx);
    }
}
