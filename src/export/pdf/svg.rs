//! SVG to a form (ISO 32000-1, 8.10): what is drawn stays lines and curves, text is set with our
//! own faces and becomes outlines.
//!
//! usvg resolves styles, units, `use` and text; it calls itself for each level of nesting, so the
//! nesting is bounded before it sees the file. Files and addresses are never followed, filters are
//! left out.

mod foreign;
mod guard;
mod paint;

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use lopdf::{Dictionary, Object, Stream};
use usvg::fontdb::{Database, Source};

use super::font::Fonts;
use super::number::{dict, name, operator, packed, reals};
use super::page::FaceId;
use super::picture::{Limit, PictureError, raster};
use crate::limits;
use crate::model::MediaType;
use guard::check;

/// Reads a drawing: its width and height in CSS pixels, and a form that fills the unit square.
pub(super) fn read(bytes: &[u8]) -> Result<(f64, f64, Stream), PictureError> {
    let text = decoded(bytes)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    check(text)?;
    let text = foreign::unfold(text);
    if let Cow::Owned(text) = &text {
        check(text)?;
    }
    let tree = usvg::Tree::from_str(&text, &options())
        .map_err(|error| PictureError::Broken(format!("the SVG is damaged: {error}")))?;
    let (width, height) = (f64::from(tree.size().width()), f64::from(tree.size().height()));
    let mut canvas = Canvas::default();
    operator(&mut canvas.content, &[1.0, 0.0, 0.0, -1.0, 0.0, height], "cm");
    canvas.space = usvg::Transform::from_row(1.0, 0.0, 0.0, -1.0, 0.0, tree.size().height());
    let mut budget = Budget { parts: limits::SVG_PARTS, bytes: limits::SVG_WRITTEN_BYTES };
    draw_group(&mut canvas, &mut budget, tree.root(), 0)?;
    let mut head = form([0.0, 0.0, width, height], &mut canvas);
    head.set("Matrix", reals_exact([1.0 / width, 0.0, 0.0, 1.0 / height, 0.0, 0.0]));
    Ok((width, height, packed(head, &canvas.content)))
}

/// The text of a drawing: UTF-8, or UTF-16 with a byte order mark (XML 1.0, 4.3.3).
fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, PictureError> {
    let wide = |order: fn([u8; 2]) -> u16| {
        let units: Vec<u16> =
            bytes[2..].chunks_exact(2).map(|pair| order([pair[0], pair[1]])).collect();
        String::from_utf16(&units).ok().map(Cow::Owned)
    };
    let text = match bytes {
        [0xff, 0xfe, ..] if bytes.len() <= 2 * limits::SVG_BYTES => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] if bytes.len() <= 2 * limits::SVG_BYTES => wide(u16::from_be_bytes),
        _ => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
    };
    text.ok_or_else(|| PictureError::Broken("the SVG is neither UTF-8 nor UTF-16".to_owned()))
}

/// Numbers that may be far below a thousandth.
fn reals_exact(values: [f64; 6]) -> Object {
    #[expect(clippy::cast_possible_truncation, reason = "readers take single precision")]
    Object::Array(values.iter().map(|value| Object::Real(*value as f32)).collect())
}

/// How usvg reads: our faces, no files, no drawings inside drawings.
fn options() -> usvg::Options<'static> {
    let mut options = usvg::Options {
        font_family: "Noto Sans KR".to_owned(),
        languages: vec!["ko".to_owned(), "en".to_owned()],
        fontdb: Arc::clone(faces()),
        ..usvg::Options::default()
    };
    options.image_href_resolver = usvg::ImageHrefResolver {
        resolve_data: Box::new(|kind, data, _| {
            if data.len() > limits::SVG_PICTURE_BYTES {
                return None;
            }
            match kind {
                "image/png" => Some(usvg::ImageKind::PNG(data)),
                "image/jpg" | "image/jpeg" => Some(usvg::ImageKind::JPEG(data)),
                "image/gif" => Some(usvg::ImageKind::GIF(data)),
                "image/webp" => Some(usvg::ImageKind::WEBP(data)),
                _ => None,
            }
        }),
        resolve_string: Box::new(|_, _| None),
    };
    options
}

