import { listPublicKeys } from '~/domain/chain/signing-keys.server';
import { json } from '~/platform/http.server';

/** GET /.well-known/tributary-keys.json: the public keys that sign chain heads, as a JSON Web Key Set (RFC 7517). */
export async function loader(): Promise<Response> {
  const keys = await listPublicKeys();
  const set = keys.map(({ retiredAt, ...key }) => ({ ...key, use: 'sig', alg: 'EdDSA', retiredAt }));
  return json({ keys: set }, { headers: { 'Cache-Control': 'public, max-age=300' } });
}
