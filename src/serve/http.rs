//! The HTTP server: connections and their limits, requests, and the headers of responses.
//!
//! [`hub`](super::hub) provides the responses, [`guard`](super::guard) decides which requests are allowed. One
//! thread does all asynchronous work; pages are made on other threads, so that a panic ends one request only.

use super::body::{Bytes, ResponseBody};
use super::guard::{AllowedHosts, RejectReason, check_request, judge_channel};
use super::hub::{PreviewHub, PreviewResponse, ServedPage};
use super::page::{POLICY, SCRIPT, placeholder_page};
use super::routing::OWN;
use hyper::body::Incoming;
use hyper::header::{self, HeaderValue};
use hyper::http::response::Builder;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::fs::File;
use std::io::{self, Read as _};
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::{spawn, spawn_blocking};
use tokio::time::{sleep, timeout};

/// The default port of the preview.
pub const PORT: u16 = 4777;

/// The number of ports tried after the default one.
const TRIES: u16 = 64;

/// The largest head of a request, in bytes.
const MAX_HEAD: usize = 16 * 1024;

/// The most headers of a request.
const MAX_HEADERS: usize = 64;

/// The number of pages that are made at once.
const THREADS: usize = 4;

/// The header of a page that requests its own new version.
const PATCH: &str = "x-onrecord-patch";

/// The interval of keep-alive messages on an event channel.
const PULSE: Duration = Duration::from_secs(15);

/// The size of a chunk, in bytes.
const PIECE: usize = 64 * 1024;

/// The limits of a server.
#[derive(Debug, Clone, Copy)]
pub struct ServerLimits {
    /// The time in which a head must arrive.
    pub head: Duration,
    /// The most connections; further ones wait.
    pub connections: usize,
    /// The most event channels, so that connections remain for pages.
    pub channels: usize,
}

impl Default for ServerLimits {
    fn default() -> Self {
        Self { head: Duration::from_secs(10), connections: 1_024, channels: 1_000 }
    }
}

/// A port that we listen on.
#[derive(Debug)]
pub struct BoundListener {
    listener: std::net::TcpListener,
    /// The address.
    pub address: SocketAddr,
    /// True if the default port was taken and another one is used.
    pub has_moved: bool,
    doors: AllowedHosts,
}

/// Opens a port: the given one, else the first free one from [`PORT`] on.
pub fn bind(host: &str, port: Option<u16>) -> io::Result<BoundListener> {
    let ports = port.map_or(PORT..=PORT + TRIES, |port| port..=port);
    let mut failed = None;
    for port in ports {
        let bare = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
        let mut addresses: Vec<SocketAddr> = (bare, port).to_socket_addrs()?.collect();
        // `localhost` has two addresses; most programs try this one first.
        addresses.sort_by_key(SocketAddr::is_ipv6);
        match std::net::TcpListener::bind(&addresses[..]) {
            Ok(listener) => {
                let address = listener.local_addr()?;
                let doors =
                    AllowedHosts { is_local: address.ip().is_loopback(), host: host.to_owned() };
                let has_moved = failed.is_some();
                return Ok(BoundListener { listener, address, has_moved, doors });
            }
            Err(why) if why.kind() == io::ErrorKind::AddrInUse => failed = Some(why),
            Err(why) => return Err(why),
        }
    }
    Err(failed.unwrap_or_else(|| io::ErrorKind::AddrInUse.into()))
}

/// Serves until the process ends.
pub fn run(
    bound: BoundListener,
    hub: &Arc<PreviewHub>,
    limits: ServerLimits,
) -> io::Result<Infallible> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(THREADS)
        .build()?;
    runtime.block_on(accept(bound, hub, limits))
}

