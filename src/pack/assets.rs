//! Files of `templates/`: compiled into the binary, each replaceable by a file of the same name under `--templates DIR`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use crate::error::{Error, ErrorKind, Result};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The pack that is meant when none is named.
const DEFAULT_PACK: &str = "kr";

/// The file that makes a folder a pack.
const MANIFEST: &str = "pack.toml";

/// Where the pack's files come from.
#[derive(Debug, Clone, Default)]
pub struct Assets {
    overlay: Option<PathBuf>,
    /// Id of the pack, which is the name of its folder.
    pack: Option<String>,
    /// The only place of the pack's own files, when a folder is checked: nothing built in shines through.
    folder: Option<PathBuf>,
    /// Files as changed in memory; `None` hides one.
    edits: BTreeMap<String, Option<String>>,
}

impl Assets {
    /// The compiled-in files alone.
    #[must_use]
    pub fn embedded() -> Self {
        Self::default()
    }

    /// The compiled-in files, with those of `dir` in front.
    #[must_use]
    pub fn with_overlay(dir: &Path) -> Self {
        Self { overlay: Some(dir.to_owned()), ..Self::default() }
    }

    /// The same files for another pack: the folder `id` beside `base`.
    #[must_use]
    pub fn for_pack(mut self, id: &str) -> Self {
        // A folder of its own belongs to one pack.
        self.folder = self.folder.filter(|_| self.pack.as_deref() == Some(id));
        self.pack = Some(id.to_owned());
        self
    }

    /// The pack in `folder`, named by it; what all packs share comes from the folder around it where that holds a `base`.
    #[must_use]
    pub fn of_folder(folder: &Path, id: &str) -> Self {
        let around = folder.join("..");
        let overlay = around.join("base").is_dir().then_some(around);
        Self { overlay, pack: Some(id.to_owned()), folder: Some(folder.to_owned()), edits: BTreeMap::new() }
    }

    /// Puts a text in place of a file; `None` hides it.
    pub(super) fn edit(&mut self, path: &str, text: Option<String>) {
        self.edits.insert(path.to_owned(), text);
    }

    /// Id of the pack.
    #[must_use]
    pub fn id(&self) -> &str {
        self.pack.as_deref().unwrap_or(DEFAULT_PACK)
    }

    /// Ids of the packs there are: folders with a `pack.toml`.
    #[must_use]
    pub fn packs(&self) -> BTreeSet<String> {
        let embedded = EMBEDDED.dirs().filter_map(|dir| dir.path().to_str());
        let mut found: BTreeSet<String> =
            embedded.filter(|id| EMBEDDED.get_file(format!("{id}/{MANIFEST}")).is_some()).map(str::to_owned).collect();
        let outside = self.overlay.as_ref().and_then(|overlay| std::fs::read_dir(overlay).ok());
        for path in outside.into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.join(MANIFEST).is_file() {
                found.extend(path.file_name().and_then(|name| name.to_str()).map(str::to_owned));
            }
        }
        found
    }

    /// A path inside the pack's own folder.
    #[must_use]
    pub fn own(&self, path: &str) -> String {
        format!("{}/{path}", self.id())
    }

    /// The place of a path inside the pack's folder, when only that folder counts.
    fn exclusive(&self, path: &str) -> Option<PathBuf> {
        let inside = path.strip_prefix(self.id())?.strip_prefix('/')?;
        self.folder.as_ref().map(|folder| folder.join(inside))
    }

    /// The bytes of a file, path with `/` from `templates/`.
    ///
    /// # Errors
    /// `pack-file-missing` when neither place has it.
    pub fn bytes(&self, path: &str) -> Result<Cow<'static, [u8]>> {
        let missing = || Error::new(ErrorKind::Pack, "pack-file-missing").with("path", path);
        if let Some(edit) = self.edits.get(path) {
            return edit.as_ref().map(|text| Cow::Owned(text.clone().into_bytes())).ok_or_else(missing);
        }
        if let Some(place) = self.exclusive(path) {
            return std::fs::read(place).map(Cow::Owned).map_err(|why| missing().detail(why));
        }
        if let Some(overlay) = &self.overlay
            && let Ok(bytes) = std::fs::read(overlay.join(path))
        {
            return Ok(Cow::Owned(bytes));
        }
        EMBEDDED.get_file(path).map(|file| Cow::Borrowed(file.contents())).ok_or_else(missing)
    }

    /// The same as text.
    ///
    /// # Errors
    /// As [`Self::bytes`], or when the file is not UTF-8.
    pub fn text(&self, path: &str) -> Result<Cow<'static, str>> {
        let not_text = |()| Error::new(ErrorKind::Pack, "pack-not-text").with("path", path);
        Ok(match self.bytes(path)? {
            Cow::Borrowed(bytes) => Cow::Borrowed(std::str::from_utf8(bytes).map_err(|_| ()).map_err(not_text)?),
            Cow::Owned(bytes) => Cow::Owned(String::from_utf8(bytes).map_err(|_| ()).map_err(not_text)?),
        })
    }

    /// Paths of all files that the pack may use, sorted: what all packs share, its own, and the terms it may borrow.
    #[must_use]
    pub fn all(&self) -> Vec<String> {
        fn walk(dir: &Dir<'_>, names: &mut BTreeSet<String>) {
            names.extend(dir.files().map(include_dir::File::path).map(slashed));
            for inner in dir.dirs() {
                walk(inner, names);
            }
        }
        let mut names = BTreeSet::new();
        walk(&EMBEDDED, &mut names);
        let packs = self.packs();
        names.retain(|path| {
            let (folder, inside) = path.split_once('/').unwrap_or(("", path));
            let borrowed = self.id() != DEFAULT_PACK && folder == DEFAULT_PACK && inside == "terms.toml";
            folder == self.id() || !packs.contains(folder) || borrowed
        });
        for folder in ["", "/duties", "/forms", "/statutes"].map(|inside| format!("{}{inside}", self.id())) {
            names.extend(["toml", "html"].iter().flat_map(|extension| self.list(&folder, extension)));
        }
        names.into_iter().collect()
    }

    /// Paths of the files directly in `folder` whose name ends with `.extension`, sorted.
    #[must_use]
    pub fn list(&self, folder: &str, extension: &str) -> Vec<String> {
        let fits = |path: &Path| path.extension().is_some_and(|found| found == extension);
        let mut names = BTreeSet::new();
        let exclusive = self.exclusive(folder);
        if let Some(dir) = EMBEDDED.get_dir(folder).filter(|_| exclusive.is_none()) {
            names.extend(dir.files().map(include_dir::File::path).filter(|path| fits(path)).map(slashed));
        }
        let place = exclusive.or_else(|| self.overlay.as_ref().map(|overlay| overlay.join(folder)));
        if let Some(Ok(entries)) = place.map(std::fs::read_dir) {
            for path in entries.flatten().map(|entry| entry.path()).filter(|path| fits(path)) {
                names.extend(path.file_name().and_then(|name| name.to_str()).map(|name| format!("{folder}/{name}")));
            }
        }
        names.retain(|path| self.edits.get(path).is_none_or(Option::is_some));
        names.into_iter().collect()
    }
}

fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
