//! Where boxes stand: in layers, so that ways lead down, with few crossings, and the same each time.
//!
//! A way that leads back up, or far down, is not drawn as a line: it ends in a tag with the name of its step. Lines
//! that cross half a picture are what makes a flow chart hard to read.

use std::collections::BTreeSet;

use super::order::order;

/// Layers that a line may pass.
const LONGEST_LINE: usize = 3;
/// Times the layers are gone over, down and up.
pub(super) const SWEEPS: usize = 16;

/// A box to place: its size, and the ways on, each with where in the box's width it begins.
pub(super) struct Item {
    pub width: i32,
    pub height: i32,
    pub ways: Vec<(usize, i32)>,
}

/// The points that a line goes through.
type Line = Vec<(i32, i32)>;

/// Where everything is.
#[derive(Debug, PartialEq)]
pub(super) struct Layout {
    pub width: i32,
    pub height: i32,
    /// The left upper corner of each box.
    pub at: Vec<(i32, i32)>,
    /// For each box and each of its ways the points of its line, or none for a tag.
    pub lines: Vec<Vec<Option<Line>>>,
}

/// The spaces of a layout.
pub(super) struct Gaps {
    pub margin: i32,
    /// Between boxes of a layer.
    pub beside: i32,
    /// Between a line and what stands beside it.
    pub line: i32,
    /// Between layers.
    pub below: i32,
    /// The boxes of a layer together.
    pub widest: i32,
}

/// A box or a place where a line passes a layer.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    item: Option<usize>,
    pub width: i32,
    pub layer: usize,
    /// What it leads to in the next layer, with where in its width the line begins.
    pub down: Vec<(usize, i32)>,
}

/// Places the boxes; the first one stands at the top.
pub(super) fn layout(items: &[Item], gaps: &Gaps) -> Layout {
    let back = ways_back(items);
    let mut layers = layers(items, &back);
    fold(items, &mut layers, gaps);
    let mut spots: Vec<Spot> = items
        .iter()
        .enumerate()
        .map(|(item, size)| Spot { item: Some(item), width: size.width, layer: layers[item], down: vec![] })
        .collect();
    let mut chains = vec![Vec::new(); items.len()];
    for (from, item) in items.iter().enumerate() {
        for (way, (to, port)) in item.ways.iter().enumerate() {
            let drawn = !back.contains(&(from, way)) && layers[*to] <= layers[from] + LONGEST_LINE;
            chains[from].push(drawn.then(|| chain(&mut spots, (from, *to), *port, gaps)));
        }
    }
    let rows = order(&spots);
    let left = place(&spots, &rows, gaps);
    draw(items, &spots, &rows, &left, &chains, gaps)
}

/// The ways that lead back to a step on the way to their own, and to itself.
fn ways_back(items: &[Item]) -> BTreeSet<(usize, usize)> {
    let (mut seen, mut open) = (vec![false; items.len()], vec![false; items.len()]);
    let mut back = BTreeSet::new();
    for root in 0..items.len() {
        let mut path = vec![(root, 0)];
        if std::mem::replace(&mut seen[root], true) {
            continue;
        }
        open[root] = true;
        while let Some((at, way)) = path.pop() {
            let Some((to, _)) = items[at].ways.get(way) else {
                open[at] = false;
                continue;
            };
            path.push((at, way + 1));
            if open[*to] {
                back.insert((at, way));
            } else if !std::mem::replace(&mut seen[*to], true) {
                open[*to] = true;
                path.push((*to, 0));
            }
        }
    }
    back
}

