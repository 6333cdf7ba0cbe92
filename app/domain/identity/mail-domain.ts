import providers from 'email-providers/common.json' with { type: 'json' };

// The providers domain.md section 3 names, and one the library's list forgets
const always = [
  'gmail.com',
  'googlemail.com',
  'outlook.com',
  'yahoo.com',
  'hotmail.com',
  'proton.me',
  'icloud.com',
];
// The list holds these because people type them; they are nobody's mail provider (RFC 2606)
const notProviders = new Set(['example.com', 'example.net', 'example.org', 'test.com']);
const freeMail = new Set<string>([...providers.filter((domain) => !notProviders.has(domain)), ...always]);

/** Whether anybody can have an address there: such a domain binds nobody together (domain.md section 3). */
export function isFreeMailDomain(domain: string): boolean {
  return freeMail.has(domain.toLowerCase());
}

/** The part behind the last @, lower case. */
export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1).toLowerCase();
}
