//! Outlines, strokes, gradients and clips of a drawing in the operators of PDF.

use lopdf::{Dictionary, Object};
use usvg::tiny_skia_path::{PathSegment, Point};

use super::super::number::{dict, name, operator};
use crate::limits;

/// A number as an object, as exact as readers take it.
pub(super) fn real(value: f64) -> Object {
    #[expect(clippy::cast_possible_truncation, reason = "readers take single precision")]
    Object::Real(value as f32)
}

/// Writes a matrix. Its numbers are written in full: scales may be far below a thousandth.
pub(super) fn matrix(out: &mut Vec<u8>, matrix: usvg::Transform) {
    for value in [matrix.sx, matrix.ky, matrix.kx, matrix.sy, matrix.tx, matrix.ty] {
        let value = if value.is_finite() { value.clamp(-1e9, 1e9) } else { 0.0 };
        let digits = format!("{value:.6}");
        let short = digits.trim_end_matches('0').trim_end_matches('.');
        out.extend_from_slice(if short == "-0" { b"0" } else { short.as_bytes() });
        out.push(b' ');
    }
}

/// The matrix of a pattern.
pub(super) fn pattern_matrix(matrix: usvg::Transform) -> Object {
    let parts = [matrix.sx, matrix.ky, matrix.kx, matrix.sy, matrix.tx, matrix.ty];
    Object::Array(parts.map(Object::Real).to_vec())
}

/// Writes an outline.
pub(super) fn outline(out: &mut Vec<u8>, path: &usvg::tiny_skia_path::Path) {
    let mut last = Point::zero();
    let pair = |point: Point| [f64::from(point.x), f64::from(point.y)];
    for segment in path.segments() {
        match segment {
            PathSegment::MoveTo(to) => {
                operator(out, &pair(to), "m");
                last = to;
            }
            PathSegment::LineTo(to) => {
                operator(out, &pair(to), "l");
                last = to;
            }
            PathSegment::QuadTo(control, to) => {
                // A quadratic curve is a cubic one with its controls two thirds of the way.
                let toward = |end: Point| {
                    let part = |from: f32, to: f32| f64::from(from + (to - from) * 2.0 / 3.0);
                    [part(end.x, control.x), part(end.y, control.y)]
                };
                let ([ax, ay], [bx, by], [x, y]) = (toward(last), toward(to), pair(to));
                operator(out, &[ax, ay, bx, by, x, y], "c");
                last = to;
            }
            PathSegment::CubicTo(first, second, to) => {
                let ([ax, ay], [bx, by], [x, y]) = (pair(first), pair(second), pair(to));
                operator(out, &[ax, ay, bx, by, x, y], "c");
                last = to;
            }
            PathSegment::Close => out.extend_from_slice(b"h\n"),
        }
    }
}

/// Writes width, joins, ends and dashes.
pub(super) fn stroke_style(out: &mut Vec<u8>, stroke: &usvg::Stroke) {
    operator(out, &[f64::from(stroke.width().get())], "w");
    let cap = match stroke.linecap() {
        usvg::LineCap::Butt => 0.0,
        usvg::LineCap::Round => 1.0,
        usvg::LineCap::Square => 2.0,
    };
    operator(out, &[cap], "J");
    let join = match stroke.linejoin() {
        usvg::LineJoin::Miter | usvg::LineJoin::MiterClip => 0.0,
        usvg::LineJoin::Round => 1.0,
        usvg::LineJoin::Bevel => 2.0,
    };
    operator(out, &[join], "j");
    operator(out, &[f64::from(stroke.miterlimit().get()).max(1.0)], "M");
    if let Some(dashes) = stroke.dasharray() {
        let dashes: Vec<f64> = dashes.iter().map(|dash| f64::from(dash.max(0.0))).collect();
        // Dashes that add up to nothing are an error in PDF.
        if dashes.iter().sum::<f64>() >= 0.01 {
            out.push(b'[');
            for dash in &dashes {
                super::super::number::number(out, *dash);
            }
            out.extend_from_slice(b"] ");
            operator(out, &[f64::from(stroke.dashoffset())], "d");
        }
    }
}

/// The name of a blend mode.
pub(super) fn blend_mode(mode: usvg::BlendMode) -> &'static str {
    match mode {
        // Adding light has no counterpart in PDF.
        usvg::BlendMode::Normal | usvg::BlendMode::PlusLighter => "Normal",
        usvg::BlendMode::Multiply => "Multiply",
        usvg::BlendMode::Screen => "Screen",
        usvg::BlendMode::Overlay => "Overlay",
        usvg::BlendMode::Darken => "Darken",
        usvg::BlendMode::Lighten => "Lighten",
        usvg::BlendMode::ColorDodge => "ColorDodge",
        usvg::BlendMode::ColorBurn => "ColorBurn",
        usvg::BlendMode::HardLight => "HardLight",
        usvg::BlendMode::SoftLight => "SoftLight",
        usvg::BlendMode::Difference => "Difference",
        usvg::BlendMode::Exclusion => "Exclusion",
        usvg::BlendMode::Hue => "Hue",
        usvg::BlendMode::Saturation => "Saturation",
        usvg::BlendMode::Color => "Color",
        usvg::BlendMode::Luminosity => "Luminosity",
    }
}

