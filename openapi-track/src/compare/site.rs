//! Where a value stands in the exchange: in which message, at which kind of place, and who writes it.
//! The first half of every change's id follows from it.

use super::law::{Effect, Guards, Sense, Wire, judge};

/// Which message of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Message {
    Request,
    Response,
}

/// Who is called: the service, or the client by the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Caller {
    Client,
    Callback,
    Webhook,
}

/// The kind of place, as ids name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Body,
    Property,
    Parameter,
    ParameterProperty,
    /// Of an answer or of a request.
    Header,
    HeaderProperty,
}

impl Kind {
    /// The word in ids.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Property => "property",
            Self::Parameter => "parameter",
            Self::ParameterProperty => "parameter-property",
            Self::Header => "header",
            Self::HeaderProperty => "header-property",
        }
    }
}

/// The client writes the requests that it sends and the answers to calls that it takes.
fn writer(caller: Caller, message: Message) -> Sense {
    match (caller, message) {
        (Caller::Client, Message::Request) => Sense::Sent,
        (Caller::Client, Message::Response) => Sense::Received,
        (_, Message::Request) => Sense::Received,
        (_, Message::Response) => Sense::Sent,
    }
}

/// Everything about a place that a verdict or an id depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Site {
    pub(super) caller: Caller,
    pub(super) message: Message,
    pub(super) kind: Kind,
    /// Who decides what is accepted here: inside a `not`, the other side.
    pub(super) sense: Sense,
    pub(super) guards: Guards,
    /// Values travel as text (parameters, headers, XML), where a number is also a string.
    pub(super) textual: bool,
}

impl Site {
    pub(super) fn new(caller: Caller, message: Message, kind: Kind) -> Self {
        let sense = writer(caller, message);
        let textual = !matches!(kind, Kind::Body | Kind::Property);
        Self {
            caller,
            message,
            kind,
            sense,
            guards: Guards::default(),
            textual,
        }
    }

    /// The message, with the caller before it where that is not the client: `webhook-request`.
    pub(super) fn message_id(&self) -> &'static str {
        match (self.caller, self.message) {
            (Caller::Client, Message::Request) => "request",
            (Caller::Client, Message::Response) => "response",
            (Caller::Callback, Message::Request) => "callback-request",
            (Caller::Callback, Message::Response) => "callback-response",
            (Caller::Webhook, Message::Request) => "webhook-request",
            (Caller::Webhook, Message::Response) => "webhook-response",
        }
    }

    /// Who writes the message, whatever stands between it and this place.
    pub(super) fn writer(&self) -> Sense {
        writer(self.caller, self.message)
    }

    /// `read-only-` or `write-only-` where that is why nobody carries the value.
    pub(super) fn guard_id(&self) -> &'static str {
        match (self.guards.absent, self.writer()) {
            (false, _) => "",
            (true, Sense::Sent) => "read-only-",
            (true, Sense::Received) => "write-only-",
        }
    }

    /// `message-place-keyword`, in oasdiff's words: the guard is named where it spares a value, a limit
    /// or requiredness.
    pub(super) fn id(&self, keyword: &str) -> String {
        let plain = keyword.strip_prefix("exclusive-").unwrap_or(keyword);
        let guard = match plain {
            "max-decreased"
            | "max-length-decreased"
            | "min-increased"
            | "became-optional"
            | "became-required"
            | "enum-value-added"
            | "enum-value-removed" => self.guard_id(),
            _ => "",
        };
        let kind = match (self.message, self.kind) {
            // The listed values of a whole answer are those of its media type.
            (Message::Response, Kind::Body) if plain.starts_with("enum-value-") => "mediatype",
            // A request's header is a parameter; its properties are told apart in two cases only.
            (Message::Request, Kind::Header) => Kind::Parameter.word(),
            (Message::Request, Kind::HeaderProperty)
                if !matches!(plain, "became-enum" | "became-required") =>
            {
                Kind::ParameterProperty.word()
            }
            (_, kind) => kind.word(),
        };
        format!("{}-{guard}{kind}-{keyword}", self.message_id())
    }

    pub(super) fn judge(&self, effect: Effect) -> Wire {
        judge(effect, self.sense, self.guards)
    }

    /// The place of a property of the value at this place.
    pub(super) fn property(self) -> Self {
        let kind = match self.kind {
            Kind::Body | Kind::Property => Kind::Property,
            Kind::Parameter | Kind::ParameterProperty => Kind::ParameterProperty,
            Kind::Header | Kind::HeaderProperty => Kind::HeaderProperty,
        };
        Self { kind, ..self }
    }

    /// The place of an element of the value at this place.
    pub(super) fn element(self) -> Self {
        match self.kind {
            Kind::Body => Self {
                kind: Kind::Property,
                ..self
            },
            _ => self,
        }
    }
}
