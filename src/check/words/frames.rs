//! The frame that puts an option and its key together, and options that fit into it.

use super::line::{Line, VALUE};
use crate::problem::code;
use crate::words::variant::Piece;

/// The frames, and what each must say.
const FRAMES: [(&str, &[&str]); 2] = [("menu-option", &["option", "key"]), ("choice-option", &["option"])];

/// Whether a message is such a frame.
pub(super) fn is_frame(id: &str) -> bool {
    FRAMES.iter().any(|(frame, _)| *frame == id)
}

/// Looks for a frame that leaves out the option or its key.
pub(super) fn check(line: &Line<'_, '_>) {
    let Some((frame, needed)) = FRAMES.iter().find(|(id, _)| *id == line.wording.id) else { return };
    // What is heard of an option and its key, and in which order, is proved with the paths.
    if line.by_voice && *frame == "menu-option" {
        return;
    }
    let says = |name: &&&str| {
        line.variants.iter().all(|variant| {
            let said = |piece: &Piece<'_>| {
                matches!(piece, Piece::Value(said) if said.strip_suffix("-words").unwrap_or(said) == **name)
            };
            variant.pieces.iter().any(said)
        })
    };
    for name in needed.iter().filter(|name| !says(name)) {
        line.tell_whole(&code::FRAME_LEAVES_OUT, || {
            let message = format!("`{}` leaves out `${name}`: nobody could choose", line.wording.name());
            (message, format!("write it with `{{ ${name} }}`; `{frame}` is the frame of every option"))
        });
    }
}

/// Looks for an option that ends its sentence: the frame goes on with the key.
pub(super) fn check_option(line: &Line<'_, '_>) {
    for joined in &line.joined {
        let text = joined.text.trim_end();
        let Some(last) = text.chars().next_back().filter(|c| matches!(c, '.' | ',' | ';' | ':')) else { continue };
        if text.len() > last.len_utf8() && !text.ends_with("...") && last != VALUE {
            let at = text.len() - last.len_utf8();
            line.tell(&code::OPTION_ENDS, joined, at..text.len(), || {
                let message =
                    format!("the option `{}` ends with “{last}”, and its key comes after", line.wording.name());
                (message, format!("delete the “{last}”: it is said as “…, tapez 1.”"))
            });
        }
    }
}
