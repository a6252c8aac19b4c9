use std::{future::poll_fn, task::Waker};

use tokio::{
    runtime::{Builder, Runtime},
    task::{JoinSet, yield_now},
    time::{sleep, timeout},
};

use super::*;

fn limiter(per_second: u32) -> Arc<RateLimiter> {
    Arc::new(RateLimiter::new(
        &PollPolicy::new().polls_per_second(per_second),
    ))
}

impl Turn {
    async fn taken(&mut self) {
        poll_fn(|context| self.poll_taken(context)).await;
    }
}

/// Polls once, as a `select!` does whose other branch then takes long.
fn poll_once(turn: &mut Turn) -> Poll<()> {
    turn.poll_taken(&mut Context::from_waker(Waker::noop()))
}

async fn take(limiter: &RateLimiter, priority: Priority) -> Instant {
    limiter.turn(priority).taken().await;
    Instant::now()
}

fn most_in_a_second(times: &mut [Instant]) -> usize {
    times.sort_unstable();
    (0..times.len())
        .map(|n| times[n..].partition_point(|at| *at < times[n] + SECOND))
        .max()
        .unwrap_or_default()
}

#[tokio::test(start_paused = true)]
async fn scheduled_turns_are_evenly_spaced_and_first_come_first_served() {
    let limiter = limiter(20);
    let taken = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = JoinSet::new();
    let started = Instant::now();
    for n in 0..200 {
        let (limiter, taken) = (Arc::clone(&limiter), Arc::clone(&taken));
        tasks.spawn(async move {
            let at = take(&limiter, Priority::Scheduled).await;
            taken.lock().unwrap().push((at, n));
        });
    }
    tasks.join_all().await;
    let taken = taken.lock().unwrap();
    assert!(taken.iter().map(|(_, n)| *n).eq(0..200), "out of order");
    let mut times: Vec<_> = taken.iter().map(|(at, _)| *at).collect();
    assert_eq!(most_in_a_second(&mut times), 20);
    assert_eq!(started.elapsed(), Duration::from_millis(199 * 50));
}

#[tokio::test(start_paused = true)]
async fn rounding_does_not_exceed_the_limit() {
    let limiter = limiter(7);
    let mut times = Vec::new();
    for _ in 0..50 {
        times.push(take(&limiter, Priority::Scheduled).await);
    }
    assert!(most_in_a_second(&mut times) <= 7);
}

#[tokio::test(start_paused = true)]
async fn event_turns_come_at_once_up_to_their_limit_whatever_is_scheduled() {
    let policy = PollPolicy::new()
        .polls_per_second(1)
        .event_polls_per_second(30);
    let limiter = Arc::new(RateLimiter::new(&policy));
    let mut tasks = JoinSet::new();
    for _ in 0..1_000 {
        let limiter = Arc::clone(&limiter);
        tasks.spawn(async move { take(&limiter, Priority::Scheduled).await });
    }
    yield_now().await;
    let started = Instant::now();
    let mut events = JoinSet::new();
    for _ in 0..100 {
        let limiter = Arc::clone(&limiter);
        events.spawn(async move { take(&limiter, Priority::Event).await });
    }
    let mut times = events.join_all().await;
    assert_eq!(most_in_a_second(&mut times), 30);
    let at_once = times.iter().filter(|at| **at == started).count();
    assert_eq!(at_once, 30);
    assert!(started.elapsed() <= Duration::from_secs(3));
}

