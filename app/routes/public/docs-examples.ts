/** What a page of the program carries in its head. */
export const refScriptExample = (origin: string) => `<script src="${origin}/ref.js" async></script>`;

export const signUpExample = `// in the browser, with the sign-up form
fetch('/sign-up', { headers: { 'X-Affiliate-Click-Id': window.tributary.clickId() ?? '' }, … })

// or on the server: the cookie "emdash_ref", whole
{ "refCookie": request.cookies.emdash_ref }`;

export const eventExample = `POST /webhooks/product
webhook-id: msg_2f7c…
webhook-timestamp: 1767225600
webhook-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=

{
  "type": "customer.signed_up",
  "timestamp": "2026-01-01T00:00:00Z",
  "data": {
    "customer": { "id": "acme", "email": "ann@acme.dev", "name": "Acme" },
    "refCookie": "…"
  }
}`;
