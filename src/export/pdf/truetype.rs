//! A TrueType program without its instructions: print needs no hints, and in hinted faces they
//! are a third of the file.

/// Tables that only instructions use.
const HINTS: [&[u8; 4]; 3] = [b"cvt ", b"fpgm", b"prep"];

/// Flag of a component: another one follows (OpenType, `glyf`).
const MORE: u16 = 0x0020;
/// Flag of a component: instructions follow the last one.
const INSTRUCTIONS: u16 = 0x0100;

/// The program without instructions; `None` where it is not what is understood here, and is best
/// left as it is.
pub(super) fn strip(program: &[u8]) -> Option<Vec<u8>> {
    let tables = tables(program)?;
    if !tables.iter().any(|(tag, _)| HINTS.contains(tag)) {
        return None;
    }
    let table = |name: &[u8; 4]| tables.iter().find(|(tag, _)| *tag == name).map(|(_, data)| *data);
    let (glyf, loca, head) = (table(b"glyf")?, table(b"loca")?, table(b"head")?);
    let offsets: Vec<usize> = match short(head, 50)? {
        0 => loca
            .chunks_exact(2)
            .map(|o| 2 * usize::from(u16::from_be_bytes([o[0], o[1]])))
            .collect(),
        _ => loca
            .chunks_exact(4)
            .map(|o| u32::from_be_bytes([o[0], o[1], o[2], o[3]]) as usize)
            .collect(),
    };
    let mut glyphs = Vec::with_capacity(glyf.len());
    let mut starts = Vec::with_capacity(offsets.len() * 4);
    for pair in offsets.windows(2) {
        starts.extend_from_slice(&u32::try_from(glyphs.len()).ok()?.to_be_bytes());
        let outline = glyf.get(pair[0]..pair[1])?;
        if !outline.is_empty() {
            bare_outline(outline, &mut glyphs)?;
            glyphs.resize(glyphs.len().next_multiple_of(4), 0);
        }
    }
    starts.extend_from_slice(&u32::try_from(glyphs.len()).ok()?.to_be_bytes());

    let mut head = head.to_vec();
    head.get_mut(8..12)?.fill(0);
    head.get_mut(50..52)?.copy_from_slice(&[0, 1]);
    let mut kept: Vec<(&[u8; 4], Vec<u8>)> = Vec::new();
    for (tag, data) in &tables {
        let data = match *tag {
            b"glyf" => glyphs.clone(),
            b"loca" => starts.clone(),
            b"head" => head.clone(),
            tag if HINTS.contains(&tag) => continue,
            _ => data.to_vec(),
        };
        kept.push((tag, data));
    }
    assemble(program.get(..4)?, &kept)
}

/// Copies an outline without its instructions.
fn bare_outline(outline: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let contours = short(outline, 0)?;
    if contours < 0x8000 {
        let at = 10 + 2 * usize::from(contours);
        let length = usize::from(short(outline, at)?);
        out.extend_from_slice(outline.get(..at)?);
        out.extend_from_slice(&[0, 0]);
        out.extend_from_slice(outline.get(at + 2 + length..)?);
        return Some(());
    }
    // A composite: components of varying length, then perhaps instructions.
    let mut bare = outline.to_vec();
    let mut at = 10;
    loop {
        let flags = short(&bare, at)?;
        bare.get_mut(at..at + 2)?.copy_from_slice(&(flags & !INSTRUCTIONS).to_be_bytes());
        let words = if flags & 0x0001 == 0 { 2 } else { 4 };
        let scale = match flags {
            f if f & 0x0008 != 0 => 2,
            f if f & 0x0040 != 0 => 4,
            f if f & 0x0080 != 0 => 8,
            _ => 0,
        };
        at += 4 + words + scale;
        if flags & MORE == 0 {
            break;
        }
    }
    out.extend_from_slice(bare.get(..at)?);
    Some(())
}

/// The tables of a font file, in the order of its directory.
pub(super) fn tables(program: &[u8]) -> Option<Vec<(&[u8; 4], &[u8])>> {
    let count = usize::from(short(program, 4)?);
    let word =
        |at: usize| Some(u32::from_be_bytes(program.get(at..at + 4)?.try_into().ok()?) as usize);
    (0..count)
        .map(|index| {
            let at = 12 + 16 * index;
            let (offset, length) = (word(at + 8)?, word(at + 12)?);
            let tag = program.get(at..at + 4)?.try_into().ok()?;
            Some((tag, program.get(offset..offset.checked_add(length)?)?))
        })
        .collect()
}

/// Writes a font file: directory, then tables (OpenType, "Organization of an OpenType Font").
fn assemble(version: &[u8], tables: &[(&[u8; 4], Vec<u8>)]) -> Option<Vec<u8>> {
    let count = u16::try_from(tables.len()).ok()?;
    let power = count.checked_ilog2()?;
    let range = 16u16 << power;
    let mut out = version.to_vec();
    for value in [count, range, u16::try_from(power).ok()?, 16 * count - range] {
        out.extend_from_slice(&value.to_be_bytes());
    }
    let mut offset = 12 + 16 * tables.len();
    for (tag, data) in tables {
        out.extend_from_slice(*tag);
        out.extend_from_slice(&checksum(data).to_be_bytes());
        out.extend_from_slice(&u32::try_from(offset).ok()?.to_be_bytes());
        out.extend_from_slice(&u32::try_from(data.len()).ok()?.to_be_bytes());
        offset += data.len().next_multiple_of(4);
    }
    let mut head = None;
    for (tag, data) in tables {
        if *tag == b"head" {
            head = Some(out.len());
        }
        out.extend_from_slice(data);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    let adjustment = 0xb1b0_afba_u32.wrapping_sub(checksum(&out));
    let at = head? + 8;
    out.get_mut(at..at + 4)?.copy_from_slice(&adjustment.to_be_bytes());
    Some(out)
}

/// The sum of a table's 32 bit words, the last one padded.
fn checksum(data: &[u8]) -> u32 {
    data.chunks(4).fold(0, |sum: u32, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

fn short(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(data.get(at..at + 2)?.try_into().ok()?))
}

/// The advances of a program's glyphs, in thousandths of an em (`head`, `hhea`, `hmtx`).
pub(super) fn widths(program: &[u8]) -> Option<Vec<f64>> {
    let tables = tables(program)?;
    let table = |name: &[u8; 4]| tables.iter().find(|(tag, _)| *tag == name).map(|(_, data)| *data);
    let units = f64::from(short(table(b"head")?, 18)?.max(1));
    let glyphs = usize::from(short(table(b"maxp")?, 4)?);
    let metrics = usize::from(short(table(b"hhea")?, 34)?);
    let advances = table(b"hmtx")?;
    let last = metrics.checked_sub(1)?;
    (0..glyphs)
        .map(|glyph| {
            let advance = f64::from(short(advances, 4 * glyph.min(last))?);
            Some((advance * 100_000.0 / units).round() / 100.0)
        })
        .collect()
}
