//! The bodies of answers: bytes that are there, and bytes that come.
//!
//! A reader that does not read costs what is under way to it: bytes that it shares with all others,
//! or the few pieces of its channel.

pub use hyper::body::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::{OwnedSemaphorePermit, mpsc};

/// A body.
#[derive(Debug)]
pub enum ResponseBody {
    /// All of it; `None` once it is sent.
    Whole(Option<Bytes>),
    /// Pieces as they come, of known length or without end.
    Pieces {
        /// From whoever makes them.
        from: mpsc::Receiver<Bytes>,
        /// What is left, where that is known.
        left: Option<u64>,
        /// Given back when the reader is gone.
        permit: Option<OwnedSemaphorePermit>,
    },
}

impl ResponseBody {
    /// A body of these bytes.
    pub fn of(bytes: impl Into<Bytes>) -> Self {
        Self::Whole(Some(bytes.into()))
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.get_mut() {
            Self::Whole(bytes) => {
                Poll::Ready(bytes.take().filter(|b| !b.is_empty()).map(|b| Ok(Frame::data(b))))
            }
            Self::Pieces { from, left, .. } => from.poll_recv(cx).map(|piece| {
                let piece = piece?;
                if let Some(left) = left {
                    *left = left.saturating_sub(piece.len() as u64);
                }
                Some(Ok(Frame::data(piece)))
            }),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(bytes) => bytes.as_ref().is_none_or(Bytes::is_empty),
            Self::Pieces { left, .. } => *left == Some(0),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => {
                SizeHint::with_exact(bytes.as_ref().map_or(0, |b| b.len() as u64))
            }
            Self::Pieces { left: Some(left), .. } => SizeHint::with_exact(*left),
            Self::Pieces { left: None, .. } => SizeHint::default(),
        }
    }
}
