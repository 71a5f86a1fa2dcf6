//! Which box stands beside which: the order within layers that makes few lines cross.

use super::layout::{SWEEPS, Spot};

/// The spots of each layer from left to right, with few crossings: each goes to the middle of its neighbours, again and
/// again, and the best order of all is kept.
pub(super) fn order(spots: &[Spot]) -> Vec<Vec<usize>> {
    let deepest = spots.iter().map(|spot| spot.layer + 1).max().unwrap_or_default();
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); deepest];
    spots.iter().enumerate().for_each(|(at, spot)| rows[spot.layer].push(at));
    let mut up: Vec<Vec<usize>> = vec![Vec::new(); spots.len()];
    for (from, spot) in spots.iter().enumerate() {
        spot.down.iter().for_each(|(to, _)| up[*to].push(from));
    }
    let (mut best, mut fewest) = (rows.clone(), crossings(spots, &rows));
    for sweep in 0..SWEEPS {
        let down = sweep % 2 == 0;
        let order: Vec<usize> =
            if down { (1..deepest).collect() } else { (0..deepest.saturating_sub(1)).rev().collect() };
        for layer in order {
            let place = places(spots, &rows);
            let middle = |at: &usize| {
                let near: Vec<f64> = if down {
                    let ports = up[*at].iter().flat_map(|from| spots[*from].down.iter().map(move |way| (from, way)));
                    ports
                        .filter(|(_, (to, _))| to == at)
                        .map(|(from, (_, port))| place[*from] + share(spots, *from, *port))
                        .collect()
                } else {
                    spots[*at].down.iter().map(|(to, _)| place[*to]).collect()
                };
                if near.is_empty() { place[*at] } else { near.iter().sum::<f64>() / near.len() as f64 }
            };
            let mut row: Vec<(f64, usize)> = rows[layer].iter().map(|at| (middle(at), *at)).collect();
            row.sort_by(|a, b| a.0.total_cmp(&b.0));
            rows[layer] = row.into_iter().map(|(_, at)| at).collect();
        }
        let crossed = crossings(spots, &rows);
        if crossed < fewest {
            (best, fewest) = (rows.clone(), crossed);
        }
    }
    best
}

/// The place of each spot in its layer.
fn places(spots: &[Spot], rows: &[Vec<usize>]) -> Vec<f64> {
    let mut place = vec![0.0; spots.len()];
    for row in rows {
        row.iter().enumerate().for_each(|(at, spot)| place[*spot] = at as f64);
    }
    place
}

/// How far to the right in its box a way begins, from 0 to 1.
fn share(spots: &[Spot], spot: usize, port: i32) -> f64 {
    f64::from(port) / f64::from(spots[spot].width.max(1)) * 0.9
}

fn crossings(spots: &[Spot], rows: &[Vec<usize>]) -> usize {
    let place = places(spots, rows);
    let mut crossed = 0;
    for row in rows {
        let lines: Vec<(f64, f64)> = row
            .iter()
            .flat_map(|from| spots[*from].down.iter().map(move |way| (*from, way)))
            .map(|(from, (to, port))| (place[from] + share(spots, from, *port), place[*to]))
            .collect();
        for (at, (from, to)) in lines.iter().enumerate() {
            let others = lines.iter().take(at);
            crossed += others.filter(|(other, end)| (from < other && to > end) || (from > other && to < end)).count();
        }
    }
    crossed
}
