//! The files that every page is drawn with. Their addresses change with their content, so browsers keep them for good.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};

use crate::picture;

/// Name, content type, content.
const FILES: [(&str, &str, &str); 4] = [
    ("console.css", "text/css; charset=utf-8", include_str!("../../../templates/console/console.css")),
    ("console.js", "text/javascript; charset=utf-8", include_str!("../../../templates/console/console.js")),
    ("picture.css", "text/css; charset=utf-8", picture::STYLE),
    ("icon.svg", "image/svg+xml", include_str!("../../../templates/console/icon.svg")),
];
/// Characters of a version: enough to tell two of them.
const VERSION: usize = 12;

static ADDRESSES: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
    let address = |(name, _, content): (&'static str, &str, &str)| {
        let digest = Sha256::digest(content.as_bytes());
        let version: String = digest.iter().map(|byte| format!("{byte:02x}")).take(VERSION / 2).collect();
        (name, format!("/console/assets/{name}?v={version}"))
    };
    FILES.into_iter().map(address).collect()
});

/// The address of a file, with its version.
pub(super) fn address(name: &str) -> String {
    let known = ADDRESSES.iter().find(|(file, _)| *file == name);
    known.map_or_else(String::new, |(_, address)| address.clone())
}

/// A file.
pub(super) async fn file(Path(name): Path<String>) -> Response {
    match FILES.iter().find(|(file, _, _)| *file == name) {
        Some((_, kind, content)) => {
            let kept = (header::CACHE_CONTROL, "public, max-age=31536000, immutable");
            ([(header::CONTENT_TYPE, *kind), kept], *content).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
