//! How what people call things stands in the ids of figures and facts.

/// A code as part of an id: letters and digits stay, in whatever script; anything else becomes `_`.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            c if c.is_alphanumeric() || c == '-' => out.push(c),
            _ if out.ends_with('_') => {}
            _ => out.push('_'),
        }
    }
    let out = out.trim_matches('_').to_owned();
    if out.is_empty() { "_".to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn a_code_never_breaks_an_id() {
        let texts = ["paid_service", "카카오T·카카오맵", "톡채널 예약·주문·상담", "a.b@c", " · ", "2022-10-19"];
        let slugs: Vec<String> = texts.iter().map(|text| slug(text)).collect();
        assert_eq!(slugs, ["paid_service", "카카오T_카카오맵", "톡채널_예약_주문_상담", "a_b_c", "_", "2022-10-19"]);
    }
}
