//! Checks that the module graph of each crate has no cycle.
//!
//! A module depends on another if a path in it (in a `use`, a type, an expression, or a macro's arguments)
//! resolves to the other's file. A path into a parent counts as a dependency on the parent, so a parent that
//! re-exports its children must not be imported by them. Code under `#[cfg(test)]` is left out.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use syn::visit::{self, Visit};

use crate::workspace;

/// Check that the module graph of each crate of the workspace has no cycle.
#[derive(clap::Args)]
pub struct Modules {
    /// Also print every dependency.
    #[arg(long)]
    list: bool,
}

impl Modules {
    pub fn run(&self) -> anyhow::Result<ExitCode> {
        let mut has_cycle = false;
        for root in crate_roots(&workspace::root())? {
            let graph = Graph::read(&root)?;
            let name = root
                .strip_prefix(workspace::root())
                .unwrap_or(&root)
                .display();
            if self.list {
                for (module, targets) in &graph.edges {
                    for target in targets {
                        println!("{name}: {module} -> {target}");
                    }
                }
            }
            let cycles = graph.cycles();
            has_cycle |= !cycles.is_empty();
            println!(
                "{name}: {} modules, {} cycles",
                graph.files.len(),
                cycles.len()
            );
            for cycle in cycles {
                println!("  depend on each other: {}", cycle.join(", "));
            }
        }
        Ok(ExitCode::from(u8::from(has_cycle)))
    }
}

/// `lib.rs` and `main.rs` of each package of the workspace.
fn crate_roots(workspace: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let manifest: toml::Table = fs::read_to_string(workspace.join("Cargo.toml"))?.parse()?;
    let members = manifest
        .get("workspace")
        .and_then(|workspace| workspace.get("members")?.as_array())
        .context("Cargo.toml lists no workspace members")?;
    let members = members.iter().filter_map(toml::Value::as_str);
    Ok(std::iter::once(".")
        .chain(members)
        .flat_map(|member| {
            ["lib.rs", "main.rs"].map(|file| workspace.join(member).join("src").join(file))
        })
        .filter(|root| root.exists())
        .collect())
}

/// A module's path from the crate root; the root is empty.
type Module = Vec<String>;

/// The modules of a crate and the dependencies between their files.
#[derive(Default)]
struct Graph {
    /// The file module that holds each module: itself, or the file around an inline module.
    modules: BTreeMap<Module, Module>,
    files: Vec<(Module, syn::File)>,
    edges: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    fn read(root: &Path) -> anyhow::Result<Self> {
        let mut graph = Self::default();
        graph.load(root, Vec::new(), true)?;
        for (module, file) in std::mem::take(&mut graph.files) {
            let mut paths = Paths {
                graph: &graph,
                scope: module.clone(),
                found: BTreeSet::new(),
            };
            paths.visit_file(&file);
            let mut found = paths.found;
            found.remove(&module);
            let names = found.iter().map(name).collect();
            graph.edges.insert(name(&module), names);
            graph.files.push((module, file));
        }
        Ok(graph)
    }

    /// `is_directory_owner` says whether child modules are in the file's own folder (`lib.rs`, `mod.rs`).
    fn load(
        &mut self,
        path: &Path,
        module: Module,
        is_directory_owner: bool,
    ) -> anyhow::Result<()> {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let file = syn::parse_file(&text).with_context(|| path.display().to_string())?;
        self.modules.insert(module.clone(), module.clone());
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let children = if is_directory_owner {
            folder.clone()
        } else {
            path.with_extension("")
        };
        self.declare(&file.items, &module, &module, &folder, &children)?;
        self.files.push((module, file));
        Ok(())
    }

