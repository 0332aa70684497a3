//! Bookmarks: the headings as a tree that a reader opens beside the pages.

use lopdf::{Object, dictionary};

use super::finish::{Plan, int, name, reference, text};
use super::layout::Heading;
use super::pages::Cut;
use super::paint::round;
use super::write::File;

/// Bookmarks as a tree by level; the id of the root.
pub(super) fn outline(file: &mut File, plan: &Plan, headings: &[Heading], cut: &Cut) -> Option<u32> {
    if headings.is_empty() {
        return None;
    }
    let root = file.reserve();
    let first = file.reserve_many(headings.len());
    let id = |index: usize| first + u32::try_from(index).unwrap_or(0);
    // The nearest heading above of a higher level.
    let parent: Vec<Option<usize>> = headings
        .iter()
        .enumerate()
        .map(|(index, heading)| headings[..index].iter().rposition(|above| above.level < heading.level))
        .collect();
    let children =
        |of: Option<usize>| -> Vec<usize> { (0..headings.len()).filter(|&index| parent[index] == of).collect() };
    let mut siblings: Vec<Vec<usize>> = vec![Vec::new(); headings.len() + 1];
    for (index, above) in parent.iter().enumerate() {
        siblings[above.map_or(0, |above| above + 1)].push(index);
    }
    for (index, heading) in headings.iter().enumerate() {
        let target = cut.targets.get(index).copied().unwrap_or_default();
        let page = plan.pages + u32::try_from(target.page).unwrap_or(0);
        let mut entry = dictionary! {
            "Title" => text(&heading.title),
            "Parent" => reference(parent[index].map_or(root, id)),
            "Dest" => vec![
                reference(page), name("XYZ"), Object::Integer(0), Object::Real(round(cut.height(target) - target.y + 6.0)), Object::Null,
            ],
        };
        let row = &siblings[parent[index].map_or(0, |above| above + 1)];
        let place = row.iter().position(|&other| other == index).unwrap_or(0);
        if let Some(&before) = place.checked_sub(1).and_then(|at| row.get(at)) {
            entry.set("Prev", reference(id(before)));
        }
        if let Some(&after) = row.get(place + 1) {
            entry.set("Next", reference(id(after)));
        }
        if let (Some(&from), Some(&to)) = (siblings[index + 1].first(), siblings[index + 1].last()) {
            entry.set("First", reference(id(from)));
            entry.set("Last", reference(id(to)));
            entry.set("Count", int(siblings[index + 1].len()));
        }
        file.put(id(index), &Object::Dictionary(entry));
    }
    let top = children(None);
    let (Some(&from), Some(&to)) = (top.first(), top.last()) else { return None };
    file.put(
        root,
        &Object::Dictionary(dictionary! {
            "Type" => name("Outlines"),
            "First" => reference(id(from)),
            "Last" => reference(id(to)),
            "Count" => int(headings.len()),
        }),
    );
    Some(root)
}
