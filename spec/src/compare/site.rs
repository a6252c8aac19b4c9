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
    Header,
    HeaderProperty,
}

/// Everything about a place that a verdict or an id depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Site {
    pub(super) caller: Caller,
    pub(super) message: Message,
    pub(super) kind: Kind,
    pub(super) sense: Sense,
    pub(super) guards: Guards,
    /// Values travel as text (parameters, headers, XML), where a number is also a string.
    pub(super) textual: bool,
}

impl Site {
    pub(super) fn new(caller: Caller, message: Message, kind: Kind) -> Self {
        let sense = match (caller, message) {
            (Caller::Client, Message::Request) => Sense::Sent,
            (Caller::Client, Message::Response) => Sense::Received,
            (_, Message::Request) => Sense::Received,
            (_, Message::Response) => Sense::Sent,
        };
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

    pub(super) fn kind_id(&self) -> &'static str {
        match self.kind {
            Kind::Body => "body",
            Kind::Property => "property",
            Kind::Parameter => "parameter",
            Kind::ParameterProperty => "parameter-property",
            Kind::Header => "header",
            Kind::HeaderProperty => "header-property",
        }
    }

    /// `message-place-keyword`, with the guard named where there is one.
    pub(super) fn id(&self, keyword: &str) -> String {
        let guard = match (self.guards.absent, self.sense) {
            (false, _) => "",
            (true, Sense::Sent) => "read-only-",
            (true, Sense::Received) => "write-only-",
        };
        format!("{}-{guard}{}-{keyword}", self.message_id(), self.kind_id())
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
