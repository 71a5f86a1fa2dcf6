//! Tells Cargo that the migrations are part of the program: a new one makes it build again.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
