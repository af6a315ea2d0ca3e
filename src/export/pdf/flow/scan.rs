//! QR codes inside boxes: the address of what paper cannot play, for a camera.

use std::sync::Arc;

use super::super::furniture::readable;
use super::super::length::Abs;
use super::super::page::{Item, Rect, Role, Tag, Turn};
use super::super::picture::{Picture, qr};
use super::{Column, Flow};

/// One module: cameras read it at arm's length from any printer.
const MODULE: Abs = Abs::mm(0.42);

/// The widest code; longer addresses have none, and are typed.
const WIDEST: Abs = Abs::mm(27.0);

/// Between the quiet zone and the frame of the box.
const AIR: Abs = Abs::pt(1.5);

/// A QR code at the end side of a box.
pub struct BoxCode {
    picture: Arc<Picture>,
    /// With the quiet zone.
    side: Abs,
    address: String,
}

impl BoxCode {
    /// The code of an absolute address, where codes are wanted and the column has room for it.
    #[must_use]
    pub fn of(flow: &Flow, column: Column, address: &str) -> Option<Self> {
        let picture = flow.style.qr.then(|| qr::code(address)).flatten()?;
        let side = MODULE * picture.width;
        let fits = side <= WIDEST && side < column.width * 0.4;
        fits.then(|| Self { picture: Arc::new(picture), side, address: address.to_owned() })
    }

    /// How much of the column's width it takes.
    #[must_use]
    pub fn width(&self) -> Abs {
        self.side + AIR
    }

    /// Draws it beside the strips from an index on, which become as high as it is.
    pub fn place(self, flow: &mut Flow, column: Column, start: usize) {
        let alt = format!("QR: {}", readable(&self.address));
        let node = flow.tree.add_alt(column.node, Role::Figure, alt);
        let x = if flow.right_to_left {
            column.x + AIR
        } else {
            column.x + column.width - self.side - AIR
        };
        let strips = &mut flow.strips[start..];
        let heights: Abs = strips.iter().map(|strip| strip.height).sum();
        let spaces: Abs = strips.iter().skip(1).map(|strip| strip.above).sum();
        let least = self.side + AIR * 2.0;
        let missing = (least - heights - spaces).max(Abs::ZERO);
        if let Some(last) = strips.last_mut() {
            last.height += missing;
        }
        if let Some(first) = strips.first_mut() {
            // In the middle, as words beside it may be few or many.
            let y = (heights + spaces + missing - self.side) * 0.5;
            let rect = Rect { x, y, width: self.side, height: self.side };
            first.items.push(Item::Picture {
                picture: self.picture,
                rect,
                turn: Turn::Upright,
                tag: Tag::Node(node),
            });
        }
    }
}
