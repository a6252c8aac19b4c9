//! How often a GET allocates, beside the raw bindings and bare reqwest.

mod contenders;
mod figure;

use contenders::{base_url, cost};
use figure::figure;

fn main() {
    let cost = cost(&base_url(), None, "allocations", |gets| {
        allocation_counter::measure(gets).count_total as f64
    });
    figure("cost_allocations_over_raw", cost.ours - cost.raw, 5.0);
    println!(
        "aim: no more than bare reqwest; {} more",
        cost.ours - cost.bare
    );
}
