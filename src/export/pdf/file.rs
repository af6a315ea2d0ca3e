//! Objects to the bytes of a file (ISO 32000-1, 7.3 and 7.5): small ones packed into object
//! streams, a cross-reference stream at the end.
//!
//! lopdf can write a document, too, but only one that is all in memory, and copies it first: a
//! long table has hundreds of thousands of structure elements. Here an object is written when it
//! is made, and one object stream is in memory at a time.

use std::io::Write as _;

use lopdf::{Dictionary, Object, StringFormat};

use super::number::{dict, integer, literal, name, packed};

/// How many objects share a compressed stream.
const OBJECTS_PER_STREAM: usize = 200;

/// Where an object is in the file.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// Nowhere.
    Free,
    /// At an offset from the start.
    At(u32),
    /// In an object stream, as the one of an index.
    In { stream: u32, index: u16 },
}

/// A file while it is written.
#[derive(Debug)]
pub(super) struct File {
    bytes: Vec<u8>,
    /// How many bytes were written before these, and taken.
    taken: usize,
    /// By object number.
    places: Vec<Place>,
    /// Number and offset of each object of the open object stream.
    index: Vec<(u32, usize)>,
    /// The open object stream.
    small: Vec<u8>,
}

impl File {
    /// The start of a file of PDF 1.7, with objects numbered up to one.
    pub(super) fn new(last: u32) -> Self {
        // Four bytes above 127 mark the file as binary (ISO 19005-3, 6.1.2).
        let bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
        let places = vec![Place::Free; last as usize + 1];
        Self { bytes, taken: 0, places, index: Vec::new(), small: Vec::new() }
    }

    /// A number for one more object.
    pub(super) fn number(&mut self) -> u32 {
        self.places.push(Place::Free);
        u32::try_from(self.places.len() - 1).unwrap_or(u32::MAX)
    }

    /// The largest number that was given out.
    pub(super) fn last(&self) -> u32 {
        u32::try_from(self.places.len() - 1).unwrap_or(u32::MAX)
    }

    /// Takes what is written so far out of memory, but for the open object stream.
    pub(super) fn take(&mut self) -> Vec<u8> {
        self.taken += self.bytes.len();
        std::mem::take(&mut self.bytes)
    }

    /// Writes an object.
    pub(super) fn object(&mut self, number: u32, object: &Object) {
        if matches!(object, Object::Stream(_)) {
            self.direct(number, object);
            return;
        }
        self.index.push((number, self.small.len()));
        token(&mut self.small, object);
        self.small.push(b'\n');
        if self.index.len() == OBJECTS_PER_STREAM {
            self.pack();
        }
    }

    /// Writes a stream of bytes that are held elsewhere: those of a picture are many.
    pub(super) fn stream(&mut self, number: u32, mut about: Dictionary, content: &[u8]) {
        about.set("Length", integer(content.len()));
        self.begin(number);
        token_stream(&mut self.bytes, &about, content);
        self.bytes.extend_from_slice(b"\nendobj\n");
    }

    /// Writes an object that is not packed.
    fn direct(&mut self, number: u32, object: &Object) {
        self.begin(number);
        token(&mut self.bytes, object);
        self.bytes.extend_from_slice(b"\nendobj\n");
    }

    fn begin(&mut self, number: u32) {
        let offset = u32::try_from(self.taken + self.bytes.len()).unwrap_or(u32::MAX);
        self.place(number, Place::At(offset));
        write(&mut self.bytes, format_args!("{number} 0 obj\n"));
    }

    fn place(&mut self, number: u32, place: Place) {
        if let Some(entry) = self.places.get_mut(number as usize) {
            *entry = place;
        }
    }

    /// Ends the open object stream (ISO 32000-1, 7.5.7).
    pub(super) fn pack(&mut self) {
        if self.index.is_empty() {
            return;
        }
        let stream = self.number();
        let objects = std::mem::take(&mut self.index);
        let mut content = Vec::with_capacity(self.small.len() + objects.len() * 12);
        for (index, (number, offset)) in (0..).zip(&objects) {
            write(&mut content, format_args!("{number} {offset} "));
            self.place(*number, Place::In { stream, index });
        }
        let first = content.len();
        content.append(&mut self.small);
        let about = dict([
            ("Type", name("ObjStm")),
            ("N", integer(objects.len())),
            ("First", integer(first)),
        ]);
        self.direct(stream, &Object::Stream(packed(about, &content)));
    }

