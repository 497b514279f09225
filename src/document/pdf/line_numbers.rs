//! Numbers of lines in the margin.

use super::pieces::Piece;

/// Fewest numbers in a margin that are numbers of lines.
const FEWEST: usize = 3;

/// How far, in points, numbers that stand below each other are apart at the
/// edge by which they are aligned.
const ALIGNED: f32 = 2.0;

/// Steps in which lines are numbered.
const STEPS: [u32; 4] = [1, 2, 5, 10];

/// How many of ten lines must have their number.
const MOST_LINES: usize = 8;

/// Removes the numbers of lines.
pub(super) fn remove(pieces: &mut Vec<Piece>) {
    let numbers = [Piece::left_edge, Piece::right_edge]
        .into_iter()
        .flat_map(|edge| aligned(pieces, edge))
        .filter(|group| are_line_numbers(pieces, group))
        .max_by_key(Vec::len);
    if let Some(numbers) = numbers {
        let mut place = 0..;
        pieces.retain(|_| place.next().is_none_or(|at| !numbers.contains(&at)));
    }
}

impl Piece {
    fn left_edge(&self) -> f32 {
        self.left
    }

    fn right_edge(&self) -> f32 {
        self.right
    }

    /// Its value if it is a number of a line.
    fn number(&self) -> Option<u32> {
        let text: String = self.chars().collect();
        let digits = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse().ok()).flatten()
    }
}

/// Numbers that stand below each other, by place, from top to bottom.
fn aligned(pieces: &[Piece], edge: fn(&Piece) -> f32) -> Vec<Vec<usize>> {
    let mut groups: Vec<(f32, Vec<usize>)> = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        if piece.number().is_none() {
            continue;
        }
        let x = edge(piece);
        match groups
            .iter_mut()
            .find(|(known, _)| (known - x).abs() <= ALIGNED)
        {
            Some((_, group)) => group.push(at),
            None => groups.push((x, vec![at])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Whether the numbers ascend in equal steps, nothing else stands in their
/// strip of the page, and they count the lines beside them.
fn are_line_numbers(pieces: &[Piece], group: &[usize]) -> bool {
    let numbered: Vec<&Piece> = group.iter().filter_map(|&at| pieces.get(at)).collect();
    let values: Vec<u32> = numbered.iter().filter_map(|piece| piece.number()).collect();
    let mut steps = values.iter().zip(values.iter().skip(1));
    let Some(step) = steps
        .clone()
        .next()
        .and_then(|(one, two)| two.checked_sub(*one))
    else {
        return false;
    };
    if values.len() < FEWEST
        || !STEPS.contains(&step)
        || !steps.all(|(one, two)| one.checked_add(step) == Some(*two))
    {
        return false;
    }
    let left = numbered
        .iter()
        .map(|piece| piece.left)
        .fold(f32::MAX, f32::min);
    let right = numbered
        .iter()
        .map(|piece| piece.right)
        .fold(f32::MIN, f32::max);
    let (Some(first), Some(last)) = (numbered.first(), numbered.last()) else {
        return false;
    };
    let between = |piece: &Piece| (first.baseline..=last.baseline).contains(&piece.baseline);
    let others: Vec<&Piece> = pieces
        .iter()
        .enumerate()
        .filter(|(at, piece)| !group.contains(at) && between(piece))
        .map(|(_, piece)| piece)
        .collect();
    let in_strip = others
        .iter()
        .any(|piece| piece.left < right && piece.right > left);
    let beside = others.iter().all(|piece| piece.left >= right)
        || others.iter().all(|piece| piece.right <= left);
    let lines = rows(&others);
    let counted = (values.len() - 1) * step as usize + 1;
    !in_strip && beside && counted * 10 >= lines * MOST_LINES && lines * 10 >= counted * MOST_LINES
}

/// How many lines the pieces make.
fn rows(pieces: &[&Piece]) -> usize {
    let mut rows = 0;
    let mut last = f32::MIN;
    for piece in pieces.iter().filter(|piece| !piece.raised) {
        if piece.baseline - last > piece.size * 0.3 {
            rows += 1;
            last = piece.baseline;
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::super::pieces::gather;
    use super::super::pieces::tests::typed;
    use super::*;

    fn page(numbers: impl Fn(usize) -> Option<String>) -> Vec<Piece> {
        let mut glyphs = Vec::new();
        for line in 0..20 {
            let baseline = 100.0 + line as f32 * 20.0;
            glyphs.extend(typed("a line of text", 100.0, baseline, 10.0));
            if let Some(number) = numbers(line) {
                let left = 80.0 - number.len() as f32 * 5.0;
                glyphs.extend(typed(&number, left, baseline, 10.0));
            }
        }
        gather(glyphs)
    }

    #[test]
    fn numbers_of_every_line_or_every_fifth_are_removed() {
        for step in [1, 5] {
            let mut pieces = page(|line| {
                (line + 1)
                    .is_multiple_of(step)
                    .then(|| (line + 1).to_string())
            });
            remove(&mut pieces);
            assert_eq!(pieces.len(), 20, "step {step}");
        }
    }

    #[test]
    fn numbers_of_paragraphs_stay() {
        let numbers = |line: usize| {
            let starts = [0, 3, 9, 14];
            let place = starts.iter().position(|&start| start == line)?;
            Some((place + 1).to_string())
        };
        let mut pieces = page(numbers);
        let before = pieces.len();
        remove(&mut pieces);
        assert_eq!(pieces.len(), before);
    }
}
