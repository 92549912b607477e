//! Malicious and malformed requests to the preview, and the expected responses: a table against the real
//! server.
//!
//! The tested site is small and unusual; next to it is a file that no request may reach.

use crate::support::{in_own_process, put};
use onrecord::export::plan::Recipe;
use onrecord::serve::PreviewSite;
use onrecord::serve::http::{ServerLimits, bind, run};
use onrecord::serve::hub::PreviewHub;
use onrecord_base::diag::Diagnostic;
use onrecord_site::check::public_files::{PublicFiles, SnapshotFiles};
use onrecord_site::input::config::config;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

/// A timeout that is only reached on failure.
const LATE: Duration = Duration::from_mins(1);

const SECRET: &str = "nobody may read this";

struct Small;

/// The copy of a static file.
fn copy(file: &str) -> Recipe<'static> {
    let config = config(&"site.yaml".into(), b"title: D\n").value;
    Recipe::Copy(PublicFiles::new(&config, &SnapshotFiles::new()).get(&file.into()).unwrap())
}

impl PreviewSite for Small {
    fn recipe(&self, file: &str) -> Option<Recipe<'_>> {
        let bytes = |text: &str| Some(Recipe::Bytes(text.as_bytes().into()));
        match file {
            "index.html" => bytes("<html><head></head><body>home</body></html>"),
            "404.html" => bytes("<html><head></head><body>no page</body></html>"),
            "a/index.html" => bytes("<html><head></head><body>a</body></html>"),
            "a/b c.txt" => bytes("with a blank"),
            "big.bin" => Some(Recipe::Bytes(vec![7; 8 * 1024 * 1024].into())),
            "copied.txt" => Some(copy("static/copied.txt")),
            "link.txt" => Some(copy("static/link.txt")),
            "gone.txt" => Some(copy("static/gone.txt")),
            "fails/index.html" => Some(Recipe::Make(Box::new(|| Err(vec![])))),
            "panics/index.html" => Some(Recipe::Make(Box::new(|| panic!("on purpose")))),
            _ => None,
        }
    }

    fn base(&self) -> &'static str {
        "/"
    }

    fn report(&self, _: &[Diagnostic]) -> String {
        "a template has a fault <b>".to_owned()
    }
}

struct Server {
    port: u16,
    hub: Arc<PreviewHub>,
    _site: tempfile::TempDir,
}

fn server(limits: ServerLimits) -> Server {
    let site = tempfile::tempdir().unwrap();
    let root = site.path().join("site");
    put(site.path(), "secret.txt", SECRET);
    put(&root, "site.yaml", SECRET);
    put(&root, "static/copied.txt", "copied");
    std::os::unix::fs::symlink("../../secret.txt", root.join("static/link.txt")).unwrap();
    let hub = Arc::new(PreviewHub::new(root));
    hub.show(Arc::new(Small), vec![], None);
    let bound = bind("127.0.0.1", Some(0)).unwrap();
    let port = bound.address.port();
    let served = Arc::clone(&hub);
    std::thread::spawn(move || run(bound, &served, limits));
    Server { port, hub, _site: site }
}

impl Server {
    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(LATE)).unwrap();
        stream
    }

    /// Sends bytes and returns all that comes back.
    fn send(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        // The server may have closed the connection before all was sent.
        drop(stream.write_all(bytes));
        let mut back = vec![];
        drop(stream.read_to_end(&mut back));
        String::from_utf8_lossy(&back).into_owned()
    }

    fn get(&self, path: &str) -> String {
        self.send(
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                .as_bytes(),
        )
    }

    fn is_well(&self) {
        assert_eq!(status(&self.get("/")), 200, "the server still answers");
    }
}

/// Returns 0 without a response.
fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0)
}

