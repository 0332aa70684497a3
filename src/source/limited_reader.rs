//! A reader that refuses to hand out more than a budget between two finished pieces, whatever holds them.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// Bytes handed out since the last finished piece; a buffer more at most.
pub(super) type Since = Rc<Cell<usize>>;

pub(super) struct Budgeted<R> {
    inner: R,
    since: Since,
    most: usize,
}

impl<R> Budgeted<R> {
    /// A reader and the counter that its user sets back whenever a piece is finished.
    pub(super) fn new(inner: R, most: usize) -> (Self, Since) {
        let since = Since::default();
        (Self { inner, since: Rc::clone(&since), most }, since)
    }
}

impl<R: Read> Read for Budgeted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.since.set(self.since.get() + read);
        if self.since.get() > self.most { Err(io::ErrorKind::QuotaExceeded.into()) } else { Ok(read) }
    }
}