/// Adds the outlines of all paths below a group, in the space of the group's parent.
pub(super) fn collect_clip(
    out: &mut Vec<u8>,
    group: &usvg::Group,
    space: usvg::Transform,
    even_odd: &mut bool,
    depth: usize,
) {
    if depth > limits::SVG_PARTS_NESTING {
        return;
    }
    let space = space.pre_concat(group.transform());
    for child in group.children() {
        match child {
            usvg::Node::Group(group) => collect_clip(out, group, space, even_odd, depth + 1),
            usvg::Node::Text(text) => {
                collect_clip(out, text.flattened(), space, even_odd, depth + 1);
            }
            usvg::Node::Path(path) => {
                let rule = path.fill().map(usvg::Fill::rule);
                *even_odd |= rule == Some(usvg::FillRule::EvenOdd);
                if let Some(path) = path.data().clone().transform(space) {
                    outline(out, &path);
                }
            }
            usvg::Node::Image(_) => {}
        }
    }
}

/// What of a gradient's stops is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ramp {
    /// Their colours.
    Color,
    /// Their opacity, as greys.
    Opacity,
}

/// A gradient along a line (ISO 32000-1, 8.7.4.5.3).
pub(super) fn linear(gradient: &usvg::LinearGradient, ramp: Ramp) -> Dictionary {
    let ends = [gradient.x1(), gradient.y1(), gradient.x2(), gradient.y2()];
    shading(2, &ends, gradient, ramp)
}

/// A gradient between two circles (ISO 32000-1, 8.7.4.5.4).
pub(super) fn radial(gradient: &usvg::RadialGradient, ramp: Ramp) -> Dictionary {
    let circles = [
        gradient.fx(),
        gradient.fy(),
        gradient.fr().get(),
        gradient.cx(),
        gradient.cy(),
        gradient.r().get(),
    ];
    shading(3, &circles, gradient, ramp)
}

fn shading(
    kind: i64,
    coordinates: &[f32],
    gradient: &usvg::BaseGradient,
    ramp: Ramp,
) -> Dictionary {
    let extend = Object::Array(vec![Object::Boolean(true); 2]);
    let coordinates = coordinates.iter().map(|value| Object::Real(*value)).collect();
    let space = match ramp {
        Ramp::Color => "DeviceRGB",
        Ramp::Opacity => "DeviceGray",
    };
    dict([
        ("ShadingType", Object::Integer(kind)),
        ("ColorSpace", name(space)),
        ("Coords", Object::Array(coordinates)),
        ("Extend", extend),
        ("Function", Object::Dictionary(function(gradient.stops(), ramp))),
    ])
}

/// A shading as a pattern to paint with (ISO 32000-1, 8.7.4.2); `space` is where it is painted.
pub(super) fn pattern(
    shading: Dictionary,
    gradient: &usvg::BaseGradient,
    space: usvg::Transform,
) -> Dictionary {
    dict([
        ("Type", name("Pattern")),
        ("PatternType", Object::Integer(2)),
        ("Shading", Object::Dictionary(shading)),
        ("Matrix", pattern_matrix(space.pre_concat(gradient.transform()))),
    ])
}

/// The colours along a gradient: straight lines from stop to stop (ISO 32000-1, 7.10.3, 7.10.4).
fn function(stops: &[usvg::Stop], ramp: Ramp) -> Dictionary {
    let color = |stop: &usvg::Stop| {
        if ramp == Ramp::Opacity {
            return Object::Array(vec![Object::Real(stop.opacity().get())]);
        }
        let color = stop.color();
        let parts = [color.red, color.green, color.blue];
        Object::Array(parts.map(|part| real(f64::from(part) / 255.0)).to_vec())
    };
    let unit = || Object::Array(vec![Object::Integer(0), Object::Integer(1)]);
    let between = |from: &usvg::Stop, to: &usvg::Stop| {
        dict([
            ("FunctionType", Object::Integer(2)),
            ("Domain", unit()),
            ("C0", color(from)),
            ("C1", color(to)),
            ("N", Object::Integer(1)),
        ])
    };
    let (Some(first), Some(last)) = (stops.first(), stops.last()) else { return Dictionary::new() };
    let mut functions = vec![between(first, first)];
    let mut ends = Vec::new();
    for pair in stops.windows(2) {
        ends.push(pair[0].offset().get());
        functions.push(between(&pair[0], &pair[1]));
    }
    ends.push(last.offset().get());
    functions.push(between(last, last));
    let count = functions.len();
    let encode = (0..count).flat_map(|_| [Object::Integer(0), Object::Integer(1)]).collect();
    dict([
        ("FunctionType", Object::Integer(3)),
        ("Domain", unit()),
        ("Functions", Object::Array(functions.into_iter().map(Object::Dictionary).collect())),
        ("Bounds", Object::Array(ends.into_iter().map(Object::Real).collect())),
        ("Encode", Object::Array(encode)),
    ])
}