/// The faces of the handouts, as usvg wants them: indexed once a process.
fn faces() -> &'static Arc<Database> {
    static FACES: OnceLock<Arc<Database>> = OnceLock::new();
    FACES.get_or_init(|| {
        let mut database = Database::new();
        let fonts = Fonts::builtin();
        for id in 0..u8::try_from(fonts.len()).unwrap_or(u8::MAX) {
            let data: &'static [u8] = fonts.face(FaceId(id)).data;
            database.load_font_source(Source::Binary(Arc::new(data)));
        }
        for set in [
            Database::set_serif_family,
            Database::set_sans_serif_family,
            Database::set_cursive_family,
            Database::set_fantasy_family,
        ] {
            set(&mut database, "Noto Sans KR");
        }
        database.set_monospace_family("DejaVu Sans Mono");
        Arc::new(database)
    })
}

/// What is left of the limits.
#[derive(Debug)]
struct Budget {
    parts: usize,
    bytes: usize,
}

impl Budget {
    fn take(&mut self, canvas: &Canvas) -> Result<(), PictureError> {
        self.parts = self.parts.saturating_sub(1);
        if self.parts == 0 || canvas.content.len() > self.bytes {
            return Err(PictureError::TooLarge(format!(
                "the SVG draws more than {} parts",
                limits::SVG_PARTS
            )));
        }
        Ok(())
    }
}

/// A content stream and the resources that it names.
#[derive(Debug, Default)]
struct Canvas {
    content: Vec<u8>,
    /// From where something is drawn to the space in which the stream begins, which is what the
    /// matrices of patterns lead to (ISO 32000-1, 8.7.3.1).
    space: usvg::Transform,
    shadings: Dictionary,
    states: Dictionary,
    patterns: Dictionary,
    objects: Dictionary,
}

impl Canvas {
    /// Adds a resource under a name that is not taken; returns the name.
    fn add(resources: &mut Dictionary, prefix: &str, object: Object) -> String {
        let name = format!("{prefix}{}", resources.len());
        resources.set(name.as_str(), object);
        name
    }

    /// Sets parameters of the graphics state.
    fn state(&mut self, state: Dictionary) {
        let state = Object::Dictionary(state);
        let known = self.states.iter().find(|(_, known)| **known == state);
        let name = match known {
            Some((name, _)) => String::from_utf8_lossy(name).into_owned(),
            None => Self::add(&mut self.states, "G", state),
        };
        self.content.extend_from_slice(format!("/{name} gs\n").as_bytes());
    }
}

/// The dictionary of a form with the resources of a canvas.
fn form(bounds: [f64; 4], canvas: &mut Canvas) -> Dictionary {
    let mut resources = Dictionary::new();
    for (key, part) in [
        ("ExtGState", &mut canvas.states),
        ("Pattern", &mut canvas.patterns),
        ("Shading", &mut canvas.shadings),
        ("XObject", &mut canvas.objects),
    ] {
        if !part.is_empty() {
            resources.set(key, Object::Dictionary(std::mem::take(part)));
        }
    }
    dict([
        ("Type", name("XObject")),
        ("Subtype", name("Form")),
        ("FormType", Object::Integer(1)),
        ("BBox", reals(&bounds)),
        ("Resources", Object::Dictionary(resources)),
    ])
}

/// A form that is painted as a whole (ISO 32000-1, 11.6.6).
fn transparency_group(bounds: [f64; 4], mut canvas: Canvas) -> Stream {
    let mut head = form(bounds, &mut canvas);
    head.set(
        "Group",
        Object::Dictionary(dict([
            ("S", name("Transparency")),
            ("CS", name("DeviceRGB")),
            ("I", Object::Boolean(true)),
        ])),
    );
    packed(head, &canvas.content)
}

