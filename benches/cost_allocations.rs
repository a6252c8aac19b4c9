//! How often a GET allocates, beside the raw bindings and bare reqwest.

mod contenders;
mod figure;

use contenders::{BARE, OURS, RAW, base_url, contest};
use figure::figure;

fn main() {
    let rounds = contest(&base_url(), None, "allocations", |gets| {
        allocation_counter::measure(gets).count_total as f64
    });
    let more = |than| rounds.compare(OURS, than, |ours, theirs| ours - theirs);
    figure("cost_allocations_over_raw", more(RAW), 5.0);
    println!("aim: no more than bare reqwest; {:.1} more", more(BARE));
}
