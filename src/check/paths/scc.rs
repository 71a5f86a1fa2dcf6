//! Circles in a graph: the sets of nodes that all lead to one another (Tarjan's algorithm, without recursion).

/// The sets of nodes that lead to one another, those that others lead to first. A node that leads nowhere back stands
/// alone.
pub(super) fn components(next: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut search = Search {
        next,
        order: vec![None; next.len()],
        low: vec![0; next.len()],
        open: vec![false; next.len()],
        stack: Vec::new(),
        seen: 0,
        found: Vec::new(),
    };
    for node in 0..next.len() {
        if search.order[node].is_none() {
            search.from(node);
        }
    }
    search.found
}

/// Those components that hold a circle.
pub(super) fn circles(next: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut found = components(next);
    found.retain(|nodes| match nodes.as_slice() {
        [only] => next[*only].contains(only),
        _ => true,
    });
    found.iter_mut().for_each(|nodes| nodes.sort_unstable());
    found.sort();
    found
}

struct Search<'n> {
    next: &'n [Vec<usize>],
    /// When each node was first seen.
    order: Vec<Option<usize>>,
    /// The earliest node each leads back to.
    low: Vec<usize>,
    /// Whether a node's component is still being gathered.
    open: Vec<bool>,
    stack: Vec<usize>,
    seen: usize,
    found: Vec<Vec<usize>>,
}

impl Search<'_> {
    fn from(&mut self, root: usize) {
        // A node, and how many of its ways have been followed.
        let mut path = vec![(root, 0)];
        while let Some((node, followed)) = path.pop() {
            if followed == 0 {
                self.enter(node);
            }
            match self.next[node].get(followed) {
                Some(next) => {
                    path.push((node, followed + 1));
                    match self.order[*next] {
                        None => path.push((*next, 0)),
                        Some(order) if self.open[*next] => self.low[node] = self.low[node].min(order),
                        Some(_) => {}
                    }
                }
                None => {
                    if let Some((before, _)) = path.last() {
                        self.low[*before] = self.low[*before].min(self.low[node]);
                    }
                    self.leave(node);
                }
            }
        }
    }

    fn enter(&mut self, node: usize) {
        self.order[node] = Some(self.seen);
        self.low[node] = self.seen;
        self.seen += 1;
        self.stack.push(node);
        self.open[node] = true;
    }

    fn leave(&mut self, node: usize) {
        if self.order[node] != Some(self.low[node]) {
            return;
        }
        let from = self.stack.iter().rposition(|other| *other == node).unwrap_or_default();
        let component = self.stack.split_off(from);
        for member in &component {
            self.open[*member] = false;
        }
        self.found.push(component);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn circles_are_found_and_chains_are_none() {
        let next = vec![vec![1], vec![2], vec![0, 3], vec![4], vec![4], vec![]];
        assert_eq!(circles(&next), [vec![0, 1, 2], vec![4]]);
        let long: Vec<Vec<usize>> = (0..100_000).map(|at| vec![(at + 1) % 100_000]).collect();
        assert_eq!(circles(&long).len(), 1, "a long way round does not overflow the stack");
    }

    fn leads(next: &[Vec<usize>], from: usize, to: usize) -> bool {
        let mut seen = vec![false; next.len()];
        let mut todo = next[from].clone();
        while let Some(node) = todo.pop() {
            if !std::mem::replace(&mut seen[node], true) {
                todo.extend(&next[node]);
            }
        }
        seen[to]
    }

    proptest! {
        #[test]
        fn nodes_stand_together_exactly_where_they_lead_to_one_another(
            edges in proptest::collection::vec((0_usize..9, 0_usize..9), 0..24)
        ) {
            let mut next = vec![Vec::new(); 9];
            for (from, to) in edges {
                next[from].push(to);
            }
            let found = components(&next);
            prop_assert_eq!(found.iter().map(Vec::len).sum::<usize>(), 9);
            let place = |node| found.iter().position(|nodes| nodes.contains(&node));
            for (a, b) in (0..9).flat_map(|a| (0..a).map(move |b| (a, b))) {
                let together = leads(&next, a, b) && leads(&next, b, a);
                prop_assert_eq!(place(a) == place(b), together);
            }
        }
    }
}