/// A rectangle as the bounds of a form, with a little air for strokes that usvg rounds off.
fn bounds(rect: usvg::Rect) -> [f64; 4] {
    [rect.left() - 1.0, rect.top() - 1.0, rect.right() + 1.0, rect.bottom() + 1.0].map(f64::from)
}

fn transform(out: &mut Vec<u8>, matrix: usvg::Transform) {
    if !matrix.is_identity() {
        paint::matrix(out, matrix);
        out.extend_from_slice(b"cm\n");
    }
}

/// Draws a group: its own matrix, clip, mask and opacity around its children.
fn draw_group(
    canvas: &mut Canvas,
    budget: &mut Budget,
    group: &usvg::Group,
    depth: usize,
) -> Result<(), PictureError> {
    budget.take(canvas)?;
    if depth > limits::SVG_PARTS_NESTING {
        return Err(PictureError::TooLarge(format!(
            "the SVG draws more than {} levels",
            limits::SVG_PARTS_NESTING
        )));
    }
    let opacity = f64::from(group.opacity().get());
    canvas.content.extend_from_slice(b"q\n");
    transform(&mut canvas.content, group.transform());
    let outer_space = canvas.space;
    canvas.space = outer_space.pre_concat(group.transform());
    if let Some(clip) = group.clip_path() {
        clip_to(canvas, budget, clip, depth)?;
    }
    if let Some(mask) = group.mask() {
        soft_mask(canvas, budget, mask, depth)?;
    }
    let blend = paint::blend_mode(group.blend_mode());
    let whole = opacity < 1.0 || group.mask().is_some() || blend != "Normal";
    if whole {
        let mut inner = Canvas::default();
        draw_children(&mut inner, budget, group, depth)?;
        let object = transparency_group(bounds(group.stroke_bounding_box()), inner);
        let mut state = dict([("ca", paint::real(opacity)), ("CA", paint::real(opacity))]);
        if blend != "Normal" {
            state.set("BM", name(blend));
        }
        canvas.state(state);
        let name = Canvas::add(&mut canvas.objects, "X", Object::Stream(object));
        canvas.content.extend_from_slice(format!("/{name} Do\n").as_bytes());
    } else {
        draw_children(canvas, budget, group, depth)?;
    }
    canvas.space = outer_space;
    canvas.content.extend_from_slice(b"Q\n");
    Ok(())
}

fn draw_children(
    canvas: &mut Canvas,
    budget: &mut Budget,
    group: &usvg::Group,
    depth: usize,
) -> Result<(), PictureError> {
    for child in group.children() {
        match child {
            usvg::Node::Group(group) => draw_group(canvas, budget, group, depth + 1)?,
            usvg::Node::Text(text) => draw_group(canvas, budget, text.flattened(), depth + 1)?,
            usvg::Node::Path(path) => {
                budget.take(canvas)?;
                if path.is_visible() {
                    draw_path(canvas, budget, path, depth)?;
                }
            }
            usvg::Node::Image(image) => {
                budget.take(canvas)?;
                if image.is_visible() {
                    draw_image(canvas, image);
                }
            }
        }
    }
    Ok(())
}

/// Clips to the union of paths. A clip path inside another one clips further.
fn clip_to(
    canvas: &mut Canvas,
    budget: &mut Budget,
    clip: &usvg::ClipPath,
    depth: usize,
) -> Result<(), PictureError> {
    if depth > limits::SVG_PARTS_NESTING {
        return Err(PictureError::TooLarge(format!(
            "the SVG draws more than {} levels",
            limits::SVG_PARTS_NESTING
        )));
    }
    if let Some(outer) = clip.clip_path() {
        clip_to(canvas, budget, outer, depth + 1)?;
    }
    let mut even_odd = false;
    let mut outlines = Vec::new();
    paint::collect_clip(&mut outlines, clip.root(), clip.transform(), &mut even_odd, depth);
    if outlines.is_empty() {
        // Nothing is inside: clip everything away.
        operator(&mut canvas.content, &[0.0, 0.0, 0.0, 0.0], "re");
    }
    canvas.content.extend_from_slice(&outlines);
    canvas.content.extend_from_slice(if even_odd { b"W* n\n" } else { b"W n\n" });
    budget.take(canvas)
}

