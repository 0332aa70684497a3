//! How wide the columns of a table are, from what its cells hold.
//!
//! Only widths are known here: the least (widest word), the most (all on one line) and the floor (widest syllable) of each
//! column, in points with padding.

/// The widths a column could have, points.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Wish {
    /// Everything on one line.
    pub most: f32,
    /// No word broken.
    pub least: f32,
    /// Compounds broken at their seams, other words whole.
    pub seam: f32,
    /// Long words broken between syllables, numbers and short words whole.
    pub firm: f32,
    /// No syllable broken.
    pub floor: f32,
    /// Share of the free width; 1 is usual.
    pub share: f32,
}

impl Wish {
    /// Room for either.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            most: self.most.max(other.most),
            least: self.least.max(other.least),
            seam: self.seam.max(other.seam),
            firm: self.firm.max(other.firm),
            floor: self.floor.max(other.floor),
            share: other.share,
        }
    }

    /// With `points` more beside the text.
    pub(super) fn wider(self, points: f32) -> Self {
        Self {
            most: self.most + points,
            least: self.least + points,
            seam: self.seam + points,
            firm: self.firm + points,
            floor: self.floor + points,
            share: self.share,
        }
    }
}

/// Spreads what a cell over several columns needs beyond what they have.
pub(super) fn spread(wishes: &mut [Wish], cell: Wish) {
    let count = wishes.len();
    if count == 0 {
        return;
    }
    #[allow(clippy::cast_precision_loss, reason = "columns are at most thousands")]
    let part = 1.0 / count as f32;
    let grow = |sum: f32, needed: f32| (needed - sum).max(0.0) * part;
    let most = grow(wishes.iter().map(|wish| wish.most).sum(), cell.most);
    let least = grow(wishes.iter().map(|wish| wish.least).sum(), cell.least);
    let firm = grow(wishes.iter().map(|wish| wish.firm).sum(), cell.firm);
    let floor = grow(wishes.iter().map(|wish| wish.floor).sum(), cell.floor);
    for wish in wishes {
        wish.most += most;
        wish.least += least;
        wish.firm += firm;
        wish.floor += floor;
    }
}

/// Factor by which a table must be set smaller so that its words (or at least its syllables) fit; 1 where they do.
pub(super) fn shrink(wishes: &[Wish], width: f32, smallest: f32) -> f32 {
    let least: f32 = wishes.iter().map(|wish| wish.least).sum();
    let firm: f32 = wishes.iter().map(|wish| wish.firm).sum();
    let floor: f32 = wishes.iter().map(|wish| wish.floor).sum();
    if least <= width {
        return 1.0;
    }
    // Smaller type before broken words, but hardly below what is read with ease; smaller still before broken numbers; and
    // anything before a table off the page.
    let easy = (width / least).max(smallest);
    let whole = easy.min((width / firm).max(smallest * smallest));
    if floor * whole <= width { whole } else { (width / floor).clamp(0.05, 1.0) }
}

/// Widths that sum up to `width` where the wishes allow; with `fill`, never less.
pub(super) fn share(wishes: &[Wish], width: f32, fill: bool) -> Vec<f32> {
    let sum = |of: fn(&Wish) -> f32| wishes.iter().map(of).sum::<f32>();
    let most = sum(|wish| wish.most);
    if most <= width {
        let free = if fill { width - most } else { 0.0 };
        let mut weights: Vec<f32> = wishes.iter().map(|wish| wish.share * wish.most).collect();
        if weights.iter().sum::<f32>() <= 0.0 {
            weights = wishes.iter().map(|wish| wish.most.max(1.0)).collect();
        }
        let total: f32 = weights.iter().sum();
        return wishes.iter().zip(&weights).map(|(wish, weight)| wish.most + free * weight / total).collect();
    }
    let least = sum(|wish| wish.least);
    if least > width {
        let (firm, floor) = (sum(|wish| wish.firm), sum(|wish| wish.floor));
        let between = |from: fn(&Wish) -> f32, to: fn(&Wish) -> f32| -> Vec<f32> {
            let part = (width - sum(from)) / (sum(to) - sum(from)).max(f32::MIN_POSITIVE);
            wishes.iter().map(|wish| from(wish) + (to(wish) - from(wish)) * part).collect()
        };
        return if firm <= width {
            between(|wish| wish.firm, |wish| wish.least)
        } else if floor <= width {
            between(|wish| wish.floor, |wish| wish.firm)
        } else {
            wishes.iter().map(|wish| wish.floor * width / floor.max(f32::MIN_POSITIVE)).collect()
        };
    }
    level(wishes, width)
}

/// Rows that stand for all of a long table when widths are tried out.
pub(super) const SAMPLE: usize = 120;

/// A word: its width, and that with the space behind it, points.
pub(super) type Word = (f32, f32);

/// A cell of a sampled row: its column, the words of each of its paragraphs and its padding, points.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    pub column: usize,
    pub text: Vec<Vec<Word>>,
    pub padding: f32,
}