    /// Writes the cross-reference stream (ISO 32000-1, 7.5.8) with a trailer's entries, and
    /// returns the file, without what was taken of it.
    pub(super) fn finish(mut self, mut trailer: Dictionary) -> Vec<u8> {
        self.pack();
        let number = self.number();
        let start = self.taken + self.bytes.len();
        self.place(number, Place::At(u32::try_from(start).unwrap_or(u32::MAX)));
        let mut table = Vec::with_capacity(self.places.len() * 7);
        for place in &self.places {
            let (kind, second, third) = match *place {
                Place::Free => (0, 0, u16::MAX),
                Place::At(offset) => (1, offset, 0),
                Place::In { stream, index } => (2, stream, index),
            };
            table.push(kind);
            table.extend_from_slice(&second.to_be_bytes());
            table.extend_from_slice(&third.to_be_bytes());
        }
        trailer.set("Type", name("XRef"));
        trailer.set("Size", integer(self.places.len()));
        trailer.set("W", Object::Array([1, 4, 2].map(Object::Integer).to_vec()));
        self.direct(number, &Object::Stream(packed(trailer, &table)));
        write(&mut self.bytes, format_args!("startxref\n{start}\n%%EOF\n"));
        self.bytes
    }
}

fn write(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("a Vec takes all that is written");
}

/// Writes an object (ISO 32000-1, 7.3). They are nested a few levels deep, as they were made.
fn token(out: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null => out.extend_from_slice(b"null"),
        Object::Boolean(value) => write(out, format_args!("{value}")),
        Object::Integer(value) => write(out, format_args!("{value}")),
        Object::Real(value) => write(out, format_args!("{value}")),
        Object::Name(name) => token_name(out, name),
        Object::String(bytes, StringFormat::Literal) => literal(out, bytes),
        Object::String(bytes, StringFormat::Hexadecimal) => {
            out.push(b'<');
            for byte in bytes {
                write(out, format_args!("{byte:02X}"));
            }
            out.push(b'>');
        }
        Object::Array(array) => {
            out.push(b'[');
            for (i, inner) in array.iter().enumerate() {
                if i > 0 {
                    out.push(b' ');
                }
                token(out, inner);
            }
            out.push(b']');
        }
        Object::Dictionary(dictionary) => token_dictionary(out, dictionary),
        Object::Stream(stream) => token_stream(out, &stream.dict, &stream.content),
        Object::Reference((number, generation)) => {
            write(out, format_args!("{number} {generation} R"));
        }
    }
}

fn token_stream(out: &mut Vec<u8>, about: &Dictionary, content: &[u8]) {
    token_dictionary(out, about);
    out.extend_from_slice(b"\nstream\n");
    out.extend_from_slice(content);
    out.extend_from_slice(b"\nendstream");
}

fn token_dictionary(out: &mut Vec<u8>, dictionary: &Dictionary) {
    out.extend_from_slice(b"<<");
    for (key, value) in dictionary {
        token_name(out, key);
        out.push(b' ');
        token(out, value);
    }
    out.extend_from_slice(b">>");
}

/// Writes a name; what is no regular character as its code (ISO 32000-1, 7.3.5).
fn token_name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for &byte in name {
        if (0x21..0x7f).contains(&byte) && !b"#()<>[]{}/%".contains(&byte) {
            out.push(byte);
        } else {
            write(out, format_args!("#{byte:02X}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use lopdf::{Dictionary, Document as Pdf, Object, Stream};

    use super::File;
    use crate::export::pdf::number::{bytes, dict, name};

    #[test]
    fn what_is_written_is_read_back() {
        let mut file = File::new(2);
        let odd = b"(a)\\ \r\n\x00\xff".to_vec();
        let all = dict([
            ("Type", name("Catalog")),
            ("A#b c", Object::Array(vec![Object::Null, Object::Boolean(true), Object::Real(-0.5)])),
            ("String", bytes(&odd)),
            ("Stream", Object::Reference((2, 0))),
        ]);
        file.object(1, &Object::Dictionary(all.clone()));
        file.object(2, &Object::Stream(Stream::new(Dictionary::new(), vec![1, 2, 3])));
        // More than one object stream.
        let many: Vec<u32> = (0..500)
            .map(|i| {
                let number = file.number();
                file.object(number, &Object::Integer(i));
                number
            })
            .collect();
        let written = file.finish(dict([("Root", Object::Reference((1, 0)))]));
        let pdf = Pdf::load_mem(&written).expect("it can be read");
        assert_eq!(pdf.catalog().expect("a catalog"), &all);
        assert_eq!(pdf.objects[&(2, 0)].as_stream().expect("a stream").content, [1, 2, 3]);
        for (i, number) in (0..).zip(many) {
            assert_eq!(pdf.objects[&(number, 0)], Object::Integer(i));
        }
    }
}