/// Paths, and the status of each.
const PATHS: &[(&str, u16)] = &[
    ("/", 200),
    ("/a/", 200),
    ("/a", 307),
    ("/a/b%20c.txt", 200),
    ("/a/?q=../../secret.txt", 200),
    ("/copied.txt", 200),
    ("/link.txt", 500),
    ("/gone.txt", 500),
    ("/../secret.txt", 404),
    ("/../../../../../../etc/passwd", 404),
    ("/..", 404),
    ("/a/../../secret.txt", 404),
    ("/a/../index.html", 404),
    ("/%2e%2e/secret.txt", 404),
    ("/%2e%2e%2fsecret.txt", 404),
    ("/..%2fsecret.txt", 404),
    ("/..%5csecret.txt", 404),
    ("/..\\secret.txt", 404),
    ("/%252e%252e%252fsecret.txt", 404),
    ("/%25252e%25252e/secret.txt", 404),
    ("/%c0%ae%c0%ae/secret.txt", 404),
    ("/%e0%80%ae%e0%80%ae/secret.txt", 404),
    ("/%uff0e%uff0e/secret.txt", 404),
    ("/..;/secret.txt", 404),
    ("/a/..;/..;/secret.txt", 404),
    ("/.%2e/secret.txt", 404),
    ("/....//secret.txt", 404),
    ("//secret.txt", 404),
    ("//evil.example/", 404),
    ("/\\evil.example", 404),
    ("/%2f%2fevil.example/..", 404),
    ("/site.yaml", 404),
    ("/static/copied.txt", 404),
    ("/copied.txt%00.html", 404),
    ("/%00", 404),
    ("/a/%0d%0aSet-Cookie:x=1", 404),
    ("/a%0d%0aLocation:%20evil", 404),
    ("/file:///etc/passwd", 404),
    ("/C:/secret.txt", 404),
    ("/%ff%fe", 404),
    ("/A/", 404),
    ("/index.html/", 404),
    ("/_onrecord/", 404),
    ("/_onrecord/../site.yaml", 404),
    ("/_onrecord/preview.js/..", 404),
    ("/_onrecord/preview.js", 200),
    ("/fails/", 500),
    ("/panics/", 500),
];

/// Heads of requests without their end, and the status of each.
const REQUESTS: &[(&str, u16)] = &[
    ("GET / HTTP/1.1\r\nHost: evil.example", 421),
    ("GET / HTTP/1.1\r\nHost: localhost.evil.example", 421),
    ("GET / HTTP/1.1\r\nHost: 192.0.2.1:4777", 421),
    ("GET / HTTP/1.1\r\nHost: localhost:x", 400),
    ("GET / HTTP/1.1\r\nHost: me@localhost", 400),
    ("GET / HTTP/1.1\r\nHost: ", 400),
    ("GET / HTTP/1.1\r\nX: y", 400),
    ("GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example", 400),
    ("GET / HTTP/1.0\r\nX: y", 421),
    ("GET / HTTP/1.0\r\nHost: localhost", 200),
    ("GET / HTTP/1.1\r\nHost: [::1]:4777", 200),
    ("GET http://evil.example/ HTTP/1.1\r\nHost: localhost", 421),
    ("GET http://localhost/a/ HTTP/1.1\r\nHost: localhost", 200),
    ("GET http://localhost/a/ HTTP/1.1\r\nHost: evil.example", 421),
    ("GET https://localhost/ HTTP/1.1\r\nHost: localhost", 400),
    ("GET file:///etc/passwd HTTP/1.1\r\nHost: localhost", 400),
    ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0", 405),
    ("PUT /a/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0", 405),
    ("DELETE / HTTP/1.1\r\nHost: localhost", 405),
    ("OPTIONS * HTTP/1.1\r\nHost: localhost", 405),
    ("OPTIONS / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example", 405),
    ("TRACE / HTTP/1.1\r\nHost: localhost", 405),
    ("CONNECT localhost:80 HTTP/1.1\r\nHost: localhost", 405),
    ("PROPFIND / HTTP/1.1\r\nHost: localhost", 405),
    ("get / HTTP/1.1\r\nHost: localhost", 405),
    ("HEAD /a/ HTTP/1.1\r\nHost: localhost", 200),
    ("GET / HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-0", 200),
    ("GET / HTTP/1.1\r\nHost: localhost\r\nRange: bytes=9-1,-,x", 200),
    ("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\nConnection: upgrade", 200),
    ("GET / HTTP/3.0\r\nHost: localhost", 400),
    ("GET /", 400),
    ("GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked, x", 400),
    ("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2", 400),
    ("GET / HTTP/1.1\r\nHost: localhost\r\nBad Header: x", 400),
    ("GET /\0 HTTP/1.1\r\nHost: localhost", 400),
    ("\u{1}\u{2}\u{3}", 400),
    ("GET /_onrecord/events HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example", 403),
    ("GET /_onrecord/events HTTP/1.1\r\nHost: localhost\r\nOrigin: null", 403),
    ("GET /_onrecord/events HTTP/1.1\r\nHost: localhost\r\nOrigin: https://localhost", 403),
    ("GET /_onrecord/events HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:3000", 403),
    ("GET /_onrecord/events HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: cross-site", 403),
    ("GET /_onrecord/events HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-site", 403),
    ("GET /_onrecord/events HTTP/1.1\r\nHost: evil.example", 421),
    ("POST /_onrecord/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0", 405),
    ("HEAD /_onrecord/events HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost", 200),
];