/// The layer of each box: below everything that leads to it.
fn layers(items: &[Item], back: &BTreeSet<(usize, usize)>) -> Vec<usize> {
    let forward = |from: usize| {
        items[from]
            .ways
            .iter()
            .enumerate()
            .filter(move |(way, _)| !back.contains(&(from, *way)))
            .map(|(_, (to, _))| *to)
    };
    let mut waiting = vec![0; items.len()];
    (0..items.len()).flat_map(forward).for_each(|to| waiting[to] += 1);
    let mut layers = vec![0; items.len()];
    let mut todo: Vec<usize> = (0..items.len()).filter(|item| waiting[*item] == 0).collect();
    while let Some(from) = todo.pop() {
        for to in forward(from) {
            layers[to] = layers[to].max(layers[from] + 1);
            waiting[to] -= 1;
            if waiting[to] == 0 {
                todo.push(to);
            }
        }
    }
    layers
}

/// Folds layers that are wider than a page: what does not fit goes into a layer of its own below. Boxes of a layer do not lead
/// to each other, so that all ways still lead down.
fn fold(items: &[Item], layers: &mut [usize], gaps: &Gaps) {
    let mut layer = 0;
    while layers.iter().any(|other| *other >= layer) {
        let (mut width, mut over) = (0, BTreeSet::new());
        for (at, item) in items.iter().enumerate().filter(|(at, _)| layers[*at] == layer) {
            if width > 0 && width + item.width > gaps.widest {
                over.insert(at);
            } else {
                width += item.width + gaps.beside;
            }
        }
        if !over.is_empty() {
            for (at, other) in layers.iter_mut().enumerate() {
                *other += usize::from(*other > layer || over.contains(&at));
            }
        }
        layer += 1;
    }
}

/// The spots that a line passes, from its box to the one it leads to.
fn chain(spots: &mut Vec<Spot>, (start, to): (usize, usize), port: i32, gaps: &Gaps) -> Vec<usize> {
    let (mut above, mut from) = (start, port);
    let mut passed = Vec::new();
    for layer in spots[start].layer + 1..spots[to].layer {
        let spot = spots.len();
        spots.push(Spot { item: None, width: gaps.line, layer, down: vec![] });
        spots[above].down.push((spot, from));
        passed.push(spot);
        (above, from) = (spot, gaps.line / 2);
    }
    spots[above].down.push((to, from));
    passed.push(to);
    passed
}

/// The left side of each spot: near the middle of its neighbours, and never over another.
fn place(spots: &[Spot], rows: &[Vec<usize>], gaps: &Gaps) -> Vec<i32> {
    let mut left = vec![0; spots.len()];
    for row in rows {
        let mut x = 0;
        for at in row {
            left[*at] = x;
            x += spots[*at].width + gap(spots, *at, gaps);
        }
    }
    let mut up: Vec<Vec<(usize, i32)>> = vec![Vec::new(); spots.len()];
    for (from, spot) in spots.iter().enumerate() {
        spot.down.iter().for_each(|(to, port)| up[*to].push((from, *port)));
    }
    for sweep in 0..SWEEPS {
        let down = sweep % 2 == 0;
        let order: Vec<usize> = if down { (0..rows.len()).collect() } else { (0..rows.len()).rev().collect() };
        for layer in order {
            let wished: Vec<i32> = rows[layer]
                .iter()
                .map(|at| {
                    let half = spots[*at].width / 2;
                    let near: Vec<i32> = if down {
                        up[*at].iter().map(|(from, port)| left[*from] + port - half).collect()
                    } else {
                        spots[*at].down.iter().map(|(to, port)| left[*to] + spots[*to].width / 2 - port).collect()
                    };
                    let count = i32::try_from(near.len()).unwrap_or(1);
                    if near.is_empty() { left[*at] } else { near.iter().sum::<i32>() / count }
                })
                .collect();
            settle(spots, &rows[layer], &wished, gaps, &mut left);
        }
    }
    draw_in(spots, rows, gaps, &mut left);
    let least = left.iter().copied().min().unwrap_or_default();
    left.iter().map(|x| x - least + gaps.margin).collect()
}

