//! Where in an exchange a schema is used: in which message, in which part of it, and who writes the value.
//! The first half of a change's id follows from it.

use super::effect::{Direction, Effect, Exemptions, verdict};
use super::verdict::Wire;

/// Which message of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Message {
    Request,
    Response,
}

/// What kind of operation: one of the service, or one that the service calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Operations {
    Paths,
    Callbacks,
    Webhooks,
}

/// The part of a message, as ids name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Part {
    Body,
    Property,
    Parameter,
    ParameterProperty,
    /// Of a response or of a request.
    Header,
    HeaderProperty,
}

impl Part {
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

/// Everything about a use of a schema that a verdict or an id depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Context {
    pub(super) operations: Operations,
    pub(super) message: Message,
    pub(super) part: Part,
    /// Who writes the value; reversed inside a `not`.
    pub(super) direction: Direction,
    pub(super) exemptions: Exemptions,
    /// Values are written as text (parameters, headers, XML), where a number is also a string.
    pub(super) text_encoded: bool,
}

impl Context {
    pub(super) fn new(operations: Operations, message: Message, part: Part) -> Self {
        let mut context = Self {
            operations,
            message,
            part,
            direction: Direction::Sent,
            exemptions: Exemptions::default(),
            text_encoded: !matches!(part, Part::Body | Part::Property),
        };
        context.direction = context.writer();
        context
    }

    /// The message in ids, with the kind of operation before it where the service is the caller.
    pub(super) fn message_id(&self) -> &'static str {
        match (self.operations, self.message) {
            (Operations::Paths, Message::Request) => "request",
            (Operations::Paths, Message::Response) => "response",
            (Operations::Callbacks, Message::Request) => "callback-request",
            (Operations::Callbacks, Message::Response) => "callback-response",
            (Operations::Webhooks, Message::Request) => "webhook-request",
            (Operations::Webhooks, Message::Response) => "webhook-response",
        }
    }

    /// Who writes the whole message: the client writes the requests it makes and its responses to the
    /// calls it receives.
    pub(super) fn writer(&self) -> Direction {
        match (self.operations == Operations::Paths, self.message) {
            (true, Message::Request) | (false, Message::Response) => Direction::Sent,
            _ => Direction::Received,
        }
    }

    /// Whether the value is part of an XML body.
    pub(super) fn is_xml(&self) -> bool {
        self.text_encoded && matches!(self.part, Part::Body | Part::Property)
    }

    /// `read-only-` or `write-only-` where that keeps the value out of the message.
    pub(super) fn exemption_id(&self) -> &'static str {
        match (self.exemptions.absent, self.writer()) {
            (false, _) => "",
            (true, Direction::Sent) => "read-only-",
            (true, Direction::Received) => "write-only-",
        }
    }

    /// `message-part-keyword`, in oasdiff's words, which name the exemption for values, limits and
    /// requiredness only.
    pub(super) fn id(&self, keyword: &str) -> String {
        let plain = keyword.strip_prefix("exclusive-").unwrap_or(keyword);
        let exemption = match plain {
            "max-decreased"
            | "max-length-decreased"
            | "min-increased"
            | "became-optional"
            | "became-required"
            | "enum-value-added"
            | "enum-value-removed" => self.exemption_id(),
            _ => "",
        };
        let part = match (self.message, self.part) {
            // oasdiff names the values of a whole response body after its media type.
            (Message::Response, Part::Body) if plain.starts_with("enum-value-") => "mediatype",
            // A request header is a parameter; its properties have names of their own in two cases.
            (Message::Request, Part::Header) => Part::Parameter.word(),
            (Message::Request, Part::HeaderProperty)
                if !matches!(plain, "became-enum" | "became-required") =>
            {
                Part::ParameterProperty.word()
            }
            (_, part) => part.word(),
        };
        format!("{}-{exemption}{part}-{keyword}", self.message_id())
    }

    pub(super) fn verdict(&self, effect: Effect) -> Wire {
        verdict(effect, self.direction, self.exemptions)
    }

    /// The verdict on what the client chooses in either message: a media type that it asks for by
    /// `Accept`, or a success status that it waits for, is as much its own as what it sends.
    pub(super) fn verdict_as_sent(&self, effect: Effect) -> Wire {
        verdict(effect, Direction::Sent, self.exemptions)
    }

    /// The context of a property of this value.
    pub(super) fn property(self) -> Self {
        let part = match self.part {
            Part::Body | Part::Property => Part::Property,
            Part::Parameter | Part::ParameterProperty => Part::ParameterProperty,
            Part::Header | Part::HeaderProperty => Part::HeaderProperty,
        };
        Self { part, ..self }
    }

    /// The context of an item of this value.
    pub(super) fn item(self) -> Self {
        match self.part {
            Part::Body => Self {
                part: Part::Property,
                ..self
            },
            _ => self,
        }
    }

    /// The context of the schema inside a `not`.
    pub(super) fn negated(self) -> Self {
        Self {
            direction: self.direction.reversed(),
            ..self
        }
    }
}
