//! One file put in its place in one step: written beside it under a name that nothing has, synced, renamed.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::error::{Error, ErrorKind, Result};

/// Names tried for the unfinished file before giving up.
const TRIES: u32 = 100;

/// Writes `bytes` as the file `path`, replacing a file of that name and nothing else. A link there is replaced, not
/// followed.
///
/// # Errors
/// `file-not-writable`; what stood there before still stands.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<()> {
    let wrong = |why: io::Error| {
        Error::new(ErrorKind::Output, "file-not-writable").with("path", path.display().to_string()).detail(why)
    };
    let name = path.file_name().ok_or_else(|| wrong(io::ErrorKind::InvalidInput.into()))?.to_string_lossy();
    if path.symlink_metadata().is_ok_and(|found| found.is_dir()) {
        return Err(wrong(io::ErrorKind::IsADirectory.into()));
    }
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let mut tries = 0;
    let (beside, mut file) = loop {
        let beside = folder.join(format!(".{name}.{tries}.writing"));
        match fs::File::create_new(&beside) {
            Ok(file) => break (beside, file),
            Err(why) if why.kind() == io::ErrorKind::AlreadyExists && tries < TRIES => tries += 1,
            Err(why) => return Err(wrong(why)),
        }
    };
    let written = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| fs::rename(&beside, path));
    if let Err(why) = written {
        // It is ours and unfinished; nothing else is lost with it.
        let _ = fs::remove_file(&beside);
        return Err(wrong(why));
    }
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_else() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let (path, other) = (root.path().join("a.html"), root.path().join("other"));
        fs::write(&other, "mine").expect("a file");
        fs::write(root.path().join(".a.html.0.writing"), "mine too").expect("a file");
        std::os::unix::fs::symlink(&other, &path).expect("a link");
        for text in ["one", "two"] {
            write_atomically(&path, text.as_bytes()).expect("a file");
            assert_eq!(fs::read_to_string(&path).expect("the file"), text);
        }
        assert_eq!(fs::read_to_string(&other).expect("the file"), "mine", "a link is not followed");
        assert_eq!(fs::read_to_string(root.path().join(".a.html.0.writing")).expect("the file"), "mine too");
        assert_eq!(fs::read_dir(root.path()).expect("a folder").count(), 3);
        assert_eq!(write_atomically(root.path(), b"x").expect_err("a folder").key, "file-not-writable");
    }
}
