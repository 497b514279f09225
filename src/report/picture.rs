//! Pictures: SVG that follows the colours of the page.
//!
//! Shapes have the colours of the light page, so that a picture cut out of the
//! page is right too; the style sheet gives each of these colours its dark
//! counterpart. Shapes stand at whole pixels, so no rounding of a platform shows.

use std::io;
use std::ops::Range;

use maud::{Markup, PreEscaped, html};
use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::Shift;
use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};
use plotters::drawing::DrawingAreaErrorKind;
use plotters::prelude::{
    Cartesian2d, DrawingArea, IntoDrawingArea, RGBColor, SVGBackend, TRANSPARENT,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoFont, TextStyle};

use crate::error::{Error, Result};

/// What is looked at first: the model's figures.
pub(super) const MARK: RGBColor = RGBColor(0x0B, 0x63, 0xA5);
/// What is set against it: chosen thresholds, a second curve.
pub(super) const SECOND: RGBColor = RGBColor(0xB4, 0x46, 0x0A);
/// The fields of a heat map; text on it stays legible.
pub(super) const FIELD: RGBColor = RGBColor(0x4C, 0x9B, 0xD6);
pub(super) const INK: RGBColor = RGBColor(0x1B, 0x1F, 0x24);
pub(super) const FAINT_INK: RGBColor = RGBColor(0x57, 0x60, 0x6A);
pub(super) const GRID: RGBColor = RGBColor(0xD9, 0xDE, 0xE3);
pub(super) const AXIS: RGBColor = RGBColor(0x8C, 0x95, 0x9F);

/// How far outside the field something can stand in pixels.
const FAR: f64 = 10_000.0;

/// A picture that is wider than this many pixels does not shrink as far as others
/// on a narrow screen: its text would become too small.
const LARGE: i32 = 720;

/// The size of most text in pixels.
pub(super) const TEXT: i32 = 12;

pub(super) type Canvas<'c> = DrawingArea<SVGBackend<'c>, Shift>;
pub(super) type Chart<'c> = ChartContext<'c, SVGBackend<'c>, Cartesian2d<Axis, Axis>>;
pub(super) type Painted<T = ()> = std::result::Result<T, DrawingAreaErrorKind<io::Error>>;

/// A number of things as pixels.
pub(super) fn pixels(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(FAR as i32)
}

/// Draws a picture of this size in pixels; `label` says what it shows to those who do
/// not see it.
pub(super) fn picture(
    (width, height): (i32, i32),
    label: &str,
    paint: impl FnOnce(&Canvas<'_>) -> Painted,
) -> Result<Markup> {
    let mut svg = String::new();
    {
        let canvas =
            SVGBackend::with_string(&mut svg, (width as u32, height as u32)).into_drawing_area();
        let painted = paint(&canvas).and_then(|()| canvas.present());
        painted.map_err(|error| Error::Io {
            action: "draw",
            name: label.to_owned(),
            source: io::Error::other(error.to_string()),
        })?;
    }
    // The library's opening tag says nothing to screen readers.
    let shapes = svg.split_once('>').map_or("", |(_, shapes)| shapes);
    let shapes = shapes.trim_end().trim_end_matches("</svg>").trim_start();
    Ok(html! {
        svg.large[width > LARGE] xmlns="http://www.w3.org/2000/svg" role="img" aria-label=(label)
            width=(width) height=(height) viewBox={ "0 0 " (width) " " (height) } {
            (PreEscaped(shapes))
        }
    })
}

/// A picture with what is said of it and its figures as a table.
pub(super) fn figure(picture: &Markup, label: &str, caption: &str, data: &Markup) -> Markup {
    html! {
        figure {
            div.scroll role="region" tabindex="0" aria-label=(label) { (picture) }
            @if !caption.is_empty() {
                figcaption { (caption) }
            }
            (data)
        }
    }
}

/// One axis of a chart. The library's own ranges choose their ticks with the
/// platform's logarithms.
pub(super) struct Axis {
    pub(super) from: f64,
    pub(super) to: f64,
    /// Where lines of the grid and numbers stand.
    pub(super) ticks: Vec<f64>,
    /// What is written at a tick.
    pub(super) write: fn(f64) -> String,
    pub(super) name: &'static str,
}

impl Axis {
    /// From 0 to 1 in fifths.
    pub(super) fn unit(name: &'static str) -> Self {
        Self {
            from: 0.0,
            to: 1.0,
            ticks: (0..=5).map(|fifth| f64::from(fifth) / 5.0).collect(),
            write: |value| format!("{value:.1}"),
            name,
        }
    }

    /// From the fifth below `least` to 1, in tenths.
    pub(super) fn share_from(name: &'static str, least: f64) -> Self {
        let fifth = (least * 5.0).clamp(0.0, 4.0) as i32;
        Self {
            from: f64::from(fifth) / 5.0,
            ticks: (fifth * 2..=10)
                .map(|tenth| f64::from(tenth) / 10.0)
                .collect(),
            ..Self::unit(name)
        }
    }

    /// An axis on which nothing is written.
    pub(super) fn bare(from: f64, to: f64) -> Self {
        Self {
            from,
            to,
            ticks: Vec::new(),
            write: |_| String::new(),
            name: "",
        }
    }

    /// Powers of ten, with their halves and fifths, around the numbers from
    /// `least` to `most`; the values of the axis are logarithms.
    pub(super) fn decades(name: &'static str, least: f64, most: f64) -> Self {
        let (least, most) = (libm::log10(least.max(1.0)), libm::log10(most.max(2.0)));
        let decades = least as i32..=most as i32 + 1;
        let mut ticks: Vec<f64> = decades
            .flat_map(|decade| [1.0, 2.0, 5.0].map(|part| libm::log10(part) + f64::from(decade)))
            .collect();
        // One tick below the least, and none beyond the most.
        let from = ticks.iter().copied().rfind(|tick| *tick < least - 0.02);
        let from = from.unwrap_or(least - 0.05);
        ticks.retain(|tick| *tick >= from && *tick <= most + 0.02);
        Self {
            from,
            to: most + 0.06,
            ticks,
            write: |value| super::format::count(libm::round(libm::pow(10.0, value)) as usize),
            name,
        }
    }
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (begin, end): (i32, i32)) -> i32 {
        let share = (value - self.from) / (self.to - self.from);
        // A value far outside must not be beyond what pixels can count.
        let place = (share * f64::from(end - begin)).clamp(-FAR, FAR);
        begin + libm::round(place) as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() {
            Vec::new()
        } else {
            self.ticks.clone()
        }
    }

    fn range(&self) -> Range<f64> {
        self.from..self.to
    }
}

