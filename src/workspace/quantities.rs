//! Quantities that an object writes: what kustomizations may change is left out.

use super::Workspace;
use crate::kube::Resource;
use crate::kube::quantity_places::{self, QuantityPlace};

impl<'w> Workspace<'w> {
    /// The places of quantities that an object writes, those apart that a kustomization may change.
    pub fn quantity_places(&self, resource: &Resource<'w>) -> Vec<QuantityPlace<'w>> {
        let mut places = quantity_places::read(resource);
        places.retain(|place| place.entry.value.is_certain());
        places
    }
}
