//! The name of a version of the dialogues: a hash over everything its authors wrote.

use sha2::{Digest, Sha256};

use crate::problem::SourceFile;

/// SHA-256 over the names and texts of all flows and words, in hexadecimal. The same files give the same name on every
/// machine, in whatever order they were read.
pub fn version_of(files: &[SourceFile]) -> String {
    let mut in_order: Vec<&SourceFile> = files.iter().collect();
    in_order.sort_by(|a, b| a.path.cmp(&b.path));
    name_of(in_order.into_iter().flat_map(|file| [file.path.as_str(), &file.text]))
}

/// SHA-256 over some texts in their order, in hexadecimal.
pub fn name_of<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        // The length stands before, so that no text can pass for the beginning of the next.
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(files: &[(&str, &str)]) -> Vec<SourceFile> {
        files.iter().map(|(path, text)| SourceFile { path: (*path).to_owned(), text: (*text).into() }).collect()
    }

    #[test]
    fn the_same_files_have_the_same_name_and_any_change_another_one() {
        let name = version_of(&files(&[("flows/a.yaml", "x"), ("flows/b.yaml", "y")]));
        assert_eq!(name.len(), 64);
        assert_eq!(name, version_of(&files(&[("flows/b.yaml", "y"), ("flows/a.yaml", "x")])), "in any order");
        let others: [&[(&str, &str)]; 4] = [
            &[("flows/a.yaml", "x"), ("flows/b.yaml", "z")],
            &[("flows/a.yaml", "x"), ("flows/c.yaml", "y")],
            &[("flows/a.yaml", "x")],
            &[("flows/a.yaml", "xflows/b.yamly")],
        ];
        for other in others {
            assert_ne!(name, version_of(&files(other)), "{other:?}");
        }
    }
}
