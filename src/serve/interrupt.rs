//! Signals that end the program: Ctrl-C (SIGINT) and SIGTERM.

use std::io;
use tokio::signal::unix::{SignalKind, signal};

/// Calls `tell` once, on another thread, with the exit code for the signal: 130 or 143.
pub fn on_interrupt(tell: impl FnOnce(u8) + Send + 'static) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (mut interrupt, mut end) = {
        let _entered = runtime.enter();
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?)
    };
    std::thread::spawn(move || {
        let code = runtime.block_on(async move {
            std::future::poll_fn(|cx| {
                if interrupt.poll_recv(cx).is_ready() {
                    return std::task::Poll::Ready(130);
                }
                end.poll_recv(cx).map(|_| 143)
            })
            .await
        });
        tell(code);
    });
    Ok(())
}
