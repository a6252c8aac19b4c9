//! Writes the bindings into `OUT_DIR` when the feature `codegen` is on.
//!
//! The workspace's `xtask` includes this file as a module, so that the checked-in bindings, the build and the
//! proofs of the lint all come from the same functions, [`generate`] and [`generate_roles`].

#[cfg(feature = "codegen")]
mod codegen;

#[cfg(feature = "codegen")]
pub use codegen::{generate, generate_roles};
#[cfg(feature = "codegen")]
#[allow(
    unused_imports,
    reason = "xtask checks the syntax tree before it is printed"
)]
pub use codegen::{print, syntax_tree};

#[cfg(feature = "codegen")]
#[allow(dead_code, reason = "xtask includes this file as a module")]
fn main() -> Result<(), String> {
    println!("cargo::rerun-if-changed=openapi.json");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=codegen");
    let document = std::fs::read_to_string("openapi.json")
        .map_err(|error| format!("openapi.json: {error}"))?;
    let out = std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    let write = |name: &str, text: &str| {
        let path = std::path::Path::new(&out).join(name);
        std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))
    };
    let bindings = generate(&document)?;
    write("roles.rs", &generate_roles(&document, &bindings)?)?;
    write("bindings.rs", &bindings)
}

#[cfg(not(feature = "codegen"))]
#[allow(dead_code, reason = "xtask includes this file as a module")]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
