//! Images without what their camera or editor wrote into them: place, name of the owner, history.
//!
//! A pure function on bytes. Pixels are never decoded, so nothing of the picture changes; colour
//! profiles stay, and so does a JPEG's turn (it is all that is kept of its EXIF).

use img_parts::ImageEXIF as _;
use img_parts::jpeg::{Jpeg, markers};
use img_parts::webp::WebP;

/// Whether files of this ending (lower case, no dot) may carry metadata that is taken away.
pub fn is_stripped(ending: &str) -> bool {
    matches!(ending, "jpg" | "jpeg" | "png" | "webp")
}

/// `bytes` of a JPEG, PNG or WebP file without EXIF, XMP, IPTC and comments.
///
/// Told apart by content, not by name. `None`: it is none of these, or too broken to be cleaned with
/// certainty, and so should not be published.
pub fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        jpeg(bytes)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        png(bytes)
    } else if bytes.get(..4) == Some(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        webp(bytes)
    } else {
        None
    }
}

fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut image = Jpeg::from_bytes(bytes.to_vec().into()).ok()?;
    let turn = image.exif().and_then(|exif| orientation(&exif));
    // APP1: EXIF, XMP. APP13: Photoshop, IPTC. APP0 (JFIF), APP2 (colour profile) and APP14
    // (Adobe's colour transform) are needed to show the picture.
    image.segments_mut().retain(|segment| {
        let marker = segment.marker();
        let app = (markers::APP0..=markers::APP15).contains(&marker);
        let needed = matches!(marker, markers::APP0 | markers::APP2 | markers::APP14);
        (!app || needed) && marker != markers::COM
    });
    if let Some(turn) = turn.filter(|&turn| turn != 1) {
        image.set_exif(Some(only_orientation(turn).into()));
    }
    Some(image.encoder().bytes().to_vec())
}

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    const METADATA: [&[u8]; 5] = [b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"];
    let (head, mut rest) = bytes.split_at_checked(8)?;
    let mut out = head.to_vec();
    // A chunk: length of its data, kind, data, checksum.
    while !rest.is_empty() {
        let length = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?);
        let (chunk, after) =
            rest.split_at_checked(usize::try_from(length).ok()?.checked_add(12)?)?;
        if !METADATA.contains(&&chunk[4..8]) {
            out.extend_from_slice(chunk);
        }
        if &chunk[4..8] == b"IEND" {
            return Some(out);
        }
        rest = after;
    }
    None
}

fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut image = WebP::from_bytes(bytes.to_vec().into()).ok()?;
    image.remove_chunks_by_id(*b"EXIF");
    image.remove_chunks_by_id(*b"XMP ");
    let mut out = image.encoder().bytes().to_vec();
    // The flags of the extended header still promise the chunks: bits 3 (EXIF) and 2 (XMP).
    if out.get(12..16) == Some(b"VP8X")
        && let Some(flags) = out.get_mut(20)
    {
        *flags &= !0b0000_1100;
    }
    Some(out)
}

/// The value of EXIF tag 0x0112 (1 to 8) in a TIFF block.
fn orientation(exif: &[u8]) -> Option<u16> {
    let big = match exif.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let short = |at: usize| -> Option<u16> {
        let pair = [*exif.get(at)?, *exif.get(at + 1)?];
        Some(if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
    };
    let long = |at: usize| -> Option<usize> {
        let (a, b) = (usize::from(short(at)?), usize::from(short(at + 2)?));
        Some(if big { a << 16 | b } else { b << 16 | a })
    };
    let table = long(4)?;
    let entries = usize::from(short(table)?);
    (0..entries)
        .map(|n| table + 2 + 12 * n)
        .find(|&at| short(at) == Some(0x0112))
        .and_then(|at| short(at + 8))
        .filter(|turn| (1..=8).contains(turn))
}

/// A TIFF block that says how the picture is turned, and nothing else.
fn only_orientation(turn: u16) -> Vec<u8> {
    let mut out = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    out.extend(turn.to_be_bytes());
    out.extend([0; 6]);
    out
}

#[cfg(test)]
mod tests {
    use super::{only_orientation, orientation, strip};

    fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
        let mut out = u32::try_from(data.len()).unwrap().to_be_bytes().to_vec();
        out.extend(kind);
        out.extend(data);
        out.extend([0; 4]);
        out
    }

    #[test]
    fn a_png_loses_its_texts() {
        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        png.extend(chunk(*b"IHDR", &[0; 13]));
        png.extend(chunk(*b"tEXt", b"Author\0Jane Doe"));
        png.extend(chunk(*b"eXIf", b"GPS"));
        png.extend(chunk(*b"IDAT", b"pixels"));
        png.extend(chunk(*b"IEND", b""));
        let clean = strip(&png).unwrap();
        assert!(!clean.windows(8).any(|w| w == b"Jane Doe"));
        assert!(clean.windows(6).any(|w| w == b"pixels"));
    }

    #[test]
    fn a_jpeg_keeps_only_how_it_is_turned() {
        let mut exif = b"Exif\0\0".to_vec();
        exif.extend(only_orientation(6));
        exif.extend(b"51.5074N Jane Doe");
        let mut jpeg = vec![0xff, 0xd8, 0xff, 0xe1];
        jpeg.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
        jpeg.extend(exif);
        jpeg.extend(b"\xff\xfe\0\x0ba comment\xff\xda\0\x02pixels\xff\xd9");
        let clean = strip(&jpeg).unwrap();
        assert!(!clean.windows(8).any(|w| w == b"Jane Doe" || w == b"a commen"));
        assert!(clean.windows(6).any(|w| w == b"pixels"));
        let at = clean.windows(4).position(|w| w == b"MM\0*").unwrap();
        assert_eq!(orientation(&clean[at..]), Some(6));
    }

    #[test]
    fn what_is_no_image_is_not_called_clean() {
        for bytes in
            [&b""[..], b"GIF89a", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP", b"\x89PNG\r\n\x1a\n"]
        {
            drop(strip(bytes));
        }
        assert_eq!(strip(b"GIF89a"), None);
    }
}
