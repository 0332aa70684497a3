//! Work on many things side by side: at most so many at a time, each panic its own, results handed over in order.
//!
//! Knows nothing of cases. Two bounds hold together: threads that compute (the pool), and things begun and not yet
//! finished (the hands). Tasks of the pool alone would not do: a thread that waits for a part of one case would begin
//! another, and another, each held in memory.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use crate::error::{Error, ErrorKind, Result};

/// Stack of a thread of the pool: one that waits in one case may take up another on top of it.
const STACK: usize = 32 << 20;

/// What came of one thing; `Err` when its work panicked.
pub(super) type Came<T> = thread::Result<T>;

/// Does `work` for the places `0..count`, `jobs` at a time (as many as there are cores when none is said). `arrived` is
/// called as each is done, `tell` with what came of it, in the order of the places whatever is done first.
///
/// # Errors
/// When the system gives no threads.
pub(super) fn each<T: Send>(
    jobs: Option<u16>,
    count: usize,
    work: impl Fn(usize) -> T + Sync,
    mut arrived: impl FnMut(),
    mut tell: impl FnMut(usize, Came<T>),
) -> Result<()> {
    let fault = |error: &dyn std::fmt::Display| {
        Error::new(ErrorKind::Internal, "internal-fault").with("what", "threads").detail(error)
    };
    // Zero stands for as many threads as the system has cores.
    let threads = jobs.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build();
    let pool = pool.map_err(|error| fault(&error))?;
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    let take = |sender: mpsc::Sender<(usize, Came<T>)>| {
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            if place >= count {
                return;
            }
            let came = catch_unwind(AssertUnwindSafe(|| pool.install(|| work(place))));
            if sender.send((place, came)).is_err() {
                return;
            }
        }
    };
    thread::scope(|scope| {
        for hand in 0..pool.current_num_threads().min(count) {
            let sender = sender.clone();
            let begun = thread::Builder::new().spawn_scoped(scope, || take(sender));
            match begun {
                Ok(_) => {}
                // Fewer hands do the same work; with none there is nobody to do it.
                Err(error) if hand == 0 => return Err(fault(&error)),
                Err(_) => break,
            }
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut turn = 0;
        for (place, came) in receiver {
            arrived();
            waiting.insert(place, came);
            while let Some(came) = waiting.remove(&turn) {
                tell(turn, came);
                turn += 1;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;
    use std::time::Duration;

    use rayon::prelude::*;

    use super::*;

    #[test]
    fn results_come_in_order_and_a_panic_is_one_things_own() {
        for jobs in [1, 2, 5] {
            let mut told = Vec::new();
            let mut done = 0;
            let work = |place: usize| {
                // The first ones take longest, so that later ones are done before them.
                thread::sleep(Duration::from_millis(u64::try_from(12 - place).unwrap_or(0)));
                assert_ne!(place, 3, "the third breaks");
                place * place
            };
            each(Some(jobs), 12, work, || done += 1, |place, came| told.push((place, came.ok()))).expect("threads");
            let expected: Vec<_> = (0..12).map(|place| (place, (place != 3).then_some(place * place))).collect();
            assert_eq!(told, expected);
            assert_eq!(done, 12);
        }
    }

    #[test]
    fn no_more_are_begun_than_were_asked_for_even_while_parts_wait() {
        let (open, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = |_| {
            most.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            let parts: u64 = (0..64_u64)
                .into_par_iter()
                .map(|part| {
                    thread::sleep(Duration::from_micros(50));
                    part
                })
                .sum();
            open.fetch_sub(1, Ordering::SeqCst);
            parts
        };
        let mut count = 0;
        each(Some(2), 20, work, || {}, |_, came| count += usize::from(came.is_ok_and(|sum| sum == 2016)))
            .expect("threads");
        assert_eq!(count, 20);
        assert!(most.load(Ordering::SeqCst) <= 2, "{most:?}");
    }
}
