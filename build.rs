//! Tells the program what it was built from, so that it knows what it proved before; and Cargo that the migrations are part of
//! it: a new one makes it build again.

use std::{
    collections::hash_map::DefaultHasher,
    fs,
    hash::{Hash, Hasher},
    io,
    path::Path,
};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=migrations");
    let mut sources = DefaultHasher::new();
    for part in ["src", "Cargo.lock"] {
        println!("cargo:rerun-if-changed={part}");
        add(Path::new(part), &mut sources)?;
    }
    println!("cargo:rustc-env=GUICHET_SOURCES={:016x}", sources.finish());
    Ok(())
}

/// A file's name and content, or those of everything in a folder, in the order of their names.
fn add(path: &Path, to: &mut DefaultHasher) -> io::Result<()> {
    if !path.is_dir() {
        (path, fs::read(path)?).hash(to);
        return Ok(());
    }
    let mut inside = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    inside.sort();
    inside.iter().try_for_each(|path| add(path, to))
}