async fn accept(
    bound: BoundListener,
    hub: &Arc<PreviewHub>,
    limits: ServerLimits,
) -> io::Result<Infallible> {
    bound.listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(bound.listener)?;
    let connections = Arc::new(Semaphore::new(limits.connections));
    let server = Arc::new(PreviewServer {
        hub: Arc::clone(hub),
        doors: bound.doors,
        channels: Arc::new(Semaphore::new(limits.channels)),
    });
    loop {
        let permit = Arc::clone(&connections).acquire_owned().await.map_err(io::Error::other)?;
        let Ok((stream, _)) = listener.accept().await else {
            // The system is out of some resource; wait until connections are closed.
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        let server = Arc::clone(&server);
        drop(spawn(async move {
            connection(stream, server, limits).await;
            drop(permit);
        }));
    }
}

async fn connection(stream: TcpStream, server: Arc<PreviewServer>, limits: ServerLimits) {
    // Without this, a response that waits for a fuller packet is 40 ms late.
    drop(stream.set_nodelay(true));
    let service = service_fn(move |request| {
        let server = Arc::clone(&server);
        async move { Ok::<_, Infallible>(server.answer(request).await) }
    });
    let mut protocol = http1::Builder::new();
    protocol.timer(TokioTimer::new()).header_read_timeout(limits.head);
    protocol.max_buf_size(MAX_HEAD).max_headers(MAX_HEADERS);
    // A client that disconnects is not an error.
    drop(protocol.serve_connection(TokioIo::new(stream), service).await);
}

struct PreviewServer {
    hub: Arc<PreviewHub>,
    doors: AllowedHosts,
    channels: Arc<Semaphore>,
}

type HttpResponse = Response<ResponseBody>;

impl PreviewServer {
    async fn answer(&self, request: Request<Incoming>) -> HttpResponse {
        let (head, _) = request.into_parts();
        let judged =
            check_request(&head.method, &head.uri, head.version, &head.headers, &self.doors);
        if let Err(no) = judged {
            return refused(no);
        }
        let path = head.uri.path();
        if let Some(own) = path.strip_prefix(OWN) {
            return match own {
                "preview.js" => {
                    let kind = "text/javascript; charset=utf-8";
                    sent(with(StatusCode::OK, kind), ResponseBody::of(SCRIPT))
                }
                "events" => match judge_channel(&head.headers) {
                    Ok(()) => self.channel(),
                    Err(no) => refused(no),
                },
                _ => text(StatusCode::NOT_FOUND, "not found\n"),
            };
        }
        let known = head.headers.get(header::IF_NONE_MATCH).cloned();
        let hub = Arc::clone(&self.hub);
        let path = path.to_owned();
        let is_patch = head.headers.contains_key(PATCH);
        match spawn_blocking(move || hub.answer(&path, is_patch)).await {
            Ok(PreviewResponse::Page(status, page)) => sent_page(status, &page, known.as_ref()),
            Ok(PreviewResponse::Elsewhere(url)) => {
                let answer = plain(StatusCode::TEMPORARY_REDIRECT).header(header::LOCATION, url);
                sent(answer, ResponseBody::of(""))
            }
            Ok(PreviewResponse::Pour(file, len, kind)) => {
                sent(with(StatusCode::OK, kind), pour(file, len))
            }
            Ok(PreviewResponse::ErrorPage(status, page)) => error_response(status, page),
            // A failure while a page was made only affects this request.
            Err(_) => error_response(
                500,
                placeholder_page("This page failed to render", "internal error; please report it"),
            ),
        }
    }

    /// Opens an event channel: sends the state now, and after each change.
    fn channel(&self) -> HttpResponse {
        let Ok(permit) = Arc::clone(&self.channels).try_acquire_owned() else {
            return text(StatusCode::SERVICE_UNAVAILABLE, "too many open pages\n");
        };
        let (to, from) = mpsc::channel(1);
        let mut frames = self.hub.frames();
        drop(spawn(async move {
            loop {
                let frame = frames.borrow_and_update().clone();
                if to.send(frame).await.is_err() {
                    return;
                }
                loop {
                    match timeout(PULSE, frames.changed()).await {
                        Ok(Ok(())) => break,
                        Ok(Err(_)) => return,
                        Err(_) if to.send(Bytes::from_static(b":\n\n")).await.is_err() => return,
                        Err(_) => {}
                    }
                }
            }
        }));
        let flow = ResponseBody::Pieces { from, left: None, permit: Some(permit) };
        sent(with(StatusCode::OK, "text/event-stream"), flow)
    }
}

/// Adds the headers of every response: not cached, type not sniffed, for this site alone.
fn plain(status: StatusCode) -> Builder {
    Response::builder()
        .status(status)
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(header::REFERRER_POLICY, "no-referrer")
        .header(header::CONTENT_SECURITY_POLICY, POLICY)
        .header("cross-origin-resource-policy", "same-origin")
}

fn with(status: StatusCode, kind: &'static str) -> Builder {
    plain(status).header(header::CONTENT_TYPE, kind)
}

fn sent(answer: Builder, body: ResponseBody) -> HttpResponse {
    // Fails only for headers that cannot be sent, such as an address with control characters.
    answer.body(body).unwrap_or_else(|_| {
        let mut bare = Response::new(ResponseBody::of(""));
        *bare.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        bare
    })
}

fn text(status: StatusCode, words: &'static str) -> HttpResponse {
    sent(with(status, "text/plain; charset=utf-8"), ResponseBody::of(words))
}

fn error_response(status: u16, page: Vec<u8>) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    sent(with(status, "text/html; charset=utf-8"), ResponseBody::of(page))
}

