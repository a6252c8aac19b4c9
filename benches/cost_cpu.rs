//! How much CPU time a GET takes on the client's own thread, beside the raw bindings and bare reqwest. Apart
//! from the count of allocations, for the counter takes time at each.

mod contenders;
mod figure;

use contenders::{BARE, OURS, RAW, base_url, contest};
use cpu_time::ThreadTime;
use figure::figure;

fn main() {
    let rounds = contest(&base_url(), None, "us CPU", |gets| {
        let begin = ThreadTime::now();
        gets();
        begin.elapsed().as_secs_f64() * 1e6
    });
    let over_bare = |of| rounds.compare(of, BARE, |ours, bare| ours / bare);
    println!("raw bindings over bare {:.3}", over_bare(RAW));
    figure("cost_cpu_over_bare", over_bare(OURS), 1.15);
}
