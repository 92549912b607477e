//! The bodies of responses: bytes in memory, or a stream of chunks.
//!
//! A stalled client pins only data in flight: shared `Bytes`, or the few chunks in its channel.

pub use hyper::body::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::{OwnedSemaphorePermit, mpsc};

/// The body of a response.
#[derive(Debug)]
pub enum ResponseBody {
    /// The whole body; `None` once it is sent.
    Whole(Option<Bytes>),
    /// A stream of chunks, of known length or without end.
    Pieces {
        /// The channel from which the chunks come.
        from: mpsc::Receiver<Bytes>,
        /// The number of remaining bytes, if known.
        left: Option<u64>,
        /// Released when the client disconnects.
        permit: Option<OwnedSemaphorePermit>,
    },
}

impl ResponseBody {
    /// Returns a body of these bytes.
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
