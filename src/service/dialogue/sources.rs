//! The texts of flows, words and deadlines: out of folders, whatever may lie in them, or out of the binary.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use include_dir::{Dir, include_dir};

use crate::problem::{LARGEST_FILE, Problem, SourceFile, code, in_order};

static SHIPPED_FLOWS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/flows");
static SHIPPED_LOCALES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/locales");
static SHIPPED_DEADLINES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/deadlines");

/// The words without which the shipped deadlines could not be told.
const WORDS_OF_DEADLINES: &str = "locales/fr/deadlines.ftl";

/// Most files and folders that are looked at: a thousand flows in a dozen languages.
const MOST_ENTRIES: usize = 20_000;

/// How deep folders may stand in each other. A link that leads back to its own folder ends here too.
const DEEPEST: usize = 4;

/// The texts of all flows and words: from the folders, or else from the binary; and the deadlines of the binary.
///
/// # Errors
/// Every folder and file that cannot be read, or is no text of ours.
pub fn sources(flows: Option<&Path>, locales: Option<&Path>) -> Result<Vec<SourceFile>, Vec<Problem>> {
    sources_with(flows, locales, None)
}

/// The same, with a folder of deadlines. Without one, those of the binary are taken where there are words for them: an
/// installation that wrote its words before there were deadlines goes on without.
///
/// # Errors
/// As above.
pub fn sources_with(
    flows: Option<&Path>,
    locales: Option<&Path>,
    deadlines: Option<&Path>,
) -> Result<Vec<SourceFile>, Vec<Problem>> {
    let mut read = Reading { files: Vec::new(), problems: Vec::new() };
    match flows {
        Some(folder) => read.folder(folder, "flows", "yaml"),
        None => shipped(&SHIPPED_FLOWS, "flows", "yaml", &mut read.files),
    }
    match locales {
        Some(folder) => read.folder(folder, "locales", "ftl"),
        None => shipped(&SHIPPED_LOCALES, "locales", "ftl", &mut read.files),
    }
    match deadlines {
        Some(folder) => read.folder(folder, "deadlines", "yaml"),
        None if read.files.iter().any(|file| file.path == WORDS_OF_DEADLINES) => {
            shipped(&SHIPPED_DEADLINES, "deadlines", "yaml", &mut read.files);
        }
        None => {}
    }
    if !read.problems.is_empty() {
        return Err(in_order(read.problems));
    }
    read.files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(read.files)
}

fn shipped(folder: &Dir<'_>, root: &str, ending: &str, files: &mut Vec<SourceFile>) {
    for file in folder.files() {
        let path = format!("{root}/{}", file.path().display());
        if let Some(text) = file.contents_utf8().filter(|_| path.ends_with(&format!(".{ending}"))) {
            files.push(SourceFile { path, text: text.into() });
        }
    }
    for inner in folder.dirs() {
        shipped(inner, root, ending, files);
    }
}

/// What was read of folders so far.
struct Reading {
    files: Vec<SourceFile>,
    problems: Vec<Problem>,
}

impl Reading {
    /// Reads the files of a folder and of those within it that end so.
    fn folder(&mut self, folder: &Path, root: &str, ending: &str) {
        let ending = format!(".{ending}");
        let mut open: Vec<(PathBuf, String, usize)> = vec![(folder.to_owned(), root.to_owned(), 0)];
        let mut seen = 0;
        while let Some((folder, name, depth)) = open.pop() {
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) => {
                    self.unreadable(&folder, root, &error);
                    continue;
                }
            };
            for entry in entries {
                let path = match entry {
                    Ok(entry) => entry.path(),
                    Err(error) => {
                        self.unreadable(&folder, root, &error);
                        break;
                    }
                };
                seen += 1;
                if seen > MOST_ENTRIES || depth > DEEPEST {
                    let message = format!("`{name}` is too large for a folder of {root}");
                    let help = format!("at most {MOST_ENTRIES} files, and folders at most {DEEPEST} deep, are read");
                    self.problems.push(Problem::new(&code::TOO_MANY_FILES, message, help));
                    return;
                }
                let name = format!("{name}/{}", path.file_name().unwrap_or_default().to_string_lossy());
                if path.is_dir() {
                    open.push((path, name, depth + 1));
                } else if name.ends_with(&ending) {
                    self.file(&path, name, root);
                }
            }
        }
    }

    fn file(&mut self, path: &Path, name: String, root: &str) {
        let bytes = match read(path) {
            Ok(bytes) => bytes,
            Err(error) => return self.unreadable(path, root, &error),
        };
        let Some(bytes) = bytes else {
            let message = format!("`{name}` is larger than 256 KiB");
            let help = "split it into several flows that `call` each other, or take it out of the folder";
            let file = SourceFile { path: name, text: "".into() };
            self.problems.push(Problem::at(&code::FILE_TOO_LARGE, &file, 0..0, message, help));
            return;
        };
        match String::from_utf8(bytes) {
            // Some editors begin a file with this mark; it means nothing in UTF-8.
            Ok(text) => {
                let text = text.strip_prefix('\u{feff}').unwrap_or(&text).into();
                self.files.push(SourceFile { path: name, text });
            }
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let text: String = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let message = format!("`{name}` is not written in UTF-8");
                let help = "save it as UTF-8; the first letter that is not stands here";
                let file = SourceFile { path: name, text: text.into() };
                let end = at + char::REPLACEMENT_CHARACTER.len_utf8();
                self.problems.push(Problem::at(&code::NOT_UTF8, &file, at..end, message, help));
            }
        }
    }

    fn unreadable(&mut self, path: &Path, root: &str, error: &io::Error) {
        let help = format!("set GUICHET_{} to a folder that can be read", root.to_uppercase());
        let message = format!("{} cannot be read: {error}", path.display());
        self.problems.push(Problem::new(&code::UNREADABLE, message, help));
    }
}

