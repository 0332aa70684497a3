//! Files of `templates/`: compiled into the binary, each replaceable by a file of the same name under `--templates DIR`.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use crate::error::{Error, Kind, Result};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Where the pack's files come from.
#[derive(Debug, Clone, Default)]
pub struct Assets {
    overlay: Option<PathBuf>,
}

impl Assets {
    /// The compiled-in files alone.
    #[must_use]
    pub fn embedded() -> Self {
        Self { overlay: None }
    }

    /// The compiled-in files, with those of `dir` in front.
    #[must_use]
    pub fn with_overlay(dir: &Path) -> Self {
        Self { overlay: Some(dir.to_owned()) }
    }

    /// The bytes of a file, path with `/` from `templates/`.
    ///
    /// # Errors
    /// `pack-file-missing` when neither place has it.
    pub fn bytes(&self, path: &str) -> Result<Cow<'static, [u8]>> {
        if let Some(overlay) = &self.overlay
            && let Ok(bytes) = std::fs::read(overlay.join(path))
        {
            return Ok(Cow::Owned(bytes));
        }
        EMBEDDED
            .get_file(path)
            .map(|file| Cow::Borrowed(file.contents()))
            .ok_or_else(|| Error::new(Kind::Pack, "pack-file-missing").with("path", path))
    }

    /// The same as text.
    ///
    /// # Errors
    /// As [`Self::bytes`], or when the file is not UTF-8.
    pub fn text(&self, path: &str) -> Result<Cow<'static, str>> {
        let not_text = |()| Error::new(Kind::Pack, "pack-not-text").with("path", path);
        Ok(match self.bytes(path)? {
            Cow::Borrowed(bytes) => Cow::Borrowed(std::str::from_utf8(bytes).map_err(|_| ()).map_err(not_text)?),
            Cow::Owned(bytes) => Cow::Owned(String::from_utf8(bytes).map_err(|_| ()).map_err(not_text)?),
        })
    }

    /// Paths of all files, sorted; an overlay replaces files, it adds none that nobody asks for.
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
        names.into_iter().collect()
    }

    /// Paths of the files directly in `folder` whose name ends with `.extension`, sorted.
    #[must_use]
    pub fn list(&self, folder: &str, extension: &str) -> Vec<String> {
        let fits = |path: &Path| path.extension().is_some_and(|found| found == extension);
        let mut names = BTreeSet::new();
        if let Some(dir) = EMBEDDED.get_dir(folder) {
            names.extend(dir.files().map(include_dir::File::path).filter(|path| fits(path)).map(slashed));
        }
        if let Some(overlay) = &self.overlay
            && let Ok(entries) = std::fs::read_dir(overlay.join(folder))
        {
            for path in entries.flatten().map(|entry| entry.path()).filter(|path| fits(path)) {
                names.extend(path.file_name().and_then(|name| name.to_str()).map(|name| format!("{folder}/{name}")));
            }
        }
        names.into_iter().collect()
    }
}

fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