#[tokio::test(start_paused = true)]
async fn turns_that_are_not_polled_delay_nobody_and_take_nothing() {
    let limiter = limiter(20);
    take(&limiter, Priority::Scheduled).await;
    let mut kept: Vec<_> = (0..300)
        .map(|_| limiter.turn(Priority::Scheduled))
        .collect();
    for turn in &mut kept {
        assert!(poll_once(turn).is_pending());
    }
    let started = Instant::now();
    for n in 1..=20 {
        take(&limiter, Priority::Scheduled).await;
        // 300 offers in rounds of 1, 2, 4, ... are nine rounds of 1 ms.
        let late = started.elapsed() - n * Duration::from_millis(50);
        assert!(late <= Duration::from_millis(10), "turn {n}: {late:?}");
    }
    // None of them kept an offer for later: they wait like everybody, in their order.
    sleep(Duration::from_secs(60)).await;
    let ready = kept
        .iter_mut()
        .filter_map(|turn| poll_once(turn).is_ready().then_some(()));
    assert_eq!(ready.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn cancelled_turns_leave_no_gap() {
    let limiter = limiter(1);
    take(&limiter, Priority::Scheduled).await;
    let queue: Vec<_> = (0..100)
        .map(|_| {
            let limiter = Arc::clone(&limiter);
            tokio::spawn(async move { take(&limiter, Priority::Scheduled).await })
        })
        .collect();
    let last = tokio::spawn({
        let limiter = Arc::clone(&limiter);
        async move { take(&limiter, Priority::Scheduled).await }
    });
    yield_now().await;
    queue.iter().for_each(|waiting| waiting.abort());
    let started = Instant::now();
    last.await.unwrap();
    assert!(started.elapsed() <= SECOND, "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_turn_taken_twice_stays_at_the_front() {
    let limiter = limiter(10);
    let mut first = limiter.turn(Priority::Scheduled);
    first.taken().await;
    let others: Vec<_> = (0..50)
        .map(|_| {
            let limiter = Arc::clone(&limiter);
            tokio::spawn(async move { take(&limiter, Priority::Scheduled).await })
        })
        .collect();
    yield_now().await;
    let started = Instant::now();
    first.taken().await;
    assert_eq!(started.elapsed(), Duration::from_millis(100));
    others.iter().for_each(|task| task.abort());
}

/// Random turns, of which some are polled by a task, some only once, and some are cancelled: the limits hold
/// in every second, and everybody who stays gets a turn as soon as the limit allows.
#[tokio::test(start_paused = true)]
async fn limits_and_progress_hold_under_random_cancellation() {
    for seed in 0..20 {
        let mut random = fastrand::Rng::with_seed(seed);
        let per_second = random.u32(1..=40);
        let limiter = limiter(per_second);
        let times = Arc::new(Mutex::new(Vec::new()));
        let (mut tasks, mut kept, mut cancelled) = (JoinSet::new(), Vec::new(), Vec::new());
        let started = Instant::now();
        for _ in 0..400 {
            match random.u32(0..4) {
                0 => {
                    let mut turn = limiter.turn(Priority::Scheduled);
                    if poll_once(&mut turn).is_ready() {
                        times.lock().unwrap().push(Instant::now());
                    } else if random.bool() {
                        kept.push(turn);
                    }
                }
                kind => {
                    let (limiter, times) = (Arc::clone(&limiter), Arc::clone(&times));
                    let turn = async move {
                        let at = take(&limiter, Priority::Scheduled).await;
                        times.lock().unwrap().push(at);
                    };
                    if kind == 1 {
                        cancelled.push(tokio::spawn(turn));
                    } else {
                        tasks.spawn(turn);
                    }
                }
            }
            if random.u32(0..10) == 0 {
                sleep(Duration::from_millis(random.u64(0..100))).await;
            }
            if random.u32(0..3) == 0
                && let Some(task) = cancelled.pop()
            {
                task.abort();
            }
        }
        cancelled.into_iter().for_each(|task| task.abort());
        tasks.join_all().await;
        let mut times = times.lock().unwrap();
        assert!(most_in_a_second(&mut times) <= per_second.try_into().unwrap());
        // A gap for each turn, 10 ms for each while the 200 unpolled ones are passed over, one sleep.
        let gap = SECOND / per_second;
        let turns = u32::try_from(times.len()).unwrap();
        let limit = turns * (gap + Duration::from_millis(10)) + Duration::from_secs(5);
        assert!(started.elapsed() <= limit, "seed {seed}");
    }
}

fn paused_runtime() -> Runtime {
    Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
}

#[test]
fn shutting_down_a_runtime_loses_no_turns() {
    let limiter = limiter(20);
    let first = paused_runtime();
    let second = paused_runtime();
    let mut waiting = limiter.turn(Priority::Scheduled);
    first.block_on(async {
        take(&limiter, Priority::Scheduled).await;
        assert!(poll_once(&mut waiting).is_pending());
        yield_now().await;
    });
    let waiting = second.spawn(async move { waiting.taken().await });
    second.block_on(yield_now());
    drop(first);
    second
        .block_on(async { timeout(SECOND, waiting).await })
        .unwrap()
        .unwrap();
}

#[test]
fn a_runtime_that_is_no_longer_driven_blocks_others_only_briefly() {
    let limiter = limiter(20);
    let first = paused_runtime();
    let mut waiting = limiter.turn(Priority::Scheduled);
    first.block_on(async {
        take(&limiter, Priority::Scheduled).await;
        assert!(poll_once(&mut waiting).is_pending());
        yield_now().await;
    });
    paused_runtime().block_on(async {
        tokio::time::advance(2 * LOST_AFTER).await;
        timeout(SECOND, take(&limiter, Priority::Scheduled))
            .await
            .unwrap();
    });
    drop(first);
}

#[tokio::test(start_paused = true)]
async fn the_offering_task_ends_with_the_queue() {
    let limiter = limiter(20);
    for _ in 0..3 {
        take(&limiter, Priority::Scheduled).await;
    }
    sleep(SECOND).await;
    assert!(limiter.shared.state().offering.is_none());
    let _queued = {
        let mut turn = limiter.turn(Priority::Scheduled);
        turn.taken().await;
        assert!(poll_once(&mut turn).is_pending());
        turn
    };
    sleep(SECOND).await;
    assert!(
        limiter.shared.state().offering.is_none(),
        "kept for one that is not polled"
    );
}
