//! The objects of an assembled file, cleared of what nothing leads to and numbered anew.
//!
//! lopdf has functions for both, but they look each reference up in a list: a long table has
//! hundreds of thousands of objects, for which a list takes minutes.

use std::collections::BTreeMap;

use lopdf::{Document as Pdf, Object, ObjectId};

/// Removes the objects that nothing leads to from the trailer, and numbers the rest from 1 without
/// gaps, in the order that they had. A reference to an object that does not exist becomes null,
/// which is what it means (ISO 32000-1, 7.3.10). Returns the new numbers.
pub(super) fn drop_unused(pdf: &mut Pdf) -> BTreeMap<ObjectId, ObjectId> {
    let mut reached: BTreeMap<ObjectId, ObjectId> = BTreeMap::new();
    let mut waiting: Vec<ObjectId> = Vec::new();
    let mut reach = |id: ObjectId, waiting: &mut Vec<ObjectId>| {
        if reached.insert(id, id).is_none() {
            waiting.push(id);
        }
    };
    pdf.trailer.iter().for_each(|(_, value)| references(value, &mut |id| reach(id, &mut waiting)));
    while let Some(id) = waiting.pop() {
        if let Some(object) = pdf.objects.get(&id) {
            references(object, &mut |id| reach(id, &mut waiting));
        }
    }

    reached.retain(|id, _| pdf.objects.contains_key(id));
    for (number, id) in (1..).zip(reached.values_mut()) {
        *id = (number, 0);
    }
    for (_, value) in &mut pdf.trailer {
        renumber(value, &reached);
    }
    let objects = std::mem::take(&mut pdf.objects).into_iter();
    pdf.objects = objects
        .filter_map(|(id, mut object)| {
            let id = *reached.get(&id)?;
            renumber(&mut object, &reached);
            Some((id, object))
        })
        .collect();
    pdf.max_id = u32::try_from(pdf.objects.len()).unwrap_or(u32::MAX);
    reached
}

/// Tells of each reference in an object. Arrays and dictionaries are nested a few levels deep, as
/// the writer made them.
fn references(object: &Object, tell: &mut dyn FnMut(ObjectId)) {
    match object {
        Object::Reference(id) => tell(*id),
        Object::Array(array) => array.iter().for_each(|inner| references(inner, tell)),
        Object::Dictionary(dict) => dict.iter().for_each(|(_, inner)| references(inner, tell)),
        Object::Stream(stream) => {
            stream.dict.iter().for_each(|(_, inner)| references(inner, tell));
        }
        _ => {}
    }
}

fn renumber(object: &mut Object, numbers: &BTreeMap<ObjectId, ObjectId>) {
    match object {
        Object::Reference(id) => match numbers.get(id) {
            Some(new) => *id = *new,
            None => *object = Object::Null,
        },
        Object::Array(array) => array.iter_mut().for_each(|inner| renumber(inner, numbers)),
        Object::Dictionary(dict) => {
            dict.iter_mut().for_each(|(_, inner)| renumber(inner, numbers));
        }
        Object::Stream(stream) => {
            stream.dict.iter_mut().for_each(|(_, inner)| renumber(inner, numbers));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use lopdf::{Document as Pdf, Object};

    use super::drop_unused;

    #[test]
    fn what_nothing_leads_to_goes_and_references_follow() {
        let mut pdf = Pdf::new();
        pdf.add_object(Object::Integer(1));
        let kept = pdf.add_object(Object::Integer(2));
        let unused = pdf.new_object_id();
        let root = pdf.add_object(Object::Array(vec![kept.into(), kept.into(), unused.into()]));
        pdf.trailer.set("Root", Object::Reference(root));
        drop_unused(&mut pdf);
        assert_eq!(pdf.objects.len(), 2);
        assert_eq!(pdf.objects[&(1, 0)], Object::Integer(2));
        let first = Object::Reference((1, 0));
        assert_eq!(pdf.objects[&(2, 0)], Object::Array(vec![first.clone(), first, Object::Null]));
        assert_eq!(pdf.trailer.get(b"Root").ok(), Some(&Object::Reference((2, 0))));
        assert_eq!(pdf.max_id, 2);
    }
}