/// Moves width between columns as long as the sampled rows need fewer lines: a table reads best when it is short.
pub(super) fn settle(widths: &mut [f32], wishes: &[Wish], rows: &[Vec<Sample>]) {
    let mut best = lines(widths, rows);
    for step in [64.0, 32.0, 16.0, 8.0, 4.0] {
        // Few columns trade; the bound is for tables of a hundred.
        for _ in 0..12 {
            let mut found = None;
            for from in 0..widths.len() {
                if widths[from] - step < wishes[from].least {
                    continue;
                }
                for to in 0..widths.len() {
                    if to == from || widths[to] >= wishes[to].most {
                        continue;
                    }
                    widths[from] -= step;
                    widths[to] += step;
                    let cost = lines(widths, rows);
                    widths[from] += step;
                    widths[to] -= step;
                    if cost < best - 0.05 {
                        best = cost;
                        found = Some((from, to));
                    }
                }
            }
            let Some((from, to)) = found else { break };
            widths[from] -= step;
            widths[to] += step;
        }
    }
}

/// Lines that rows need: the tallest cell counts, the others a little.
fn lines(widths: &[f32], rows: &[Vec<Sample>]) -> f32 {
    rows.iter()
        .map(|row| {
            let mut tallest = 0.0_f32;
            let mut all = 0.0;
            for cell in row {
                let room = widths[cell.column] - cell.padding;
                let lines: f32 = cell.text.iter().map(|words| filled(words, room)).sum();
                tallest = tallest.max(lines);
                all += lines;
            }
            tallest + all * 0.1
        })
        .sum()
}

/// Lines that words fill.
fn filled(words: &[Word], room: f32) -> f32 {
    let (mut lines, mut used) = (1.0_f32, 0.0_f32);
    for &(word, advance) in words {
        if used > 0.0 && used + word > room {
            lines += 1.0;
            used = 0.0;
        }
        if word > room {
            lines += (word / room.max(1.0)).floor();
        }
        used += advance;
    }
    lines
}

/// How much a column insists when words must wrap; a narrow one no less than others, for it has little to give.
fn weight(share: f32) -> f32 {
    if share <= 0.0 { 1.0 } else { share.clamp(0.5, 4.0) }
}

/// Between least and most: the level rises until the width is full, so that short columns get all they want and long ones
/// grow with the square root of their content.
fn level(wishes: &[Wish], width: f32) -> Vec<f32> {
    let at = |level: f32| -> Vec<f32> {
        wishes
            .iter()
            .map(|wish| (level * (wish.most * weight(wish.share)).sqrt()).clamp(wish.least.min(wish.most), wish.most))
            .collect()
    };
    let (mut low, mut high) = (0.0_f32, 4096.0_f32);
    for _ in 0..48 {
        let middle = f32::midpoint(low, high);
        if at(middle).iter().sum::<f32>() <= width { low = middle } else { high = middle }
    }
    let mut widths = at(low);
    let free = width - widths.iter().sum::<f32>();
    if let Some(widest) = widths.iter_mut().max_by(|a, b| a.total_cmp(b)) {
        *widest += free.max(0.0);
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(most: f32, least: f32) -> Wish {
        Wish { most, least, seam: least, firm: least.min(30.0), floor: 10.0, share: 1.0 }
    }

    #[test]
    fn widths_fill_the_line_whatever_the_content() {
        for wishes in [
            vec![wish(20.0, 20.0), wish(50.0, 30.0)],
            vec![wish(20.0, 20.0), wish(900.0, 80.0), wish(300.0, 60.0)],
            vec![wish(400.0, 300.0), wish(400.0, 300.0)],
            vec![wish(400.0, 300.0); 60],
        ] {
            let widths = share(&wishes, 480.0, true);
            assert!((widths.iter().sum::<f32>() - 480.0).abs() < 0.5, "{widths:?}");
        }
    }

    #[test]
    fn a_short_column_keeps_its_content_on_one_line() {
        let widths = share(&[wish(70.0, 20.0), wish(2000.0, 40.0)], 480.0, true);
        assert!(widths[0] >= 69.9, "{widths:?}");
    }

    /// Words of twenty points.
    fn words(text: f32) -> Vec<Vec<Word>> {
        let mut left = text;
        let mut words = Vec::new();
        while left > 0.0 {
            words.push((left.min(18.0), left.min(20.0)));
            left -= 20.0;
        }
        vec![words]
    }

    #[test]
    fn width_goes_where_it_saves_lines() {
        let wishes = [wish(115.0, 40.0), wish(400.0, 60.0)];
        let row = |first: f32, second: f32| {
            let cell = |column, text| Sample { column, text: words(text), padding: 12.0 };
            vec![cell(0, first), cell(1, second)]
        };
        let rows = vec![row(100.0, 130.0), row(90.0, 120.0), row(80.0, 385.0)];
        let mut widths = vec![52.0, 198.0];
        settle(&mut widths, &wishes, &rows);
        assert!(widths[0] >= 102.0 && (widths[0] + widths[1] - 250.0).abs() < 0.01, "{widths:?}");
    }

    #[test]
    fn a_table_is_set_smaller_only_as_far_as_it_must() {
        assert!((shrink(&[wish(100.0, 50.0)], 480.0, 0.8) - 1.0).abs() < f32::EPSILON);
        assert!((shrink(&[wish(600.0, 500.0)], 450.0, 0.8) - 0.9).abs() < 0.001);
        assert!(shrink(&vec![wish(100.0, 90.0); 96], 480.0, 0.8) <= 0.5);
    }
}
