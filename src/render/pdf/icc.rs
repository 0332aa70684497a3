//! The sRGB colour profile (IEC 61966-2-1), built from its published numbers: an ICC v4 display profile of some 500 bytes.

/// D50-adapted primaries, white and the adaptation from D65, in the fixed point of the format (1/65536).
const RED: [i32; 3] = [0x6FA0, 0x38F2, 0x038F];
const GREEN: [i32; 3] = [0x6296, 0xB789, 0x18DA];
const BLUE: [i32; 3] = [0x24A0, 0x0F85, 0xB6C4];
const WHITE: [i32; 3] = [0xF6D6, 0x1_0000, 0xD32D];
const ADAPTATION: [i32; 9] = [0x1_0C42, 0x05DE, -0x0CE0, 0x0793, 0xFD90, -0x045D, -0x025F, 0x03DE, 0xC0E1];
/// The transfer curve: gamma 2.4, 1/1.055, 0.055/1.055, 1/12.92, 0.04045.
const CURVE: [i32; 5] = [0x2_6666, 0xF2A7, 0x0D59, 0x13D0, 0x0A5B];

/// The profile as a file.
pub(super) fn srgb() -> Vec<u8> {
    let curve = parametric();
    let tags: [(&[u8; 4], Vec<u8>); 9] = [
        (b"desc", text("sRGB IEC61966-2.1")),
        (b"cprt", text("CC0")),
        (b"wtpt", numbers(b"XYZ ", &WHITE)),
        (b"chad", numbers(b"sf32", &ADAPTATION)),
        (b"rXYZ", numbers(b"XYZ ", &RED)),
        (b"gXYZ", numbers(b"XYZ ", &GREEN)),
        (b"bXYZ", numbers(b"XYZ ", &BLUE)),
        (b"rTRC", curve.clone()),
        (b"gTRC", curve),
    ];
    let count = tags.len() + 1;
    let mut table = Vec::new();
    let mut data = Vec::new();
    let base = 128 + 4 + count * 12;
    let mut last = (0, 0);
    for (name, content) in &tags {
        last = (base + data.len(), content.len());
        table.extend(*name);
        table.extend(word(last.0));
        table.extend(word(last.1));
        data.extend(content);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    // The three channels have one curve.
    table.extend(b"bTRC");
    table.extend(word(last.0));
    table.extend(word(last.1));

    let mut profile = Vec::new();
    profile.extend(word(base + data.len()));
    profile.extend([0; 4]);
    profile.extend([4, 0x20, 0, 0]);
    profile.extend(b"mntrRGB XYZ ");
    // A fixed date: the profile never changes.
    for part in [2022_u16, 10, 15, 0, 0, 0] {
        profile.extend(part.to_be_bytes());
    }
    profile.extend(b"acsp");
    profile.extend([0; 28]);
    for value in WHITE {
        profile.extend(value.to_be_bytes());
    }
    profile.resize(128, 0);
    profile.extend(word(count));
    profile.extend(table);
    profile.extend(data);
    profile
}

fn word(value: usize) -> [u8; 4] {
    u32::try_from(value).unwrap_or(u32::MAX).to_be_bytes()
}

fn numbers(kind: &[u8], values: &[i32]) -> Vec<u8> {
    let mut tag = kind.to_vec();
    tag.extend([0; 4]);
    tag.extend(values.iter().flat_map(|value| value.to_be_bytes()));
    tag
}

fn parametric() -> Vec<u8> {
    let mut tag = b"para\0\0\0\0\0\x03\0\0".to_vec();
    tag.extend(CURVE.iter().flat_map(|value| value.to_be_bytes()));
    tag
}

fn text(value: &str) -> Vec<u8> {
    let units: Vec<u8> = value.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut tag = b"mluc\0\0\0\0\0\0\0\x01\0\0\0\x0cenUS".to_vec();
    tag.extend(word(units.len()));
    tag.extend(word(28));
    tag.extend(units);
    tag
}
