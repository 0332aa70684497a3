//! The catalogue: every rule in one table, each in its own file named for what it checks.
//!
//! A new rule is a file here, a row in [`ALL`], its wording in `templates/base/rules/` and a fixture in `tests/rules/`.

#![allow(clippy::unnecessary_wraps, reason = "every rule has one shape, whether or not it can fail")]

mod anchor_known_by_day;
mod anchors;
mod another_zone;
mod arithmetic_in_text;
mod channel_dates;
mod channel_days;
mod composition_shift;
mod contact_in_text;
mod crossed_midnight;
mod dated_after_report;
mod denominator_changed;
mod disputed_anchor;
mod estimate_in_final;
mod event_until_before_at;
mod extension_without_reason;
mod example_left;
mod example_settings;
mod example_unread;
mod falling_count;
mod falling_payout;
mod impossible_amount;
mod later_state_above_earlier;
mod loss_outside_tier;
mod message_too_long;
mod missing_item;
mod notice_content;
mod outage_moments_order;
mod outside_window;
mod overlapping_channels;
mod overlapping_interruptions;
mod paid_above_accepted;
mod paid_above_loss;
mod paid_above_tier;
mod paid_before_received;
mod part_above_whole;
mod partly_restored_order;
mod parts_and_total;
mod parts_and_whole_payout;
mod payout_statistics_and_rows;
mod payout_without_claim;
mod periods;
mod pending_in_final;
mod recovery_total_changed;
mod replaced_value;
mod report_of_no_duty;
mod resident_number;
mod restatement_without_reason;
mod restatements;
mod restoration_bounds;
mod restored_above_total;
mod restored_before_start;
mod same_claim_twice;
mod same_event_twice;
mod same_payout_twice;
mod same_payout_statistic_twice;
mod scopes_and_whole;
mod service_after_whole_outage;
mod service_named_twice;
mod share_and_count;
mod share_without_method;
mod shares_and_hundred;
mod sides_disagree;
mod stated_duration_fits_nothing;
mod stated_duration_fits_others;
mod stated_durations;
mod stated_interruption;
mod stage_out_of_turn;
mod statistics_and_rows;
mod text_that_is_a_number;
mod tier_inverted;
mod tiers_gap;
mod tiers_overlap;
mod unit_and_count;
mod unit_or_basis_missing;
mod unprintable;
mod value_of_another_period;
mod value_without_period;
mod value_not_carried;
mod won_value;
mod amendment_without_change;
mod changed_without_reason;
mod row_without_filed;
mod filed_without_row;
mod kept_file_changed;

use super::Rule;

/// All rules by code, family by family.
pub const ALL: &[Rule] = &[
    restored_before_start::RULE,
    crossed_midnight::RULE,
    outage_moments_order::RULE,
    partly_restored_order::RULE,
    restoration_bounds::RULE,
    event_until_before_at::RULE,
    overlapping_interruptions::RULE,
    another_zone::RULE,
    anchor_known_by_day::RULE,
    disputed_anchor::RULE,
    dated_after_report::RULE,
    same_event_twice::RULE,
    sides_disagree::RULE,
    service_after_whole_outage::RULE,
    stated_duration_fits_nothing::RULE,
    stated_duration_fits_others::RULE,
    stated_interruption::RULE,
    parts_and_total::RULE,
    scopes_and_whole::RULE,
    shares_and_hundred::RULE,
    share_and_count::RULE,
    statistics_and_rows::RULE,
    channel_days::RULE,
    outside_window::RULE,
    falling_count::RULE,
    same_claim_twice::RULE,
    channel_dates::RULE,
    extension_without_reason::RULE,
    overlapping_channels::RULE,
    payout_without_claim::RULE,
    paid_before_received::RULE,
    paid_above_tier::RULE,
    paid_above_loss::RULE,
    same_payout_twice::RULE,
    impossible_amount::RULE,
    unit_or_basis_missing::RULE,
    paid_above_accepted::RULE,
    loss_outside_tier::RULE,
    part_above_whole::RULE,
    payout_statistics_and_rows::RULE,
    parts_and_whole_payout::RULE,
    unit_and_count::RULE,
    won_value::RULE,
    later_state_above_earlier::RULE,
    same_payout_statistic_twice::RULE,
    tiers_overlap::RULE,
    tiers_gap::RULE,
    tier_inverted::RULE,
    missing_item::RULE,
    pending_in_final::RULE,
    text_that_is_a_number::RULE,
    estimate_in_final::RULE,
    notice_content::RULE,
    stage_out_of_turn::RULE,
    report_of_no_duty::RULE,
    message_too_long::RULE,
    service_named_twice::RULE,
    share_without_method::RULE,
    restatement_without_reason::RULE,
    composition_shift::RULE,
    replaced_value::RULE,
    restored_above_total::RULE,
    recovery_total_changed::RULE,
    falling_payout::RULE,
    denominator_changed::RULE,
    kept_file_changed::RULE,
    filed_without_row::RULE,
    row_without_filed::RULE,
    changed_without_reason::RULE,
    amendment_without_change::RULE,
    value_not_carried::RULE,
    value_of_another_period::RULE,
    value_without_period::RULE,
    example_left::RULE,
    example_settings::RULE,
    example_unread::RULE,
    resident_number::RULE,
    contact_in_text::RULE,
    unprintable::RULE,
    arithmetic_in_text::RULE,
];
