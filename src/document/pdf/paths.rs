//! Paths: only straight lines and thin bars are kept, as rules.

use hayro_font::kurbo::{Affine, Point};

use super::sheet::{Gathering, Rule};

/// Most points of a path; what has more is a drawing.
const MOST_POINTS: usize = 4096;

/// How far a rule may be from level or upright, in points.
const SLANT: f32 = 0.5;

/// A path in the making, in the coordinates of the page.
#[derive(Debug, Default)]
pub(super) struct Path {
    parts: Vec<Part>,
    points: usize,
}

/// A part of a path that is drawn without lifting the pen.
#[derive(Debug, Default)]
struct Part {
    points: Vec<(f32, f32)>,
    curved: bool,
}

impl Path {
    pub(super) fn clear(&mut self) {
        self.parts.clear();
        self.points = 0;
    }

    pub(super) fn move_to(&mut self, page: Affine, x: f64, y: f64) {
        if self.points < MOST_POINTS {
            self.points += 1;
            self.parts.push(Part {
                points: vec![place(page, x, y)],
                curved: false,
            });
        }
    }

    pub(super) fn line_to(&mut self, page: Affine, x: f64, y: f64) {
        if self.points < MOST_POINTS
            && let Some(part) = self.parts.last_mut()
        {
            self.points += 1;
            part.points.push(place(page, x, y));
        }
    }

    /// Notes that a curve follows, which can be no part of a rule.
    pub(super) fn curve(&mut self) {
        if let Some(part) = self.parts.last_mut() {
            part.curved = true;
        }
    }

    pub(super) fn close(&mut self) {
        if let Some(part) = self.parts.last_mut()
            && let Some(&first) = part.points.first()
        {
            part.points.push(first);
        }
    }

    pub(super) fn rectangle(&mut self, page: Affine, x: f64, y: f64, width: f64, height: f64) {
        self.move_to(page, x, y);
        self.line_to(page, x + width, y);
        self.line_to(page, x + width, y + height);
        self.line_to(page, x, y + height);
        self.close();
    }

    /// Draws the lines of the path.
    pub(super) fn stroke(&self, sheet: &mut Gathering) {
        for part in &self.parts {
            let pairs = part.points.iter().zip(part.points.iter().skip(1));
            for (one, two) in pairs.filter(|_| !part.curved) {
                if let Some(rule) = bounds([*one, *two].iter())
                    && (rule.width() <= SLANT || rule.height() <= SLANT)
                {
                    sheet.rule(rule);
                }
            }
        }
    }

    /// Fills the path: what is thin enough is a rule, and an area without
    /// curves may be no more than the colour of the paper.
    pub(super) fn fill(&self, sheet: &mut Gathering) {
        for part in &self.parts {
            if part.curved {
                sheet.picture();
            } else if let Some(rule) = bounds(part.points.iter())
                && (rule.is_horizontal() || rule.is_vertical())
            {
                sheet.rule(rule);
            }
        }
    }
}

fn place(page: Affine, x: f64, y: f64) -> (f32, f32) {
    let point = page * Point::new(x, y);
    (point.x as f32, point.y as f32)
}

/// The smallest rectangle around the points; nothing where numbers are too
/// large to be places on a page.
fn bounds<'a>(points: impl Iterator<Item = &'a (f32, f32)>) -> Option<Rule> {
    let mut bounds = Rule {
        left: f32::MAX,
        top: f32::MAX,
        right: f32::MIN,
        bottom: f32::MIN,
    };
    for &(x, y) in points {
        if !(x.abs() < super::content::FARTHEST && y.abs() < super::content::FARTHEST) {
            return None;
        }
        bounds.left = bounds.left.min(x);
        bounds.right = bounds.right.max(x);
        bounds.top = bounds.top.min(y);
        bounds.bottom = bounds.bottom.max(y);
    }
    (bounds.left <= bounds.right).then_some(bounds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(draw: impl Fn(&mut Path, &mut Gathering)) -> Vec<Rule> {
        let mut sheet = Gathering::default();
        draw(&mut Path::default(), &mut sheet);
        sheet.finish(0.0, 0.0).rules
    }

    #[test]
    fn a_level_line_and_a_thin_bar_are_rules() {
        let drawn = rules(|path, sheet| {
            path.move_to(Affine::IDENTITY, 10.0, 50.0);
            path.line_to(Affine::IDENTITY, 110.0, 50.0);
            path.stroke(sheet);
            path.clear();
            path.rectangle(Affine::IDENTITY, 10.0, 70.0, 100.0, 0.5);
            path.fill(sheet);
        });
        let tops: Vec<f32> = drawn.iter().map(|rule| rule.top).collect();
        assert_eq!(tops, [50.0, 70.0]);
        assert!(drawn.iter().all(Rule::is_horizontal));
    }

    #[test]
    fn slanted_lines_curves_and_areas_are_none() {
        let drawn = rules(|path, sheet| {
            path.move_to(Affine::IDENTITY, 0.0, 0.0);
            path.line_to(Affine::IDENTITY, 50.0, 50.0);
            path.stroke(sheet);
            path.clear();
            path.rectangle(Affine::IDENTITY, 0.0, 0.0, 100.0, 100.0);
            path.fill(sheet);
            path.clear();
            path.move_to(Affine::IDENTITY, 0.0, 0.0);
            path.curve();
            path.line_to(Affine::IDENTITY, 50.0, 0.0);
            path.fill(sheet);
        });
        assert!(drawn.is_empty());
    }

    #[test]
    fn a_stroked_rectangle_is_four_rules() {
        let drawn = rules(|path, sheet| {
            path.rectangle(Affine::IDENTITY, 0.0, 0.0, 100.0, 40.0);
            path.stroke(sheet);
        });
        assert_eq!(drawn.len(), 4);
    }

    #[test]
    fn endless_coordinates_are_passed_over() {
        let drawn = rules(|path, sheet| {
            path.move_to(Affine::IDENTITY, f64::NAN, 0.0);
            path.line_to(Affine::IDENTITY, 1e300, 0.0);
            path.stroke(sheet);
        });
        assert!(drawn.is_empty());
    }
}
