import { createSigner } from '~/platform/signature.server';

/** Signs the ref cookie; one key for whoever writes it and whoever reads it. */
export const signRefCookie = createSigner('ref-cookie');
