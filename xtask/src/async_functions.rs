//! Checks that every public asynchronous function of the client is in the list of functions whose futures
//! the drop tests drop at each poll.

use std::{collections::BTreeSet, fs, path::Path, process::ExitCode};

use anyhow::Context as _;
use syn::visit::{self, Visit};

use crate::workspace;

/// The list, a name such as `Session::get` at the start of a string literal for each.
const LIST: &str = "tests/proofs/drops/functions.rs";

/// Check that the drop tests cover every public asynchronous function of the client.
#[derive(clap::Args)]
pub struct AsyncFunctions {}

impl AsyncFunctions {
    pub fn run(&self) -> anyhow::Result<ExitCode> {
        let root = workspace::root();
        let mut functions = BTreeSet::new();
        collect(&root.join("src"), &mut functions)?;
        let list = fs::read_to_string(root.join(LIST)).context(LIST)?;
        let missing = missing(&functions, &list);
        for function in &missing {
            println!("{function} is not in {LIST}");
        }
        println!("{} public asynchronous functions", functions.len());
        Ok(ExitCode::from(u8::from(!missing.is_empty())))
    }
}

fn collect(folder: &Path, functions: &mut BTreeSet<String>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, functions)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let file = syn::parse_file(&fs::read_to_string(&path)?);
            let file = file.with_context(|| path.display().to_string())?;
            let mut found = Found {
                owner: None,
                functions,
            };
            found.visit_file(&file);
        }
    }
    Ok(())
}

fn missing<'a>(functions: &'a BTreeSet<String>, list: &str) -> Vec<&'a String> {
    let is_listed = |function: &str| {
        let quoted = format!("\"{function}");
        list.match_indices(&quoted).any(|(at, _)| {
            let after = list
                .get(at + quoted.len()..)
                .and_then(|rest| rest.chars().next());
            after.is_some_and(|c| !c.is_alphanumeric() && c != '_')
        })
    };
    functions
        .iter()
        .filter(|function| !is_listed(function))
        .collect()
}

/// Collects the public asynchronous functions of a file, with the type that they belong to.
struct Found<'a> {
    owner: Option<String>,
    functions: &'a mut BTreeSet<String>,
}

impl Found<'_> {
    fn add(&mut self, visibility: &syn::Visibility, signature: &syn::Signature) {
        if matches!(visibility, syn::Visibility::Public(_)) && signature.asyncness.is_some() {
            let owner = self.owner.as_ref().map(|owner| format!("{owner}::"));
            let name = format!("{}{}", owner.unwrap_or_default(), signature.ident);
            self.functions.insert(name);
        }
    }
}

impl<'ast> Visit<'ast> for Found<'_> {
    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if let syn::Type::Path(path) = &*item.self_ty {
            let owner = path.path.segments.last();
            self.owner = owner.map(|segment| segment.ident.to_string());
        }
        visit::visit_item_impl(self, item);
        self.owner = None;
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.add(&function.vis, &function.sig);
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.add(&function.vis, &function.sig);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_public_asynchronous_functions_and_names_those_not_listed() {
        let text = "pub async fn a() {} async fn b() {} pub fn c() {}
            impl T { pub async fn d(&self) {} pub(crate) async fn e() {} }";
        let mut functions = BTreeSet::new();
        let mut found = Found {
            owner: None,
            functions: &mut functions,
        };
        found.visit_file(&syn::parse_file(text).unwrap());
        assert!(functions.iter().eq(["T::d", "a"]));
        assert_eq!(missing(&functions, "\"T::d of a kind\" \"ab\""), ["a"]);
    }
}
