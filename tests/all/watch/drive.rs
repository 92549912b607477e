//! Runs `onrecord watch`, receives its events, and sends requests.

use crate::support::{contents, onrecord, put, run};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// A timeout that is only reached on failure.
const LATE: Duration = Duration::from_mins(1);

pub(crate) const NOW: &str = "--now=2024-06-01T00:00:00Z";

pub(crate) fn note(title: &str, text: &str) -> String {
    format!("---\ntitle: {title}\n---\n{text}\n")
}

/// A running preview.
pub(crate) struct Preview {
    child: Child,
    root: PathBuf,
    /// The port; 0 if it does not serve.
    pub(crate) port: u16,
    lines: Receiver<String>,
}

impl Preview {
    /// Starts it on a free port, with the time of [`NOW`].
    pub(crate) fn start(root: &Path) -> Self {
        Self::start_with(root, &["-p", "0", NOW])
    }

    /// Starts it and waits for the last of its first lines.
    pub(crate) fn start_with(root: &Path, args: &[&str]) -> Self {
        let mut child =
            onrecord(root).arg("watch").args(args).stderr(Stdio::piped()).spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (tell, lines) = channel();
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                drop(tell.send(line));
            }
        });
        let mut preview = Self { child, root: root.to_owned(), port: 0, lines };
        let first = preview.until(|line| line == "press Ctrl-C to stop");
        let address = first.iter().find_map(|line| line.strip_prefix("serving http://127.0.0.1:"));
        preview.port = address.map_or(0, |rest| {
            rest.split('/').next().unwrap().parse().expect("a port stands before the first slash")
        });
        preview
    }

    /// The lines on stderr up to the first that matches.
    #[track_caller]
    pub(crate) fn until(&self, is_meant: impl Fn(&str) -> bool) -> Vec<String> {
        let mut all = vec![];
        loop {
            match self.lines.recv_timeout(LATE) {
                Ok(line) => all.push(line),
                Err(why) => panic!("{why}; said so far:\n{}", all.join("\n")),
            }
            if is_meant(all.last().unwrap()) {
                return all;
            }
        }
    }

    pub(crate) fn put(&self, path: &str, text: &str) {
        put(&self.root, path, text);
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.get_with(path, "Accept: */*")
    }

    /// A request with one more header.
    pub(crate) fn get_with(&self, path: &str, line: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(LATE)).unwrap();
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: localhost\r\n{line}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = vec![];
        stream.read_to_end(&mut bytes).unwrap();
        Answer::of(&bytes)
    }

    pub(crate) fn events(&self) -> Events {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(LATE)).unwrap();
        let request = "GET /_onrecord/events HTTP/1.1\r\nHost: localhost\r\n\r\n";
        stream.write_all(request.as_bytes()).unwrap();
        let mut events = Events { from: BufReader::new(stream), last: -1 };
        events.next();
        events
    }

    /// Every file that is served equals the one that a build writes, except for the script.
    #[track_caller]
    pub(crate) fn shows_what_a_build_writes(&self) {
        self.shows_of_a_build(|_| true);
    }

    /// The same for some of the files.
    #[track_caller]
    pub(crate) fn shows_of_a_build(&self, is_meant: impl Fn(&str) -> bool) {
        let out = tempfile::tempdir().unwrap();
        run(onrecord(&self.root).args(["build", "-q", NOW, "-o"]).arg(out.path()));
        for (path, bytes) in files(out.path()).into_iter().filter(|(path, _)| is_meant(path)) {
            let answer = self.get(&format!("/{}", path.replace(' ', "%20")));
            assert_eq!(answer.status, 200, "{path}");
            assert!(answer.site_bytes() == bytes, "{path} is not what a build writes");
        }
    }

    /// Sends a signal and returns the exit code.
    pub(crate) fn end(mut self, signal: rustix::process::Signal) -> Option<i32> {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).unwrap();
        let status = self.child.wait().unwrap();
        status.code()
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The files of an output, without our own folder in it.
pub(crate) fn files(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = contents(out);
    all.retain(|path, _| !path.starts_with(".onrecord/"));
    all
}

/// The response to a request.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let at = bytes.windows(4).position(|w| w == b"\r\n\r\n").expect("an answer has a head");
        let head = String::from_utf8(bytes[..at].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self { status, head, body: bytes[at + 4..].to_vec() }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body without the script.
    pub(crate) fn site_bytes(&self) -> Vec<u8> {
        let start = b"<script defer src=\"/_onrecord/preview.js\"";
        let Some(at) = self.body.windows(start.len()).position(|w| w == start) else {
            return self.body.clone();
        };
        let end = b"</script>";
        let len = self.body[at..].windows(end.len()).position(|w| w == end).unwrap() + end.len();
        [&self.body[..at], &self.body[at + len..]].concat()
    }
}

/// The events of a preview.
pub(crate) struct Events {
    from: BufReader<TcpStream>,
    /// The generation of the last state.
    pub(crate) last: i64,
}

impl Events {
    /// The next state.
    #[track_caller]
    pub(crate) fn next(&mut self) -> Value {
        let mut line = String::new();
        loop {
            line.clear();
            assert!(self.from.read_line(&mut line).unwrap() > 0, "the channel has ended");
            if let Some(data) = line.strip_prefix("data: ") {
                let state: Value = serde_json::from_str(data).unwrap();
                self.last = state["generation"].as_i64().unwrap();
                return state;
            }
        }
    }

    /// The first state for which a condition is true; requests the page in between.
    #[track_caller]
    pub(crate) fn until(&mut self, is_meant: impl Fn(&Value) -> bool) -> Value {
        loop {
            let state = self.next();
            if is_meant(&state) {
                return state;
            }
        }
    }
}
