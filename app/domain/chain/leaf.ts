/** A click as its day's root seals it. What could lead to a visitor stands in it only as a salted commitment. */
export interface ClickLeaf {
  id: string;
  /** order of storing, a decimal string */
  seq: string;
  at: string;
  channel: 'partner' | 'impact';
  link: string | null;
  source: string | null;
  windowDays: number;
  unique: boolean;
  /** SHA-256 of its salt, visitor, landing page, referrer and address hash */
  visit: string;
}

/** A delivery as its day's root seals it (chain `program`). */
export interface DeliveryLeaf {
  id: string;
  seq: string;
  source: string;
  externalId: string;
  type: string;
  receivedAt: string;
  /** SHA-256 of its salt and the body as delivered */
  body: string;
}
