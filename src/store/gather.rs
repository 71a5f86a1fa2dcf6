//! Small writes that come at the same time, written as one: what comes while others are being written makes the next one.
//!
//! Nothing waits for company: what comes alone is written alone. Where a statement fails for some, each of them is written
//! by itself, so that one that cannot stand holds up no other.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use tokio::sync::{Mutex, mpsc, oneshot};

use super::StoreError;

/// Writes that may wait for their statement; others wait for room.
const QUEUE: usize = 1_024;
/// Most in one statement.
const BATCH: usize = 500;
/// Statements under way at once: while one is, the next gathers.
const AT_ONCE: usize = 2;

/// Writes some in one statement, and says of each, in their order, what came of it.
type Together<Q, A> = dyn Fn(Vec<Q>) -> Pin<Box<dyn Future<Output = Result<Vec<A>, StoreError>> + Send>> + Send + Sync;
type Answer<A> = oneshot::Sender<Result<A, StoreError>>;

/// The sending end of the queue.
pub(super) struct Gathering<Q, A>(mpsc::Sender<(Q, Answer<A>)>);

impl<Q, A> Clone for Gathering<Q, A> {
    fn clone(&self) -> Self {
        Gathering(self.0.clone())
    }
}

impl<Q, A> fmt::Debug for Gathering<Q, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gathering").finish_non_exhaustive()
    }
}

impl<Q: Clone + Send + 'static, A: Send + 'static> Gathering<Q, A> {
    /// Starts the tasks that write. They end with the last copy of what this returns.
    pub(super) fn start<F, W>(write: F) -> Self
    where
        F: Fn(Vec<Q>) -> W + Send + Sync + 'static,
        W: Future<Output = Result<Vec<A>, StoreError>> + Send + 'static,
    {
        let (sender, queue) = mpsc::channel(QUEUE);
        let queue = Arc::new(Mutex::new(queue));
        let write: Arc<Together<Q, A>> = Arc::new(move |some| Box::pin(write(some)));
        for _ in 0..AT_ONCE {
            let (queue, write) = (queue.clone(), write.clone());
            tokio::spawn(async move { write_all(&queue, &*write).await });
        }
        Gathering(sender)
    }

    /// Has one written, together with others that wait, and says what came of it once that is committed.
    pub(super) async fn ask(&self, question: Q) -> Result<A, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.0.send((question, answer)).await.map_err(|_| StoreError::Closed)?;
        answered.await.unwrap_or(Err(StoreError::Closed))
    }
}

async fn write_all<Q: Clone, A>(queue: &Mutex<mpsc::Receiver<(Q, Answer<A>)>>, write: &Together<Q, A>) {
    loop {
        let mut waiting = Vec::new();
        if queue.lock().await.recv_many(&mut waiting, BATCH).await == 0 {
            return;
        }
        let (questions, answers): (Vec<Q>, Vec<Answer<A>>) = waiting.into_iter().unzip();
        for (answer, found) in answers.into_iter().zip(each(questions, write).await) {
            // Nobody waits any more where the caller was cancelled; what was committed stands.
            let _ = answer.send(found);
        }
    }
}

/// What came of each: together where that can be, else one by one.
async fn each<Q: Clone, A>(questions: Vec<Q>, write: &Together<Q, A>) -> Vec<Result<A, StoreError>> {
    let count = questions.len();
    let error = match write(questions.clone()).await {
        Ok(found) => return found.into_iter().map(Ok).collect(),
        Err(error) if count == 1 => return vec![Err(error)],
        Err(error) => error,
    };
    if let Some(shared) = error.of_all() {
        // A database that is away is not asked again for each of them.
        return (0..count).map(|_| Err(shared.of_all().unwrap_or(StoreError::Closed))).collect();
    }
    let mut found = Vec::with_capacity(count);
    for question in questions {
        let one = write(vec![question]).await;
        found.push(one.and_then(|one| one.into_iter().next().ok_or(StoreError::Closed)));
    }
    found
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex as Seen;

    use super::*;

    /// Doubles numbers, and notes how many came together. 13 cannot stand; 99 finds the database away.
    fn doubling(sizes: Arc<Seen<Vec<usize>>>) -> Gathering<u32, u32> {
        Gathering::start(move |some: Vec<u32>| {
            let sizes = sizes.clone();
            async move {
                sizes.lock().unwrap().push(some.len());
                tokio::task::yield_now().await;
                if some.contains(&99) {
                    return Err(StoreError::Closed);
                }
                if some.contains(&13) {
                    return Err(StoreError::Contended);
                }
                Ok(some.into_iter().map(|number| number * 2).collect())
            }
        })
    }

    async fn ask_all(numbers: impl Iterator<Item = u32>) -> (Vec<Result<u32, StoreError>>, Vec<usize>) {
        let sizes = Arc::default();
        let gathering = doubling(Arc::clone(&sizes));
        let found = futures_util::future::join_all(numbers.map(|number| gathering.ask(number))).await;
        let sizes = sizes.lock().unwrap().clone();
        (found, sizes)
    }

    #[tokio::test]
    async fn what_waits_is_written_together_and_each_hears_of_its_own() {
        let (found, sizes) = ask_all(100..300).await;
        assert!(found.into_iter().zip(100u32..).all(|(found, number)| found.is_ok_and(|twice| twice == number * 2)));
        assert!(sizes.len() < 50, "{sizes:?}");
        assert_eq!(sizes.iter().sum::<usize>(), 200);
    }

    #[tokio::test]
    async fn what_comes_alone_waits_for_nobody() {
        let (found, sizes) = ask_all(std::iter::once(7)).await;
        assert!(matches!(found.as_slice(), [Ok(14)]));
        assert_eq!(sizes, [1]);
    }

    #[tokio::test]
    async fn one_that_cannot_stand_holds_up_no_other() {
        let (found, _) = ask_all(10..20).await;
        for (found, number) in found.into_iter().zip(10u32..) {
            assert_eq!(matches!(found, Err(StoreError::Contended)), number == 13, "{number}");
            assert!(number == 13 || found.is_ok_and(|twice| twice == number * 2));
        }
    }

    #[tokio::test]
    async fn a_database_that_is_away_is_asked_once_for_all() {
        let (found, sizes) = ask_all(90..100).await;
        assert!(found.iter().all(|found| matches!(found, Err(StoreError::Closed))));
        assert_eq!(sizes, [10]);
    }
}
