//! Fuzzing without cargo-fuzz: `cargo run --example fuzz -- workbook 100000 [SEED]` changes the corpus of a body that many
//! times. An input that panics is left in the folder it names, to be mended and moved into the corpus.

use std::error::Error;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use bogo::fuzz;
use fixtures::mutate::{self, Random};

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [target, runs, rest @ ..] = &words[..] else { return Err("TARGET RUNS [SEED]".into()) };
    let runs: u64 = runs.parse()?;
    let mut random = Random::new(rest.first().map_or(Ok(1), |seed| seed.parse())?);
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut seeds = Vec::new();
    for entry in fs::read_dir(corpus)? {
        seeds.push(fs::read(entry?.path())?);
    }
    let dir = std::env::temp_dir().join(format!("bogo-fuzz-{target}-{}", std::process::id()));
    fs::create_dir_all(&dir)?;
    let scratch = dir.join(if target == "text" { "file.csv" } else { "file" });
    let mut faults = 0;
    for run in 0..runs {
        let bytes = if target == "mapping" && random.below(4) > 0 {
            spliced(&seeds, &mut random)
        } else {
            mutant(&seeds, &mut random)
        };
        // What kills the whole process is found in the scratch file.
        let body = || match target.as_str() {
            "date" => fuzz::date(&bytes),
            "amount" => fuzz::amount(&bytes),
            "mapping" => drop(fuzz::mapping_file(&bytes, &dir.join("case"))),
            "table" => drop(fuzz::table(&bytes, &dir.join("case"))),
            _ => drop(fuzz::workbook(&bytes, &scratch)),
        };
        if catch_unwind(AssertUnwindSafe(body)).is_err() {
            faults += 1;
            fs::write(dir.join(format!("panic-{run}")), &bytes)?;
        }
    }
    if faults > 0 {
        return Err(format!("{faults} of {runs} panicked: see {}", dir.display()).into());
    }
    fs::remove_dir_all(dir)?;
    Ok(())
}

fn mutant(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let seed = &seeds[random.below(seeds.len())];
    if seed.starts_with(b"PK") && random.below(4) > 0 {
        return mutate::inside(seed, random);
    }
    let mut bytes = seed.clone();
    mutate::raw(&mut bytes, random);
    bytes
}

/// A text with lines and quoted values of another: what stays a text of its kind gets further than changed bytes.
fn spliced(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let lines = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect::<Vec<String>>();
    let [mut text, other] = [(); 2].map(|()| lines(&seeds[random.below(seeds.len())]));
    for _ in 0..=random.below(4) {
        let (at, line) = (random.below(text.len()), other.get(random.below(other.len())).cloned().unwrap_or_default());
        match random.below(5) {
            0 => text.insert(at, line),
            1 if text.len() > 1 => drop(text.remove(at)),
            2 if !text.is_empty() => text[at] = line,
            _ if !text.is_empty() => {
                let mut parts: Vec<String> = text[at].split('"').map(str::to_owned).collect();
                let values: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
                let place = 1 + 2 * random.below(parts.len() / 2);
                if let (Some(part), Some(value)) = (parts.get_mut(place), values.get(random.below(values.len()))) {
                    (*value).clone_into(part);
                }
                text[at] = parts.join("\"");
            }
            _ => {}
        }
    }
    let mut bytes = text.join("\n").into_bytes();
    if random.below(4) == 0 {
        mutate::raw(&mut bytes, random);
    }
    bytes
}
