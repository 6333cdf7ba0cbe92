/** ISO 3166-1 alpha-2, as assigned in 2026; names come from the platform (`countryName`). */
const CODES =
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW';

/** Every country a partner can name. */
export const countryCodes: readonly string[] = CODES.split(' ');

const known = new Set(countryCodes);

/** Whether a text is a country's code, in capitals. */
export function isCountry(code: string): boolean {
  return known.has(code);
}

const names = new Intl.DisplayNames('en', { type: 'region' });

/** "DE" -> "Germany"; a code nobody knows stays as it is. */
export function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (names.of(code) ?? code) : code;
}

/** The European Economic Area. */
const EEA = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(
  ' ',
);

/** Platforms and partners in these pay and are paid across the border by transfer (integrations.md section 3, "Cross-border"). */
const crossBorder: ReadonlySet<string> = new Set(['US', 'GB', 'CA', 'CH', ...EEA]);

/** How a partner can be paid. */
export type PayoutMethod = 'stripe' | 'manual';

/**
 * How a partner in a country would be paid by a platform in another: by Stripe within one country and among the US, the UK, the EEA, Canada
 * and Switzerland, else by hand (integrations.md section 3, "Cross-border"; ADR-0090).
 */
export function methodFor(country: string, platformCountry: string): PayoutMethod {
  if (country === platformCountry) return 'stripe';
  return crossBorder.has(country) && crossBorder.has(platformCountry) ? 'stripe' : 'manual';
}

/** What a partner is told before it starts to earn. */
export function methodSentence(
  country: string,
  { name, platformCountry }: { name: string; platformCountry: string },
): string {
  return methodFor(country, platformCountry) === 'stripe'
    ? `${name}: you are paid by Stripe, straight to your bank account.`
    : `${name}: Stripe does not pay there from here. You are paid by hand, by bank transfer; your bank details are asked for later.`;
}

/** Whether Stripe knows another country than the partner named; null: nothing to notice. */
export function countryDifference(named: string | null, atStripe: string | null): string | null {
  if (named === null || atStripe === null || named === atStripe) return null;
  return `You said ${countryName(named)}, the account at Stripe is in ${countryName(atStripe)}.`;
}

/** The country a browser's languages speak of, "de-CH,de;q=0.9" -> "CH": a guess that the person sees and corrects. */
export function guessCountry(acceptLanguage: string | null): string | undefined {
  for (const part of (acceptLanguage ?? '').split(',')) {
    const region = /^\s*[a-z]{2,3}(?:-[A-Za-z]{4})?-([A-Za-z]{2})(?:[-;\s]|$)/.exec(part)?.[1]?.toUpperCase();
    if (region !== undefined && isCountry(region)) return region;
  }
  return undefined;
}

/** All countries by name, for a choice. */
export function countryOptions(): Array<{ code: string; name: string }> {
  return countryCodes
    .map((code) => ({ code, name: countryName(code) }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}