impl ValueFormatter<f64> for Axis {
    fn format_ext(&self, value: &f64) -> String {
        (self.write)(*value)
    }
}

/// The space around the field of a chart in pixels.
#[derive(Clone, Copy)]
pub(super) struct Space {
    pub(super) left: i32,
    pub(super) right: i32,
    pub(super) top: i32,
    pub(super) bottom: i32,
}

/// Draws axes and grid.
pub(super) fn chart<'c>(canvas: &Canvas<'c>, space: Space, x: Axis, y: Axis) -> Painted<Chart<'c>> {
    let names = (x.name, y.name);
    let mut chart = ChartBuilder::on(canvas)
        .margin_right(space.right)
        .margin_top(space.top)
        .x_label_area_size(space.bottom)
        .y_label_area_size(space.left)
        .build_cartesian_2d(x, y)?;
    chart
        .configure_mesh()
        .bold_line_style(GRID)
        .light_line_style(TRANSPARENT)
        .axis_style(AXIS)
        .label_style(style(TEXT, FAINT_INK))
        .axis_desc_style(style(TEXT, INK))
        .x_desc(names.0)
        .y_desc(names.1)
        .draw()?;
    Ok(chart)
}

/// Text of this height in pixels.
pub(super) fn style<'s>(pixels: i32, colour: RGBColor) -> TextStyle<'s> {
    // The library divides by this when it writes SVG.
    (("sans-serif", f64::from(pixels) * 1.24).into_font()).color(&colour.to_rgba())
}

/// Where text stands relative to its point.
pub(super) enum Side {
    /// To the left of it.
    Left,
    /// To the right of it.
    Right,
    /// Around it.
    Middle,
}

/// Writes on one line, at the height of the point.
pub(super) fn write(
    canvas: &Canvas<'_>,
    text: &str,
    point: (i32, i32),
    side: &Side,
    style: &TextStyle<'_>,
) -> Painted {
    let position = match side {
        Side::Left => HPos::Right,
        Side::Right => HPos::Left,
        Side::Middle => HPos::Center,
    };
    canvas.draw_text(text, &style.pos(Pos::new(position, VPos::Center)), point)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_pictures_is_escaped_and_the_tag_is_ours() {
        let svg = picture((40, 20), "a & b", |canvas| {
            write(canvas, "<script>&", (5, 5), &Side::Right, &style(TEXT, INK))
        });
        let svg = svg.unwrap().into_string();
        assert!(svg.contains("&lt;script&gt;&amp;"), "{svg}");
        assert!(svg.contains("aria-label=\"a &amp; b\""), "{svg}");
        assert_eq!(svg.matches("<svg").count(), 1);
        assert!(svg.ends_with("</svg>"), "{svg}");
    }

    #[test]
    fn an_axis_of_decades_is_ticked_at_one_two_five() {
        let axis = Axis::decades("rows", 1.0, 120.0);
        let written: Vec<String> = axis.ticks.iter().map(|tick| (axis.write)(*tick)).collect();
        assert_eq!(written, ["1", "2", "5", "10", "20", "50", "100"]);
        let narrow = Axis::decades("rows", 25.0, 40.0);
        assert_eq!(narrow.ticks.len(), 1);
        assert!((narrow.from - libm::log10(20.0)).abs() < 1e-9);
    }
}
