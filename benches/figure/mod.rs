//! How a program says its figure: one line that `cargo xtask bench` collects.

/// Smaller is better; `bound` is the most that is promised.
pub fn figure(name: &str, value: f64, bound: f64) {
    println!("figure {name} {value:.4} {bound}");
}
