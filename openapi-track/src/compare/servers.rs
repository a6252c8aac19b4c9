//! Servers: which URLs an operation is called at, and which hosts receive requests and credentials.

use std::collections::BTreeSet;

use serde_json::Value;

use super::context::Operations;
use super::hosts;
use super::location::Place;
use super::operation::{Operation, OperationPair};
use super::verdict::Wire;
use super::worklist::Worklist;

/// The servers that apply to one operation: its own, those of its path, or those of the document.
struct Servers {
    urls: Vec<(String, Place)>,
    place: Place,
}

impl Servers {
    fn of(operation: &Operation<'_>) -> Self {
        let document = &operation.document;
        let own = operation.object.get("servers");
        let all = [
            own,
            operation.item.get("servers"),
            document.root.get("servers"),
        ];
        let is_list = |servers: &&Value| {
            servers
                .as_array()
                .is_some_and(|servers| !servers.is_empty())
        };
        let Some(list) = all.into_iter().flatten().find(is_list) else {
            // By the specification, the address of the document.
            let place = document.place(document.root);
            return Self {
                urls: vec![(String::new(), place)],
                place,
            };
        };
        let servers = list.as_array().into_iter().flatten();
        let urls = servers.filter_map(|server| Some((document.place(server), server.as_object()?)));
        let urls = urls.flat_map(|(place, server)| {
            hosts::expanded(server)
                .into_iter()
                .map(move |url| (url, place))
        });
        Self {
            urls: urls.collect(),
            place: document.place(list),
        }
    }

    fn has(&self, url: &str) -> bool {
        self.urls.iter().any(|(known, _)| known == url)
    }
}

/// Compares the servers of one operation.
pub(super) fn compare(
    worklist: &mut Worklist<'_>,
    pair: &OperationPair<'_>,
    known_hosts: &BTreeSet<String>,
) {
    if pair.kind != Operations::Paths {
        return;
    }
    let (before, after) = (Servers::of(&pair.old), Servers::of(&pair.new));
    let operation = Some(&pair.name);
    let shown = |url: &str| {
        if url.is_empty() {
            "/".to_owned()
        } else {
            url.to_owned()
        }
    };
    for (url, place) in before.urls.iter().filter(|(url, _)| !after.has(url)) {
        let text = format!("the server `{}` is no longer listed", shown(url));
        worklist.report(operation, *place, "api-server-removed", Wire::Warning, text);
    }
    for (url, place) in after.urls.iter().filter(|(url, _)| !before.has(url)) {
        match hosts::host(url).filter(|host| !known_hosts.contains(host)) {
            // Reported once for the host.
            Some(host) => worklist.report_host(operation, *place, &host, host_text(&host)),
            None => {
                let text = format!("the server `{}` was added", shown(url));
                worklist.report(operation, *place, "api-server-added", Wire::Safe, text);
            }
        }
    }
    let default = |servers: &Servers| {
        servers
            .urls
            .first()
            .map(|(url, _)| url.clone())
            .unwrap_or_default()
    };
    let (old, new) = (default(&before), default(&after));
    if old != new && after.has(&old) && before.has(&new) {
        let text = format!(
            "the default server changed from `{}` to `{}`",
            shown(&old),
            shown(&new)
        );
        worklist.report(
            operation,
            after.place,
            "api-server-default-changed",
            Wire::Warning,
            text,
        );
    }
}

fn host_text(host: &str) -> String {
    format!("requests or credentials go to the host `{host}`, which the old document does not name")
}

/// Reports every host that the new document names and the old one does not, and those that are gone.
pub(super) fn compare_hosts(worklist: &mut Worklist<'_>, known_hosts: &BTreeSet<String>) {
    let (old, new) = (worklist.old, worklist.new);
    let after = hosts::named_by(new.root);
    for (host, values) in after
        .iter()
        .filter(|(host, _)| !known_hosts.contains(*host))
    {
        for value in values {
            worklist.report_host(None, new.place(value), host, host_text(host));
        }
    }
    for (host, values) in hosts::named_by(old.root)
        .iter()
        .filter(|(host, _)| !after.contains_key(*host))
    {
        if let Some(value) = values.first() {
            let text = format!("the host `{host}` is no longer named");
            worklist.report(
                None,
                old.place(value),
                "server-host-removed",
                Wire::Warning,
                text,
            );
        }
    }
}