/// Draws in what stands beyond the width of a page, or of the widest layer: rows stand under one another, not beside.
fn draw_in(spots: &[Spot], rows: &[Vec<usize>], gaps: &Gaps, left: &mut [i32]) {
    let taken = |at: &usize| spots[*at].width + gap(spots, *at, gaps);
    let page = rows.iter().map(|row| row.iter().map(taken).sum()).max().unwrap_or(0).max(gaps.widest);
    let least = left.iter().copied().min().unwrap_or_default();
    let most = left.iter().zip(spots).map(|(x, spot)| x + spot.width).max().unwrap_or_default();
    let start = least + (most - least - page).max(0) / 2;
    for row in rows {
        let mut edge = start + page;
        for at in row.iter().rev() {
            left[*at] = left[*at].min(edge - taken(at));
            edge = left[*at];
        }
        let mut edge = start;
        for at in row {
            left[*at] = left[*at].max(edge);
            edge = left[*at] + taken(at);
        }
    }
}

/// Puts the spots of a layer as near as can be to where they wish to be: those that would stand over one another form a
/// block, which stands where its members wish on average.
fn settle(spots: &[Spot], row: &[usize], wished: &[i32], gaps: &Gaps, left: &mut [i32]) {
    // The left side of a block, its width, the sum of its members' wishes for its left side, and their number.
    let mut blocks: Vec<(i32, i32, i32, i32)> = Vec::new();
    for (at, wish) in row.iter().zip(wished) {
        let width = spots[*at].width + gap(spots, *at, gaps);
        blocks.push((*wish, width, *wish, 1));
        while let [.., before, last] = blocks.as_slice()
            && before.0 + before.1 > last.0
        {
            let (sum, count) = (before.2 + last.2 - last.3 * before.1, before.3 + last.3);
            let merged = (sum / count, before.1 + last.1, sum, count);
            blocks.truncate(blocks.len() - 2);
            blocks.push(merged);
        }
    }
    let mut members = row.iter();
    for (start, _, _, count) in blocks {
        let mut x = start;
        for at in members.by_ref().take(usize::try_from(count).unwrap_or_default()) {
            left[*at] = x;
            x += spots[*at].width + gap(spots, *at, gaps);
        }
    }
}

fn gap(spots: &[Spot], at: usize, gaps: &Gaps) -> i32 {
    if spots[at].item.is_some() { gaps.beside } else { gaps.line }
}

fn draw(
    items: &[Item],
    spots: &[Spot],
    rows: &[Vec<usize>],
    left: &[i32],
    chains: &[Vec<Option<Vec<usize>>>],
    gaps: &Gaps,
) -> Layout {
    let height = |row: &Vec<usize>| {
        row.iter().filter_map(|at| items.get(spots[*at].item?)).map(|item| item.height).max().unwrap_or_default()
    };
    let mut tops = Vec::with_capacity(rows.len());
    let mut y = gaps.margin;
    for row in rows {
        tops.push((y, y + height(row)));
        y += height(row) + gaps.below;
    }
    let at: Vec<(i32, i32)> = (0..items.len()).map(|item| (left[item], tops[spots[item].layer].0)).collect();
    let points = |from: usize, way: usize, chain: &Vec<usize>| {
        let start = (left[from] + items[from].ways[way].1, at[from].1 + items[from].height);
        let mut points = vec![start];
        for spot in chain {
            let (top, bottom) = tops[spots[*spot].layer];
            let x = left[*spot] + spots[*spot].width / 2;
            points.push((x, top));
            if spots[*spot].item.is_none() {
                points.push((x, bottom));
            }
        }
        points
    };
    let lines = chains.iter().enumerate().map(|(from, ways)| {
        let way = |(way, chain): (usize, &Option<Vec<usize>>)| chain.as_ref().map(|chain| points(from, way, chain));
        ways.iter().enumerate().map(way).collect()
    });
    let right = (0..spots.len()).map(|at| left[at] + spots[at].width).max().unwrap_or_default();
    Layout { width: right + gaps.margin, height: y - gaps.below + gaps.margin, lines: lines.collect(), at }
}
