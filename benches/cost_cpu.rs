//! How much CPU time a GET takes on the client's own thread, beside the raw bindings and bare reqwest. Apart
//! from the count of allocations, for the counter takes time at each.

mod contenders;
mod figure;

use contenders::{base_url, cost};
use cpu_time::ThreadTime;
use figure::figure;

fn main() {
    let cost = cost(&base_url(), None, "us CPU", |gets| {
        let begin = ThreadTime::now();
        gets();
        begin.elapsed().as_secs_f64() * 1e6
    });
    println!("raw bindings over bare {:.3}", cost.raw / cost.bare);
    figure("cost_cpu_over_bare", cost.ours / cost.bare, 1.15);
}