    fn declare(
        &mut self,
        items: &[syn::Item],
        module: &Module,
        file: &Module,
        folder: &Path,
        children: &Path,
    ) -> anyhow::Result<()> {
        for item in items {
            let syn::Item::Mod(declared) = item else {
                continue;
            };
            if is_test(&declared.attrs) {
                continue;
            }
            let name = declared.ident.to_string();
            let mut child = module.clone();
            child.push(name.clone());
            match &declared.content {
                Some((_, items)) => {
                    self.modules.insert(child.clone(), file.clone());
                    self.declare(items, &child, file, folder, &children.join(&name))?;
                }
                None => {
                    let (path, owner) = match path_attribute(&declared.attrs) {
                        Some(path) => (folder.join(path), true),
                        None => match children.join(&name).join("mod.rs") {
                            nested if nested.exists() => (nested, true),
                            _ => (children.join(format!("{name}.rs")), false),
                        },
                    };
                    self.load(&path, child, owner)?;
                }
            }
        }
        Ok(())
    }

    /// The file that a path in `scope` resolves to; `None` if it is outside the crate.
    fn resolve(&self, scope: &Module, path: &[String]) -> Option<Module> {
        let (first, mut rest) = path.split_first()?;
        let mut module = match first.as_str() {
            "crate" => Vec::new(),
            "self" => scope.clone(),
            "super" => scope.split_last()?.1.to_vec(),
            // A child module of the scope, or an imported name, whose `use` is handled separately.
            child => {
                let mut module = scope.clone();
                module.push(child.to_owned());
                self.modules.get(&module)?;
                module
            }
        };
        while let Some((next, after)) = rest.split_first() {
            if next == "super" {
                module.pop()?;
            } else {
                let mut deeper = module.clone();
                deeper.push(next.clone());
                if !self.modules.contains_key(&deeper) {
                    break;
                }
                module = deeper;
            }
            rest = after;
        }
        self.modules.get(&module).cloned()
    }

    /// The groups of modules that depend on each other, directly or through others.
    fn cycles(&self) -> Vec<Vec<&str>> {
        let reachable: BTreeMap<&str, BTreeSet<&str>> = self
            .edges
            .keys()
            .map(|module| (module.as_str(), self.reachable_from(module)))
            .collect();
        let reaches =
            |from: &str, to: &str| reachable.get(from).is_some_and(|set| set.contains(to));
        let mut cycles: Vec<Vec<&str>> = Vec::new();
        for module in reachable.keys().filter(|module| reaches(module, module)) {
            let known = cycles.iter_mut().find(|cycle| {
                let other = cycle.first();
                other.is_some_and(|other| reaches(module, other) && reaches(other, module))
            });
            match known {
                Some(cycle) => cycle.push(module),
                None => cycles.push(vec![module]),
            }
        }
        cycles
    }

    fn reachable_from(&self, module: &str) -> BTreeSet<&str> {
        let mut reachable = BTreeSet::new();
        let mut next = vec![module];
        while let Some(module) = next.pop() {
            for target in self.edges.get(module).into_iter().flatten() {
                if reachable.insert(target.as_str()) {
                    next.push(target);
                }
            }
        }
        reachable
    }
}

fn name(module: &Module) -> String {
    match module.is_empty() {
        true => "crate".to_owned(),
        false => module.join("::"),
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let syn::Meta::List(list) = &attribute.meta else {
            return false;
        };
        let condition = list.tokens.to_string();
        let mut words = condition.split(|c: char| !c.is_alphanumeric() && c != '_');
        list.path.is_ident("cfg") && words.any(|word| word == "test")
    })
}

fn path_attribute(attributes: &[syn::Attribute]) -> Option<String> {
    attributes
        .iter()
        .find_map(|attribute| match &attribute.meta {
            syn::Meta::NameValue(meta) if meta.path.is_ident("path") => match &meta.value {
                syn::Expr::Lit(syn::ExprLit {
                    lit: syn::Lit::Str(path),
                    ..
                }) => Some(path.value()),
                _ => None,
            },
            _ => None,
        })
}

/// Collects the files that the paths of one file resolve to.
struct Paths<'a> {
    graph: &'a Graph,
    scope: Module,
    found: BTreeSet<Module>,
}

