/**
 * Columns that decide no money and that nothing else repeats: a superuser's edit of one of them is not found by the check of the books. By table,
 * each with its reason. A table's other columns are all covered; a test makes random edits of every one.
 */
export const cosmeticColumns: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  click: {},
  inbound_event: {
    reason: 'words for admins; what became of a delivery is its status',
    waiting_for: 'where to look again; a wrong one is found as soon as what it names is there',
    applied_at: 'when the worker came to it; rules go by the event’s own time',
    attempts: 'how often the worker tried',
    last_error: 'words for admins',
    api_version: 'a notice for admins; the body says it, too',
  },
  referral: {
    id: 'derived rows are found by their customer; nothing refers to the id',
    created_at: 'when the row was written; rules go by credited_at',
  },
  customer: { created_at: 'when the row was written, for the order of lists; rules go by signed_up_at' },
  commission: {
    created_at: 'when the row was written, for the order of lists; rules go by accrued_at and due_at',
  },
  ledger_transaction: { recorded_at: 'when it was posted; rules and statements go by effective_at' },
  ledger_entry: {},
  payout: {
    reason: 'words for the partner and admins',
    needs_review: 'whether the worker waits for a person; it moves no money by itself',
    batch_id: 'which payouts were requested together; each is approved, sent and told by itself',
    statement_head: 'the names of the parties when it was requested',
  },
  payout_item: {},
  payout_approval: { api_key_id: 'which of the admin’s keys was used; who approved is user_id' },
  payout_attempt: {
    created_at: 'the worker’s memory',
    called_at: 'the worker’s memory, by the machine’s clock',
    answered_at: 'the worker’s memory, by the machine’s clock',
    error: 'words for admins',
    tries: 'the worker’s memory',
    last_called_at: 'the worker’s memory, by the machine’s clock',
    due_at: 'the worker’s memory, by the machine’s clock',
    look_up_first: 'the worker’s memory: at worst Stripe is asked once too often',
  },
  chain: { created_at: 'when the row was written' },
  chain_event: {},
  chain_head: {},
};
