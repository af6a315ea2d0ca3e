//! Lengths as types: points on the page, and ems of a type size.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

/// An absolute length. Stored in points (1/72 inch).
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Abs(f64);

impl Abs {
    /// No length.
    pub const ZERO: Self = Self(0.0);
    /// A length that nothing exceeds.
    pub const INFINITE: Self = Self(f64::INFINITY);

    /// From points.
    #[must_use]
    pub const fn pt(points: f64) -> Self {
        Self(points)
    }

    /// From millimetres.
    #[must_use]
    pub const fn mm(millimetres: f64) -> Self {
        Self(millimetres * 72.0 / 25.4)
    }

    /// From CSS pixels: 96 an inch.
    #[must_use]
    pub const fn px(pixels: f64) -> Self {
        Self(pixels * 0.75)
    }

    /// In points.
    #[must_use]
    pub const fn to_pt(self) -> f64 {
        self.0
    }

    /// The longer of two.
    #[must_use]
    pub const fn max(self, other: Self) -> Self {
        Self(self.0.max(other.0))
    }

    /// The shorter of two.
    #[must_use]
    pub const fn min(self, other: Self) -> Self {
        Self(self.0.min(other.0))
    }

    /// The length without its sign.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.abs())
    }
}

/// A length in ems: multiples of the type size that it is used with.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Em(f64);

impl Em {
    /// From a number of ems.
    #[must_use]
    pub const fn new(ems: f64) -> Self {
        Self(ems)
    }

    /// The length at a type size.
    #[must_use]
    pub const fn at(self, size: Abs) -> Abs {
        Abs(self.0 * size.0)
    }

    /// The number of ems.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl Add for Abs {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Abs {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl AddAssign for Abs {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl SubAssign for Abs {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Neg for Abs {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Mul<f64> for Abs {
    type Output = Self;
    fn mul(self, factor: f64) -> Self {
        Self(self.0 * factor)
    }
}

impl Div<f64> for Abs {
    type Output = Self;
    fn div(self, divisor: f64) -> Self {
        Self(self.0 / divisor)
    }
}

impl Div for Abs {
    type Output = f64;
    fn div(self, other: Self) -> f64 {
        self.0 / other.0
    }
}

impl Sum for Abs {
    fn sum<I: Iterator<Item = Self>>(lengths: I) -> Self {
        Self(lengths.map(|l| l.0).sum())
    }
}
