//! Layers (optional content): those that a file switches off are not shown.

use hayro_syntax::object::dict::keys::{BASE_STATE, D, OCGS, OCPROPERTIES, OFF, ON};
use hayro_syntax::object::{Array, Dict, Name, ObjectIdentifier};
use hayro_syntax::xref::XRef;
use rustc_hash::FxHashSet;

/// The layers of a document that are off.
#[derive(Debug, Default)]
pub(super) struct Layers(FxHashSet<ObjectIdentifier>);

impl Layers {
    /// The layers that the default configuration of the document switches off.
    pub(super) fn of(document: &XRef) -> Self {
        let mut off = FxHashSet::default();
        let properties = document
            .get::<Dict<'_>>(document.root_id())
            .and_then(|catalog| catalog.get::<Dict<'_>>(OCPROPERTIES));
        if let Some(properties) = properties
            && let Some(configuration) = properties.get::<Dict<'_>>(D)
        {
            let base_is_off = configuration
                .get::<Name<'_>>(BASE_STATE)
                .is_some_and(|name| name.as_ref() == b"OFF");
            if base_is_off {
                off.extend(listed(&properties, OCGS));
            }
            for layer in listed(&configuration, ON) {
                off.remove(&layer);
            }
            off.extend(listed(&configuration, OFF));
        }
        Self(off)
    }

    /// Whether what belongs to `layer` is hidden.
    pub(super) fn hide(&self, layer: ObjectIdentifier) -> bool {
        self.0.contains(&layer)
    }
}

fn listed(dict: &Dict<'_>, key: &[u8]) -> Vec<ObjectIdentifier> {
    dict.get::<Array<'_>>(key)
        .map(|array| {
            array
                .raw_iter()
                .filter_map(|item| item.as_obj_ref().map(ObjectIdentifier::from))
                .collect()
        })
        .unwrap_or_default()
}
