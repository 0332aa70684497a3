//! Codes and yes or no as people write them.

use super::{number, text};
use crate::mapping::flag::flag;
use crate::mapping::names::normalise;
use crate::mapping::problem::Problem;
use crate::mapping::term::CodeMap;
use crate::pack::{Assets, Pack};

fn pack() -> Pack {
    Pack::load(Assets::embedded()).expect("the pack")
}

fn code(list: &str, written: &str) -> Option<String> {
    let map = CodeMap::new(pack().terms.list(list).expect("a list"));
    map.find(written).map(|at| map.codes[at].clone())
}

#[test]
fn yes_and_no_in_the_usual_ways() {
    for (yes, no) in [
        ("예", "아니오"),
        ("네", "아니요"),
        ("O", "X"),
        ("Ｏ", "Ｘ"),
        ("ㅇ", "x"),
        ("○", "×"),
        ("●", "✗"),
        ("✓", "☐"),
        ("V", "□"),
        ("Y", "N"),
        ("Yes", "No"),
        ("유", "무"),
        ("있음", "없음"),
        ("해당", "비해당"),
        ("해당 함", "해당 안 됨"),
        ("TRUE", "FALSE"),
        ("참", "거짓"),
        ("1", "0"),
    ] {
        assert_eq!(flag(&text(yes)).map(|got| got.value), Ok(true), "{yes}");
        assert_eq!(flag(&text(no)).map(|got| got.value), Ok(false), "{no}");
    }
    assert_eq!(flag(&number(1.0)).map(|got| got.value), Ok(true));
    assert_eq!(flag(&number(0.0)).map(|got| got.value), Ok(false));
    for neither in ["글쎄", "2", "예정", "o x", "", "해당 없음"] {
        assert_eq!(flag(&text(neither)), Err(Problem::NotAFlag), "{neither}");
    }
}

#[test]
fn codes_as_operations_write_them() {
    for (list, written, expected) in [
        ("claimant", "자영업자", "small_business"),
        ("claimant", "소상공인(음식점)", "small_business"),
        ("claimant", "02. 소상공인", "small_business"),
        ("claimant", "②자영업", "small_business"),
        ("claimant", "개인 회원", "individual"),
        ("claimant", "법인", "company"),
        ("claim_state", "처리중", "reviewing"),
        ("claim_state", "반려", "rejected"),
        ("cause_class", "DDoS", "intrusion"),
        ("payout_form", "계좌이체", "cash"),
        ("fee_form", "-", "unknown"),
    ] {
        assert_eq!(code(list, written).as_deref(), Some(expected), "{list} {written}");
    }
    // 중소기업 holds small businesses and companies, 기타 anyone: not ours to decide.
    for open in ["중소기업", "기타", "2소상공인", "2022. 소상공인"] {
        assert_eq!(code("claimant", open), None, "{open}");
    }
}

#[test]
fn no_name_means_two_codes_of_one_list() {
    let pack = pack();
    let lists = pack.sheets.sheet.iter().flat_map(|sheet| &sheet.field).filter_map(|field| field.list.as_deref());
    for list in lists.chain(["claim_state", "fee", "harm"]) {
        let terms = pack.terms.list(list).expect("a list");
        let mut seen = std::collections::BTreeMap::new();
        for (code, term) in terms {
            for name in [code, &term.ko, &term.en].into_iter().chain(&term.also) {
                let first = seen.entry(normalise(name)).or_insert(code);
                assert_eq!(*first, code, "{list}: {name}");
            }
        }
    }
}
