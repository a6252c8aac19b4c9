//! Hears everything that a program could: `tracing` at TRACE, `log` at TRACE, and the texts of panics.
//!
//! reqwest and rustls speak through `log`, this crate and hyper-util through `tracing`. There is one
//! recorder for a process.

use std::{
    error::Error,
    fmt::{Debug, Write as _},
    panic,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

static HEARD: Mutex<String> = Mutex::new(String::new());

fn heard() -> MutexGuard<'static, String> {
    HEARD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Begins to listen; panics where somebody else listens already.
pub fn listen() {
    tracing::subscriber::set_global_default(Recorder).unwrap();
    log::set_logger(&Recorder).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let text = format!("panic {info}");
        let _ = writeln!(heard(), "{text}");
        // The proof throws some itself.
        if !text.contains("of the caller's") {
            print(info);
        }
    }));
}

/// All that was heard so far.
pub fn all() -> String {
    heard().clone()
}

struct Recorder;

impl log::Log for Recorder {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }
    fn log(&self, record: &log::Record<'_>) {
        let line = format!("log {} {}", record.target(), record.args());
        let _ = writeln!(heard(), "{line}");
    }
    fn flush(&self) {}
}

#[derive(Default)]
struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        let _ = write!(self.0, " {field}={value} {value:?}");
        let mut source = value.source();
        while let Some(error) = source {
            let _ = write!(self.0, " from {error} {error:?}");
            source = error.source();
        }
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = Fields::default();
        span.record(&mut fields);
        let of = span.metadata();
        let _ = writeln!(heard(), "span {} {}{}", of.target(), of.name(), fields.0);
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut fields = Fields::default();
        values.record(&mut fields);
        let _ = writeln!(heard(), "record{}", fields.0);
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let _ = writeln!(heard(), "event {}{}", event.metadata().target(), fields.0);
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}
