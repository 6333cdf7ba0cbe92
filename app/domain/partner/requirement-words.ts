// Stripe's names of what it still wants to know, as sentences. Its list grows without a change of version: what is not here is made
// readable from its own name (integrations.md section 3, "Onboarding").

/** By the end of a requirement's path; the first that fits counts. */
const WORDS: ReadonlyArray<readonly [RegExp, string]> = [
  [/(^|\.)external_account$/, 'A bank account, or a debit card, to pay to'],
  [/(^|\.)tos_acceptance(\.|$)/, 'Your agreement to Stripe’s terms'],
  [/(^|\.)business_type$/, 'Whether you are a person or a company'],
  [/business_profile\.mcc$/, 'The industry you work in'],
  [/business_profile\.url$/, 'The address of your website'],
  [/business_profile\.product_description$/, 'A description of what you do'],
  [/business_profile\.support_(email|phone|url)$/, 'How customers reach you'],
  [/company\.verification\.document$/, 'A document of your company’s registration'],
  [/verification\.additional_document$/, 'A second document that shows your address'],
  [/verification\.document$/, 'A picture of your identity document'],
  [/verification\.proof_of_liveness$/, 'A photo of you, to compare with your document'],
  [/documents\.bank_account_ownership_verification(\.|$)/, 'A document that shows the bank account is yours'],
  [/documents\.company_/, 'A document of your company'],
  [/company\.name$/, 'The name of your company'],
  [/company\.tax_id$/, 'The tax number of your company'],
  [/company\.vat_id$/, 'The VAT number of your company'],
  [/company\.owners_provided$/, 'Who owns your company'],
  [/company\.directors_provided$/, 'Who directs your company'],
  [/company\.executives_provided$/, 'Who runs your company'],
  [/company\.phone$/, 'The phone number of your company'],
  [/company\.address\./, 'The address of your company'],
  [/\.first_name$|\.last_name$|\.full_name/, 'Your name'],
  [/\.dob(\.|$)/, 'Your date of birth'],
  [/\.address(\.|$)/, 'Your address'],
  [/\.ssn_last_4$/, 'The last four digits of your social security number'],
  [/\.id_number$/, 'Your personal identification number'],
  [/\.id_number_secondary$/, 'Your second identification number'],
  [/\.email$/, 'Your mail address'],
  [/\.phone$/, 'Your phone number'],
  [/\.nationality$/, 'Your nationality'],
  [/\.political_exposure$/, 'Whether you hold a public office'],
  [/\.relationship\.title$/, 'Your job title'],
  [/\.relationship\.percent_ownership$/, 'How much of the company you own'],
  [/^(owners|directors|executives|representative)(\.|$)/, 'Who stands for your company'],
  [/^interv_/, 'Answers to a question Stripe has sent you'],
  [/^settings\.payments\.statement_descriptor$/, 'The name on bank statements'],
];

/** "person_1N5x.relationship.owner" -> "Relationship owner". */
function humanised(code: string): string {
  const words = code
    .split('.')
    .filter((part) => !/^(person|acct|ba|card)_\w+$/.test(part) && part !== 'individual')
    .join(' ')
    .replaceAll('_', ' ')
    .trim();
  const text = words === '' ? code : words;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** One requirement in words; never empty. */
export function requirementWords(code: string): string {
  return WORDS.find(([pattern]) => pattern.test(code))?.[1] ?? humanised(code);
}

/** Several requirements, each thing once, in the order Stripe gave: three parts of an address are one address. */
export function requirementList(codes: readonly string[]): string[] {
  return [...new Set(codes.map(requirementWords))];
}

const DISABLED: Readonly<Record<string, string>> = {
  'action_required.requested_capabilities': 'Stripe needs to set the account up to receive transfers.',
  disconnected: 'The account is not connected to this program any more.',
  listed: 'Stripe is checking whether you are on a list of prohibited persons or companies.',
  other: 'Stripe is reviewing the account.',
  platform_paused: 'The program has paused the account.',
  'rejected.fraud': 'Stripe closed the account on suspicion of fraud.',
  'rejected.incomplete_verification': 'Stripe closed the account because it was not verified in time.',
  'rejected.listed': 'Stripe closed the account because it is on a list of prohibited persons or companies.',
  'rejected.other': 'Stripe closed the account.',
  'rejected.platform_fraud': 'The program closed the account on suspicion of fraud.',
  'rejected.platform_other': 'The program closed the account.',
  'rejected.platform_terms_of_service': 'The program closed the account for breaking its terms.',
  'rejected.terms_of_service': 'Stripe closed the account for breaking its terms.',
  'requirements.past_due': 'Stripe waits for answers that are due.',
  'requirements.pending_verification': 'Stripe is checking what you sent. Nothing to do.',
  under_review: 'Stripe is reviewing the account. Nothing to do.',
};

/** Why Stripe has switched an account off, as a sentence. */
export function disabledWords(reason: string): string {
  return DISABLED[reason] ?? `Stripe says: ${humanised(reason).toLowerCase()}.`;
}

/** Whether the account is over: answering questions does not help. */
export function isRejected(reason: string | null): boolean {
  return reason !== null && (reason.startsWith('rejected.') || reason === 'disconnected');
}

const BANK: Readonly<Record<string, string>> = {
  account_closed: 'The bank account has been closed.',
  account_frozen: 'The bank account has been frozen.',
  bank_account_restricted: 'The bank account does not take this kind of payment.',
  bank_account_unusable: 'The bank account cannot be used.',
  bank_ownership_changed: 'The bank account belongs to somebody else now.',
  could_not_process: 'The bank could not process the payment.',
  debit_not_authorized: 'The bank account does not allow debits.',
  declined: 'The bank declined the payment.',
  incorrect_account_holder_address: 'The bank has another address of the account’s holder.',
  incorrect_account_holder_name: 'The bank has another name of the account’s holder.',
  incorrect_account_holder_tax_id: 'The bank has another tax number of the account’s holder.',
  incorrect_account_type: 'The type of the bank account is wrong.',
  insufficient_funds: 'There was not enough money at Stripe for the payment.',
  invalid_account_number: 'The bank knows no account of this number.',
  invalid_account_number_length: 'The account number has a wrong length.',
  invalid_card: 'The card cannot be paid to.',
  invalid_currency: 'The bank account does not take this currency.',
  no_account: 'The bank could not find the account.',
  unsupported_card: 'The card cannot be paid to.',
};

/** Why a bank refused a payment of Stripe's, as a sentence; Stripe's own message where the code is not known. */
export function bankRefusalWords(code: string | null, message: string | null): string {
  const known = code === null ? undefined : BANK[code];
  if (known !== undefined) return known;
  if (message !== null && message !== '') return message;
  return code === null ? 'The bank gave no reason.' : `The bank says: ${humanised(code).toLowerCase()}.`;
}
