//! Arabic letters that step down to the line, as traditional type has them:
//! they are brought to the line on which the word ends.

use super::characters::is_right_to_left;
use super::sheet::Glyph;
use unicode_normalization::char::is_combining_mark;

/// How far apart, in ems, the baselines of glyphs on one line are without
/// cascades.
const LEVEL: f32 = 0.05;

/// The highest step, in ems.
const HIGHEST: f32 = 0.6;

/// How far, in ems, a letter may be from the letters of its line.
const NEAR: f32 = 1.0;

/// Glyphs with one baseline.
struct Level {
    baseline: f32,
    glyphs: Vec<usize>,
}

/// Brings letters above or below their line to the baseline that most letters
/// around them have.
pub(super) fn level(glyphs: &mut [Glyph]) {
    let steps = |glyph: &Glyph| is_right_to_left(glyph.c) || is_combining_mark(glyph.c);
    if !glyphs.iter().any(|glyph| is_right_to_left(glyph.c)) {
        return;
    }
    let mut levels = levels(glyphs);
    levels.sort_by_key(|level| std::cmp::Reverse(level.glyphs.len()));
    let mut settled: Vec<usize> = Vec::new();
    let mut moves: Vec<(usize, f32)> = Vec::new();
    for (at, level) in levels.iter().enumerate() {
        let mut stays = level.glyphs.is_empty();
        for &place in &level.glyphs {
            let Some(glyph) = glyphs.get(place).copied() else {
                continue;
            };
            let line = settled
                .iter()
                .filter_map(|&settled| levels.get(settled))
                .filter(|line| (line.baseline - glyph.baseline).abs() <= HIGHEST * glyph.size)
                .filter(|line| steps(&glyph) && is_near(glyphs, line, &glyph))
                .min_by(|one, two| {
                    let apart = |line: &Level| (line.baseline - glyph.baseline).abs();
                    apart(one).total_cmp(&apart(two))
                });
            match line {
                Some(line) => moves.push((place, line.baseline)),
                None => stays = true,
            }
        }
        if stays {
            settled.push(at);
        }
    }
    for (place, baseline) in moves {
        if let Some(glyph) = glyphs.get_mut(place) {
            glyph.baseline = baseline;
        }
    }
}

fn levels(glyphs: &[Glyph]) -> Vec<Level> {
    let mut order: Vec<usize> = (0..glyphs.len()).collect();
    let baseline = |at: usize| glyphs.get(at).map_or(0.0, |glyph| glyph.baseline);
    order.sort_by(|&one, &two| baseline(one).total_cmp(&baseline(two)));
    let mut levels: Vec<Level> = Vec::new();
    for place in order {
        let Some(glyph) = glyphs.get(place) else {
            continue;
        };
        match levels.last_mut() {
            Some(level) if glyph.baseline - level.baseline <= LEVEL * glyph.size => {
                level.glyphs.push(place);
            }
            _ => levels.push(Level {
                baseline: glyph.baseline,
                glyphs: vec![place],
            }),
        }
    }
    levels
}

/// Whether the glyph is beside a glyph of the line.
fn is_near(glyphs: &[Glyph], line: &Level, glyph: &Glyph) -> bool {
    let reach = NEAR * glyph.size;
    line.glyphs
        .iter()
        .filter_map(|&at| glyphs.get(at))
        .any(|other| other.left <= glyph.right + reach && other.right >= glyph.left - reach)
}

#[cfg(test)]
mod tests {
    use super::super::pieces::tests::typed;
    use super::*;

    #[test]
    fn letters_above_the_line_come_down_to_it() {
        let mut glyphs = typed("سلام عليكم", 0.0, 100.0, 10.0);
        glyphs[1].baseline = 97.0;
        glyphs[2].baseline = 98.5;
        let mut next = typed("سطر آخر", 0.0, 118.0, 10.0);
        glyphs.append(&mut next);
        level(&mut glyphs);
        assert!(glyphs[..10].iter().all(|glyph| glyph.baseline == 100.0));
        assert!(glyphs[10..].iter().all(|glyph| glyph.baseline == 118.0));
    }

    #[test]
    fn latin_text_is_left_alone() {
        let mut glyphs = typed("a2", 0.0, 100.0, 10.0);
        glyphs[1].baseline = 97.0;
        level(&mut glyphs);
        assert_eq!(glyphs[1].baseline, 97.0);
    }
}
