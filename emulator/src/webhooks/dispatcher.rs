//! Sends the events of one webhook: with the faults that are set, and with retries until they expire.

use std::{sync::Weak, time::Duration};

use http::Uri;
use tokio::{
    sync::mpsc,
    task::JoinSet,
    time::{Instant, sleep, sleep_until},
};

use super::{
    delivery_log::DeliveryOutcome, http_post::HttpPost, message::WebhookMessage, order::Order,
    shared::Shared,
};

/// Longest time that a reordered event waits for the next one.
const LONGEST_HOLD: Duration = Duration::from_secs(2);
/// How long after the next event a reordered one is sent.
const AFTER_THE_NEXT: Duration = Duration::from_millis(100);
/// Delay before the first retry; it doubles up to [`MAX_BACKOFF`]. The vendor documents neither.
const FIRST_BACKOFF: Duration = Duration::from_millis(500);
const MAX_BACKOFF: Duration = Duration::from_secs(10);

/// Sends until the webhook is removed or the emulator is dropped.
pub(super) async fn run(
    id: u64,
    uri: Uri,
    shared: Weak<Shared>,
    mut orders: mpsc::Receiver<Order>,
) {
    let target = Target {
        id,
        uri,
        shared,
        http: HttpPost::new(),
    };
    // Dropped with this task, which ends the deliveries in progress.
    let mut in_flight = JoinSet::new();
    let mut held: Option<(Instant, WebhookMessage)> = None;
    loop {
        let release = held.as_ref().map(|(release, _)| *release);
        tokio::select! {
            order = orders.recv() => match order {
                None => return,
                Some(Order::Replay(message)) => {
                    let target = target.clone();
                    in_flight.spawn(async move {
                        target.attempt(&message, 0).await;
                    });
                }
                Some(Order::Deliver(message)) => {
                    let Some(plan) = target.plan(&message) else {
                        continue;
                    };
                    if plan.hold && held.is_none() {
                        held = Some((Instant::now() + LONGEST_HOLD, message));
                        continue;
                    }
                    for _ in 0..plan.copies {
                        in_flight.spawn(target.clone().deliver(message.clone(), plan.delay));
                    }
                    if let Some((_, message)) = held.take() {
                        let delay = plan.delay.saturating_add(AFTER_THE_NEXT);
                        in_flight.spawn(target.clone().deliver(message, delay));
                    }
                }
            },
            () = sleep_until(release.unwrap_or_else(Instant::now)), if release.is_some() => {
                if let Some((_, message)) = held.take() {
                    in_flight.spawn(target.clone().deliver(message, Duration::ZERO));
                }
            }
            Some(_) = in_flight.join_next() => {}
        }
    }
}

/// What the faults do to an event.
struct Plan {
    copies: u32,
    hold: bool,
    delay: Duration,
}

#[derive(Clone)]
struct Target {
    id: u64,
    uri: Uri,
    shared: Weak<Shared>,
    http: HttpPost,
}

impl Target {
    /// `None` when the event is dropped.
    fn plan(&self, message: &WebhookMessage) -> Option<Plan> {
        let shared = self.shared.upgrade()?;
        let (_, faults) = shared.webhook(self.id)?;
        let happens = |probability| probability > 0.0 && shared.fraction() < probability;
        if happens(faults.drop) {
            shared.record(self.id, message, 0, DeliveryOutcome::Dropped, None, 0);
            return None;
        }
        Some(Plan {
            copies: if happens(faults.duplicate) { 2 } else { 1 },
            hold: happens(faults.reorder),
            delay: Duration::from_millis(faults.delay_ms),
        })
    }

    /// Sends an event until the receiver accepts it or it expires.
    async fn deliver(self, message: WebhookMessage, delay: Duration) {
        let lifetime = Duration::from_millis(message.lifetime_ms);
        let Some(expires) = message.queued_at.checked_add(lifetime) else {
            return;
        };
        sleep(delay).await;
        let mut backoff = FIRST_BACKOFF;
        for attempt in 1.. {
            if self.attempt(&message, attempt).await || Instant::now() + backoff >= expires {
                return;
            }
            sleep(backoff).await;
            backoff = (backoff * 2).min(MAX_BACKOFF);
        }
    }

    /// Sends once; whether there is no need to send again.
    async fn attempt(&self, message: &WebhookMessage, attempt: u32) -> bool {
        let signature = self.shared.upgrade().and_then(|shared| {
            let (webhook, _) = shared.webhook(self.id)?;
            webhook.signature.sign(&webhook.secret, &message.body)
        });
        let Some(signature) = signature else {
            return true;
        };
        let start = Instant::now();
        let status = self
            .http
            .send(&self.uri, signature, message.body.clone())
            .await;
        let duration_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        let accepted = status.is_some_and(|status| (200..300).contains(&status));
        let outcome = if accepted {
            DeliveryOutcome::Delivered
        } else {
            DeliveryOutcome::Failed
        };
        if let Some(shared) = self.shared.upgrade() {
            shared.record(self.id, message, attempt, outcome, status, duration_ms);
        }
        accepted
    }
}
