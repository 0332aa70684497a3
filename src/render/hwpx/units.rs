//! Lengths of the format: whole hundredths of a point (HWPUNIT, 1/7200 inch), and line widths from a fixed list.

/// Line widths that the format can say (KS X 6101, 9.3.3), in hundredths of a millimetre.
const LINES: [(i32, &str); 16] = [
    (10, "0.1 mm"),
    (12, "0.12 mm"),
    (15, "0.15 mm"),
    (20, "0.2 mm"),
    (25, "0.25 mm"),
    (30, "0.3 mm"),
    (40, "0.4 mm"),
    (50, "0.5 mm"),
    (60, "0.6 mm"),
    (70, "0.7 mm"),
    (100, "1.0 mm"),
    (150, "1.5 mm"),
    (200, "2.0 mm"),
    (300, "3.0 mm"),
    (400, "4.0 mm"),
    (500, "5.0 mm"),
];

/// Points as HWPUNIT.
#[allow(clippy::cast_possible_truncation, reason = "no length on paper comes near the limit, and a cast saturates")]
pub(super) fn units(points: f32) -> i32 {
    (points * 100.0).round() as i32
}

/// Edges of columns from their widths: each edge is rounded, so that no error adds up.
pub(super) fn edges(widths: &[f32]) -> Vec<i32> {
    let mut edges = vec![0];
    let mut sum = 0.0;
    for width in widths {
        sum += width.max(0.0);
        // A column of no width is refused by every reader.
        edges.push(units(sum).max(edges.last().copied().unwrap_or(0) + 1));
    }
    edges
}

/// The width of the list that is nearest to a line of `points`.
pub(super) fn line(points: f32) -> &'static str {
    let wanted = units(points) * 2540 / 7200;
    LINES.iter().min_by_key(|(width, _)| (width - wanted).abs()).map_or("0.1 mm", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_add_up_to_their_table() {
        let edges = edges(&[100.333, 100.333, 100.334]);
        assert_eq!(edges, [0, 10033, 20067, 30100]);
        assert!(super::edges(&[0.0, 0.0]).windows(2).all(|pair| pair[1] > pair[0]));
    }

    #[test]
    fn a_line_has_a_width_of_the_list() {
        assert_eq!(line(0.4), "0.15 mm");
        assert_eq!(line(1.2), "0.4 mm");
        assert_eq!(line(3.0), "1.0 mm");
    }
}