#[test]
fn no_path_leads_anywhere_but_to_the_site() {
    let server = server(ServerLimits::default());
    for (path, expected) in PATHS {
        let answer = server.get(path);
        assert_eq!(status(&answer), *expected, "{path}\n{answer}");
        assert!(!answer.contains(SECRET) && !answer.contains("root:x:"), "{path}\n{answer}");
        let head = answer.split("\r\n\r\n").next().unwrap().to_lowercase();
        assert!(!head.contains("\r\nset-cookie") && !head.contains("access-control"), "{head}");
        assert!(head.contains("\r\ncache-control: no-store\r\n"), "{head}");
        let away = head.lines().find_map(|line| line.strip_prefix("location: "));
        assert!(away.is_none_or(|url| url == "/a/"), "{path} leads to {away:?}");
    }
    server.is_well();
}

#[test]
fn strange_requests_are_refused() {
    let server = server(ServerLimits::default());
    let many = "x: y\r\n".repeat(200);
    let x = "x".repeat(100_000);
    let own = format!("Origin: http://localhost:{}", server.port);
    let own =
        format!("GET /_onrecord/nothing HTTP/1.1\r\nHost: localhost:{}\r\n{own}", server.port);
    let long = [
        (format!("GET / HTTP/1.1\r\nHost: localhost\r\n{many}"), 431),
        (format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {x}"), 431),
        (format!("GET /{x} HTTP/1.1\r\nHost: localhost"), 431),
        (own, 404),
    ];
    let fixed = REQUESTS.iter().map(|(head, expected)| ((*head).to_owned(), *expected));
    for (head, expected) in fixed.chain(long) {
        let answer = server.send(format!("{head}\r\nConnection: close\r\n\r\n").as_bytes());
        let shown: String = head.chars().take(120).collect();
        assert_eq!(status(&answer), expected, "{shown:?}\n{answer}");
        assert!(!answer.to_lowercase().contains("access-control"), "{shown:?}");
    }
    server.is_well();
}

#[test]
fn an_unchanged_page_is_not_sent_again() {
    let server = server(ServerLimits::default());
    let first = server.get("/a/");
    let tag = first.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap().to_owned();
    let again = |known: &str| {
        let head = format!("GET /a/ HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: {known}");
        server.send(format!("{head}\r\nConnection: close\r\n\r\n").as_bytes())
    };
    for known in [tag.clone(), format!("\"x\", {tag}"), format!("W/{tag}"), "*".to_owned()] {
        let answer = again(&known);
        assert_eq!(status(&answer), 304, "{known}");
        assert!(answer.ends_with("\r\n\r\n"));
    }
    assert_eq!(status(&again("\"x\"")), 200);
    let missing =
        "GET /none/ HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: *\r\nConnection: close\r\n\r\n";
    assert_eq!(status(&server.send(missing.as_bytes())), 404);
    let head =
        server.send(b"HEAD /big.bin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert!(head.contains("content-length: 8388608\r\n") && head.ends_with("\r\n\r\n"));
    assert!(server.get("/big.bin").len() > 8 * 1024 * 1024);
}

#[test]
fn a_panic_ends_one_request() {
    let server = server(ServerLimits::default());
    let mut other = server.connect();
    other.write_all(b"GET /a/ HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    for _ in 0..20 {
        let answer = server.get("/panics/");
        assert_eq!(status(&answer), 500);
        assert!(!answer.contains("on purpose"), "{answer}");
    }
    let mut first = [0; 15];
    other.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200 OK");
    server.is_well();
}

#[test]
fn half_open_connections_are_closed_and_block_no_other() {
    let server =
        server(ServerLimits { head: Duration::from_millis(500), ..ServerLimits::default() });
    let mut slow: Vec<TcpStream> = (0..200).map(|_| server.connect()).collect();
    for (n, stream) in slow.iter_mut().enumerate() {
        let part = if n % 2 == 0 { "GET / HTTP/1.1\r\nHost: loc" } else { "" };
        stream.write_all(part.as_bytes()).unwrap();
    }
    server.is_well();
    for (n, stream) in slow.iter_mut().enumerate().filter(|(n, _)| n % 2 == 0) {
        let mut back = vec![];
        drop(stream.read_to_end(&mut back));
        assert_ne!(status(&String::from_utf8_lossy(&back)), 200, "{n}");
    }
    server.is_well();
}

#[test]
fn no_more_connections_than_are_borne() {
    let limits = ServerLimits { connections: 4, head: Duration::from_millis(300), channels: 4 };
    let server = server(limits);
    // They wait in the system's queue and are accepted when the first are closed.
    let idle: Vec<TcpStream> = (0..8).map(|_| server.connect()).collect();
    server.is_well();
    drop(idle);
}

/// Resident memory of this process in bytes.
fn memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1024
}

#[test]
fn a_thousand_listeners_that_never_read_cost_little() {
    let name = "probes::a_thousand_listeners_that_never_read_cost_little";
    in_own_process(name, listeners_that_never_read);
}

fn listeners_that_never_read() {
    let server = server(ServerLimits::default());
    let mut listeners: Vec<TcpStream> = (0..1_000).map(|_| server.connect()).collect();
    for listener in &mut listeners {
        listener.write_all(b"GET /_onrecord/events HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        // They read the first event, so that all are connected at the start.
        let mut first = [0; 15];
        listener.read_exact(&mut first).unwrap();
        assert_eq!(&first, b"HTTP/1.1 200 OK");
    }
    // One more is rejected, and pages can still be requested.
    assert_eq!(status(&server.get("/_onrecord/events")), 503);
    server.is_well();
    let before = memory();
    for n in 0..200 {
        server.hub.report(&format!("{n} {}", "x".repeat(60_000)));
        if n % 20 == 0 {
            server.is_well();
        }
    }
    server.is_well();
    // Each could pin a few events, which all share; unbounded it would be 12 GB.
    let grown = memory().saturating_sub(before);
    assert!(grown < 256 * 1024 * 1024, "{} MiB", grown >> 20);
    // A client that reads at last gets the current state.
    drop(listeners);
    while status(&server.get("/_onrecord/nothing")) != 404 {}
    let mut late = server.connect();
    late.write_all(b"GET /_onrecord/events HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut text = String::new();
    let mut piece = [0; 4096];
    while !text.contains("data: ") || !text.ends_with("\n\n\r\n") {
        let got = late.read(&mut piece).unwrap();
        assert!(got > 0);
        text.push_str(&String::from_utf8_lossy(&piece[..got]));
    }
    assert!(text.contains("\"generation\":201,"), "{}", &text[..300]);
    assert!(text.contains("\"told\":\"199 xxx"));
}