impl Paths<'_> {
    fn add(&mut self, path: &[String]) {
        self.found.extend(self.graph.resolve(&self.scope, path));
    }

    fn add_tree(&mut self, prefix: &[String], tree: &syn::UseTree) {
        let with = |segment: String| {
            let mut path = prefix.to_vec();
            // `self` in a group is the prefix itself.
            if segment != "self" || path.is_empty() {
                path.push(segment);
            }
            path
        };
        match tree {
            syn::UseTree::Path(path) => self.add_tree(&with(path.ident.to_string()), &path.tree),
            syn::UseTree::Name(name) => self.add(&with(name.ident.to_string())),
            syn::UseTree::Rename(rename) => self.add(&with(rename.ident.to_string())),
            syn::UseTree::Glob(_) => self.add(prefix),
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_tree(prefix, tree);
                }
            }
        }
    }
}

impl<'ast> Visit<'ast> for Paths<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let attributes = match item {
            syn::Item::Fn(item) => &item.attrs,
            syn::Item::Impl(item) => &item.attrs,
            syn::Item::Mod(item) => &item.attrs,
            syn::Item::Use(item) => &item.attrs,
            syn::Item::Const(item) => &item.attrs,
            syn::Item::Struct(item) => &item.attrs,
            _ => return visit::visit_item(self, item),
        };
        if !is_test(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        self.scope.push(module.ident.to_string());
        visit::visit_item_mod(self, module);
        self.scope.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if item.leading_colon.is_none() {
            self.add_tree(&[], &item.tree);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() && path.segments.len() > 1 {
            let segments = path
                .segments
                .iter()
                .map(|segment| segment.ident.to_string());
            self.add(&segments.collect::<Vec<_>>());
        }
        visit::visit_path(self, path);
    }

    /// `pub(in crate::module)` is not a dependency.
    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}

    /// A macro's arguments are only tokens: the paths among them are those that start with a keyword.
    /// Those of `quote!` belong to the code that it generates.
    fn visit_macro(&mut self, invocation: &'ast syn::Macro) {
        let name = invocation
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string());
        if name.is_some_and(|name| name.contains("quote")) {
            return;
        }
        let text = invocation.tokens.to_string().replace(" :: ", "::");
        for path in text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':') {
            let path: Vec<_> = path.split("::").map(str::to_owned).collect();
            let first = path.first().map(String::as_str);
            if path.len() > 1 && matches!(first, Some("crate" | "self" | "super")) {
                self.add(&path);
            }
        }
        visit::visit_macro(self, invocation);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a crate's files and returns its graph.
    fn graph(files: &[(&str, &str)]) -> Graph {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Graph::read(&folder.path().join("lib.rs")).unwrap()
    }

    fn depends(text: &str) -> Vec<String> {
        let files = [
            ("lib.rs", "mod a; mod b; mod c;"),
            ("a.rs", text),
            ("b.rs", "pub mod d;"),
            ("b/d.rs", ""),
            ("c.rs", ""),
        ];
        graph(&files).edges["a"].iter().cloned().collect()
    }

    #[test]
    fn finds_every_form_of_a_path() {
        assert_eq!(depends("use crate::{b::d::X, c};"), ["b::d", "c"]);
        assert_eq!(depends("use super::b::{self, d::{Y as Z}};"), ["b", "b::d"]);
        assert_eq!(depends("use crate::b::*;"), ["b"]);
        assert_eq!(
            depends("fn f() -> crate::c::T { crate::b::d::g() }"),
            ["b::d", "c"]
        );
        assert_eq!(depends("fn f() { println!(\"{}\", crate::c::N) }"), ["c"]);
        assert_eq!(depends("mod inner { use super::super::c; }"), ["c"]);
        assert_eq!(depends("use crate::X;"), ["crate"]);
        assert_eq!(depends("pub(in crate::b) struct T;"), [""; 0]);
        assert_eq!(depends("#[cfg(test)] mod tests { use crate::b; }"), [""; 0]);
        assert_eq!(depends("mod inner { use super::*; }"), [""; 0]);
    }

    #[test]
    fn names_the_modules_of_a_cycle() {
        let cyclic = [
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "pub mod c; pub use c::X;"),
            ("a/c.rs", "use crate::b::Y;"),
            ("b.rs", "use crate::a::X;"),
        ];
        assert_eq!(graph(&cyclic).cycles(), [["a", "a::c", "b"]]);
        let acyclic = [&cyclic[..3], &[("b.rs", "")]].concat();
        assert_eq!(graph(&acyclic).cycles().len(), 0);
    }
}
