//! A build that is killed at any moment: the old bundle or the new one is in place and whole, and the next build leaves
//! nothing else.

#![allow(clippy::disallowed_methods, reason = "a build is killed at moments of its run; no result depends on when")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

/// Kills, and the seed of their moments.
const KILLS: usize = 200;
const SEED: u64 = 0x00c0_ffee_2022_1015;
const NAME: &str = "sample-2026-09.draft";

/// Moments that are the same in every run.
struct Random(u64);

impl Random {
    /// A number from 0 to below 1.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(self.0 >> 32).expect("it fits")) / f64::from(u32::MAX)
    }
}

/// A case of many filings, read from text files.
fn case(root: &Path) -> PathBuf {
    let dir = root.join("case");
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sample-2026-09");
    fs::create_dir(&dir).expect("a folder");
    for entry in fs::read_dir(from.join("source")).expect("sources").flatten() {
        if entry.path().extension().is_some_and(|ending| ending == "csv") {
            fs::copy(entry.path(), dir.join(entry.file_name())).expect("a copy");
        }
    }
    let toml = fs::read_to_string(from.join("case.toml")).expect("a case file");
    fs::write(dir.join("case.toml"), toml.replace("사건.xlsx", "*.csv")).expect("a file");
    dir
}

/// Writes one of the two versions of the input that changes.
fn version(case: &Path, new: bool) {
    let path = case.join("서비스.csv");
    let text = fs::read_to_string(&path).expect("an input");
    let (from, to) = if new { ("4300000", "4400000") } else { ("4400000", "4300000") };
    fs::write(&path, text.replace(from, to)).expect("a file");
}

fn start(case: &Path, out: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bogo"));
    command.arg("build").arg(case).arg("--out").arg(out).args(["--draft", "--quiet", "--format", "json,txt"]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs")
}

/// Builds, and says how long all of it took and how long its last part, from the first file that is written.
fn build(case: &Path, out: &Path) -> (Duration, Duration) {
    let begun = Instant::now();
    let mut child = start(case, out);
    let waited = until_writing(&mut child, out, Duration::MAX);
    let status = child.wait().expect("it ends");
    assert!(status.code().is_some_and(|code| code < 2), "{status}");
    (begun.elapsed(), begun.elapsed().saturating_sub(waited))
}

/// Waits until files are written, the build is over or the time is; says how long that was.
fn until_writing(child: &mut Child, out: &Path, most: Duration) -> Duration {
    let begun = Instant::now();
    let building = out.join(format!(".{NAME}.building"));
    while !building.exists() && begun.elapsed() < most && child.try_wait().expect("a child").is_none() {
        thread::sleep(Duration::from_micros(200));
    }
    begun.elapsed()
}

/// Waits until another bundle stands in the place of the old one, or the build is over.
fn until_exchanged(child: &mut Child, bundle: &Path) {
    let stands = || fs::metadata(bundle).map(|about| about.ino()).ok();
    let before = stands();
    while stands() == before && child.try_wait().expect("a child").is_none() {
        thread::sleep(Duration::from_micros(50));
    }
}

/// Every file below a folder with its hash.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a folder").flatten() {
            if entry.path().is_dir() {
                open.push(entry.path());
            } else {
                let hash = Sha256::digest(fs::read(entry.path()).expect("a file"));
                let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
                found.insert(entry.path().strip_prefix(folder).expect("below").display().to_string(), hash);
            }
        }
    }
    found
}

/// Panics unless every line of every SHA256SUMS is true and names every file beside it.
fn verify(bundle: &Path, what: &str) {
    let all = files(bundle);
    for folder in ["submit", "internal"] {
        let sums =
            fs::read_to_string(bundle.join(folder).join("SHA256SUMS")).unwrap_or_else(|_| panic!("{what}: {folder}"));
        let mut listed =
            BTreeMap::from([(format!("{folder}/SHA256SUMS"), all[&format!("{folder}/SHA256SUMS")].clone())]);
        for line in sums.lines() {
            let (sum, name) = line.split_once("  ").expect("a sum and a name");
            listed.insert(format!("{folder}/{name}"), sum.to_owned());
        }
        let found: BTreeMap<_, _> = all.iter().filter(|(name, _)| name.starts_with(folder)).collect();
        assert_eq!(found, listed.iter().collect(), "{what}: {folder}");
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_kill_at_any_moment_leaves_the_old_bundle_or_the_new_one() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let case = case(root.path());
    let out = root.path().join("out");
    // Both versions as they must be, and how long a build takes.
    let (mut took, mut writes) = (Duration::ZERO, Duration::ZERO);
    let [old, new] = [false, true].map(|is_new| {
        version(&case, is_new);
        let place = root.path().join(format!("version-{is_new}"));
        for _ in 0..2 {
            let (all, last) = build(&case, &place);
            (took, writes) = (took.max(all), writes.max(last));
        }
        files(&place.join(NAME))
    });
    assert!(old != new && old.len() > 20 && old.keys().eq(new.keys()), "two versions of many files");
    version(&case, false);
    build(&case, &out);
    let mut random = Random(SEED);
    let (mut killed, mut writing, mut exchanged) = (0, 0, 0);
    let mut stands = old.clone();
    for number in 0..KILLS {
        version(&case, number / 4 % 2 == 0);
        let mut child = start(&case, &out);
        let moment = random.next();
        if number % 4 == 0 {
            // Anywhere from the start of the program to its end.
            thread::sleep(took.mul_f64(moment * 1.05));
        } else if number % 4 == 1 {
            // At the exchange itself, and in what follows it.
            until_exchanged(&mut child, &out.join(NAME));
        } else {
            // From the first file that is written: what a build takes for them is a part of the whole.
            if until_writing(&mut child, &out, took * 4) < took * 4 {
                thread::sleep(writes.mul_f64(moment * 1.2));
            }
        }
        killed += usize::from(child.try_wait().expect("a child").is_none());
        child.kill().expect("a child of ours");
        child.wait().expect("it ends");
        let what = format!("kill {number} at {moment:.4} of seed {SEED:#x}");
        verify(&out.join(NAME), &what);
        let found = files(&out.join(NAME));
        assert!(found == old || found == new, "{what}: neither the old bundle nor the new one");
        exchanged += usize::from(found != stands);
        stands = found;
        let left = names(&out);
        let is_ours =
            |name: &String| [NAME, &format!(".{NAME}.building"), &format!(".{NAME}.old")].contains(&name.as_str());
        assert!(left.iter().all(is_ours), "{what}: {left:?}");
        writing += usize::from(left.len() > 1);
    }
    // Kills that fall where nothing is written prove little.
    assert!(killed > KILLS / 2, "{killed} of {KILLS} were killed before their end");
    assert!(writing > KILLS / 8, "{writing} of {KILLS} kills fell among the files");
    assert!(exchanged > KILLS / 8, "{exchanged} of {KILLS} came to the new bundle");
    build(&case, &out);
    assert_eq!(names(&out), [NAME], "the next build removes what is left");
    verify(&out.join(NAME), "the last build");
}