/// Sets a mask for what is drawn next (ISO 32000-1, 11.6.5.3).
fn soft_mask(
    canvas: &mut Canvas,
    budget: &mut Budget,
    mask: &usvg::Mask,
    depth: usize,
) -> Result<(), PictureError> {
    let mut inner = Canvas::default();
    if let Some(outer) = mask.mask() {
        if depth > limits::SVG_PARTS_NESTING {
            return Err(PictureError::TooLarge(format!(
                "the SVG draws more than {} levels",
                limits::SVG_PARTS_NESTING
            )));
        }
        soft_mask(&mut inner, budget, outer, depth + 1)?;
    }
    draw_group(&mut inner, budget, mask.root(), depth + 1)?;
    let rect = mask.rect();
    let corners = [rect.left(), rect.top(), rect.right(), rect.bottom()].map(f64::from);
    let kind = match mask.kind() {
        usvg::MaskType::Luminance => "Luminosity",
        usvg::MaskType::Alpha => "Alpha",
    };
    let soft = dict([
        ("Type", name("Mask")),
        ("S", name(kind)),
        ("G", Object::Stream(transparency_group(corners, inner))),
    ]);
    canvas.state(dict([("SMask", Object::Dictionary(soft))]));
    Ok(())
}

fn draw_path(
    canvas: &mut Canvas,
    budget: &mut Budget,
    path: &usvg::Path,
    depth: usize,
) -> Result<(), PictureError> {
    let strokes_first = path.paint_order() == usvg::PaintOrder::StrokeAndFill;
    for stroke_now in [strokes_first, !strokes_first] {
        if stroke_now {
            let Some(stroke) = path.stroke() else { continue };
            canvas.content.extend_from_slice(b"q\n");
            if set_paint(canvas, budget, stroke.paint(), stroke.opacity(), true, path, depth)? {
                paint::stroke_style(&mut canvas.content, stroke);
                paint::outline(&mut canvas.content, path.data());
                canvas.content.extend_from_slice(b"S\n");
            }
        } else {
            let Some(fill) = path.fill() else { continue };
            canvas.content.extend_from_slice(b"q\n");
            if set_paint(canvas, budget, fill.paint(), fill.opacity(), false, path, depth)? {
                paint::outline(&mut canvas.content, path.data());
                canvas.content.extend_from_slice(match fill.rule() {
                    usvg::FillRule::NonZero => b"f\n",
                    usvg::FillRule::EvenOdd => b"f*\n",
                });
            }
        }
        canvas.content.extend_from_slice(b"Q\n");
    }
    Ok(())
}

/// Sets a colour, gradient or pattern; `false` where it paints nothing.
fn set_paint(
    canvas: &mut Canvas,
    budget: &mut Budget,
    paint: &usvg::Paint,
    opacity: usvg::Opacity,
    stroke: bool,
    path: &usvg::Path,
    depth: usize,
) -> Result<bool, PictureError> {
    let space = canvas.space;
    let alpha = f64::from(opacity.get());
    let pattern = match paint {
        usvg::Paint::Color(color) => {
            let parts = [color.red, color.green, color.blue].map(|part| f64::from(part) / 255.0);
            operator(&mut canvas.content, &parts, if stroke { "RG" } else { "rg" });
            None
        }
        usvg::Paint::LinearGradient(gradient) => {
            fade(canvas, gradient, paint::linear(gradient, paint::Ramp::Opacity), path);
            let shading = paint::linear(gradient, paint::Ramp::Color);
            Some(Object::Dictionary(paint::pattern(shading, gradient, space)))
        }
        usvg::Paint::RadialGradient(gradient) => {
            fade(canvas, gradient, paint::radial(gradient, paint::Ramp::Opacity), path);
            let shading = paint::radial(gradient, paint::Ramp::Color);
            Some(Object::Dictionary(paint::pattern(shading, gradient, space)))
        }
        usvg::Paint::Pattern(pattern) => {
            let mut tile = Canvas::default();
            draw_group(&mut tile, budget, pattern.root(), depth + 1)?;
            Some(Object::Stream(tiling(pattern, space, tile)))
        }
    };
    if let Some(pattern) = pattern {
        let name = Canvas::add(&mut canvas.patterns, "P", pattern);
        let set = if stroke {
            format!("/Pattern CS /{name} SCN\n")
        } else {
            format!("/Pattern cs /{name} scn\n")
        };
        canvas.content.extend_from_slice(set.as_bytes());
    }
    if alpha < 1.0 {
        let key = if stroke { "CA" } else { "ca" };
        canvas.state(dict([(key, paint::real(alpha))]));
    }
    Ok(alpha > 0.0)
}

