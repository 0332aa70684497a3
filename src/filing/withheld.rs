//! What the public edition leaves out (비공개), on which ground: not printed there, and named where it is.

use super::find::{Context, Named};
use super::model::{Body, Inline, Withheld};
use super::print::Printer;
use crate::dossier::Edition;
use crate::pack::{Citation, Ground};

impl<'a> Context<'a> {
    /// Whether a part with this ground is left out of the edition that is being filled.
    pub(super) fn leaves_out(&self, ground: Option<&String>) -> bool {
        ground.is_some() && self.edition == Edition::Public
    }

    /// Parts that the public does not see, as a row of a letter.
    pub(super) fn of_withheld(&self, withheld: &Withheld, name: &str) -> Named<'a> {
        match name {
            "part" => Named::Wording(withheld.label.clone()),
            "word" => Named::Wording(withheld.word.clone()),
            "article" => match withheld.basis.first() {
                Some(first) => {
                    let texts: Vec<&str> = withheld.basis.iter().map(|citation| citation.text.as_str()).collect();
                    Named::Law { text: texts.join(&self.pack.filing.comma), article: first.id.clone() }
                }
                None => Named::Nothing,
            },
            _ => Named::Nothing,
        }
    }
}

/// What is withheld, by its ground: a letter asks for the protection of each once, with all that it covers. Columns and lines
/// of one name are named once, however many tables have them.
pub(super) fn by_ground(withheld: &[Withheld]) -> Vec<Withheld> {
    let mut grounds: Vec<(Withheld, Vec<String>)> = Vec::new();
    for one in withheld {
        let called = one.part.clone().unwrap_or_else(|| one.label.clone());
        match grounds.iter_mut().find(|(ground, _)| (&ground.word, &ground.basis) == (&one.word, &one.basis)) {
            Some((_, names)) if names.contains(&called) => {}
            Some((_, names)) => names.push(called),
            None => grounds.push((Withheld { item: None, part: None, ..one.clone() }, vec![called])),
        }
    }
    grounds.into_iter().map(|(ground, names)| Withheld { label: names.join(", "), ..ground }).collect()
}

impl Printer<'_> {
    fn ground(&self, id: &str) -> Option<(&Ground, Vec<Citation>)> {
        let Context { pack, .. } = self.context;
        let ground = pack.filing.ground.get(id)?;
        Some((ground, self.context.ground().cite(&ground.basis)))
    }

    /// Keeps in mind that a part is not for the public. `item` and `label` are those of its item; a line of the head has none.
    pub(super) fn withhold(&mut self, ground: Option<&String>, item: Option<&str>, label: &str, part: Option<&str>) {
        let Some((id, (ground, basis))) = ground.and_then(|id| Some((id, self.ground(id)?))) else { return };
        self.context.told.withheld(id);
        let word = ground.word.clone();
        let (item, part) = (item.map(str::to_owned), part.map(str::to_owned));
        let new = Withheld { item, label: label.to_owned(), part, word, basis };
        if !self.withheld.contains(&new) {
            self.withheld.push(new);
        }
    }

    /// What the public edition prints in place of an item: that it is withheld, and why.
    pub(super) fn in_its_place(&self, ground: &str) -> Body {
        let Some((ground, basis)) = self.ground(ground) else { return Body::None };
        let mut inlines = vec![Inline::Text { text: ground.public.clone() }];
        for citation in basis {
            inlines.push(Inline::Text { text: self.context.pack.filing.comma.clone() });
            inlines.push(Inline::Cite { text: citation.text, article: citation.id });
        }
        Body::Text { paragraphs: vec![inlines] }
    }

    /// Does something without leaving a source note: what is not printed has none.
    pub(super) fn aside<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> T {
        let scratch = self.notes.scratch();
        let kept = std::mem::replace(&mut self.notes, scratch);
        let done = act(self);
        self.notes = kept;
        done
    }
}