fn refused(no: RejectReason) -> HttpResponse {
    match no {
        RejectReason::Malformed => text(StatusCode::BAD_REQUEST, "malformed request\n"),
        RejectReason::Method => {
            let kind = "text/plain; charset=utf-8";
            let answer =
                with(StatusCode::METHOD_NOT_ALLOWED, kind).header(header::ALLOW, "GET, HEAD");
            sent(answer, ResponseBody::of("only GET and HEAD are supported\n"))
        }
        RejectReason::Host => text(
            StatusCode::MISDIRECTED_REQUEST,
            "unknown host name; start the preview with `onrecord watch --host NAME`\n",
        ),
        RejectReason::Origin => {
            text(StatusCode::FORBIDDEN, "events are only for pages of this preview\n")
        }
    }
}

fn sent_page(status: u16, page: &ServedPage, known: Option<&HeaderValue>) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let tag = format!("\"{}\"", page.tag);
    let is_known = |known: &HeaderValue| {
        let mut tags = known.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
        tags.any(|t| t == b"*" || t.strip_prefix(b"W/").unwrap_or(t) == tag.as_bytes())
    };
    if status == StatusCode::OK && known.is_some_and(is_known) {
        return sent(
            plain(StatusCode::NOT_MODIFIED).header(header::ETAG, tag),
            ResponseBody::of(""),
        );
    }
    sent(with(status, page.media).header(header::ETAG, tag), ResponseBody::of(page.bytes.clone()))
}

/// Streams a file as fast as the client reads it.
fn pour(mut file: File, len: u64) -> ResponseBody {
    let (to, from) = mpsc::channel(2);
    drop(spawn(async move {
        let mut left = len;
        while left > 0 {
            let read = spawn_blocking(move || {
                let mut piece = Vec::with_capacity(PIECE);
                let want = left.min(PIECE as u64);
                let got = file.by_ref().take(want).read_to_end(&mut piece);
                got.ok().filter(|got| *got > 0).map(|_| (file, piece))
            });
            // A file that became shorter meanwhile ends the connection, since its length was announced.
            let Ok(Some((next, piece))) = read.await else { return };
            file = next;
            left = left.saturating_sub(piece.len() as u64);
            if to.send(Bytes::from(piece)).await.is_err() {
                return;
            }
        }
    }));
    ResponseBody::Pieces { from, left: Some(len), permit: None }
}
