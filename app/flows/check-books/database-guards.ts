// What prisma/migrations put in force. A test holds these lists against a database freshly migrated.

/** Tables whose rows stay as they were inserted: a trigger refuses all else, and the application's role may not even try. */
export const appendOnlyTables = [
  'attribution_capture',
  'attribution_decision',
  'audit_entry',
  'chain_event',
  'chain_head',
  'click',
  'exchange_rate',
  'ledger_entry',
  'ledger_transaction',
  'members_change',
  'month_statement',
  'partner_standing',
  'payout_approval',
  'payout_batch',
  'payout_batch_approval',
  'payout_batch_outcome',
  'payout_item',
  'promotion_code_use',
  'reconciliation_finding',
  'refund',
  'refund_undone',
  'self_referral_decision',
  'subscription_change',
  'terms_version',
  'usage_record',
] as const;

/** Tables whose rows are never deleted. */
export const keptTables = [
  'chain',
  'customer',
  'dispute',
  'inbound_event',
  'link',
  'manual_destination',
  'partner',
  'payment',
  'payout',
  'payout_attempt',
  'reconciliation',
  'signing_key',
  'terms',
] as const;

/** The other guards: table and trigger. */
export const guards: ReadonlyArray<readonly [table: string, trigger: string]> = [
  ['chain', 'chain_only_grows'],
  ['commission', 'commission_of_payer'],
  ['customer', 'customer_sign_up_stays'],
  ['dispute', 'dispute_is_a_fact'],
  ['dispute', 'dispute_restored_once'],
  ['inbound_event', 'inbound_event_as_delivered'],
  ['ledger_entry', 'ledger_entry_fits'],
  ['ledger_transaction', 'ledger_transaction_balances'],
  ['manual_destination', 'manual_destination_stays'],
  ['payment', 'payment_basis_set_once'],
  ['payment', 'payment_is_a_fact'],
  ['payout', 'payout_as_requested'],
  ['payout', 'payout_batch_stays'],
  ['payout', 'payout_begins_requested'],
  ['payout', 'payout_carries_its_amount'],
  ['payout', 'payout_statement_stays'],
  ['payout', 'payout_takes_legal_steps'],
  ['payout', 'payout_transfer_set_once'],
  ['payout_approval', 'payout_approval_allowed'],
  ['payout_attempt', 'payout_attempt_intent_stays'],
  ['payout_item', 'payout_item_fits'],
  ['reconciliation', 'reconciliation_ended_stays'],
];

/** The functions behind them, each of which must still refuse something. */
export const guardFunctions = [
  'commission_of_payer',
  'ledger_entry_fits',
  'ledger_transaction_balances',
  'payout_approval_allowed',
  'payout_carries_its_amount',
  'payout_item_fits',
  'payout_takes_legal_steps',
  'refuse_change',
];
