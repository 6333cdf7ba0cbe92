-- What a new portal begins with: the program and the terms of domain.md section 5 (app/domain/program/terms.ts, which a test
-- holds against these rows). All of it is edited in the portal; terms by publishing a further version.
SET LOCAL lock_timeout = '5s';

INSERT INTO program (id, name, home_url, currency, minimum_payout) VALUES (1, 'EmDash', 'https://emdash.dev', 'USD', 5000);

INSERT INTO terms (key, name, created_at) VALUES
  ('developer', 'Developer', '1970-01-01T00:00:00Z'),
  ('agency', 'Agency', '1970-01-01T00:00:00Z'),
  ('content', 'Content', '1970-01-01T00:00:00Z'),
  ('marketplace', 'Marketplace', '1970-01-01T00:00:00Z');

-- In force from the beginning of time, so that an event of any date finds terms.
INSERT INTO terms_version (terms_key, version, effective_at, document, created_at) VALUES
  ('developer', 1, '1970-01-01T00:00:00Z', '{
    "name": "Developer",
    "scope": "customer",
    "windowDays": 90,
    "activation": {
      "apiCalls": 1000,
      "activeDays": 30
    },
    "needsSustained": true,
    "holdDays": 30,
    "rewards": [
      {
        "kind": "flat",
        "key": "tier-1",
        "name": "Casual referral",
        "amount": "5000",
        "activeDaysAtLeast": 7,
        "membersAbove": null
      },
      {
        "kind": "flat",
        "key": "tier-2",
        "name": "Team activation",
        "amount": "25000",
        "activeDaysAtLeast": 30,
        "membersAbove": 5
      },
      {
        "kind": "share",
        "key": "tier-3",
        "name": "Revenue share",
        "rateBps": 1500,
        "partnerRate": false,
        "monthlyValueAbove": "50000",
        "months": 6,
        "capPerPartnerMonth": "200000",
        "capPerCustomer": null
      }
    ]
  }', '1970-01-01T00:00:00Z'),
  ('agency', 1, '1970-01-01T00:00:00Z', '{
    "name": "Agency",
    "scope": "customer",
    "windowDays": 90,
    "activation": {
      "apiCalls": 1000,
      "activeDays": 30
    },
    "needsSustained": true,
    "holdDays": 30,
    "rewards": [
      {
        "kind": "share",
        "key": "tier-4",
        "name": "Agency partner",
        "rateBps": 2000,
        "partnerRate": false,
        "monthlyValueAbove": null,
        "months": 12,
        "capPerPartnerMonth": "500000",
        "capPerCustomer": null
      }
    ]
  }', '1970-01-01T00:00:00Z'),
  ('content', 1, '1970-01-01T00:00:00Z', '{
    "name": "Content",
    "scope": "customer",
    "windowDays": 90,
    "activation": {
      "apiCalls": 1000,
      "activeDays": 30
    },
    "needsSustained": true,
    "holdDays": 30,
    "rewards": [
      {
        "kind": "share",
        "key": "lifetime",
        "name": "Lifetime share",
        "rateBps": 1000,
        "partnerRate": false,
        "monthlyValueAbove": null,
        "months": null,
        "capPerPartnerMonth": null,
        "capPerCustomer": "100000"
      }
    ]
  }', '1970-01-01T00:00:00Z'),
  ('marketplace', 1, '1970-01-01T00:00:00Z', '{
    "name": "Marketplace",
    "scope": "purchase",
    "windowDays": 30,
    "activation": {
      "apiCalls": 1000,
      "activeDays": 30
    },
    "needsSustained": false,
    "holdDays": 30,
    "rewards": [
      {
        "kind": "share",
        "key": "sale",
        "name": "Sale",
        "rateBps": 1500,
        "partnerRate": true,
        "monthlyValueAbove": null,
        "months": null,
        "capPerPartnerMonth": null,
        "capPerCustomer": null
      }
    ]
  }', '1970-01-01T00:00:00Z');
