//! What the last build made of a post, in the place of making it again.

use std::sync::Arc;

use rayon::prelude::*;

use super::{Context, Found, Made, handout_path, out_path};
use crate::artifact::OutPath;
use crate::export::{Format, archive};
use crate::model::{Asset, Digest, Meta, Site};
use crate::output::OutputError;
use crate::pipeline::archive::{Archived, in_bag, stored_path};
use crate::pipeline::catalog::Catalog;
use crate::pipeline::lines::Line;
use crate::pipeline::memory::{self, Recall, Same};

/// What the last build made of a post that is the same now; nothing where that is not all there.
pub(super) fn keep(
    context: &Context<'_>,
    place: usize,
    meta: &Meta,
    same: &Same<'_>,
) -> Result<Option<Made>, OutputError> {
    let product = &same.record.product;
    let prints = context.request.formats.contains(&Format::Pdf);
    let archives = context.request.formats.contains(&Format::Archive);
    let handout = context.handouts.of_same(meta.id.as_str());
    let handout = handout.filter(|_| product.has_pdf).cloned();
    let files = |paths: &[&str]| -> Option<Vec<Arc<Asset>>> {
        paths.iter().map(|path| context.found.files.measured(path)).collect()
    };
    let (Some(assets), Some(media)) = (files(&product.assets), files(&product.media)) else {
        return Ok(None);
    };
    if (prints && product.has_pdf && handout.is_none()) || (archives && product.document.is_none())
    {
        return Ok(None);
    }
    let pdf = (prints && product.has_pdf).then(|| handout_path(meta));
    let document = archive::write::document_path(meta.id.as_str());
    let source = in_bag(&stored_path(&meta.source, context.found.alike));
    let mut outputs: Vec<_> = pdf.iter().map(|path| (out_path(path), None)).collect();
    if archives {
        outputs.push((out_path(&document), product.document));
        if product.source.is_some() {
            let Ok(path) = OutPath::new(source) else { return Ok(None) };
            outputs.push((path, product.source));
        }
    }
    if !context.outputs.keep_all(&outputs)? {
        return Ok(None);
    }
    let archived = product.document.filter(|_| archives).map(|written| Archived {
        written,
        line: Line::Last(same.line.clone()),
        has_pdf: pdf.is_some(),
        source: product.source,
        assets: assets.into_iter().map(|asset| (asset.path.clone(), asset)).collect(),
    });
    let mut diagnostics = same.findings(meta);
    diagnostics.extend(handout.iter().flat_map(|handout| handout.findings(meta)));
    Ok(Some(Made {
        place,
        key: same.key,
        items: None,
        said: same.said.clone(),
        media,
        archived,
        pages: handout.as_ref().map_or(0, |handout| handout.pages),
        handout,
        record: Some(same.written.to_vec()),
        content: same.content,
        diagnostics,
    }))
}

/// What the last build made of each post that would be the same now: nothing about it or its file
/// is other, and the rest of the blog answers as it did.
pub(in crate::pipeline) fn same<'a>(
    recall: &Recall<'a>,
    site: &Site,
    found: &Found<'_>,
    catalog: &Catalog,
    alike: Digest,
) -> Vec<Option<Same<'a>>> {
    let same = site.posts().par_iter().map(|meta| {
        let content = *catalog.kept.get(&meta.file)?;
        let warnings = catalog.warnings.get(&meta.file);
        let own = memory::own(meta, content, &site.translations(meta), warnings, alike);
        recall.post(meta, content, own, found.files)
    });
    same.collect()
}
