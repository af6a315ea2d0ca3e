//! One picture on its way into a handout.

use std::sync::Arc;

use postpress::config::Imposition;
use postpress::export::pdf::font::Fonts;
use postpress::export::pdf::picture::{Limit, intake};
use postpress::export::pdf::style::Style;
use postpress::export::pdf::{self, Pictures};
use postpress::model::MediaType;

use crate::blog::{Blog, asset};

/// A post that shows the picture, in a line and for itself.
const POST: &[u8] = b"![one](x.bin)\n\nA line with ![another](x.bin) in it.\n";

/// Most pixels of a picture that is drawn on a page: what reads it is what is looked at here, not
/// how long large ones take.
const DRAWN: f64 = 65_536.0;

/// Reads a picture with and without a limit, and prints it.
pub fn check(data: &[u8], name: &str) {
    let file = asset(name, data);
    if !file.media_type.is_image() {
        return;
    }
    let page = &Style::builtin().page;
    let smaller = Limit::of(page, 3);
    let covers = Limit::of_decoration(page, 3, 0.3);
    let mut shown = None;
    for limit in [Limit::NONE, smaller, covers] {
        if let Ok(picture) = intake(data, &file, limit) {
            let (width, height) = (picture.width, picture.height);
            assert!(width.is_finite() && height.is_finite() && width > 0.0 && height > 0.0);
            if let Some(size) = file.size.filter(|_| file.media_type != MediaType::Svg) {
                let told = (f64::from(size.width), f64::from(size.height));
                assert_eq!((width, height), told, "a header that tells another size");
            }
            if width * height < DRAWN || file.media_type == MediaType::Svg {
                shown = Some(picture);
            }
        }
    }
    let Some(picture) = shown else { return };
    let blog = Blog::new(&[("content/a.md".into(), POST), ("content/x.bin".into(), data)]);
    let meta = blog.site.posts().first().expect("there is one post");
    let (post, _) = blog.post(meta);
    let shelf = Pictures::from([("content/x.bin".to_owned(), Ok(Arc::new(picture)))]);
    let (bytes, pages) = pdf::export(
        &blog.site.about,
        &post,
        &shelf,
        Fonts::builtin(),
        Style::builtin(),
        Imposition::None,
    )
    .value;
    crate::pdf::check(&bytes, pages);
}