/// Masks what is drawn next with the opacity of a gradient's stops, where they have one. A shading
/// has none of its own (ISO 32000-1, 8.7.4.5), so the same in greys becomes a soft mask.
fn fade(
    canvas: &mut Canvas,
    gradient: &usvg::BaseGradient,
    shading: Dictionary,
    path: &usvg::Path,
) {
    if gradient.stops().iter().all(|stop| stop.opacity().get() >= 1.0) {
        return;
    }
    let mut inner = Canvas::default();
    transform(&mut inner.content, gradient.transform());
    let name_of = Canvas::add(&mut inner.shadings, "S", Object::Dictionary(shading));
    inner.content.extend_from_slice(format!("/{name_of} sh\n").as_bytes());
    let group = transparency_group(bounds(path.stroke_bounding_box()), inner);
    let soft =
        dict([("Type", name("Mask")), ("S", name("Luminosity")), ("G", Object::Stream(group))]);
    canvas.state(dict([("SMask", Object::Dictionary(soft))]));
}

/// A pattern that repeats a tile (ISO 32000-1, 8.7.3).
fn tiling(pattern: &usvg::Pattern, space: usvg::Transform, mut tile: Canvas) -> Stream {
    let rect = pattern.rect();
    let (width, height) = (f64::from(rect.width()), f64::from(rect.height()));
    let corner = usvg::Transform::from_translate(rect.x(), rect.y());
    let place = space.pre_concat(pattern.transform()).pre_concat(corner);
    let mut head = form([0.0, 0.0, width, height], &mut tile);
    head.remove(b"Subtype");
    head.remove(b"FormType");
    head.set("Type", name("Pattern"));
    head.set("PatternType", Object::Integer(1));
    head.set("PaintType", Object::Integer(1));
    head.set("TilingType", Object::Integer(1));
    head.set("XStep", paint::real(width));
    head.set("YStep", paint::real(height));
    head.set("Matrix", paint::pattern_matrix(place));
    packed(head, &tile.content)
}

/// A picture inside the drawing. What cannot be read is left out, as browsers do.
fn draw_image(canvas: &mut Canvas, image: &usvg::Image) {
    let (data, kind) = match image.kind() {
        usvg::ImageKind::PNG(data) => (data, MediaType::Png),
        usvg::ImageKind::JPEG(data) => (data, MediaType::Jpeg),
        usvg::ImageKind::GIF(data) => (data, MediaType::Gif),
        usvg::ImageKind::WEBP(data) => (data, MediaType::WebP),
        usvg::ImageKind::SVG(_) => return,
    };
    let Ok((_, _, object)) = raster(data, kind, Limit::NONE) else { return };
    let name = Canvas::add(&mut canvas.objects, "X", Object::Stream(object));
    let (width, height) = (f64::from(image.size().width()), f64::from(image.size().height()));
    canvas.content.extend_from_slice(b"q\n");
    operator(&mut canvas.content, &[width, 0.0, 0.0, -height, 0.0, height], "cm");
    canvas.content.extend_from_slice(format!("/{name} Do Q\n").as_bytes());
}