/// A file's bytes; none where there are too many, of which none is read then.
fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let facts = fs::metadata(path)?;
    if !facts.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    let most = u64::try_from(LARGEST_FILE).unwrap_or(u64::MAX);
    if facts.len() > most {
        return Ok(None);
    }
    // It may grow while it is read.
    let mut bytes = Vec::new();
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= LARGEST_FILE).then_some(bytes))
}

#[cfg(test)]
mod tests {
    use std::os::unix::ffi::OsStrExt;

    use super::*;

    /// A folder with these files, and the codes of what is wrong with it.
    fn codes(prepare: impl Fn(&Path)) -> Vec<(&'static str, Option<(String, usize)>)> {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("menu.yaml"), "flow: menu\n").expect("a file");
        prepare(folder.path());
        let problems = sources(Some(folder.path()), None).err().unwrap_or_default();
        problems.iter().map(|problem| (problem.code().id, problem.place())).collect()
    }

    #[test]
    fn a_file_is_refused_by_its_length_before_it_is_read() {
        let told = codes(|folder| {
            // Nobody could read a terabyte: the test would not end.
            let file = File::create(folder.join("huge.yaml")).expect("a file");
            file.set_len(1 << 40).expect("a length");
        });
        assert_eq!(told, [("G0903", Some(("flows/huge.yaml".to_owned(), 1)))]);
    }

    #[test]
    fn a_file_that_is_not_utf_8_is_shown_at_its_first_wrong_letter() {
        let told = codes(|folder| {
            fs::write(folder.join("latin.yaml"), b"flow: latin\nabout: \xe9t\xe9\n").expect("a file");
        });
        assert_eq!(told, [("G0905", Some(("flows/latin.yaml".to_owned(), 2)))]);
    }

    #[test]
    fn folders_that_go_round_or_are_too_full_are_left() {
        let told = codes(|folder| std::os::unix::fs::symlink(folder, folder.join("round")).expect("a link"));
        assert_eq!(told, [("G0906", None)]);
        let told = codes(|folder| {
            for number in 0..=MOST_ENTRIES {
                File::create(folder.join(format!("{number}.txt"))).expect("a file");
            }
        });
        assert_eq!(told, [("G0906", None)]);
    }

    #[test]
    fn what_cannot_be_read_is_named_and_the_rest_is_read_all_the_same() {
        let told = codes(|folder| {
            std::os::unix::fs::symlink("nowhere", folder.join("gone.yaml")).expect("a link");
            std::os::unix::fs::symlink("/dev/zero", folder.join("endless.yaml")).expect("a link");
            fs::write(folder.join("latin.yaml"), b"\xff").expect("a file");
            File::create(folder.join(std::ffi::OsStr::from_bytes(b"\xff.yaml"))).expect("a file");
        });
        let ids: Vec<&str> = told.iter().map(|(id, _)| *id).collect();
        assert_eq!(ids, ["G0904", "G0904", "G0905"]);
        assert_eq!(sources(Some(Path::new("/nowhere")), None).expect_err("is not there").len(), 1);
    }

    #[test]
    fn the_mark_some_editors_begin_a_file_with_is_left_out() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("menu.yaml"), "\u{feff}flow: menu\n").expect("a file");
        let files = sources(Some(folder.path()), None).expect("is read");
        let menu = files.iter().find(|file| file.path == "flows/menu.yaml").expect("is there");
        assert_eq!(&*menu.text, "flow: menu\n");
    }
}
