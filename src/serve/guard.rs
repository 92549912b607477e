//! Access control of the preview, which shows unpublished content to one person on this machine.
//!
//! A page of another site can make a browser send requests here. It cannot read the responses unless its own
//! domain resolves to this machine (DNS rebinding). So the host name in a request is checked, and the event
//! channel is open to pages of the preview only.

use hyper::header::{HOST, HeaderMap, HeaderName, ORIGIN};
use hyper::http::uri::Authority;
use hyper::{Method, Uri, Version};
use std::net::IpAddr;

/// The host names that the preview answers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedHosts {
    /// True if only this machine can connect.
    pub is_local: bool,
    /// The name or address of `--host`.
    pub host: String,
}

/// The reason why a request is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RejectReason {
    /// It is malformed.
    Malformed,
    /// Not a GET or HEAD request.
    Method,
    /// The request is for another host.
    Host,
    /// The request comes from another site.
    Origin,
}

/// Checks the request line and the headers of a request.
pub fn check_request(
    method: &Method,
    uri: &Uri,
    version: Version,
    headers: &HeaderMap,
    doors: &AllowedHosts,
) -> Result<(), RejectReason> {
    let mut hosts = headers.get_all(HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().map_err(|_| RejectReason::Malformed)?,
        (None, None) if version < Version::HTTP_11 => return Err(RejectReason::Host),
        _ => return Err(RejectReason::Malformed),
    };
    if !doors.answers_to(host)? {
        return Err(RejectReason::Host);
    }
    // A request may name the host in its first line too; that one has precedence.
    if let Some(authority) = uri.authority()
        && !doors.answers_to(authority.as_str())?
    {
        return Err(RejectReason::Host);
    }
    if !matches!(*method, Method::GET | Method::HEAD) {
        return Err(RejectReason::Method);
    }
    if !uri.path().starts_with('/') || uri.scheme_str().is_some_and(|scheme| scheme != "http") {
        return Err(RejectReason::Malformed);
    }
    Ok(())
}

/// Checks that the event channel may be opened: by a page of the preview, or by a client that is not a browser
/// page.
pub fn judge_channel(headers: &HeaderMap) -> Result<(), RejectReason> {
    let fetch_site = HeaderName::from_static("sec-fetch-site");
    let own = headers.get(HOST).map(|host| [b"http://", host.as_bytes()].concat());
    let is_own = |origin: &[u8]| Some(origin) == own.as_deref();
    let same = headers.get_all(ORIGIN).iter().all(|origin| is_own(origin.as_bytes()));
    let mut sites = headers.get_all(fetch_site).iter();
    if same && sites.all(|site| matches!(site.as_bytes(), b"same-origin" | b"none")) {
        Ok(())
    } else {
        Err(RejectReason::Origin)
    }
}

impl AllowedHosts {
    fn answers_to(&self, host: &str) -> Result<bool, RejectReason> {
        if host.contains('@') {
            return Err(RejectReason::Malformed);
        }
        let authority: Authority = host.parse().map_err(|_| RejectReason::Malformed)?;
        if authority.as_str() != authority.host() && authority.port_u16().is_none() {
            return Err(RejectReason::Malformed);
        }
        let name = authority.host().to_ascii_lowercase();
        let bare = name.strip_prefix('[').and_then(|n| n.strip_suffix(']')).unwrap_or(&name);
        // An IP address cannot be a rebound domain name.
        if let Ok(ip) = bare.parse::<IpAddr>() {
            return Ok(!self.is_local || ip.to_canonical().is_loopback());
        }
        let is_local = name == "localhost" || name.ends_with(".localhost");
        Ok(is_local || name == self.host.to_ascii_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::{AllowedHosts, RejectReason};

    #[test]
    fn names_that_can_point_anywhere_are_refused() {
        let local = AllowedHosts { is_local: true, host: "127.0.0.1".into() };
        let wide = AllowedHosts { is_local: false, host: "desk.example".into() };
        for host in ["localhost", "localhost:80", "a.localhost:1", "127.0.0.1", "127.1.2.3:4777"] {
            assert_eq!(local.answers_to(host), Ok(true), "{host}");
        }
        assert_eq!(local.answers_to("[::1]:4777"), Ok(true));
        assert_eq!(local.answers_to("[::ffff:127.0.0.1]"), Ok(true));
        for host in ["evil.example", "localhost.evil.example", "192.168.1.2", "[2001:db8::1]"] {
            assert_eq!(local.answers_to(host), Ok(false), "{host}");
        }
        assert_eq!(wide.answers_to("desk.example:4777"), Ok(true));
        assert_eq!(wide.answers_to("192.168.1.2:4777"), Ok(true));
        assert_eq!(wide.answers_to("evil.example"), Ok(false));
        for host in ["", "a b", "me@localhost", "localhost:x", "localhost/", "[::1"] {
            assert_eq!(local.answers_to(host), Err(RejectReason::Malformed), "{host:?}");
        }
    }
}
